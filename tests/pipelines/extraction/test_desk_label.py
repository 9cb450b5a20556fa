"""The desk in front of the first sentence goes, and the sentence stays."""

import pytest

from tests.pipelines.extraction.story_pages import HEADLINE, STORY, body_text, paragraphs
from wiredesk.pipelines.extraction.body.desk_label import without_desk_label

ARABIC = "قرر مجلس البلدة مساء الاثنين إعادة بناء الرصيف الخشبي الذي حطمته عاصفة الشتاء الماضي"
BENGALI = "নগর পরিষদ সোমবার সন্ধ্যায় ভাঙা ঘাটটি আবার কাঠ দিয়ে তৈরি করার সিদ্ধান্ত নিয়েছে।"


@pytest.mark.parametrize(
    "signed",
    [
        ("وكالات: ", ARABIC),
        ("متابعة: ", ARABIC),
        ("متابعة/ وكالات – ", ARABIC),
        ("غرفة الأخبار | ", ARABIC),
        ("Redacción: ", STORY[0]),
        ("REDACCIÓN.- ", STORY[0]),
        ("(Agencias) – ", STORY[0]),
        ("Web Desk: ", STORY[0]),
        ("Haber Merkezi: ", STORY[0]),
        ("Haber Merkezi - ", STORY[0]),
        ("ডেস্ক রিপোর্ট: ", BENGALI),
        ("নিজস্ব প্রতিবেদক : ", BENGALI),
    ],
    ids=lambda signed: signed[0],
)
def test_the_desk_goes_and_the_lead_stays(signed: tuple[str, str]) -> None:
    label, lead = signed
    page = f"<article><h1>{HEADLINE}</h1><p>{label}{lead}</p>{paragraphs(STORY[1:])}</article>"
    assert body_text(page) == [lead, *STORY[1:]]


@pytest.mark.parametrize(
    "line",
    [
        "Agencies: Reuters, AP",
        "متابعة: أحمد علي",
        "Police: the road is closed until the storm is over.",
        "Agencies of the state, the council says: they will not pay for the pier.",
        "The agencies - all of them - will not pay for the pier of the town.",
    ],
)
def test_names_and_sentences_of_their_own_are_left(line: str) -> None:
    assert without_desk_label(line) == line


def test_the_speakers_of_a_talk_stay() -> None:
    talk = [f"Redacción: {text}" for text in STORY]
    assert body_text(f"<article><h1>{HEADLINE}</h1>{''.join(f'<p>{text}</p>' for text in talk)}</article>") == talk


def test_hostile_labels_take_no_time() -> None:
    for text in ("a" * 200_000, "(" * 200_000, "a -" * 100_000, "a " * 100_000):
        assert without_desk_label(text) == text

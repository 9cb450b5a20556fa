"""Armenian and Ethiopic sentences end with a colon or two, as they are typed; elsewhere a colon announces."""

import pytest

from tests.pipelines.extraction.story_pages import body_text, paragraphs
from wiredesk.pipelines.extraction.lexicon.sentence_marks import ends_sentence, ends_with_colon

ARMENIAN = (
    "Քաղաքային խորհուրդը երկուշաբթի որոշեց վերականգնել փայտե կամուրջը, որը փոթորիկը քանդել էր ձմռանը:",
    "Ճարտարագետները պարզեցին, որ սյուներից միայն ինն են պիտանի:",
    "Աշխատանքները կտևեն մինչև աշուն և կարժենան երկու միլիոն:",
    "Ձկնորսները մինչ այդ կարող են օգտվել հին նավամատույցից:",
    "Քաղաքապետը շնորհակալություն հայտնեց բնակիչներին:",
)


def test_armenian_paragraphs_that_end_with_a_colon_stay() -> None:
    page = f"<article><h1>Կամուրջը վերականգնվում է</h1>{paragraphs(ARMENIAN)}</article>"
    assert body_text(page) == list(ARMENIAN)


@pytest.mark.parametrize(
    "text", ["Կամուրջը բացվեց:", "«Կամուրջը բացվեց:»", "ድልድዩ ተከፈተ::", "ድልድዩ ተከፈተ።", "Open.”", "桟橋が開いた。"]
)
def test_these_end_a_sentence(text: str) -> None:
    assert ends_sentence(text)
    assert not ends_with_colon(text)


@pytest.mark.parametrize("text", ["See the film here:", "详情如下：", "ድልድዩ:"])
def test_these_announce(text: str) -> None:
    assert ends_with_colon(text)
    assert not ends_sentence(text)

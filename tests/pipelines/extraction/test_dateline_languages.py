"""Datelines as the world's newsrooms print them (``datelines.tsv``), in front of a sentence of their language."""

from __future__ import annotations

from pathlib import Path

import pytest

from wiredesk.pipelines.extraction.fields.dateline import read_dateline

SENTENCES = {
    "ar": "قرر مجلس المدينة يوم الاثنين إصلاح الجسر القديم فوق النهر قبل حلول الشتاء، كما قال رئيس البلدية.",
    "am": "የከተማው ምክር ቤት ሰኞ ዕለት አሮጌውን ድልድይ ለመጠገን ወሰነ ሲሉ ከንቲባው ተናግረዋል።",
    "bn": "শহরের পরিষদ সোমবার পুরোনো সেতু মেরামতের সিদ্ধান্ত নিয়েছে, মেয়র জানিয়েছেন।",
    "el": "Το δημοτικό συμβούλιο αποφάσισε τη Δευτέρα να επισκευάσει την παλιά γέφυρα, είπε ο δήμαρχος.",
    "fa": "شورای شهر روز دوشنبه تصمیم گرفت پل قدیمی روی رودخانه را تعمیر کند، شهردار گفت.",
    "hi": "शहर की परिषद ने सोमवार को पुराने पुल की मरम्मत करने का फैसला किया, महापौर ने कहा।",
    "hy": "Քաղաքային խորհուրդը երկուշաբթի որոշեց վերանորոգել հին կամուրջը, ասաց քաղաքապետը:",
    "ja": "市議会は月曜日、冬が来る前に川にかかる古い橋を修理することを決めたと市長が述べた。",
    "ka": "ქალაქის საბჭომ ორშაბათს გადაწყვიტა ძველი ხიდის შეკეთება, განაცხადა მერმა.",
    "ko": "시의회는 월요일 겨울이 오기 전에 강 위의 낡은 다리를 수리하기로 결정했다고 시장이 말했다.",
    "ru": "Городской совет решил в понедельник отремонтировать старый мост через реку, сообщил мэр.",
    "ta": "நகர சபை திங்கட்கிழமை பழைய பாலத்தை சரிசெய்ய முடிவு செய்தது என்று மேயர் கூறினார்.",
    "ur": "شہر کی کونسل نے پیر کو پرانے پل کی مرمت کا فیصلہ کیا، میئر نے کہا۔",
    "zh": "市议会周一决定在冬天到来之前修复河上的旧桥，市长在会议上说。",
}
OF_SCRIPT = {"uk": "ru", "bg": "ru", "sr": "ru", "kk": "ru", "ky": "ru"}
LATIN = "The town council decided on Monday to repair the old bridge over the river, the mayor said."


def rows() -> list[tuple[str, ...]]:
    lines = (Path(__file__).parent / "datelines.tsv").read_text("utf-8").splitlines()
    return [tuple(line.split("\t")) for line in lines if not line.startswith("#")]


@pytest.mark.parametrize(("language", "head", "place", "source"), rows())
def test_place_and_source(language: str, head: str, place: str, source: str) -> None:
    sentence = SENTENCES.get(OF_SCRIPT.get(language, language), LATIN)
    found = read_dateline(f"{head.removesuffix('|')}{sentence}", language)
    assert (found.place or "-", found.source or "-") == (place, source)
    assert found.rest.endswith(sentence)


@pytest.mark.parametrize("language", [*SENTENCES, *OF_SCRIPT, "en", "de", "es", "id", "vi", "tr"])
def test_a_sentence_is_no_dateline(language: str) -> None:
    sentence = SENTENCES.get(OF_SCRIPT.get(language, language), LATIN)
    found = read_dateline(sentence, language)
    assert (found.place, found.source, found.rest) == (None, None, sentence)

"""What stands around an article's text is taken off; the text itself stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wiredesk.pipelines.extraction.body.body_trimming import trim_paragraphs

FIRST = "The taps of the village are running again, for the first time in eleven months."
SECOND = "The council asks residents not to water their gardens before spring."


def trim(*paragraphs: str, byline: str | None = None) -> list[str]:
    return trim_paragraphs(
        paragraphs,
        headline="Village gets water",
        byline=byline,
        authors=["Awa Ndiaye"],
        date_raw="22 novembre 2026 à 3h23",
    )


def test_section_headline_date_and_byline_above_the_text_go():
    head = ["Local news", "Village gets water!", "dimanche 22 novembre 2026 à 3h23", "par Awa Ndiaye"]
    assert trim(*head, FIRST, SECOND) == [FIRST, SECOND]


def test_credits_and_appeals_below_the_text_go():
    tail = [
        "Reporting by: Hivin Daryo",
        "Source: ZP News",
        "For more news follow us on Twitter.",
        "Imprimer cette page",
    ]
    assert trim(FIRST, SECOND, *tail) == [FIRST, SECOND]


def test_the_articles_date_below_the_text_goes_and_another_day_stays():
    assert trim(FIRST, SECOND, "22 novembre 2026, à 3h23") == [FIRST, SECOND]
    other = "The pump came on 21 November 2026."
    assert trim(FIRST, SECOND, other) == [FIRST, SECOND, other]


def test_advertisement_marks_inside_go_and_sentences_stay():
    advice = "Share the list with your partner."
    assert trim(FIRST, "Advertisement", advice, SECOND) == [FIRST, advice, SECOND]


def test_a_first_paragraph_that_names_the_author_in_a_sentence_stays():
    sentence = "Awa Ndiaye was the first to open the tap of the village well that morning."
    assert trim(sentence, SECOND) == [sentence, SECOND]


def test_a_text_that_is_nothing_else_is_left():
    assert trim("Share this") == ["Share this"]
    assert trim("Village gets water") == ["Village gets water"]


@given(st.lists(st.text(min_size=1, max_size=200), min_size=1, max_size=12))
def test_nothing_is_added_reordered_or_emptied(paragraphs):
    kept = trim(*paragraphs)
    assert kept
    rest = iter(paragraphs)
    assert all(text in rest for text in kept)


@pytest.mark.parametrize(
    "line", ["Ida Holm i.holm@post.example", "17302", "***", "@pierpost", "By Ida Holm, ida@post.example"]
)
def test_a_contact_or_a_number_below_the_text_goes(line):
    assert trim("One sentence.", "Another sentence.", line) == ["One sentence.", "Another sentence."]


def test_a_sentence_with_an_address_stays():
    text = ["One sentence.", "Write to the harbour office at harbour@town.example before Friday."]
    assert trim(*text) == text


def test_the_address_of_a_site_behind_the_last_sentence_goes():
    assert trim("One.", "The quay is open.www.pier.example") == ["One.", "The quay is open."]
    assert trim("One.", "Read it all on www.pier.example") == ["One.", "Read it all on www.pier.example"]


def test_a_name_above_an_address_goes_at_either_end():
    signed = ["IDA HOLM", "i.holm@post.example"]
    assert trim(*signed, "One sentence.", "Another sentence.") == ["One sentence.", "Another sentence."]
    assert trim("One sentence.", "Another sentence.", *signed) == ["One sentence.", "Another sentence."]


@pytest.mark.parametrize("line", ["Fotoğraf, AJ tarafından verilmiştir.", "LIVE टीवी", "Listen to this story"])
def test_credits_and_players_at_the_end_go(line):
    assert trim("One sentence.", "Another sentence.", line) == ["One sentence.", "Another sentence."]


@pytest.mark.parametrize(
    "appeal",
    [
        "Did you enjoy this article? Help us write more.",
        "Hat Ihnen dieser Artikel gefallen?",
        "¿Te gustó este artículo?",
    ],
)
def test_an_appeal_for_help_is_no_text(appeal: str) -> None:
    assert trim(FIRST, SECOND, appeal) == [FIRST, SECOND]


@pytest.mark.parametrize(
    "line",
    [
        "Follow us on Facebook",
        "تابعونا على فيسبوك وتويتر",
        "Bizi Facebook-da izləyin",
        "Подписывайтесь на наш канал в Telegram",
        "Share this story",
        "Podeli vest",
        "डिस्क्लेमर: यह खबर एजेंसी से ली गई है",
        "Follow us on Facebook, X and Instagram for the latest news.",
        "Siga o nosso canal no WhatsApp e receba notícias em tempo real.",
        "Segui la Voce della Valle su WhatsApp: clicca qui",
        "Son dakika haberlerini kaçırmamak için bizi Google News'te takip edin.",
        "Ещё больше новостей в нашем паблике ВКонтакте",
        "बाकी खबरें पढ़ने के लिए हमें फेसबुक पर लाइक करें",
        "بۆ بینینی هەواڵی زیاتر سەردانی پەیجی فەیسبووکمان بکەن",
        "ለተጨማሪ ዜና የቴሌግራም ቻናላችንን ይቀላቀሉ",
        "公式LINEの友だち登録はこちら",
    ],
)
def test_appeals_within_the_text_go(line):
    assert trim(FIRST, line, SECOND) == [FIRST, SECOND]


@pytest.mark.parametrize(
    "line",
    [
        "Share prices fall",
        "Share the film on Facebook, the police said.",
        "Facebook",
        "“Follow us on Facebook,” the mayor told the crowd.",
        "Dua juta orang mengikuti akun Instagram wali kota itu.",
        "Fabrika işçileri haberi takip ettikleri bir Facebook grubunda paylaştı.",
        "انضم إلى تويتر في عام 2010 وكتب فيه كل يوم.",
        "시장은 유튜브 구독자 10만 명을 넘겼다고 말했다.",
    ],
)
def test_subheadings_and_sentences_that_begin_alike_stay(line):
    assert trim(FIRST, line, SECOND) == [FIRST, line, SECOND]


@pytest.mark.parametrize(
    "tail",
    [
        " Ultimo aggiornamento: 22:07 © RIPRODUZIONE RISERVATA",
        " READ MORE",
        " (End)",
        "부산=김민수 기자 minsu@post.example",
    ],
)
def test_a_line_that_is_glued_to_the_last_sentence_goes(tail: str) -> None:
    assert trim(FIRST, SECOND + tail) == [FIRST, SECOND]


def test_in_chinese_no_blank_parts_it() -> None:
    last = "市长说，这座桥会在冬天到来之前修好，居民都很高兴。"
    assert trim(FIRST, f"{last}返回搜狐，查看更多") == [FIRST, last]


def test_the_name_of_the_section_above_the_text_goes() -> None:
    def trimmed(section: str | None) -> list[str]:
        return trim_paragraphs(
            ["Finance", FIRST, SECOND], headline="A", byline=None, authors=[], date_raw=None, section=section
        )

    assert trimmed("Finance") == [FIRST, SECOND]
    assert trimmed("Sport")[-1] == SECOND


@pytest.mark.parametrize("tail", [" Read more books, he said.", " (The end)", " It was over"])
def test_a_last_sentence_that_begins_alike_stays(tail: str) -> None:
    assert trim(FIRST, SECOND + tail) == [FIRST, SECOND + tail]


def test_writer_place_and_day_at_the_head_go() -> None:
    for line in (
        "शुभायन चक्रवर्ती / नई दिल्ली February 14, 2020",
        "Report by Ann Lee from New Delhi | February 14, 2020",
    ):
        assert trim_paragraphs(
            [line, FIRST, SECOND], headline="A", byline=None, authors=["Ann Lee"], date_raw="2020-02-14"
        ) == [FIRST, SECOND]

"""Lines that are recognised by their first words."""

from __future__ import annotations

import pytest

from wiredesk.pipelines.extraction.lexicon.cue_lines import BITS, MAX_CUE_LINE, cue_mask, is_cue_line, is_label_line

ALL_KINDS = sum(BITS.values())


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Read also: Fire breaks out in Erbil", "related"),
        ("» Lesen Sie auch: Neue Regeln", "related"),
        ("اقرأ أيضا: انفجار في دمشق", "related"),
        ("هەروەها بخوێنەوە", "related"),
        ("یہ بھی پڑھیں: موسم", "related"),
        ("延伸阅读：新闻", "related"),
        ("Short link: https://example.org/?p=5", "share"),
        ("Leave a comment", "share"),
        ("Подписывайтесь на наш канал", "share"),
        ("Subscribe to our newsletter", "subscribe"),
        ("Foto: dpa", "credit"),
        ("Source: ANHA", "credit"),
        ("المصدر: وكالات", "credit"),
        ("Reporting by: Ahmed Ali", "byline"),
        ("بقلم أحمد علي", "byline"),
        ("© 2026 Example", "notice"),
        ("Tags: Syria, Iraq", "tags"),
        ("برچسب‌ها: ایران", "tags"),
        ("Lue seuraavaksi:", "related"),
        ("Läs också: Ny bro över älven", "related"),
        ("Прочетете още: Нов мост", "related"),
        ("Pročitajte još: Novi most", "related"),
        ("წაიკითხეთ ასევე: ახალი ხიდი", "related"),
        ("Կարդացեք նաև", "related"),
        ("Vir: STA", "credit"),
        ("Dalsza część artykułu pod materiałem wideo", "notice"),
        ("Artikel gaat verder onder de foto", "notice"),
        ("Artikkelen fortsetter under annonsen", "notice"),
        ("Bli abonnent och läs hela artikeln", "subscribe"),
    ],
)
def test_cues_are_recognised(line: str, kind: str) -> None:
    assert cue_mask(line) & BITS[kind]


@pytest.mark.parametrize(
    "line",
    [
        "Shareholders met in Berlin on Tuesday.",  # begins with the letters of a cue, not with its word
        "Sourced from three witnesses, the report names no one.",
        "Byzantine coins were found.",
        "المصدرون يطالبون بالدعم",
        "Read more " + "and more words that make it a paragraph of its own " * 4,
        "",
    ],
)
def test_ordinary_lines_are_not(line: str) -> None:
    assert cue_mask(line) == 0 or len(line) > MAX_CUE_LINE


@pytest.mark.parametrize(
    "line",
    ["İLGİLİ HABERLER", "إقرأ أيضًا: خبر", "اقرا ايضا", "لينك كوتاه: x", "ये भी पढ़ें: खबर", "ติดตามเราได้ที่เฟซบุ๊ก"],
)
def test_letters_that_are_written_now_so_now_so_are_the_same(line: str) -> None:
    """Turkish capitals, hamza and vowel signs, Persian on an Arabic keyboard."""
    assert is_cue_line(line, ALL_KINDS)


@pytest.mark.parametrize(
    "sentence",
    [
        "Por su parte, el gobernador anunció una visita a la zona.",
        "شارك في الاعتصام نحو مئتي مزارع من ست قرى.",
        "سجل إنتاج القمح تراجعاً بنسبة الثلث العام الماضي.",
        "Theo ông Hùng, công trình sẽ hoàn thành vào tháng sau.",
        "Yorumlar ve öneriler gelecek hafta ele alınacak.",
        "Na wakazi wa vijiji jirani wameahidi kusaidia.",
    ],
)
def test_a_sentence_that_begins_with_the_word_of_a_cue_is_no_cue(sentence: str) -> None:
    assert cue_mask(sentence)
    assert not is_cue_line(sentence, ALL_KINDS)


def test_a_label_is_nothing_but_a_cue_or_points_to_something() -> None:
    assert is_label_line("Te puede interesar: Nuevo puente", BITS["related"])
    assert is_label_line("ہور Read also", BITS["related"]) is False
    assert is_label_line("İlginizi Çekebilir", BITS["related"])
    assert not is_label_line("Read also what the mayor wrote about the bridge.", BITS["related"])


@pytest.mark.parametrize(
    ("line", "cue"),
    [
        ("© was the sign on the photograph that the mayor showed when he opened the meeting.", False),
        ("© 2026 Pier Post. All of the texts on this page may be used for what you like, but not sold.", True),
        ("© Pier Post. All rights in the texts and pictures on this page belong to those who made them.", True),
        ("© Ida Holm", True),
    ],
)
def test_a_sentence_may_begin_with_the_sign_of_rights(line: str, cue: bool) -> None:
    assert is_cue_line(line, BITS["notice"]) is cue

"""Clean text: what is taken out of lines and of running text."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from wiredesk.pipelines.extraction import extract_article
from wiredesk.pipelines.extraction.page.plain_text import (
    clean_line,
    in_standard_letters,
    squash,
    without_controls,
    without_tags,
)


def test_a_line_has_no_tags_entities_or_invisible_characters():
    assert clean_line(" Rain &amp; <b>storm</b>\u202e\x1b[31m on\u00ad Friday \n") == "Rain & storm [31m on Friday"
    assert clean_line("And finally&amp;#8230; trouble brewing") == "And finally… trouble brewing"


def test_only_what_is_closed_is_a_tag():
    assert without_tags("<p>Rain < 5 mm</p> and <b") == " Rain   and <b"


def test_a_reference_of_too_many_digits_is_a_missing_character():
    assert clean_line("Rain &#" + "9" * 5_000 + "; &amp;amp; storm") == "Rain & storm"


def test_arabic_that_is_written_as_it_looks_is_written_in_letters():
    """And what is no presentation form stays as it is: ligatures of honour, fractions, full-width letters."""
    assert in_standard_letters("\ufea7\ufe92\ufeae \u0639\u0627\u062c\u0644 \ufdfa ½ Ａ") == "خبر عاجل \ufdfa ½ Ａ"


def test_running_text_keeps_its_paragraphs_and_loses_what_steers_a_terminal():
    assert without_controls("One\x1b]0;x\x07.\n\nTwo\u202e three\tfour.") == "One]0;x.\n\nTwo three\tfour."


def test_words_of_all_scripts_stay_as_they_are():
    text = "می‌خواهم به خانه بروم\n\nक्षमा करें\n\nÜçüncü köprü"
    assert without_controls(text) == text


@given(st.text())
def test_nothing_is_left_that_utf_8_cannot_carry(text):
    without_controls(text).encode()


def test_an_article_s_text_carries_no_escape_sequences():
    words = (
        "The council of the harbour district agreed on Tuesday to repair the old bridge before the winter storms. " * 4
    )
    body = f"<h1>Old bridge to be repaired</h1><p>\x1b[2J{words}\x07</p><p>{words}\u202e</p>"
    page = f"<html><body><article>{body}</article></body></html>"
    article = extract_article(page.encode(), "https://example.org/news/bridge-1001")
    assert article is not None
    assert not set(article.body_text) & {"\x1b", "\x07", "\u202e"}


@given(st.text())
def test_squash_keeps_letters_and_digits_alone(text: str) -> None:
    plain = unicodedata.normalize("NFKC", text).replace("ı", "i").casefold()
    assert squash(text) == "".join(letter for letter in plain if letter.isalnum())

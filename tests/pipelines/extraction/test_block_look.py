"""The first look at a block."""

from __future__ import annotations

import pytest
from lxml.html import document_fromstring

from wiredesk.pipelines.extraction.page.block_look import first_look
from wiredesk.pipelines.extraction.page.block_reading import read_blocks
from wiredesk.pipelines.extraction.page.blocks import BlockLook


def look(html: str) -> BlockLook:
    return first_look(read_blocks(document_fromstring(html)).blocks[0])


@pytest.mark.parametrize(
    "text", ["3/4/2026", "Updated 14:05", "12.11.26", "in 2026", "2026-04-03", "١٢ نيسان", "۱۴۰۵/۲/۱۳", "9:30 Uhr"]
)
def test_short_texts_with_a_date_or_time_are_dated(text: str) -> None:
    assert look(f"<p>{text}").dated == 1.0


@pytest.mark.parametrize("text", ["Share", "Top 10", "Call 110", "A sentence of 2026. " * 12, "Chapter 3/4", "1a2b3c"])
def test_others_are_not(text: str) -> None:
    assert look(f"<p>{text}").dated == 0.0


def test_running_text_is_counted_outside_links() -> None:
    sentence = "The council decided on Monday to repair the old bridge before the winter."
    assert look(f"<p>{sentence}").prose == len(sentence)
    assert look(f"<p><a href=x>{sentence}</a>").prose == 0
    assert look("<p>Home | News | Sport | Weather | Contact | Imprint | Subscriptions | Jobs | Help").prose == 0

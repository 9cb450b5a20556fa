"""The publisher's summary, and what stands in its place and is none."""

from __future__ import annotations

import pytest
from html_pages import fields, page

URL = "https://www.valleycourier.example/2026/bridge"
HEADLINE = 'Council repairs the "old lady" over the river'
SUMMARY = "Engineers had warned of cracks in two of its pillars."


def description(*values: str) -> str | None:
    names = ("og:description", "description", "twitter:description")
    head = '<meta property="og:site_name" content="Valley Courier">'
    head += "".join(f"<meta name='{name}' content='{value}'>" for name, value in zip(names, values, strict=False))
    return fields(page(f"<title>{HEADLINE}</title>{head}", f"<h1>{HEADLINE}</h1>"), url=URL).description


@pytest.mark.parametrize("other", [HEADLINE, "Council repairs the", "Valley Courier", "Written by Ann Smith", ""])
def test_what_is_no_summary_gives_way(other: str) -> None:
    assert description(other, SUMMARY) == SUMMARY
    assert description(other) is None


def test_of_two_that_begin_alike_the_whole_one_is_taken() -> None:
    assert description(f"{SUMMARY[:30]}…", SUMMARY) == SUMMARY

"""Searching names for telling words: the quick way finds what the pattern alone finds."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from tests.pipelines.extraction.html_pages import fields, page
from wiredesk.pipelines.extraction.fields import picture_address, printed_bylines
from wiredesk.pipelines.extraction.page import telling_names
from wiredesk.pipelines.extraction.page.named_search import NamedSearch, shortest

SEARCHES = (
    printed_bylines._is_strong,
    printed_bylines._is_no_author,
    picture_address.is_furniture,
    telling_names.names_aside,
)
PIECES = st.lists(
    st.sampled_from(
        "author by-line written-by by posted_by bio biography media-box media photo icon logos 1x1 a.svg a.svg?x /ads/"
        " /ad/ /stats/ /counter. footer"
        " post-footer main-nav nav navy more- also-like mostread data-source"
        " datasource Widget"
        " elementor-widget default-image noimage count photocredit credit-line social x - _ a / .".split()
    ),
    max_size=6,
)


@given(PIECES.map("".join))
def test_the_pieces_miss_no_match(name):
    for search in SEARCHES:
        assert search._pattern is not None
        assert search(name) == (re.search(search._pattern.pattern, name.lower()) is not None)


def test_pieces_alone():
    search = NamedSearch("updat modif")
    assert search("last-Updated")
    assert not search("published")


def test_pieces_within_pieces_are_left_out():
    assert shortest(["date", "updated", "time"]) == ("date", "time")


def test_names_and_addresses_with_line_breaks_and_growing_letters():
    body = "<h1>Bridge</h1><p class='İİİ\nby\nline'>x</p><p class='\nbyline\n'>By Ann Smith</p><a href='\n/'>x</a>"
    body += "<a href='/İ'>y</a><a href='/author/bob'>Bob Jones</a>"
    assert [author.name for author in fields(page(body=body)).authors] == ["Ann Smith"]
    assert [author.name for author in fields(page(body=body.replace("byline", "x").replace("By ", ""))).authors] == [
        "Bob Jones"
    ]

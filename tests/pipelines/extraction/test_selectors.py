"""Selectors of rules: what is none is told, and on a page nothing fails."""

from __future__ import annotations

import pytest
from lxml.html import document_fromstring

from wiredesk.pipelines.extraction.rules import InvalidSelector, compiled, evaluated, matches

PAGE = document_fromstring('<p class="lead">One <b>two</b></p><p>Three</p>')


@pytest.mark.parametrize("selector", ["p::text", "p:nth-child(2n+x)", "p[", "//p[", "", "count(//p)"])
def test_what_is_no_selector_is_told(selector):
    with pytest.raises(InvalidSelector, match="is no valid selector"):
        compiled(selector)


@pytest.mark.parametrize("selector", ["//p[foo()]", "//x:p", "//p[. = $word]", "(//p | 3)"])
def test_an_xpath_that_fails_on_a_page_is_told_to_who_asks_and_finds_nothing(selector):
    assert matches(PAGE, selector) == []
    with pytest.raises(InvalidSelector, match="is no valid selector"):
        evaluated(PAGE, selector)


def test_elements_and_texts_are_found_and_nothing_else():
    assert evaluated(PAGE, "p > b, p") == PAGE.xpath("//p|//b")
    assert evaluated(PAGE, "//p/@class") == ["lead"]
    assert evaluated(PAGE, "(string(//b))") == ["two"]
    assert evaluated(PAGE, "(count(//p))") == evaluated(PAGE, "/html/namespace::*") == []

"""Selectors of an element, by names in any script."""

from __future__ import annotations

import pytest
from lxml.html import fragment_fromstring

from wiredesk.crawlers.site_tools.own_pages.selectors import selectors_of
from wiredesk.pipelines.extraction.rules import matches


@pytest.mark.parametrize("name", ["promo", "إعلان", "реклама", "広告枠", "größe"])
def test_a_class_in_any_script_names_its_element(name):
    page = fragment_fromstring(f'<div><p>Text</p><aside class="{name}">Read our letter</aside></div>')
    assert f"aside.{name}" in list(selectors_of([page[1]]))
    assert matches(page, f"aside.{name}") == [page[1]]


@pytest.mark.parametrize("name", ["md:w-1/2", 'a"b', "it's", "1st", "post-24817", "x]"])
def test_names_of_style_frameworks_and_of_single_pages_are_not_offered(name):
    page = fragment_fromstring("<div><aside>Read our letter</aside></div>")
    page[0].set("class", name)
    assert list(selectors_of([page[0]])) == ["aside"]

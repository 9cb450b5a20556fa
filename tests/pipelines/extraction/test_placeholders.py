"""Values that stand for none, in every place from which fields are read."""

from __future__ import annotations

import pytest
from html_pages import fields, ld, page

from wiredesk.pipelines.extraction.page.placeholders import is_placeholder

EMPTY = ("undefined", "null", "None", "N/A", "[object Object]", "{{ article.section }}", "${section}", "<%= x %>")


@pytest.mark.parametrize("value", [*EMPTY, " undefined ", "undefined | undefined", "null, null", "%%title%% %%page%%"])
def test_placeholders(value: str) -> None:
    assert is_placeholder(value)


@pytest.mark.parametrize(
    "value", ["Nina Null", "Nonesuch", "None of the above", "How {{ x }} is read", "Nan", "0", "-"]
)
def test_values(value: str) -> None:
    assert not is_placeholder(value)


@pytest.mark.parametrize("empty", EMPTY)
def test_no_field_takes_one(empty: str) -> None:
    names = ("article:section", "og:description", "author", "og:site_name", "keywords", "article:published_time")
    head = "".join(f"<meta property='{name}' content='{empty}'>" for name in names)
    head += ld(headline=empty, articleSection=empty, author={"name": empty}, publisher={"name": empty}, image=empty)
    found = fields(page(head, "<h1>Council repairs the bridge</h1>"))
    assert found.headline == "Council repairs the bridge"
    assert (found.section, found.description, found.authors, found.keywords) == (None, None, [], [])
    assert (found.publisher, found.date_published, found.images) == (None, None, [])

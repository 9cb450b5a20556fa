"""Who wrote the article: authors with their kind, the byline as printed, the agency credited."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from lxml.etree import _Element

from pipelines.article import Author
from pipelines.extraction.names import agency_name, is_organization, name_kind, split_names, strip_label
from pipelines.extraction.page_markup import PageMarkup, is_aside, meta_key
from pipelines.extraction.plain_text import clean_line, element_text, squash
from pipelines.extraction.structured_data import first_text, texts, type_names

_META_AUTHORS = ("author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator", "byl",
                 "cxenseparse:author", "dc.contributor", "authors", "article.author", "citation_author", "og:article:author", "article:author_name")  # fmt: skip

MAX_BYLINE = 200
"""A longer byline block holds the author's biography."""


@dataclass(slots=True)
class Credits:
    """Who is credited."""

    authors: list[Author] = field(default_factory=list)
    byline: str | None = None
    source: str | None = None


def read_credits(page: PageMarkup, publisher: str | None, host: str) -> Credits:
    """Chooses the authors among JSON-LD, meta tags, ``rel=author``, microdata and byline blocks."""
    own = {key for name in (publisher or "", host, host.removeprefix("www.").split(".")[0]) if (key := squash(name))}
    printed = _printed_byline(page)
    readings = [_json_ld(page), _meta(page), _marked(page), [(name, None) for name in split_names(printed)]]
    authors: list[tuple[str, str | None]] = []
    fallback: list[tuple[str, str | None]] = []
    for reading in readings:
        others = [(name, url) for name, url in reading if squash(name) not in own]
        if others:
            authors = others
            break
        fallback = fallback or reading
    chosen = authors or fallback
    result = Credits(byline=printed)
    seen: set[str] = set()
    for name, url in chosen:
        key = squash(name)
        if not key or key in seen:
            continue
        seen.add(key)
        kind = "organization" if key in own else name_kind(name)
        result.authors.append(Author(name=name, type=kind, url=url))
        if kind == "organization" and key not in own and result.source is None:
            result.source = agency_name(name) or name
    return result


def _json_ld(page: PageMarkup) -> list[tuple[str, str | None]]:
    data = page.structured
    values = data.article.get("author") or data.article.get("creator") or []
    found: list[tuple[str, str | None]] = []
    for value in (values if isinstance(values, list) else [values])[:30]:
        node: Any = data.resolve(value)
        if isinstance(node, str):
            found += [(name, None) for name in split_names(node)]
        elif isinstance(node, dict):
            name = first_text(node.get("name"))
            if not name and (node.get("givenName") or node.get("familyName")):
                name = " ".join(filter(None, (first_text(node.get("givenName")), first_text(node.get("familyName")))))
            url = first_text(node.get("url"))
            names = split_names(name)
            if not names and name and "organization" in type_names(node):
                names = [clean_line(name, limit=80)]
            found += [(one, url if len(names) == 1 and url and url.startswith("http") else None) for one in names]
    return found


def _meta(page: PageMarkup) -> list[tuple[str, str | None]]:
    for key in map(meta_key, _META_AUTHORS):
        values = [value for value in page.meta.get(key, ()) if "://" not in value]
        names = [name for value in values[:10] for name in split_names(value)]
        if names:
            return [(name, None) for name in names]
    return []


def _marked(page: PageMarkup) -> list[tuple[str, str | None]]:
    found: list[tuple[str, str | None]] = []
    for element in (*page.properties.get("author", ()), *page.bylines):
        if element.get("itemprop", "").lower() == "author" or "author" in (element.get("rel") or "").lower().split():
            if is_aside(element, page.core):
                continue
            found += [(name, None) for name in split_names(element_text(element, limit=MAX_BYLINE, apart=True))]
    return found[:6]


def _printed_byline(page: PageMarkup) -> str | None:
    for element in page.bylines:
        if element.tag in ("ul", "section", "article", "header") and len(element) > 8:
            continue
        text = element_text(element, limit=MAX_BYLINE + 1, apart=True)
        if text and len(text) <= MAX_BYLINE and split_names(text) and not is_aside(element, page.core):
            return clean_line(text)
    return None

"""Who a page's markup says wrote it: JSON-LD, meta tags, microdata, RDFa and ``rel=author``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml.etree import _Element

from wiredesk.pipelines.extraction.fields.credit import MAX_BYLINE, Credit, address_of
from wiredesk.pipelines.extraction.fields.name_kinds import is_named_organization
from wiredesk.pipelines.extraction.fields.names import split_names
from wiredesk.pipelines.extraction.fields.person_names import looks_like_person
from wiredesk.pipelines.extraction.page.page_markup import PageMarkup, meta_key
from wiredesk.pipelines.extraction.page.plain_text import clean_line, element_text
from wiredesk.pipelines.extraction.page.structured_data import first_text, texts, type_names

META_AUTHORS = tuple(
    map(
        meta_key,
        (
            "author", "article:author", "article:author_name", "parsely-author", "sailthru.author",
            "dc.creator", "dcterms.creator", "byl",
            "cXenseParse:author", "dc.contributor", "authors", "og:article:author", "citation_author",
            "vr:author", "dable:author", "mediator_author",
            "article:authorname", "creator", "pagename:author", "cre-author", "authorname", "article_author",
            "rnews:author", "contributor",
        ),
    )
)  # fmt: skip
"""Names of meta tags that hold authors, the most trusted first."""

TOGETHER = 40
"""Elements between two authors of the same article at most."""
IN_HEAD = 12
"""Elements behind the headline among which its byline is, whatever the box is called."""
_WRITTEN_BY = re.compile(
    r"written|author|verfasst|geschrieben|escrito|écrit|scritto|auteur|autor|yazan|skriv|ditulis|napisa"
    r"|schreven|por$|by$|كتب|נכתב|автор|написано|作者|執筆|글쓴",
    re.I,
)


def twitter_authors(page: PageMarkup) -> list[Credit]:
    """``twitter:data1`` where ``twitter:label1`` says that it is the author (WordPress prints it so)."""
    for number in "123":
        label = page.first_meta(f"twitter:label{number}")
        if label and _WRITTEN_BY.search(label):
            return _cut(page.first_meta(f"twitter:data{number}"))
    return _cut(page.first_meta("twitter:misc:Written by"))


def _cut(value: str | None) -> list[Credit]:
    return [Credit(name, whole=value) for name in split_names(value)]


def json_ld_authors(page: PageMarkup) -> list[Credit]:
    """``author`` of the page's article (schema.org), or its ``creator`` or ``contributor``."""
    data = page.structured
    values = data.article.get("author") or data.article.get("creator") or data.article.get("contributor") or []
    found: list[Credit] = []
    for value in (values if isinstance(values, list) else [values])[:30]:
        node: Any = data.resolve(value)
        if isinstance(node, str):
            found += _cut(node)
        elif isinstance(node, dict):
            found += _from_node(node)
    return found


def _from_node(node: dict[str, Any]) -> Iterator[Credit]:
    url = first_text(node.get("url")) or first_text(node.get("sameAs"))
    address = url if url and url.startswith(("http://", "https://")) and len(url) < 500 else None
    names = [_on_one_line(name) for name in texts(node.get("name"))]
    if not names and (node.get("givenName") or node.get("familyName")):
        names = [" ".join(filter(None, (first_text(node.get("givenName")), first_text(node.get("familyName")))))]
    for name in names:
        split = split_names(name)
        if not split and "organization" in type_names(node):
            split = [clean_line(name, limit=80)]
        for one in split:
            yield Credit(one, address if len(split) == 1 and len(names) == 1 else None, whole=name)


def _on_one_line(name: str) -> str:
    """A name whose first and last one stand on lines of their own, as templates print them; else as it is."""
    lines = [line.strip() for line in name[:MAX_BYLINE].split("\n") if line.strip()]
    return " ".join(lines) if len(lines) in (2, 3) and all(" " not in line for line in lines) else name


def meta_authors(page: PageMarkup) -> list[Credit]:
    """The first of META_AUTHORS that names somebody."""
    for key in META_AUTHORS:
        found: list[Credit] = []
        for value in page.meta.get(key, ())[:10]:
            if "://" in value:
                continue
            if key == "citationauthor" and value.count(",") == 1:
                value = " ".join(reversed([part.strip() for part in value.split(",")]))
            found += _cut(value)
        if found:
            return found
    return []


def marked_authors(page: PageMarkup) -> list[Credit]:
    """Elements that the markup itself calls the author: microdata, RDFa and ``rel=author``."""
    found: list[Credit] = []
    elements = [*page.properties.get("author", ()), *page.properties.get("creator", ())]
    elements += [link for link in page.bylines if "author" in (link.get("rel") or "").lower().split()]
    elements.sort(key=lambda element: page.positions.get(element, 10**6))
    last: int | None = None
    for element in elements[:40]:
        place = page.positions.get(element, 10**6)
        if place < page.anchor - 60 or (page.is_aside(element) and not _in_head(element, place, page)):
            continue
        if last is not None and place - last > TOGETHER:
            break  # the next ones belong to teasers
        last = place
        inner = next(
            (child for child in element.iter("span", "a", "meta", "div", "p", "h4") if child.get("itemprop") == "name"),
            None,
        )
        target = element if inner is None else inner
        text = target.get("content") or element_text(target, limit=MAX_BYLINE, apart=True)
        found += [Credit(name, address_of(element)) for name in split_names(text) if _credible(name, text)]
    return found[:12]


def _in_head(element: _Element, place: int, page: PageMarkup) -> bool:
    """Whether a ``nav`` holds the author right below the headline, as the line of author, date and place."""
    if not 0 <= place - page.anchor <= IN_HEAD:
        return False
    holder = next(element.iterancestors("nav", "aside"), None)
    return holder is not None and holder.tag == "nav"


def _credible(name: str, text: str) -> bool:
    return looks_like_person(name, alone=len(text) <= 40) or is_named_organization(name)

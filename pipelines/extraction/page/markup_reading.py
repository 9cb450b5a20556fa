"""One walk over the parsed page that collects everything the fields are chosen from."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from lxml.etree import _Element

from wiredesk.pipelines.extraction.page.described_page import describes_another_page
from wiredesk.pipelines.extraction.page.named_search import JoinedNames
from wiredesk.pipelines.extraction.page.page_markup import HEAD, MAX_CLUES, MAX_NAME, WALKED, PageMarkup, meta_key
from wiredesk.pipelines.extraction.page.parts_of_others import parts_of_others
from wiredesk.pipelines.extraction.page.placeholders import is_placeholder
from wiredesk.pipelines.extraction.page.plain_text import element_text
from wiredesk.pipelines.extraction.page.structured_data import read_structured_data
from wiredesk.pipelines.extraction.page.telling_names import (
    AUTHOR_PARTS,
    AUTHOR_PATH,
    BYLINE_PARTS,
    CRUMB_PARTS,
    DATE_PARTS,
    TITLE_PARTS,
)
from wiredesk.pipelines.extraction.page.told_times import is_told_in_text

_LONG_TEXT = 150
"""Characters in one text node: running text, no teaser or menu."""
_LONG_DENSE = 75
"""The same in scripts that say as much in half the signs."""
_SHORT_TEXT = 70
"""Characters of a sentence or two, as local papers print them."""
_SEVERAL = 3
"""Paragraphs of that length; teasers in a list have a box each."""
_DENSE = re.compile("[\u0e00-\u0fff\u1200-\u139f\u1780-\u17ff\u3040-\u9fff\uac00-\ud7af]")


def _is_long(text: str) -> bool:
    return len(text) > _LONG_TEXT or (len(text) > _LONG_DENSE and len(_DENSE.findall(text, 0, 60)) > 20)


def _take_short_paragraphs(page: PageMarkup, walked: list[_Element]) -> None:
    """The text's box of a page without any long paragraph: the first that holds several of some length."""
    several: Counter[_Element] = Counter()
    first: dict[_Element, tuple[_Element, int]] = {}
    for position, element in enumerate(walked):
        if element.tag != "p" or (holder := element.getparent()) is None or page.is_aside(element):
            continue
        if len(element_text(element, limit=2 * _SHORT_TEXT)) > _SHORT_TEXT:
            several[holder] += 1
            first.setdefault(holder, (element, position))
            if several[holder] == _SEVERAL:
                page.body = holder
                paragraph, place = first[holder]
                if page.first_paragraph is None:
                    page.first_paragraph = paragraph
                    page.positions[paragraph] = place
                return


def _core(page: PageMarkup, tree: _Element) -> frozenset[_Element]:
    around: set[_Element] = set()
    if page.headings:
        around.update(page.headings[0].iterancestors())
    if page.first_paragraph is not None:
        around.update(page.first_paragraph.iterancestors())
        return frozenset(around)
    for element in tree.iter("div", "span", "br", "td", "b", "a"):  # running text without paragraphs
        text = element.text
        if text is None or len(text) <= _LONG_TEXT:
            text = element.tail
        if text is not None and len(text) > _LONG_TEXT and len(text.split()) > 15:
            around.update(element.iterancestors())
            if element.tag == "div":
                around.add(element)
            break
    return frozenset(around)


def read_markup(tree: _Element, url: str) -> PageMarkup:
    """Collects the clues of a page in one walk; bounded, never raises on any tree."""
    page = PageMarkup(language=_root_language(tree), tree=tree)
    scripts: list[str] = []
    positions = page.positions
    named: _Placed = {}
    linked: _Placed = {}
    signed: list[int] = []
    walked = list(tree.iter(*WALKED))
    for position, element in enumerate(walked):
        tag = element.tag
        if tag in HEAD:
            _keep_head(page, element, tag, scripts)
            continue
        if (kind := _COLLECTED.get(tag)) is not None:
            elements = page.collected[kind]
            if len(elements) < MAX_CLUES:
                elements.append(element)
                positions[element] = position
            if tag == "img":
                continue
        elif tag == "address":
            signed.append(position)  # HTML: whoever wrote the article
        elif tag == "p" and page.body is None and (text := element.text) and _is_long(text):
            if page.first_paragraph is None:
                page.first_paragraph = element
                positions[element] = position
            if not page.is_aside(element):
                page.first_paragraph = element
                positions[element] = position
                page.body = element.getparent()
        # One call for all of them: the cheapest way through a page's attributes.
        attributes: list[tuple[str, str]] = element.items()  # type: ignore[assignment]
        for key, value in attributes:
            if key == "class" or key == "id" or key == "data-testid":
                if len(value) > 1:
                    if (known := named.get(value)) is not None:
                        known.append(position)
                    else:
                        named[value] = [position]
            elif key == "href":
                if tag == "a" and len(value) < 500:
                    linked.setdefault(value, []).append(position)
            elif key == "itemprop" or key == "property":
                for name in value.rpartition(":")[2].lower().split()[:3]:
                    _keep(page.properties.setdefault(name, []), element)
                    positions[element] = position
            elif key == "rel" and tag == "a":
                if "author" in value:
                    signed.append(position)
                elif "category" in value:
                    _keep(page.category_links, element)
    names, addresses = JoinedNames(named, MAX_NAME), JoinedNames(linked)
    page.bylines = _kept(page, walked, [*signed, *_places(named, names.holding(BYLINE_PARTS))])
    page.dates = _kept(page, walked, _places(named, names.holding(DATE_PARTS)))
    page.crumbs = _kept(page, walked, _places(named, names.holding(CRUMB_PARTS)))
    authors = [href for href in addresses.holding(AUTHOR_PARTS) if AUTHOR_PATH.search(href)]
    page.author_links = _kept(page, walked, _places(linked, authors))
    if not page.headings and "ogtitle" not in page.meta:
        page.titled = _kept(page, walked, _places(named, names.holding(TITLE_PARTS)))
    page.collected["time"] = [one for one in page.times if not is_told_in_text(one)]
    if page.body is None:
        _take_short_paragraphs(page, walked)
    page.structured = read_structured_data(scripts, url)
    page.structured.without(lambda node: describes_another_page(node, page, url))
    page.set_core(_core(page, tree))
    page.others = parts_of_others(walked, page.core)
    page.anchor_at(None)
    return page


_COLLECTED = {"h1": "h1", "h2": "h2", "h3": "h2", "time": "time", "img": "img", "figure": "img"}


_FEED = re.compile(r"rss|atom", re.I)
_OPENS_JSON_LD = re.compile(r"\s*+[\[{]\s*+(?:\{\s*+)?\"@(?:context|graph|type|id)\"")
"""A script that a theme has given no type, or a wrong one, and that is data all the same."""


def _is_structured(kind: str | None, text: str | None) -> bool:
    if kind and "ld+json" in kind.lower():
        return True
    return text is not None and _OPENS_JSON_LD.match(text) is not None


def _keep_head(page: PageMarkup, element: _Element, tag: str, scripts: list[str]) -> None:
    get = element.get
    if tag == "meta":
        _keep_meta(page, element)
    elif tag == "link":
        href, rel = get("href"), get("rel")
        if href and rel and len(href) < 2_000:
            for name in rel.lower().split()[:4]:
                values = page.links.setdefault(name, [])
                if len(values) < MAX_CLUES:
                    values.append(href)
            feed = get("title")
            if feed and "alternate" in rel.lower() and len(feed) < MAX_NAME and _FEED.search(get("type") or ""):
                page.feed_titles.append(feed)
    elif tag == "script":
        if _is_structured(get("type"), element.text):
            scripts.append(element.text or "")
    elif not page.title and element.text:
        page.title = element.text


_Placed = dict[str, list[int]]
"""The places of elements, by what they are called or where they lead to."""


def _places(placed: _Placed, names: Iterable[str]) -> Iterator[int]:
    for name in names:
        yield from placed[name]


def _kept(page: PageMarkup, walked: list[_Element], places: Iterable[int]) -> list[_Element]:
    """The elements at these places in page order, each once; their places are kept."""
    kept = sorted(set(places))[:MAX_CLUES]
    for place in kept:
        page.positions[walked[place]] = place
    return [walked[place] for place in kept]


def _keep(elements: list[_Element], element: _Element) -> None:
    if len(elements) < MAX_CLUES:
        elements.append(element)


# Characters; honest names have about 40. What looks for words in names tries every pair of them: 3 s for 60,000.
_LONGEST_META_NAME = 300


def _keep_meta(page: PageMarkup, element: _Element) -> None:
    get = element.get
    content = get("content")
    if not content or len(content) > 20_000 or is_placeholder(content):
        return
    for key in ("name", "property", "itemprop", "http-equiv"):
        name = get(key)
        if not name or len(name) > _LONGEST_META_NAME:
            continue
        for one in name.split()[:3] if key == "itemprop" else (name,):
            values = page.meta.setdefault(meta_key(one), [])
            if len(values) < MAX_CLUES:
                values.append(content)


def _root_language(tree: _Element) -> str:
    root = tree.getroottree().getroot()
    return (
        root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or root.get("xml:lang") or ""
    ).strip()

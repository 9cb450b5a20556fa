"""One walk over the parsed page that collects everything the fields are chosen from."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml.etree import _Element

from pipelines.extraction.structured_data import StructuredData, read_structured_data

_BYLINE_PARTS = (
    "author", "byline", "by-line", "autor", "auteur", "autore", "writer", "contributor", "journalist", "verfasser", "redakt",
    "redactor", "reporter", "creator", "signature", "firma", "yazar", "penulis", "forfatter", "skribent", "szerzo", "kirjoittaja",
    "schrijver", "columnist", "correspond", "vcard", "credit", "posted", "written", "by_", "-by", "_by", "meta", "info", "kaynak",
    "source", "agency", "contrib", "person-name", "profile-name",
)  # fmt: skip
"""Pieces of class names and ids of bylines, in the languages that class names are written in."""
_DATE_PARTS = (
    "date", "datum", "publi", "time", "fecha", "posted", "meta", "byline", "tarih", "tanggal", "data", "zeit", "created", "updated", "info",
    "dato", "datetime", "stamp", "pubdate", "submitted", "erstellt",
)  # fmt: skip
_AUTHOR_PATH = re.compile(
    r"/(?:[a-z-]*authors?|[a-z-]*autor(?:en|es|i|ka)?|auteurs?|autore|redaktion|profiles?|profil|people|person(?:en|s)?|staff|writers?|journalists?|journaliste|"
    r"columnists?|contributors?|reporters?|team|by|yazar(?:lar)?|penulis|bios?|users?|members?|correspondents?|kirjoittaja|skribent|opinion-writers|experts?)/[^/?#]{2,}"
    r"|[?&]author=",
    re.I,
)
_WALKED = (
    "meta", "link", "script", "title", "base", "h1", "h2", "h3", "time", "a", "span", "p", "div", "address", "li", "ul",
    "section", "header", "strong", "b", "em", "i", "small", "td", "dd", "abbr", "cite", "img", "figure", "article", "font",
)  # fmt: skip

_PUNCTUATION = {ord(mark): None for mark in ":._- "}
_ASIDE = re.compile(
    r"comment|related|sidebar|recommend|teaser|(?<!post-)(?<!entry-)(?<!article-)footer|(?<![a-z])nav(?![a-z])|navbar|navigation|(?<!elementor-)widget|popular|trending|(?<![a-z])more-|latest|most-?read"
    r"|also-?like|read-?next|next-?up|promo|newsletter|disqus",
    re.I,
)

MAX_CLUES = 60
"""Elements of one kind that are kept, in page order: the article's own come before those of teasers and comments."""


@dataclass(slots=True)
class PageMarkup:
    """What the page says about its article in machine-readable and in suggestive places, in page order."""

    meta: dict[str, list[str]] = field(default_factory=dict)
    """``content`` by :func:`meta_key` of ``name``, ``property``, ``http-equiv`` or ``itemprop``."""
    links: dict[str, list[str]] = field(default_factory=dict)
    """``href`` by lower-case ``rel`` of ``<link>``."""
    title: str = ""
    language: str = ""
    """``lang`` of the root element, as written."""
    structured: StructuredData = field(default_factory=StructuredData)
    headings: list[_Element] = field(default_factory=list)
    subheadings: list[_Element] = field(default_factory=list)
    times: list[_Element] = field(default_factory=list)
    bylines: list[_Element] = field(default_factory=list)
    dates: list[_Element] = field(default_factory=list)
    author_links: list[_Element] = field(default_factory=list)
    """Links to what looks like an author's page."""
    properties: dict[str, list[_Element]] = field(default_factory=dict)
    """Elements by their microdata ``itemprop`` or RDFa ``property`` (lower case, without prefix)."""
    pictures: list[_Element] = field(default_factory=list)
    body: _Element | None = None
    """The parent of the first long paragraph."""
    core: frozenset[_Element] = frozenset()
    """The elements that contain the first main heading (or the first long paragraph)."""
    positions: dict[_Element, int] = field(default_factory=dict)
    """Place in page order of the headings, times, date and byline blocks: differences tell what stands near what."""

    def first_meta(self, *names: str) -> str | None:
        """The first non-empty content of the first of the names that the page has."""
        for name in names:
            for value in self.meta.get(meta_key(name), ()):
                if value.strip():
                    return value
        return None


def meta_key(name: str) -> str:
    """A meta tag's name without case and punctuation: ``article:published_time`` is also printed with dots and dashes."""
    return name.lower().translate(_PUNCTUATION)


def is_aside(element: _Element, core: frozenset[_Element] = frozenset()) -> bool:
    """Whether the element stands in comments, a teaser list, the navigation or the footer.

    ``core`` are the elements around the article (:attr:`PageMarkup.core`): what contains the headline is no aside,
    whatever it is called ("with-sidebar").
    """
    ancestor: _Element | None = element
    while ancestor is not None and ancestor not in core:
        tag = ancestor.tag
        if tag in ("nav", "aside"):
            return True
        if tag == "footer" and next(ancestor.iterancestors("article"), None) is None:
            return True
        if tag in ("body", "html", "main", "article"):
            return False
        name = f"{ancestor.get('class', '')} {ancestor.get('id', '')}"
        if len(name) > 3 and _ASIDE.search(name[:300]):
            return True
        ancestor = ancestor.getparent()
    return False


_LONG_TEXT = 150
"""Characters in one text node: running text, no teaser or menu."""


def _core(page: PageMarkup, tree: _Element) -> frozenset[_Element]:
    around: set[_Element] = set()
    if page.headings:
        around.update(page.headings[0].iterancestors())
    for element in tree.iter("p", "div", "span", "br", "td", "b", "a", "i", "em", "strong"):
        if (element.text and len(element.text) > _LONG_TEXT) or (element.tail and len(element.tail) > _LONG_TEXT):
            if element.tag == "p" or len((element.text or element.tail or "").split()) > 15:
                around.update(element.iterancestors())
                if element.tag == "p":
                    page.body = element.getparent()
                if element.tag == "div":
                    around.add(element)
                break
    return frozenset(around)


def read_markup(tree: _Element, url: str) -> PageMarkup:
    """Collects the clues of a page; bounded, never raises on any tree."""
    page = PageMarkup(language=_root_language(tree))
    scripts: list[str] = []
    known: dict[str, tuple[bool, bool]] = {}
    for position, element in enumerate(tree.iter(*_WALKED)):
        tag = element.tag
        attributes = element.attrib
        if tag == "meta":
            _keep_meta(page, attributes)
            continue
        if tag == "link":
            href = attributes.get("href")
            rel = attributes.get("rel")
            if href and rel and len(href) < 2_000:
                for name in rel.lower().split()[:4]:
                    values = page.links.setdefault(name, [])
                    if len(values) < MAX_CLUES:
                        values.append(href)
            continue
        if tag == "script":
            if "ld+json" in attributes.get("type", "").lower():
                scripts.append(element.text or "")
            continue
        if tag == "title":
            if not page.title and element.text:
                page.title = element.text
            continue
        if tag == "h1":
            _keep(page.headings, element)
            page.positions[element] = position
        elif tag in ("h2", "h3"):
            _keep(page.subheadings, element)
        elif tag == "time":
            _keep(page.times, element)
            page.positions[element] = position
        elif tag == "img" or tag == "figure":
            _keep(page.pictures, element)
        if not attributes:
            continue
        if tag == "a" and (href := attributes.get("href")) and len(href) < 500 and _AUTHOR_PATH.search(href):
            _keep(page.author_links, element)
            page.positions[element] = position
        prop = attributes.get("itemprop") or attributes.get("property")
        if prop:
            prop = prop.rpartition(":")[2]
            for name in prop.lower().split()[:3]:
                _keep(page.properties.setdefault(name, []), element)
                page.positions[element] = position
        name = (
            f"{attributes.get('class', '')} {attributes.get('id', '')} {attributes.get('rel', '')}"
            f" {attributes.get('data-testid', '')}"
        )
        if len(name) > 3:
            kinds = known.get(name)
            if kinds is None:
                kinds = known[name] = _kinds(name[:300].lower())
            if kinds[0]:
                _keep(page.bylines, element)
                page.positions[element] = position
            if kinds[1]:
                _keep(page.dates, element)
                page.positions[element] = position
    page.structured = read_structured_data(scripts, url)
    page.core = _core(page, tree)
    return page


def _kinds(name: str) -> tuple[bool, bool]:
    """Whether a class name or id (lower case) speaks of a byline, of a date."""
    byline = date = False
    for part in _BYLINE_PARTS:
        if part in name:
            byline = True
            break
    for part in _DATE_PARTS:
        if part in name:
            date = True
            break
    return byline, date


def _keep(elements: list[_Element], element: _Element) -> None:
    if len(elements) < MAX_CLUES:
        elements.append(element)


def _keep_meta(page: PageMarkup, attributes: object) -> None:
    get = attributes.get  # type: ignore[attr-defined]
    content = get("content")
    if not content or len(content) > 20_000:
        return
    for key in ("name", "property", "itemprop", "http-equiv"):
        name = get(key)
        if name:
            values = page.meta.setdefault(meta_key(name), [])
            if len(values) < MAX_CLUES:
                values.append(content)


def _root_language(tree: _Element) -> str:
    root = tree.getroottree().getroot()
    return (
        root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or root.get("xml:lang") or ""
    ).strip()

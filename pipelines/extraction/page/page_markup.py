"""One walk over the parsed page that collects everything the fields are chosen from."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from lxml.etree import _Element

from wiredesk.pipelines.extraction.page.named_search import NamedSearch, shortest
from wiredesk.pipelines.extraction.page.plain_text import element_text, squash
from wiredesk.pipelines.extraction.page.structured_data import StructuredData, read_structured_data
from wiredesk.pipelines.extraction.page.told_times import is_told_in_text

_BYLINE_PARTS = shortest(
  (
    "author", "byline", "by-line", "autor", "auteur", "autore", "writer", "contributor", "journalist",
    "verfasser", "redakt",
    "redactor", "reporter", "creator", "signature", "firma", "yazar", "penulis", "forfatter", "skribent",
    "szerzo", "kirjoittaja",
    "schrijver", "columnist", "correspond", "vcard", "credit", "posted", "written", "by_", "-by", "_by",
    "meta", "info", "kaynak",
    "source", "agency", "contrib", "person-name", "profile-name",
  )
)  # fmt: skip
"""Pieces of class names and ids of bylines, in the languages that class names are written in."""
_DATE_PARTS = shortest(
  (
    "date", "datum", "publi", "time", "fecha", "posted", "meta", "byline", "tarih", "tanggal", "data", "zeit",
    "created", "updated", "info",
    "dato", "datetime", "stamp", "pubdate", "submitted", "erstellt",
  )
)  # fmt: skip
_TITLE_PARTS = ("title", "headline", "titr", "baslik", "başlık", "titulo", "judul", "subject")
_AUTHOR_PARTS = shortest(
  (
    "aut", "profil", "people/", "person", "staff", "writer", "journalis", "columnis", "contribut", "reporter",
    "team/", "/by/", "yazar",
    "penulis", "bio", "user", "member", "correspond", "kirjoit", "skribent", "expert", "redaktion/",
  )
)  # fmt: skip
"""One of these is in every address that the pattern below can match: a cheaper test."""
_AUTHOR_PATH = re.compile(
    r"/(?:[a-z-]*authors?|[a-z-]*autor(?:en|es|i|ka)?|auteurs?|autore|redaktion|profiles?|profil|people"
    r"|person(?:en|s)?|staff|writers?|journalists?|journaliste|"
    r"columnists?|contributors?|reporters?|team|by|yazar(?:lar)?|penulis|bios?|users?|members?|correspondents?"
    r"|kirjoittaja|skribent|opinion-writers|experts?)/[^/?#]{2,}"
    r"|[?&]author=",
    re.I,
)
_WALKED = (
    "meta", "link", "script", "title", "h1", "h2", "h3", "h4", "h5", "time", "a", "span", "p", "div",
    "address", "li", "section", "header",
    "strong", "small", "td", "dd", "abbr", "cite", "img", "figure", "article",
)  # fmt: skip

_PUNCTUATION = {ord(mark): None for mark in ":._- "}
_names_aside = NamedSearch(
    "comment related sidebar recommend teaser footer nav widget popular trending more- latest most-read mostread"
    " also-like alsolike read-next readnext next-up nextup promo newsletter disqus",
    r"comment|related|sidebar|recommend|teaser|(?<!post-)(?<!entry-)(?<!article-)footer|(?<![\w-])nav(?!\w)"
    r"|(?:main|site|top|sub|header|footer)[-_]?nav|navbar|navigation|(?<!elementor-)widget|popular|trending"
    r"|(?<![a-z])more-|latest|most-?read|also-?like|read-?next|next-?up|promo(?!ted)|newsletter|disqus",
)

MAX_NAME = 300
"""Characters of a class attribute that are looked at: utility classes run long, their telling words come first."""
MAX_CLUES = 200
"""Elements of one kind that are kept, in page order: the article's own come before those of teasers and comments."""


@dataclass(slots=True)
class PageMarkup:
    """What the page says about its article in machine-readable and in suggestive places, in page order."""

    meta: dict[str, list[str]] = field(default_factory=dict)
    """``content`` by :func:`meta_key` of ``name``, ``property``, ``http-equiv`` or ``itemprop``."""
    tree: _Element | None = None
    links: dict[str, list[str]] = field(default_factory=dict)
    """``href`` by lower-case ``rel`` of ``<link>``."""
    title: str = ""
    language: str = ""
    """``lang`` of the root element, as written."""
    structured: StructuredData = field(default_factory=StructuredData)
    collected: dict[str, list[_Element]] = field(default_factory=lambda: {"h1": [], "h2": [], "time": [], "img": []})
    first_paragraph: _Element | None = None
    """The first ``p`` of some length."""
    bylines: list[_Element] = field(default_factory=list)
    dates: list[_Element] = field(default_factory=list)
    author_links: list[_Element] = field(default_factory=list)
    """Links to what looks like an author's page."""
    titled: list[_Element] = field(default_factory=list)
    """Elements that are called a title; looked for only where there is no ``h1`` and no ``og:title``."""
    properties: dict[str, list[_Element]] = field(default_factory=dict)
    """Elements by their microdata ``itemprop`` or RDFa ``property`` (lower case, without prefix)."""
    body: _Element | None = None
    """The parent of the first long paragraph."""
    core: frozenset[_Element] = frozenset()
    """The elements that contain the first main heading (or the first long paragraph)."""
    anchor: int = 0
    """Place in page order of the article's headline, or of its first paragraph."""
    heading: _Element | None = None
    """The element of the headline, where one is known."""
    _asides: dict[_Element, bool] = field(default_factory=dict)
    positions: dict[_Element, int] = field(default_factory=dict)
    """Place in page order of the headings, times, date and byline blocks: differences tell what stands near what."""

    def is_aside(self, element: _Element) -> bool:
        """Whether the element stands in comments, a teaser list, the navigation or the footer.

        What contains the headline or the text is no aside, whatever it is called ("with-sidebar").
        """
        known = self._asides
        path: list[_Element] = []
        answer = False
        ancestor: _Element | None = element
        while ancestor is not None and ancestor not in self.core:
            if ancestor in known:
                answer = known[ancestor]
                break
            path.append(ancestor)
            tag = ancestor.tag
            if tag in ("body", "html", "main", "article"):
                break
            if tag in ("nav", "aside") or (tag == "footer" and next(ancestor.iterancestors("article"), None) is None):
                answer = True
                break
            if _names_aside(naming(ancestor)):
                answer = True
                break
            ancestor = ancestor.getparent()
        for one in path:
            known[one] = answer
        return answer

    def anchor_at(self, headline: str | None) -> None:
        """Sets ``heading`` and ``anchor`` to the heading that prints the headline, else to the first main heading."""
        self.heading = self.headings[0] if self.headings else None
        if headline is not None:
            wanted = squash(headline)
            for element in (*self.headings[:6], *self.subheadings[:20]):
                key = squash(element_text(element, limit=600))
                if key and (key == wanted or (len(wanted) > 20 and key.endswith(wanted))):
                    self.heading = element
                    self.core |= frozenset(element.iterancestors())
                    self._asides.clear()
                    break
        if headline is not None and self.heading is None:
            self._find_unmarked(headline)
        start = self.heading if self.heading is not None else self.first_paragraph
        self.anchor = self.positions.get(start, 0) if start is not None else 0

    def _find_unmarked(self, headline: str) -> None:
        """The element that prints the headline where the page has no headings (tables, ``font``)."""
        if self.tree is None:
            return
        position = 0
        for element in self.tree.iter(*_WALKED, "b", "font", "big"):
            position += element.tag not in ("b", "font", "big")
            text = element.text if element.tag not in _HEAD else None
            if text and len(text) < 600 and " ".join(text.split()) == headline and not self.is_aside(element):
                self.heading = element
                self.positions.setdefault(element, position)
                self.core |= frozenset(element.iterancestors())
                self._asides.clear()
                return

    def distance(self, element: _Element, near: int) -> float:
        """How far an element is from the headline: what follows first, then what stands shortly before, then the rest.

        ``near``: so many elements after the headline its byline and date are expected.
        """
        steps = self.positions.get(element, 10**6) - self.anchor
        if 0 <= steps <= near:
            return steps
        if -40 <= steps < 0:
            return near / 4 - steps
        return near + min(abs(steps), 5_000)

    @property
    def headings(self) -> list[_Element]:
        """The ``h1`` elements."""
        return self.collected["h1"]

    @property
    def subheadings(self) -> list[_Element]:
        """The ``h2`` and ``h3`` elements."""
        return self.collected["h2"]

    @property
    def times(self) -> list[_Element]:
        """The ``time`` elements."""
        return self.collected["time"]

    @property
    def pictures(self) -> list[_Element]:
        """The ``img`` and ``figure`` elements."""
        return self.collected["img"]

    def first_meta(self, *names: str) -> str | None:
        """The first non-empty content of the first of the names that the page has."""
        for name in names:
            for value in self.meta.get(meta_key(name), ()):
                if value.strip():
                    return value
        return None


def naming(element: _Element) -> str:
    """What an element is called: its class, id, ``rel`` and ``data-testid``, cut to what any honest page needs."""
    get = element.get
    return (
        f"{get('class', '')[:MAX_NAME]} {get('id', '')[:MAX_NAME]} {get('rel', '')[:MAX_NAME]}"
        f" {get('data-testid', '')[:MAX_NAME]}"
    )


def meta_key(name: str) -> str:
    """A meta tag's name without case and punctuation: ``article:published_time`` is also printed with dots."""
    return name.lower().translate(_PUNCTUATION)


_LONG_TEXT = 150
"""Characters in one text node: running text, no teaser or menu."""
_LONG_DENSE = 75
"""The same in scripts that say as much in half the signs."""
_DENSE = re.compile("[\u0e00-\u0fff\u1200-\u139f\u1780-\u17ff\u3040-\u9fff\uac00-\ud7af]")


def _is_long(text: str) -> bool:
    return len(text) > _LONG_TEXT or (len(text) > _LONG_DENSE and len(_DENSE.findall(text, 0, 60)) > 20)


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
    walked = list(tree.iter(*_WALKED))
    for position, element in enumerate(walked):
        tag = element.tag
        if tag in _HEAD:
            _keep_head(page, element, tag, scripts)
            continue
        if (kind := _COLLECTED.get(tag)) is not None:
            elements = page.collected[kind]
            if len(elements) < MAX_CLUES:
                elements.append(element)
                positions[element] = position
            if tag == "img":
                continue
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
            elif key == "rel" and tag == "a" and "author" in value:
                signed.append(position)
    names, addresses = _Lines(named, MAX_NAME), _Lines(linked)
    page.bylines = _kept(page, walked, [*signed, *_places(named, names.holding(_BYLINE_PARTS))])
    page.dates = _kept(page, walked, _places(named, names.holding(_DATE_PARTS)))
    authors = [href for href in addresses.holding(_AUTHOR_PARTS) if _AUTHOR_PATH.search(href)]
    page.author_links = _kept(page, walked, _places(linked, authors))
    if not page.headings and "ogtitle" not in page.meta:
        page.titled = _kept(page, walked, _places(named, names.holding(_TITLE_PARTS)))
    page.collected["time"] = [one for one in page.times if not is_told_in_text(one)]
    page.structured = read_structured_data(scripts, url)
    page._asides.clear()
    page.core = _core(page, tree)
    page.anchor_at(None)
    return page


_HEAD = frozenset({"meta", "link", "script", "title"})
_COLLECTED = {"h1": "h1", "h2": "h2", "h3": "h2", "time": "time", "img": "img", "figure": "img"}


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
    elif tag == "script":
        kind = get("type")
        if kind and "ld+json" in kind.lower():
            scripts.append(element.text or "")
    elif not page.title and element.text:
        page.title = element.text


_Placed = dict[str, list[int]]
"""The places of elements, by what they are called or where they lead to."""


def _places(placed: _Placed, names: Iterable[str]) -> Iterator[int]:
    for name in names:
        yield from placed[name]


class _Lines:
    """The names or addresses of a page in one text, searched for all of them at once: far cheaper than one by one."""

    def __init__(self, values: Iterable[str], longest: int = 500) -> None:
        self.values = list(values)
        lines = [value if len(value) <= longest else value[:longest] for value in self.values]
        self.text = "\n".join(lines).lower()
        if self.text.count("\n") >= len(lines):
            lines = [" ".join(line.split()) for line in lines]
            self.text = "\n".join(lines).lower()
        # Lower case can be longer than what it was made of ("İ"); then each line is measured anew.
        same_length = len(self.text) == sum(map(len, lines)) + max(0, len(lines) - 1)
        lengths = map(len, lines if same_length else self.text.split("\n"))
        self.starts = [0, *accumulate(length + 1 for length in lengths)]

    def holding(self, parts: Sequence[str]) -> list[str]:
        """The values that hold one of the parts (lower case), in their order."""
        text, starts = self.text, self.starts
        lines: set[int] = set()
        for part in parts:
            at = text.find(part)
            while at >= 0:
                line = bisect_right(starts, at) - 1
                lines.add(line)
                at = text.find(part, starts[line + 1])
        return [self.values[line] for line in sorted(lines)]


def _kept(page: PageMarkup, walked: list[_Element], places: Iterable[int]) -> list[_Element]:
    """The elements at these places in page order, each once; their places are kept."""
    kept = sorted(set(places))[:MAX_CLUES]
    for place in kept:
        page.positions[walked[place]] = place
    return [walked[place] for place in kept]


def _keep(elements: list[_Element], element: _Element) -> None:
    if len(elements) < MAX_CLUES:
        elements.append(element)


# Characters; honest names have some 40. What looks for words in names tries every pair of them: 3 s for 60,000.
_LONGEST_META_NAME = 300


def _keep_meta(page: PageMarkup, element: _Element) -> None:
    get = element.get
    content = get("content")
    if not content or len(content) > 20_000:
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

"""What a page says about its article, in markup and in suggestive places: everything the fields are chosen from."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from lxml.etree import _Element

from wiredesk.pipelines.extraction.page.plain_text import element_text, squash
from wiredesk.pipelines.extraction.page.structured_data import StructuredData
from wiredesk.pipelines.extraction.page.telling_names import names_aside

WALKED = (
    "meta", "link", "script", "title", "h1", "h2", "h3", "h4", "h5", "time", "a", "span", "p", "div",
    "address", "li", "section", "header",
    "strong", "small", "td", "dd", "abbr", "cite", "img", "figure", "article",
)  # fmt: skip
"""The elements that are looked at; places in page order count these alone."""
HEAD = frozenset({"meta", "link", "script", "title"})
"""Those of them that no reader sees."""

_PUNCTUATION = {ord(mark): None for mark in ":._- "}
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
    feed_titles: list[str] = field(default_factory=list)
    """What the links to the site's feeds are called."""
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
    crumbs: list[_Element] = field(default_factory=list)
    """Elements that are called a trail from the home page, and their parts."""
    category_links: list[_Element] = field(default_factory=list)
    """Links to what their ``rel`` calls a category, as WordPress does."""
    titled: list[_Element] = field(default_factory=list)
    """Elements that are called a title; looked for only where there is no ``h1`` and no ``og:title``."""
    properties: dict[str, list[_Element]] = field(default_factory=dict)
    """Elements by their microdata ``itemprop`` or RDFa ``property`` (lower case, without prefix)."""
    body: _Element | None = None
    """The parent of the first long paragraph."""
    core: frozenset[_Element] = frozenset()
    """The elements that contain the first main heading (or the first long paragraph)."""
    others: frozenset[_Element] = frozenset()
    """Parts that their headings call comments or other articles (`parts_of_others`)."""
    anchor: int = 0
    """Place in page order of the article's headline, or of its first paragraph."""
    heading: _Element | None = None
    """The element of the headline, where one is known."""
    _asides: dict[_Element, bool] = field(default_factory=dict)
    home_names: dict[str, dict[str, str]] = field(default_factory=dict)
    """What the links to a host's home page print, by the same squashed, once that has been asked (`home_links`)."""
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
            if ancestor in self.others:
                answer = True
                break
            tag = ancestor.tag
            if tag in ("body", "html", "main", "article"):
                break
            if tag in ("nav", "aside") or (tag == "footer" and next(ancestor.iterancestors("article"), None) is None):
                answer = True
                break
            if names_aside(naming(ancestor)):
                answer = True
                break
            ancestor = ancestor.getparent()
        for one in path:
            known[one] = answer
        return answer

    def is_of_others(self, element: _Element) -> bool:
        """Whether the element stands in a part that its heading calls comments or other articles."""
        return bool(self.others) and any(one in self.others for one in (element, *element.iterancestors()))

    def set_core(self, core: frozenset[_Element]) -> None:
        """Sets ``core``, on which it depends what is an aside."""
        self.core = core
        self._asides.clear()

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
        for element in self.tree.iter(*WALKED, "b", "font", "big"):
            position += element.tag not in ("b", "font", "big")
            text = element.text if element.tag not in HEAD else None
            if text and len(text) < 600 and " ".join(text.split()) == headline and not self.is_aside(element):
                self.heading = element
                self.positions.setdefault(element, position)
                self.core |= frozenset(element.iterancestors())
                self._asides.clear()
                return

    def distance(self, element: _Element, near: int) -> float:
        """How far an element is from the headline: what follows first, then what stands shortly before, then the rest.

        ``near``: the byline and date are expected within this many elements after the headline.
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


@lru_cache(maxsize=1_000)
def meta_key(name: str) -> str:
    """A meta tag's name without case and punctuation: ``article:published_time`` is also printed with dots."""
    return name.lower().translate(_PUNCTUATION)

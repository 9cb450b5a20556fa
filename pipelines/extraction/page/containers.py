"""The block-level elements that hold a page's text: what their names say, and what is measured of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lxml.etree import _Element

from wiredesk.pipelines.extraction.page.container_words import name_mask

Attributes = list[tuple[str, str]]
"""Names and values of an element's attributes, as ``items()`` gives them."""

PARTS: Final = {
    "article": 1,
    "main": 1 << 1,
    "aside": 1 << 2,
    "nav": 1 << 3,
    "header": 1 << 4,
    "footer": 1 << 5,
    "form": 1 << 6,
    "figure": 1 << 7,
    "figcaption": 1 << 8,
    "table": 1 << 9,
    "ul": 1 << 10,
    "ol": 1 << 10,
    "dl": 1 << 10,
    "blockquote": 1 << 11,
    "section": 1 << 12,
    "address": 1 << 13,
    "details": 1 << 14,
    "li": 1 << 15,
}
"""What kind of part of the page a container lies in: bits of ``Container.inside``, part of the trained model."""
HIDDEN: Final = 1 << 16
ARTICLE_BODY: Final = 1 << 17
"""Inside ``itemprop=articleBody`` (schema.org)."""
LISTED_ARTICLE: Final = 1 << 18
"""Inside an ``<article>`` that has another as its sibling: one of a row of teasers, posts or live entries."""
_ROLES = {"navigation": PARTS["nav"], "complementary": PARTS["aside"], "contentinfo": PARTS["footer"],
          "banner": PARTS["header"], "main": PARTS["main"], "article": PARTS["article"], "search": PARTS["form"],
          "dialog": HIDDEN, "alert": HIDDEN}  # fmt: skip


@dataclass(slots=True, eq=False)
class Container:
    """A block-level element with text in it: what its names and those around it say, and what is measured of it later.

    No container refers to itself or to one inside it: the memory of a page is free at once when it has been read,
    without the garbage collector. Slots, because attributes that are first set later would cost a dictionary each.
    Counts are floats: the model compares them with its thresholds, and floats alone are compared at full speed.
    """

    parent: Container | None
    depth: float
    tag: str
    own: int
    """Mask of the words in its own class and id (see container_words)."""
    near: int
    """The same of this element and the two around it."""
    around: int
    """The same of all elements from the root to this one."""
    inside: int
    """Mask of PARTS and the bits after them."""
    count: float = 0.0
    """Blocks in it and below."""
    characters: int = 0
    links: int = 0
    """Characters in links, in it and below."""
    prose: float = 0.0
    """Characters of running text outside links, in it and below."""
    headings: float = 0.0
    """Headings in it and below."""
    dates: float = 0.0
    """Short texts with a date or time in them, in it and below."""
    framed: bool = False
    """Inside the frame: the smallest container with most of the page's running text."""
    distance: float = 0.0
    """Steps up to the frame or to the line of containers around it."""
    branch: Container | None = None
    """The outermost container around this one that does not hold the frame; None where that is itself, and where it
    holds the frame."""
    row: Container | None = None
    """The container around this one that has most others like it beside it; None where that is itself."""
    alike: float = 0.0
    """How many containers with running text stand in its parent with the same tag and names, itself among them."""
    shared_depth: float = 0.0
    """Depth of the smallest container that holds this one and the headline; -1 where there is no headline."""
    controls: int = 0
    """What readers can press, choose or fill in, in it and below: bits of `controls`."""

    def with_outer(self) -> Iterator[Container]:
        """This container and those around it, inner before outer."""
        container: Container | None = self
        while container is not None:
            yield container
            container = container.parent


def container_of(element: _Element, attributes: Attributes, parent: Container) -> Container:
    """The container of an element, inside that of its nearest block-level element."""
    tag: str = element.tag
    inside = parent.inside | PARTS.get(tag, 0)
    own = 0
    for name, value in attributes:
        if name == "class" or name == "id":
            own |= name_mask(value)
        elif name == "style":
            if "display" in value and "none" in value:
                inside |= HIDDEN
        elif name == "role":
            inside |= _ROLES.get(value, 0)
        elif name == "hidden" or (name == "aria-hidden" and value == "true"):
            inside |= HIDDEN
        elif name == "itemprop" and value == "articleBody":
            inside |= ARTICLE_BODY
    if tag == "article" and _has_sibling_article(element):
        inside |= LISTED_ARTICLE
    above = parent.parent
    near = own | parent.own | (above.own if above is not None else 0)
    return Container(parent, parent.depth + 1.0, tag, own, near, parent.around | own, inside)


def _has_sibling_article(element: _Element) -> bool:
    after, before = element.getnext(), element.getprevious()
    return (after is not None and after.tag == "article") or (before is not None and before.tag == "article")

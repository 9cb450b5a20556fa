"""Which pictures of a page are the story's: those in its text and at its head, not those of other stories.

A teaser shows itself by where it stands (behind the text), by its link to another page, and by a heading of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from lxml.etree import _Element

from wiredesk.pipelines.extraction.page.page_markup import PageMarkup, naming
from wiredesk.pipelines.extraction.page.plain_text import element_text

LEVELS: Final = 12
"""Boxes around the text among which is the one that holds the headline too."""
MAX_ELEMENTS: Final = 4_000
LONG: Final = 80
"""Characters of a paragraph of running text; behind the last one the story is over."""
BEFORE: Final = 40
"""Elements before the headline among which its picture may stand."""
NEAR: Final = 60
FAR: Final = 300
"""Elements behind the headline: among the first is its picture, among all the story's where no paragraph tells."""
OWN_BOXES: Final = 4
"""Boxes around a figure with nothing else in them."""
BOX: Final = 3
"""Levels around a picture on which a teaser's link and heading stand."""
_FILE: Final = re.compile(
    r"\.(?:jpe?g|png|webp|gif|avif)(?:$|[?#])|/(?:photos?|gallery|galerie|galeria|attachment|media)/", re.I
)
"""Links of pictures that lead to the same picture, larger."""
_OTHER: Final = re.compile(
    r"avatar|author|autor(?![a-z])|(?<![a-z])logo|(?<![a-z])icon|emoji|sponsor|banner|advert|(?<![a-z])ads?(?![a-z])"
    r"|teaser|related|recommend|byline|gravatar|thumb-?list|(?<![a-z])card(?![a-z])",
    re.I,
)


class Picture(NamedTuple):
    """An ``img`` or ``amp-img``, and the figure that it stands in."""

    image: _Element
    figure: _Element | None
    late: bool = False
    """Whether it stands in the text's box behind the last paragraph: the story's last picture, or an advertisement."""


def own_pictures(page: PageMarkup, url: str, *, none_declared: bool = False) -> Iterator[Picture]:
    """The story's pictures in page order. Never raises; bounded.

    Where the page declares none (``none_declared``), one at the head needs no figure around it.
    """
    told, inside = _before_the_end(page), _inside(page)
    seen: set[_Element] = set()
    for element in _all(page):
        image = next(element.iter("img", "amp-img"), None) if element.tag == "figure" else element
        if image is None or image in seen:
            continue
        seen.add(image)
        figure = element if element.tag == "figure" else next(image.iterancestors("figure"), None)
        captioned = figure is not None and next(figure.iter("figcaption"), None) is not None
        within = inside is not None and image in inside
        loose = figure is None and inside is not None and not within
        below = page.positions.get(element, 0) > page.anchor
        if loose and not (none_declared and below and _at_the_head(page, element)):
            continue  # a picture outside a figure counts only inside the text
        placed = image in told or element in told
        if not (placed or within or _at_the_head(page, element)):
            continue
        sure = captioned and (within or placed)
        away = _leads_away(image, url)
        if (away and not sure) or _is_other(image, figure, sure) or page.is_aside(_place(image, figure, away)):
            continue
        if _has_heading(page, figure if figure is not None else image, inside):
            continue
        yield Picture(image, figure, late=not (placed or captioned or _at_the_head(page, element)))


def _all(page: PageMarkup) -> Iterator[_Element]:
    for element in page.pictures:
        if page.positions.get(element, 0) >= page.anchor - BEFORE:
            yield element
    if page.tree is not None:
        yield from islice(page.tree.iter("amp-img"), MAX_ELEMENTS // 100)


def _inside(page: PageMarkup) -> set[_Element] | None:
    return set(page.body.iter("img", "amp-img")) if page.body is not None else None


def _before_the_end(page: PageMarkup) -> set[_Element]:
    """The pictures in front of the last long paragraph of the box that holds headline and text."""
    holder = page.body
    if holder is None:
        return set()
    for ancestor in islice(holder.iterancestors(), LEVELS):
        if ancestor.tag in ("body", "html"):
            break
        holder = ancestor
        if page.heading is not None and page.heading in set(ancestor.iter(page.heading.tag)):
            break
    told: set[_Element] = set()
    waiting: list[_Element] = []
    for element in islice(holder.iter("p", "img", "figure", "amp-img"), MAX_ELEMENTS):
        if element.tag != "p":
            waiting.append(element)
        elif waiting and _is_running(element) and not page.is_aside(element):
            told.update(waiting)
            waiting = []
    return told


def _is_running(paragraph: _Element) -> bool:
    """Whether a paragraph is text of some length, not the words of a link or of a list."""
    long = len(element_text(paragraph, limit=LONG + 1)) > LONG
    return long and next(paragraph.iterancestors("a", "li"), None) is None


def _at_the_head(page: PageMarkup, element: _Element) -> bool:
    """Whether a picture stands between the headline and the first paragraph, in whatever box."""
    place = page.positions.get(element)
    if place is None:
        return False
    if page.body is None and place <= page.anchor + FAR:
        return True
    first = page.positions.get(page.first_paragraph, 0) if page.first_paragraph is not None else 0
    return place <= (first if first > page.anchor else page.anchor + NEAR)


def _place(image: _Element, figure: _Element | None, away: bool) -> _Element:
    """Where a picture stands: of a figure with a caption what is around it and the boxes of its own, whose names
    ("widget") say nothing of its place; but a teaser's box (``away``: it is a link) is called so."""
    if figure is None or next(figure.iter("figcaption"), None) is None:
        return image
    place = figure
    for around in islice(figure.iterancestors(), 1 if away else 1 + OWN_BOXES):
        place = around
        if len(around) > 1:
            break
    return place


def _is_other(image: _Element, figure: _Element | None, captioned: bool) -> bool:
    """Whether the picture's own name or that of a box right around it is one of portraits, teasers and advertising."""
    if _OTHER.search(naming(image)):
        return True
    if captioned:
        return False
    around = islice((image if figure is None else figure).iterancestors(), BOX - 1)
    boxes = [one for one in (figure, *around) if one is not None and one.tag not in ("body", "main", "article")]
    return any(_OTHER.search(naming(box)) for box in boxes)


def _leads_away(image: _Element, url: str) -> bool:
    """Whether the picture is a link to another page."""
    link = next((one for one in islice(image.iterancestors(), BOX) if one.tag == "a"), None)
    href = (link.get("href") or "").strip() if link is not None else ""
    if not href or href[0] == "#" or _FILE.search(href) or href.startswith(("javascript:", "data:")):
        return False
    try:
        target, own = urlsplit(href), urlsplit(url)
    except ValueError:
        return False
    return target.path.rstrip("/") != own.path.rstrip("/") or bool(target.query and target.query != own.query)


def _has_heading(page: PageMarkup, element: _Element, inside: set[_Element] | None) -> bool:
    """Whether a heading with a link stands beside the picture, in a box that holds no part of the story's text; of an
    ``article`` within a list the link may stand anywhere."""
    for box in islice(element.iterancestors(), BOX):
        if box in page.core or box is page.body or box.tag in ("body", "main"):
            return False
        for heading in islice(box.iter("h2", "h3", "h4", "h5"), 2):
            linked = next(heading.iter("a"), None) is not None or next(heading.iterancestors("a"), None) is not None
            if (linked or _is_teaser(box)) and heading is not page.heading:
                return True
        if box.tag == "article":
            return False
    return False


def _is_teaser(box: _Element) -> bool:
    """Whether a box is the ``article`` of a list, and leads somewhere."""
    around = box.getparent()
    return box.tag == "article" and around is not None and around.tag == "li" and next(box.iter("a"), None) is not None

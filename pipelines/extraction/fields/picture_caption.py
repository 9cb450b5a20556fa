"""What is printed below a picture: its caption and its credit, also where no ``figcaption`` marks them.

Without the mark a caption shows itself by its place: it is the only text in the picture's own box, behind it, and
short; and by its name, by words of the picture's ``alt`` text, or by a credit.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import Final

from lxml.etree import _Element

from wiredesk.pipelines.extraction.fields.byline_labels import credits_another_trade, has_label
from wiredesk.pipelines.extraction.fields.picture_address import address_of_picture
from wiredesk.pipelines.extraction.fields.picture_credit import split_credit
from wiredesk.pipelines.extraction.fields.same_picture import picture_key
from wiredesk.pipelines.extraction.page.page_markup import PageMarkup, naming
from wiredesk.pipelines.extraction.page.plain_text import element_text, squash

LEVELS: Final = 5
"""Boxes around a picture of which the first with a text is its own."""
MAX_CAPTION: Final = 1_000
MAX_BESIDE: Final = 500
"""Characters in a picture's box that are a caption; more are a story."""
LEAST_CAPTION: Final = 4
"""Characters of a caption."""
MAX_ELEMENTS: Final = 60
"""Elements of a picture's box; a larger one is a box of the page."""
MAX_LINES: Final = 4
"""Lines of a caption and its credit."""
LEAST_WORDS: Final = 0.5
"""Share of the words of a caption or of an ``alt`` text that the other repeats."""
MIN_WORDS: Final = 3
"""Different words from which on half of them tell."""
_CREDIT_CLASS: Final = re.compile(
    r"credit|copyright|photographer|byline|source|attribution|quelle|rights|foto(?:graf)?", re.I
)
_CAPTION: Final = re.compile(r"caption|bildunter|legend", re.I)
_NAMED: Final = re.compile(r"(?<![a-z])(?:image|img|picture|photo|foto|bild|figure)", re.I)
_STOPS: Final = frozenset({"body", "html", "main", "article", "td", "table"})
_LINES: Final = frozenset({"p", "div", "span", "small", "em", "i"})
_SILENT: Final = frozenset({"script", "style", "noscript", "template", "svg", "button", "select", "iframe", "source"})
_WORD: Final = re.compile(r"[^\W\d_]{2,}")
_COUNTED: Final = re.compile(r"(?P<count>\d[\d.,]{2,15})\D{1,20}(?P=count)$")
"""A counter: "shared 45,275 times. 45,275"."""
_LETTERS: Final = re.compile(r"[^\W\d_]{2}")


def caption_of(image: _Element, figure: _Element | None, page: PageMarkup) -> tuple[str | None, str | None]:
    """The caption and the credit of a picture; the headline below a picture is no caption."""
    marked = next(figure.iter("figcaption"), None) if figure is not None else None
    if marked is not None:
        caption, credit = (None, None) if _is_player(marked) else _of_holder(marked)
        if caption is not None or credit is not None:
            return _without_headline(caption, page), credit
    return _beside(image, page)


def _is_player(marked: _Element) -> bool:
    """Whether what is marked as a caption is the title of a recording, which leads to its page."""
    titles = islice(marked.iter("h2", "h3", "h4"), 2)
    return any(
        next(one.iter("a"), None) is not None or next(one.iterancestors("a"), None) is not None for one in titles
    )


def _of_holder(holder: _Element) -> tuple[str | None, str | None]:
    credit = None
    for child in islice(holder.iter("span", "small", "cite", "em", "p", "div", "i"), MAX_ELEMENTS):
        if child is not holder and _CREDIT_CLASS.search(child.get("class", "")):
            credit = element_text(child, limit=200)
            break
    return split_credit(element_text(holder, limit=MAX_CAPTION), credit)


def _beside(image: _Element, page: PageMarkup) -> tuple[str | None, str | None]:
    """The text of the first box around the picture that has any, where it can be a caption."""
    below, shown = image, address_of_picture(image)
    for box in islice(image.iterancestors(), LEVELS):
        if box.tag in _STOPS or box in page.core or box is page.body:
            break
        if len(box) > MAX_ELEMENTS:
            break
        lines = _lines(box, below, shown)
        if lines is None:
            break
        if lines:
            return _read(box, image, lines, page)
        below = box
    return _called_caption(below.getnext(), page)


def _called_caption(line: _Element | None, page: PageMarkup) -> tuple[str | None, str | None]:
    """The caption and credit in the line right behind a picture's box, where that is called a caption."""
    if (
        line is None
        or line.tag not in _LINES
        or not _CAPTION.search(naming(line))
        or next(line.iter("img"), None) is not None
    ):
        return None, None
    text = element_text(line, limit=MAX_BESIDE + 1)
    if not LEAST_CAPTION <= len(text) <= MAX_BESIDE:
        return None, None
    caption, credit = _of_holder(line)
    return _without_headline(caption, page), credit


def _shows_another(element: _Element, shown: str | None) -> bool:
    """Whether another picture than ``shown`` stands in an element; a twin for another screen is the same."""
    addresses = [address_of_picture(one) for one in islice(element.iter("img"), 5)]
    return any(one is not None and (shown is None or picture_key(one) != picture_key(shown)) for one in addresses)


def _lines(box: _Element, below: _Element, shown: str | None) -> list[_Element] | None:
    """The elements behind the picture's own that have a text, or None where the box is no picture's alone."""
    found: list[_Element] = []
    behind = False
    if _LETTERS.search(box.text or ""):
        return None
    for child in box:
        if child is below:
            behind = True
            continue
        if isinstance(child.tag, str) and child.tag not in _SILENT and _shows_another(child, shown):
            return None
        if isinstance(child.tag, str) and child.tag not in _SILENT and element_text(child, limit=MAX_BESIDE + 1):
            if not behind or next(child.iter("h1", "h2", "h3", "h4", "li", "input"), None) is not None:
                return None
            found.append(child)
        if _LETTERS.search(child.tail or ""):
            return None
    return found


def _read(box: _Element, image: _Element, lines: list[_Element], page: PageMarkup) -> tuple[str | None, str | None]:
    holders = lines
    if len(lines) == 1:
        inner = [one for one in lines[0] if isinstance(one.tag, str) and element_text(one, limit=MAX_BESIDE)]
        blocks = [one for one in inner if one.tag in ("p", "div")]
        holders = blocks if len(blocks) > 1 and len(blocks) == len(inner) else lines
    texts = [element_text(one, limit=MAX_BESIDE + 1) for one in holders]
    whole = " ".join(texts)
    if len(texts) > MAX_LINES or len(whole) > MAX_BESIDE or len(whole) < 4:
        return None, None
    if page.first_paragraph is not None and page.first_paragraph in set(box.iter("p")):
        return None, None
    if _COUNTED.search(whole) or not all(map(_LETTERS.search, texts)):
        return None, None
    if has_label(texts[0]) and not credits_another_trade(texts[0]):
        return None, None
    links = sum(len(element_text(link, limit=200)) for one in holders for link in islice(one.iter("a"), 5))
    if 2 * links > len(whole):
        return None, None
    caption: str | None
    if len(texts) == 1:
        caption, credit = _of_holder(holders[0])
    else:
        caption, credit = split_credit(" ".join(texts[:-1]))
        rest, named = split_credit(texts[-1])
        if rest is None or _CREDIT_CLASS.search(holders[-1].get("class", "")):
            credit = named or rest or credit
        else:
            caption, credit = split_credit(whole)
    names = [naming(one) for one in (box, *lines, *holders)]
    is_told = (
        credit is not None
        or any(_CAPTION.search(name) for name in names)
        or _agree(f"{image.get('alt') or ''} {image.get('title') or ''}", whole)
        # of two words it may be a button: "Enlarge", "14 pictures"
        or (whole.count(" ") > 1 and (box.tag == "figure" or any(_NAMED.search(name) for name in names)))
    )
    if caption is not None and credit is not None and credit in caption:
        caption, _ = split_credit(caption.rpartition(credit)[0], None)
    if caption is not None and " " not in caption and caption.isascii():
        caption = None  # "Video", "Advertisement"
    return (_without_headline(caption, page), credit) if is_told else (None, None)


def _agree(one: str, other: str) -> bool:
    mine, theirs = (set(_WORD.findall(text[:MAX_CAPTION].casefold())) for text in (one, other))
    least, most = sorted((len(mine), len(theirs)))
    if least < MIN_WORDS:  # a name alone, in a line that says more of somebody than what the picture shows
        return least > 0 and mine & theirs in (mine, theirs) and most <= least + 1
    return len(mine & theirs) >= LEAST_WORDS * least


def _without_headline(caption: str | None, page: PageMarkup) -> str | None:
    if caption is None or page.heading is None:
        return caption
    return None if squash(caption) == squash(element_text(page.heading, limit=600)) else caption

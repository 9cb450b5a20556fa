"""What each HTML element is to the lines of text around it: a line of its own, a part of one, or nothing to read."""

from __future__ import annotations

from typing import Final

from lxml.etree import XPath, _Element

INLINE: Final = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q rb ruby s samp small span"
    " strike strong sub sup time tt u var wbr amp-fit-text".split()
)
"""Elements that do not end the line they stand in (HTML Living Standard, 15.3: default rendering)."""
SILENT: Final = frozenset(
    "script style noscript template head svg math iframe object embed audio video canvas select "
    "option datalist textarea"
    " input button meter progress map area link meta title base param source track rt rp noframes frame frameset applet"
    " picture img amp-img amp-ad amp-iframe amp-analytics dialog".split()
)
"""Elements whose content no reader sees as text of the page, or that only serve to click."""
_MAY_SWALLOW: Final = frozenset(
    "head button select option canvas object map audio video svg dialog noframes textarea".split()
)
"""Of these, those that swallow the rest of a page when their end tag is lost: read if paragraphs are in them."""
ARTICLE_TEXT: Final = ".//p[3]"
"""A ``noscript`` with three paragraphs holds the article of a page that is drawn by scripts; others ask for scripts."""
_BLOCKS: Final = frozenset(
    "address article aside blockquote body caption center col colgroup dd details dir div dl dt fieldset figcaption"
    " figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li listing main marquee menu nav ol optgroup p"
    " plaintext pre search section slot summary table tbody tfoot thead tr ul xmp".split()
)
"""Elements that are lines of their own. All that are named nowhere here are unknown to browsers: part of the line."""
_PARTS_OF_LAYOUT: Final = XPath("boolean(descendant::*[self::p or self::div or self::br or self::h1 or self::h2])")
BLOCK, SWALLOWER, NOSCRIPT, CELL, LINE_PART, NOTHING, PICTURE, LINE_BREAK, UNKNOWN = range(9)
KINDS: Final = (
    dict.fromkeys(_BLOCKS, BLOCK)
    | dict.fromkeys(INLINE, LINE_PART)
    | dict.fromkeys(SILENT, NOTHING)
    | dict.fromkeys(_MAY_SWALLOW, SWALLOWER)
    | {"noscript": NOSCRIPT, "td": CELL, "th": CELL, "br": LINE_BREAK}
    | dict.fromkeys(("img", "picture", "amp-img"), PICTURE)
)
"""What an element is to the lines around it; all others are unknown."""


def stands_in_line(element: _Element, after_text: bool) -> bool:
    """Whether an element that HTML does not know is part of a line: beside text, and with no line of its own in it."""
    tail = element.tail
    if not isinstance(element.tag, str) or not (after_text or (tail is not None and not tail.isspace())):
        return False
    return not (len(element) and _PARTS_OF_LAYOUT(element))

"""Sections that are no part of any article, recognised by their names before anything is measured.

Readers' comments may be longer than the article and look the same, and a menu has more blocks than either: measured
along with the article they pass for it, or push its measures about. On the development pages (November 2026) comment
sections hold article text on 1 host of 90, ``nav`` and ``footer`` on 8 of 1,400; without them a third of all blocks
need no measuring.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from lxml.etree import _Element

from wiredesk.pipelines.extraction.page.container_words import BITS, name_mask

MAX_PARAGRAPHS: Final = 8
"""Other sections than comments are left out with fewer ``p`` in them: more are in one that lost its end tag."""
SIDE_TAGS: Final = frozenset({"nav", "footer"})
SIDE_BITS: Final = sum(
    BITS[name]
    for name in ("comment", "navigation", "footer", "share", "popup", "subscribe", "related", "listing", "byline", "ad",
                 "interactive")
)  # fmt: skip
"""A section named below has a word of one of these groups; the others need not be looked at."""

_MAX_NAME: Final = 300
"""Characters of a class attribute that are looked at, and kept; utility classes come after the speaking ones."""
_COMMENTS: Final = re.compile(
    r"(?:(?:wp-block|div|li|post|article|entry|news|story|users?|readers?|fb|facebook|jp|wpd|page|section)[-_]+)?"
    r"(?:comments?|kommentare?n?|comentarios?|commentaires?|commenti|reacties|yorum(?:lar)?|komentar(?:ze|i|e|y|iai)?)"
    r"(?:[-_\d]*(?:lists?|liste|areas?|sections?|containers?|wrap|wrapper|blocks?|box|body|contents?|texts?|items?|threads?"
    r"|forms?|respond|holder|inner|outer|main|module|tree|feed|panel|row|entry))*[-_\d]*"
    r"|disqus(?:_thread)?|respond|commentform|livefyre\w*|coral_thread|hyvor-talk-view|isso-thread"
)
"""The names that content systems and comment services give to the section, to one comment and to its parts."""
_SIDE: Final = re.compile(
    r"(?:.*[-_])?(?:sub-?menu|dropdown-menu|mega-?menu|nav-?menu|navbar-nav|menu-item|site-footer|colophon|breadcrumbs?"
    r"|pagination|cookies?|cookie-?(?:banner|notice|consent|law|info|bar)[-_\w]*|onetrust\S*|sharedaddy|addtoany\S*|social-share"
    r"|share-buttons|post-share|sharing|author-?box|author-bio|jp-relatedposts|related-?posts|related-articles|yarpp\S*"
    r"|newsletter-(?:form|signup|box)|subscribe-\w+|gform_wrapper|trending|taboola\S*|outbrain\S*"
    r"|modal(?:-(?:dialog|content|body|window|box|wrapper|overlay))?|pop-?up(?:-\w{1,12})?|tooltip(?:-\w{1,12})?|lightbox)[-_\d]*"
)
"""Menus, consent, share bars, author boxes, related articles, sign-up forms, windows that open over the page."""


def is_side_section(element: _Element, tag: str, attributes: Sequence[tuple[str, str]]) -> bool:
    """Whether an element (with its tag and attributes) is a section that no article has text in; never if it holds
    the headline.
    """
    kind = "other" if tag in SIDE_TAGS else None
    for name, value in attributes:
        if (name == "class" or name == "id") and kind != "comments":
            kind = _kind_named(value[:_MAX_NAME]) or kind
    if kind is None or element.find(".//h1") is not None:
        return False
    return kind == "comments" or sum(1 for _ in element.iter("p")) < MAX_PARAGRAPHS


@lru_cache(maxsize=5_000)  # the names of about ten sites
def _kind_named(value: str) -> str | None:
    if not name_mask(value) & SIDE_BITS:
        return None
    tokens = value.lower().split()
    if any(map(_COMMENTS.fullmatch, tokens)):
        return "comments"
    return "other" if any(map(_SIDE.fullmatch, tokens)) else None

"""Special kinds of article: live blogs, videos, galleries, short ones, those of several pages."""

from __future__ import annotations

import re
from typing import Final

from wiredesk.pipelines.extraction.body.article_body import Body
from wiredesk.pipelines.extraction.fields.fields import Fields
from wiredesk.pipelines.extraction.page.article_pages import MULTI_PAGE, article_pages
from wiredesk.pipelines.extraction.page.blocks import BlockPage
from wiredesk.pipelines.extraction.page.document import Document
from wiredesk.pipelines.extraction.page.plain_text import reading_length
from wiredesk.pipelines.extraction.page_kind.signs import declared

_LIVE_URL = re.compile(
    r"/(?:live|liveblog|live-blog|liveticker|newsticker|en-direct|en-vivo|ao-vivo|diretta|canli)\b"
    r"|-live-?(?:blog|updates|ticker)|liveticker",
    re.I,
)
_VIDEO_URL = re.compile(
    r"/(?:videos?|watch|mediathek|tv)/",
    re.I,
)
_GALLERY_URL = re.compile(
    r"/(?:gallery|galleries|galerie|photos|pictures|slideshow|bilder|fotostrecke|diaporama|fotogalerie"
    r"|foto-galeri)(?:/|-|$)",
    re.I,
)
GALLERY_PICTURES: Final = 8
SHORT_TEXT: Final = 1_200
"""Characters; videos and galleries are called so when there is hardly more text than their captions."""


def special_kinds(document: Document, fields: Fields, page: BlockPage, body: Body) -> list[str]:
    """The warnings ``live_blog``, ``video``, ``gallery``, ``short_text`` and ``multi_page`` that fit the page."""
    types = set(fields.schema_types)
    text = sum(map(reading_length, body.paragraphs))
    found = []
    if "liveblogposting" in types or _LIVE_URL.search(document.url):
        found.append("live_blog")
    og_type = declared(document, "og:type")
    if text < SHORT_TEXT and ("videoobject" in types or og_type.startswith("video") or _VIDEO_URL.search(document.url)):
        found.append("video")
    if types & {"imagegallery", "mediagallery"} or (
        text < SHORT_TEXT and (_GALLERY_URL.search(document.url) or len(page.captions) >= GALLERY_PICTURES * 3)
    ):
        found.append("gallery")
    if text < SHORT_WARNING:
        found.append("short_text")
    if article_pages(document.tree, document.url) is not None:
        found.append(MULTI_PAGE)
    return found


SHORT_WARNING: Final = 250
"""Characters; a shorter body may be a teaser before a paywall, or all there is."""

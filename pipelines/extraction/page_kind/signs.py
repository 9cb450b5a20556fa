"""The signs by which an article is told from a listing: what the page says, its address, its rows of links."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from wiredesk.pipelines.extraction.body.article_body import Body
from wiredesk.pipelines.extraction.body.standfirst import headline_block
from wiredesk.pipelines.extraction.fields.fields import Fields
from wiredesk.pipelines.extraction.page.block_look import first_look
from wiredesk.pipelines.extraction.page.blocks import BlockPage
from wiredesk.pipelines.extraction.page.document import Document
from wiredesk.pipelines.extraction.page.plain_text import is_dense, reading_length, squash
from wiredesk.pipelines.extraction.page.teaser_rows import TeaserRows, is_linked_headline, teaser_rows
from wiredesk.pipelines.urls.syntax import is_splittable

_ARTICLE_TYPES = re.compile(r"(?:article|blogposting|report|review|posting|recipe|howto|qapage|faqpage)$")
_LISTING_TYPES: Final = frozenset({"collectionpage", "searchresultspage", "itemlist", "profilepage"})
_HOME_PATH = re.compile(
    r"/?(?:[a-z]{2}(?:[-_](?:[a-z]{2}|hans|hant|latn|cyrl|arab))?/?)?(?:(?:index|default|home)(?:\.\w{2,5})?/?)?", re.I
)
"""The root of a site or of one of its languages (BCP 47): "/pt-br", "/zh-hans", and not the article at "/my-life"."""
_LISTING_PATH = re.compile(
    r"/(?:(?:tags?|topics?|sections?|ressort|rubrik|seccion|secciones|temas?|thema|category|categories|kategorie"
    r"|categoria|rubrique|search|suche|buscar|recherche|author|authors|autor|archives?|archiv|feed|sitemap)"
    r"(?:/[^/]+){0,2}|page/\d+)/?$",
    re.I,
)
_ARTICLE_IN_LISTING_PATH = re.compile(
    r"/archives?/(?!(?:19|20)\d\d/?$)\d+/?$|/categor\w+/[^/]+/(?:[^/-]+-){4,}[^/-]+/?$|/\d{5,}(?:-[^/]*)?/?$", re.I
)
"""WordPress' numeric permalinks (``/archives/20417``; a year is a listing), a long slug or an article's number below a
category."""
_SEARCH_QUERY = re.compile(r"(?:^|&)(?:s|q|query|search|keyword)=", re.I)

_MAX_CLASS: Final = 2_000  # characters; the names of a page's kind come first
_ARCHIVES: Final = frozenset({"category", "tag", "author", "date"})
_TAXONOMIES: Final = frozenset({"path-taxonomy", "page-taxonomy", "page-taxonomy-term"})
_JOOMLA: Final = frozenset({"com_content", "com_k2"})
_VIEWS: Final = frozenset({"view-category", "view-categories", "view-featured", "view-archive", "view-itemlist"})
_HEADING_REACH: Final = 2  # blocks: a teaser's heading stands so far before its text
HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5"})
NAME_WORDS: Final = 3
NAME_LENGTH: Final = 30
DENSE_NAME: Final = 7
LONG_NAME_WORDS: Final = 5
"""Words and characters of the name of a section, and characters of scripts that say as much in half of them; a name may
be longer where a menu has it too."""
DATE_REACH: Final = 8
DATE_ABOVE: Final = 2
"""Blocks below and above the headline in which its date stands: section, author, date, share buttons."""


@dataclass(frozen=True, slots=True)
class PageSigns:
    """What the decision is based on."""

    declared_article: bool
    declared_listing: bool
    home: bool
    listing_url: bool
    linked_headings: int
    """Amid the text of the body."""
    text: int
    longest: int
    """Lengths (see `reading_length`) of the body and of its longest paragraph."""
    declared_by_data: bool
    """JSON-LD says so; what ``meta`` says, some systems say of each of their pages."""
    named: bool
    """The headline is the name of a section: a word or two, or what a short link of the page says too."""
    headed: bool
    """The headline is printed on the page."""
    dated: bool
    """A date is printed at the headline."""
    rows: TeaserRows
    listed_by_system: bool
    """The content system calls the page an archive, a term or a search, in the class of the body."""


def page_signs(document: Document, fields: Fields, page: BlockPage, body: Body) -> PageSigns:
    """Collects the signs of a page's kind."""
    parts = urlsplit(document.url) if is_splittable(document.url) else urlsplit("")
    og_type = declared(document, "og:type")
    types = fields.schema_types
    return PageSigns(
        declared_article=any(map(_ARTICLE_TYPES.search, types))
        or og_type in ("article", "news", "newsarticle")
        or bool(declared(document, "article:published_time")),
        declared_listing=bool(_LISTING_TYPES.intersection(types)) or og_type == "website",
        home=bool(parts.netloc) and _HOME_PATH.fullmatch(parts.path) is not None and not parts.query,
        listing_url=(
            _LISTING_PATH.search(parts.path) is not None and _ARTICLE_IN_LISTING_PATH.search(parts.path) is None
        )
        or _SEARCH_QUERY.search(parts.query) is not None,
        linked_headings=_linked_headings(page, body),
        text=sum(map(reading_length, body.paragraphs)),
        longest=max(map(reading_length, body.paragraphs), default=0),
        declared_by_data=any(map(_ARTICLE_TYPES.search, types)),
        named=_is_name(fields.headline or "", page),
        headed=headline_block(page, fields.headline or "") is not None,
        dated=_is_dated(fields.headline or "", page),
        rows=teaser_rows(page, body.blocks),
        listed_by_system=_is_listed_by_system(document),
    )


def _is_listed_by_system(document: Document) -> bool:
    """Whether WordPress, Drupal or Joomla calls the page a listing.

    WordPress: ``body_class`` ("archive category", "search search-results"; "single" for an article). Drupal:
    "path-taxonomy". Joomla: "com_content view-category". Plugins for search engines call such pages articles.
    """
    body = document.tree.find("body")
    names = set((body.get("class") or "")[:_MAX_CLASS].lower().split()) if body is not None else set()
    if "single" in names:
        return False
    if ("archive" in names and not names.isdisjoint(_ARCHIVES)) or {"search", "search-results"} <= names:
        return True
    return not names.isdisjoint(_TAXONOMIES) or (not names.isdisjoint(_JOOMLA) and not names.isdisjoint(_VIEWS))


def _is_name(headline: str, page: BlockPage) -> bool:
    words = headline.split()
    if len(words) <= NAME_WORDS and len(headline) <= (DENSE_NAME if is_dense(headline) else NAME_LENGTH):
        return True
    wanted, longest = squash(headline), 2 * len(headline)
    return len(words) <= LONG_NAME_WORDS and any(
        block.links and len(block.text) <= longest and squash(block.text) == wanted for block in page.blocks
    )


def _is_dated(headline: str, page: BlockPage) -> bool:
    """Whether a date is printed right above the headline, or between it and the first sentences below."""
    above = headline_block(page, headline)
    if above is None:
        return False
    for block in page.blocks[max(0, above.place - DATE_ABOVE) : above.place + 1 + DATE_REACH]:
        look = first_look(block)
        if look.dated and not block.links:
            return True
        if block.place > above.place and (look.prose or is_linked_headline(block)):
            return False
    return False


def _linked_headings(page: BlockPage, body: Body) -> int:
    """Headings that are links and stand amid the body's text: those of related articles after it do not count."""
    first, last = 0, len(page.blocks)
    if body.blocks:
        first, last = body.blocks[0].place - _HEADING_REACH, body.blocks[-1].place
    return sum(
        block.tag in HEADINGS and block.link_characters > 0.8 * len(block.text) and first <= block.place <= last
        for block in page.blocks
    )


def declared(document: Document, name: str) -> str:
    """What a ``meta`` element of the page's head says, in small letters."""
    head = document.tree.find("head")
    for meta in head.iterchildren("meta") if head is not None else ():
        if meta.get("property") == name or meta.get("name") == name:
            return (meta.get("content") or "").strip().lower()
    return ""

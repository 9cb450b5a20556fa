"""What kind of page it is: an article, or a listing, an error page, a login; and which special kinds of article."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from wiredesk.pipelines.extraction.body.article_body import Body
from wiredesk.pipelines.extraction.body.standfirst import headline_block
from wiredesk.pipelines.extraction.fields.fields import Fields
from wiredesk.pipelines.extraction.page.article_pages import MULTI_PAGE, article_pages
from wiredesk.pipelines.extraction.page.block_look import first_look
from wiredesk.pipelines.extraction.page.blocks import BlockPage
from wiredesk.pipelines.extraction.page.document import Document
from wiredesk.pipelines.extraction.page.plain_text import is_dense, reading_length, squash
from wiredesk.pipelines.extraction.page.teaser_rows import (
    TeaserRows,
    addresses_of,
    headline_lines,
    is_linked_headline,
    teaser_rows,
)
from wiredesk.pipelines.extraction.page_names import is_error_name, is_login_name, is_service_name, is_service_path
from wiredesk.pipelines.extraction.rejection import PageRefused

_ARTICLE_TYPES = re.compile(r"(?:article|blogposting|report|review|posting|recipe|howto|qapage|faqpage)$")
_LISTING_TYPES: Final = frozenset({"collectionpage", "searchresultspage", "itemlist", "profilepage"})
_HOME_PATH = re.compile(r"/?(?:[a-z]{2}(?:[-_][a-z]{2,4})?/?)?(?:(?:index|default|home)(?:\.\w{2,5})?/?)?", re.I)
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

_ERROR = re.compile(
    r"\b(?:404|403|410|500|502|503)\b.{0,40}(?:error|not found|forbidden|unavailable|gone)"
    r"|^\W*(?:error\W*)?(?:404|403|500|503)\W*$"
    r"|^(?:oops|sorry)?\W*(?:the )?(?:page|article|content|file|story) (?:you .{0,40})?(?:was |is |could "
    r"|can)?\s?(?:not|n't|no longer) (?:be )?(?:found|available|exist)"
    r"|page not found|not found\W*$|^access denied|^forbidden|^service unavailable|^bad gateway|^internal server error"
    r"|^just a moment|^attention required|are you (?:a |not a )?(?:robot|human)|verify (?:that )?you are"
    r"|checking your browser"
    r"|^security check|^captcha|^one more step|^pardon our interruption|^request (?:blocked|rejected)"
    r"|seite (?:wurde )?nicht gefunden|page (?:introuvable|non trouvée)|página no encontrada|página não encontrada"
    r"|pagina non trovata|pagina niet gevonden|nie znaleziono|stránka nenalezena|страница не найдена"
    r"|сторінк\w+ не знайдено"
    r"|η σελίδα δεν βρέθηκε|pagina nu a fost găsită|az oldal nem található|halaman tidak ditemukan|không tìm thấy trang"
    r"|ไม่พบหน้า|sayfa bulunamadı|الصفحة غير موجودة|لم يتم العثور|صفحه (?:مورد نظر )?(?:یافت|پیدا) نشد"
    r"|הדף לא נמצא|העמוד לא נמצא"
    r"|पृष्ठ नहीं मिला|পৃষ্ঠা পাওয়া যায়নি|页面不存在|找不到页面|找不到頁面|ページが見つかりません|페이지를 찾을 수 없",
    re.I,
)
_TITLE_MARK: Final = re.compile(r"\s+[|–—·»-]+\s+|\s*\|\s*")
"""Parts the name of a page from that of its site in a title."""
_DECLARED_DATES: Final = ("json-ld", "meta", "rules", "state")
"""A page whose markup dates it is no error page; the URL and the clock in the page's head date error pages too."""
ERROR_TEXT: Final = 900
"""Characters; an error or login page has no longer text, and an article about errors has."""
SHORTEST: Final = 25
"""Characters of a body; shorter ones are labels, even where the page says that it is an article."""
SHORTEST_UNDECLARED: Final = 120
"""The same for pages that do not say what they are."""
SHORTEST_DATED: Final = 60
"""And for those of them that print a date between headline and text: news in a line."""
FEW_HEADINGS: Final = 3
LINKED_HEADINGS: Final = 6
"""Headings that are links between short texts that make a page a listing: few, if nothing suggests an article."""
_HEADING_REACH: Final = 2  # blocks: a teaser's heading stands so far before its text
_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5"})
TEASER: Final = 500
"""Characters; the longest usual teaser text in a listing."""
FEW_ROWS: Final = 2
LEAST_ROWS: Final = 4
MANY_ROWS: Final = 6
"""Teasers that make a listing: two where the address says so too, four below the name of a section, six below a
headline as an article has it."""
ONE_EACH: Final = 1.5
"""Paragraphs of a teaser that no link but "Read more" tells from the next."""
LEAST_SHARE: Final = 0.6
"""Of the text that is in teasers."""
LIST_TEXT: Final = 600
LIST_LINES: Final = 10
"""A page with less text and more headlines that are links, and no date at its head, presents others' pages: a section
with its description, an author with the list of his articles."""
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


def page_signs(document: Document, fields: Fields, page: BlockPage, body: Body) -> PageSigns:
    """Collects the signs of a page's kind."""
    parts = urlsplit(document.url) if _is_url(document.url) else urlsplit("")
    og_type = _meta(document, "og:type")
    types = fields.schema_types
    return PageSigns(
        declared_article=any(map(_ARTICLE_TYPES.search, types))
        or og_type in ("article", "news", "newsarticle")
        or bool(_meta(document, "article:published_time")),
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
    )


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
        block.tag in _HEADINGS and block.link_characters > 0.8 * len(block.text) and first <= block.place <= last
        for block in page.blocks
    )


def refuse_other_pages(document: Document, fields: Fields, page: BlockPage, body: Body) -> None:
    """Raises PageRefused (``error_page``, ``listing``, ``not_article``) where the page is no article."""
    signs = page_signs(document, fields, page, body)
    names = [name for name in (fields.headline, _title(document)) if name]
    if signs.text < ERROR_TEXT and fields.date_published_source not in _DECLARED_DATES:
        for name in names:
            if _ERROR.search(name):
                raise PageRefused("error_page", name[:120])
        if not signs.dated:
            _refuse_errors(names, _sites(fields, document), page, body)
    if not page.blocks and not body.paragraphs:
        cut = page.truncated or "truncated" in document.warnings
        raise PageRefused("empty", f"no visible text{' in the part that was read: too much markup' if cut else ''}")
    if _is_listing(signs, document, page, body):
        raise PageRefused("listing", f"{signs.linked_headings} linked headings, {signs.text} characters of text")
    if not fields.headline:
        raise PageRefused("not_article", "the page has no headline")
    if _is_about_the_site(signs, fields, document):
        raise PageRefused("not_article", f"a page about the site: {fields.headline[:100]}")
    shortest = SHORTEST if signs.declared_article else SHORTEST_DATED if signs.dated else SHORTEST_UNDECLARED
    if signs.text < shortest:
        raise PageRefused("not_article", f"{signs.text} characters of text")


def _refuse_errors(names: list[str], sites: list[str], page: BlockPage, body: Body) -> None:
    """Raises PageRefused where an undated page of few words is called as error and login pages are in any language."""
    told = [part for name in names for part in (name, *_TITLE_MARK.split(name))]
    for name in told:
        if is_error_name(name):
            raise PageRefused("error_page", name[:120])
        if is_login_name(name, sites):
            raise PageRefused("error_page", f"a login: {name[:100]}")
    if sum(map(reading_length, body.paragraphs)) < ERROR_TEXT / 2:
        for text in [block.text for block in page.blocks if block.tag in _HEADINGS] + body.paragraphs[:1]:
            if is_error_name(text):
                raise PageRefused("error_page", text[:120])


def _sites(fields: Fields, document: Document) -> list[str]:
    """What the site may be called: its publisher, and all parts of the title but the first."""
    return [name for name in (fields.publisher or "", *_TITLE_MARK.split(_title(document))[1:]) if name]


def _is_about_the_site(signs: PageSigns, fields: Fields, document: Document) -> bool:
    """Whether an undated page is called "Contact" or "About us", or lives at such an address and does not
    say that it is an article."""
    if signs.declared_by_data or signs.dated:
        return False
    if is_service_name(fields.headline or "", _sites(fields, document)):
        return True
    if signs.declared_article:
        return False  # its address alone is too little against what the page says
    return _is_url(document.url) and is_service_path(urlsplit(document.url).path)


def _is_listing(signs: PageSigns, document: Document, page: BlockPage, body: Body) -> bool:
    teasers = signs.linked_headings >= FEW_HEADINGS and (
        signs.longest < TEASER and signs.text < TEASER * signs.linked_headings
    )
    if teasers and signs.rows.count >= LEAST_ROWS and not addresses_of(signs.rows.links, document):
        teasers = False  # a table of contents
    if signs.home:
        # Nobody's article lives at the root of a site, but for one-page sites with a long text.
        return not signs.declared_article or teasers
    if _is_in_rows(signs, document) or _is_directory(signs, page, body):
        return True
    if signs.declared_article:
        return teasers and signs.linked_headings >= LINKED_HEADINGS and signs.listing_url
    if signs.listing_url:
        # A word in the address is a sign and no proof: articles of many sites live below their topic.
        return teasers or (signs.longest < TEASER and (signs.named or signs.rows.count >= FEW_ROWS))
    return teasers and (signs.declared_listing or signs.text < TEASER * signs.linked_headings / 2)


def _is_in_rows(signs: PageSigns, document: Document) -> bool:
    """Whether the text is teasers. A digest of the day has such rows too, below a headline of its own."""
    rows = signs.rows
    if signs.declared_by_data or rows.count < LEAST_ROWS or rows.share < LEAST_SHARE or rows.mean > TEASER:
        return False
    if rows.headed < LEAST_ROWS and rows.paragraphs > ONE_EACH * rows.count:
        return False  # "View" below each part of a page does not make it a list
    # At the address of a tag, a search or an author, ``meta`` says nothing: it calls each page of the site an article.
    plain = not signs.named and not signs.listing_url
    if plain and (rows.count < MANY_ROWS or signs.declared_article or signs.dated):
        return False
    return addresses_of(rows.links, document) >= LEAST_ROWS


def _is_directory(signs: PageSigns, page: BlockPage, body: Body) -> bool:
    """Whether there is little text and much that leads to other pages."""
    if signs.declared_article or signs.dated or not (signs.named or signs.listing_url or not signs.headed):
        return False
    if signs.declared_listing and not signs.headed and signs.text < LIST_TEXT:
        return True  # the description of a section whose list is drawn by scripts
    lines = headline_lines(page)
    if len(lines) < LIST_LINES:
        return False
    linked = {squash(line.text) for line in lines}
    own = [text for text in body.paragraphs if squash(text) not in linked]
    return sum(map(reading_length, own)) < LIST_TEXT


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
    og_type = _meta(document, "og:type")
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


def _meta(document: Document, name: str) -> str:
    head = document.tree.find("head")
    for meta in head.iterchildren("meta") if head is not None else ():
        if meta.get("property") == name or meta.get("name") == name:
            return (meta.get("content") or "").strip().lower()
    return ""


def _title(document: Document) -> str:
    return " ".join((document.tree.findtext("head/title") or "").split())[:300]


def _is_url(url: str) -> bool:
    try:
        urlsplit(url)
    except ValueError:
        return False
    return True

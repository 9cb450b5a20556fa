"""What a home or section page offers: its links with their surroundings, feeds, API and next page."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice

import lxml.html
from lxml import etree

from wiredesk.crawlers.listings.api_table import APIS
from wiredesk.crawlers.listings.paged_api import HeadLink
from wiredesk.crawlers.listings.paging import next_page
from wiredesk.crawlers.listings.web_address import absolute_address
from wiredesk.pipelines.extraction.page_kind.page_names import is_error_name
from wiredesk.pipelines.source_kinds import SourceKind

MAX_BYTES = 3_000_000
"""Characters of a listing page that are read: real ones have 50,000 to 1,000,000."""

MAX_LINKS = 3000
"""Links read from one page; portals have up to 800."""

MAX_TITLE = 100
"""Characters of a page's title that are kept, for messages."""
FIRST_WORDS = 6
"""Headings and paragraphs in which a page says what it is, where it came in the place of another."""
MAX_FRAMES = 6
"""Frames of a frameset that are read: there are a menu, a head and the page itself."""

_FEED_TYPES: dict[str, SourceKind] = {
    "application/rss+xml": "feed", "application/atom+xml": "feed", "application/rdf+xml": "feed",
    "application/feed+json": "json_feed",
}  # fmt: skip
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5"))
_CHROME = frozenset(("nav", "footer"))
_CHROME_ROLES = frozenset(("navigation", "contentinfo", "menu", "menubar"))
_CHROME_NAMES = re.compile(r"(^|[\s_-])(nav|navbar|menu|footer|breadcrumbs?|pager|pagination|sitemap)([\s_-]|$)", re.I)


@dataclass(slots=True)
class Link:
    """One link: where to, its longest text on the page, and where it stands."""

    url: str
    text: str = ""
    in_heading: bool = False
    in_chrome: bool = True
    nofollow: bool = False


@dataclass(slots=True)
class Listing:
    """A parsed listing page."""

    links: list[Link] = field(default_factory=list)
    feeds: list[tuple[SourceKind, str]] = field(default_factory=list)
    """As the page's head names them."""
    apis: list[tuple[SourceKind, str]] = field(default_factory=list)
    """Content systems' APIs that the page names."""
    frames: list[str] = field(default_factory=list)
    """The pages that a frameset is made of; some old sites have nothing else at their address."""
    next_page: str | None = None
    language: str | None = None
    title: str = ""
    """What the page is called, in one line."""
    error: str | None = None
    """What it says first, where errors, checks for robots and sellers of domains say so."""

    def in_place_of_home(self, url: str, own: Iterable[Link]) -> str | None:
        """What the page at `url` does that no home page does, as the end of a sentence; None where it may be one.

        A check for robots or a parked domain names nothing of its site, of which `own` are the links: no feed, no
        frame, and no link but to itself. Or it links to searches of its own, and says what it is.
        """
        itself = url.rstrip("/")
        if self.feeds or self.frames:
            return None
        if not any(link.url.rstrip("/") != itself for link in own):
            return "links to nothing of the site" + (f", and is called “{self.title}”" if self.title else "")
        return f"says “{self.error}”" if self.error else None


def parse_listing(text: str, url: str, head: Iterable[HeadLink] = ()) -> Listing:
    """Read a listing page of `url`; never raises: what cannot be parsed gives an empty listing.

    `head`: links that came with the page besides its own, in its Link header.
    """
    text = text[:MAX_BYTES].replace("\x00", "")
    try:
        root = lxml.html.document_fromstring(text, parser=lxml.html.HTMLParser(huge_tree=False, recover=True))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return Listing()
    base = _base_url(root, url)
    title = _in_one_line(root.findtext(".//title") or "")
    said = islice(root.iter("h1", "h2", "p"), FIRST_WORDS)
    named = (title, *(_in_one_line(" ".join(map(str, element.itertext()))) for element in said))
    listing = Listing(language=root.get("lang"), title=title, error=next(filter(is_error_name, named), None))
    named_links = list(head)
    for element in root.iter("link"):
        _read_link_element(element, base, listing, named_links)
    found = ((api.kind, api.find(named_links)) for api in APIS.values())
    listing.apis = [(kind, address) for kind, address in found if address]
    links: dict[str, Link] = {}
    for element in root.iter("a"):
        if len(links) >= MAX_LINKS:
            break
        _read_anchor(element, base, links)
    for element in islice(root.iter("frame"), MAX_FRAMES):
        if address := absolute_address(base, element.get("src") or ""):
            listing.frames.append(address)
    listing.links = list(links.values())
    listing.next_page = listing.next_page or next_page(root, base, url)
    return listing


def _in_one_line(text: str) -> str:
    return " ".join(text.split())[:MAX_TITLE]


def _base_url(root: lxml.html.HtmlElement, url: str) -> str:
    base = root.find(".//base[@href]")
    return absolute_address(url, base.get("href") or "") or url if base is not None else url


def _read_link_element(element: lxml.html.HtmlElement, base: str, listing: Listing, head: list[HeadLink]) -> None:
    rel, address = (element.get("rel") or "").lower().split(), absolute_address(base, element.get("href") or "")
    if address is None:
        return
    if len(head) < MAX_LINKS:
        head.append(HeadLink(tuple(rel), address))
    media_type = (element.get("type") or "").partition(";")[0].strip().lower()
    if "alternate" in rel and (kind := _FEED_TYPES.get(media_type) or ("feed" if "feed" in rel else None)):
        if not re.search(r"/comments?/feed|[?&]feed=comments", address):
            listing.feeds.append((kind, address))
    elif "next" in rel:
        listing.next_page = address


def _read_anchor(element: lxml.html.HtmlElement, base: str, links: dict[str, Link]) -> None:
    href = element.get("href") or ""
    if not href or href.startswith(("#", "javascript:", "mailto:", "tel:", "data:")):
        return
    address = absolute_address(base, href)
    if address is None:
        return
    link = links.setdefault(address, Link(address))
    words = " ".join(" ".join(str(part) for part in element.itertext()).split())
    if not words:
        words = element.get("title") or _in_picture(element)
    if len(words) > len(link.text):
        link.text = words[:300]
    heading, chrome = _surroundings(element)
    link.in_heading |= heading
    link.in_chrome &= chrome
    link.nofollow |= "nofollow" in (element.get("rel") or "")


def _in_picture(element: lxml.html.HtmlElement) -> str:
    """What the picture in a link is called: the headline, where a teaser is nothing but a picture."""
    return next((" ".join(alt.split()) for picture in element.iter("img") if (alt := picture.get("alt"))), "")


def _surroundings(element: lxml.html.HtmlElement) -> tuple[bool, bool]:
    """Whether the link is (in) a heading, and whether it stands in navigation or footer."""
    heading = any(child.tag in _HEADINGS for child in element.iterdescendants())
    for depth, ancestor in enumerate(element.iterancestors()):
        if depth > 40:  # deeper nesting says nothing more about the link
            break
        tag = ancestor.tag
        if tag in _HEADINGS:
            heading = True
        elif tag in _CHROME or ancestor.get("role") in _CHROME_ROLES or _is_named_as_chrome(ancestor):
            return heading, True
        elif tag in ("article", "main"):
            return heading, False
    return heading, False


def _is_named_as_chrome(element: lxml.html.HtmlElement) -> bool:
    names = f"{element.get('class') or ''} {element.get('id') or ''}"[:300]
    return element.tag in ("ul", "div", "td") and bool(_CHROME_NAMES.search(names))

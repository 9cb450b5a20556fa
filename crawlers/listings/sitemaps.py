"""Sitemaps (sitemaps.org 0.9): index, URL sets, news sitemaps, plain text, gzip, and those that mix them up."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from typing import Literal
from urllib.parse import urlsplit

from lxml import etree

from wiredesk.crawlers.listings.lead import Lead, read_timestamp
from wiredesk.crawlers.listings.web_address import web_address
from wiredesk.crawlers.listings.wrapping import unwrapped
from wiredesk.crawlers.listings.xml import encoding_for, local_name, stream_xml, text_of
from wiredesk.crawlers.listings.xml_repairs import NotXml, is_cut_off, narrowed
from wiredesk.pipelines.article import DiscoveredVia
from wiredesk.pipelines.page import Evidence

MAX_URLS = 50_000
"""The protocol's own limit for one file. Of a longer one both ends are read: new addresses stand at either."""

SHORTEST_ENTRY = 20
"""Bytes: <url><loc>/a</loc></url> has 24. A file with less for each of MAX_URLS cannot hold more of them."""

MOST_PASSED = 150_000
"""Addresses looked at, of a sitemap that is too long, on the way to its end: of so many it takes half as long again as
of MAX_URLS. What stands behind them is not read."""

MOST_MISNAMED = 1_000
"""Addresses of a URL set that is taken for an index, as all of them end like sitemaps: indexes have hundreds."""

_ENTRY = re.compile(rb"<(?:[\w-]{1,30}:)?(?:url|sitemap)[\s>]")
"""The tag of an address or of a child; with it they are counted before they are read."""
_PACKED = re.compile(r"\.(?:xml|txt)\.gz$", re.I)
_XML = re.compile(r"\.xml$", re.I)
_ABSOLUTE = re.compile(r"https?://\S", re.I)


class NotASitemap(ValueError):
    """The bytes are no sitemap; the message says what they seem to be."""


class FeedInstead(NotASitemap):
    """The bytes are a feed, which sitemaps.org lets a site name as its sitemap."""


@dataclass(frozen=True)
class ChildSitemap:
    """A sitemap that an index names."""

    url: str
    modified: datetime | None = None


@dataclass(frozen=True)
class Sitemap:
    """``children`` (an index) or ``leads``, as listed; careless ones have both."""

    children: list[ChildSitemap] = field(default_factory=list)
    leads: list[Lead] = field(default_factory=list)
    is_news: bool = False
    """Whether it declares Google's elements for news: of these it lists the last two days, and nothing where there were
    none."""
    is_cut: bool = False
    """Whether it ends in its middle."""
    is_long: bool = False
    """Whether it lists more than MAX_URLS, so that its middle was not read."""


def parse_sitemap(body: bytes, url: str, content_type: str | None = None) -> Sitemap:
    """Read a sitemap fetched from `url`; gzip is unpacked up to the protocol's 50 MiB. Raises NotASitemap."""
    try:
        body = narrowed(unwrapped(body))
    except NotXml as problem:
        raise NotASitemap(str(problem)) from None
    head = body[:1000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not head.startswith(b"<"):
        return _plain_text(body, url)
    try:
        listed = _listed(body)
        read = _read(stream_xml(body, encoding=encoding_for(body, content_type)), url, listed)
        return replace(read, is_cut=is_cut_off(body), is_long=listed > MAX_URLS)
    except NotXml as problem:
        raise NotASitemap(f"it cannot be parsed as XML ({problem})") from None


def _read(elements: Iterator[etree._Element], url: str, listed: int) -> Sitemap:
    """The root first, then its children, of which MAX_URLS are looked at; `listed`: see `_listed`."""
    root = next(elements)
    name = local_name(root)
    if name not in ("sitemapindex", "urlset"):
        kind = FeedInstead if name in ("rss", "rdf", "feed") else NotASitemap
        raise kind(f"the document element is <{name[:40]}>, not <urlset> or <sitemapindex>")
    is_news = any("sitemap-news" in str(space) for space in root.nsmap.values())
    children: list[ChildSitemap] = []
    leads: list[Lead] = []
    for element in _ends(elements, listed):
        if (child := _child(element, url)) is not None:
            children.append(child)
        elif (lead := _lead(element, url)) is not None:
            leads.append(lead)
    misnamed, leads = _parted(leads)
    return Sitemap([*children, *(ChildSitemap(lead.url, lead.modified) for lead in misnamed)], leads, is_news)


def _listed(body: bytes) -> int:
    """About how many addresses a sitemap lists, at most MOST_PASSED; 0 where they cannot be too many."""
    if len(body) <= MAX_URLS * SHORTEST_ENTRY:
        return 0
    return sum(1 for _ in islice(_ENTRY.finditer(body), MOST_PASSED))


def _ends(elements: Iterator[etree._Element], listed: int) -> Iterator[etree._Element]:
    """The first and the last of about `listed` elements, MAX_URLS in all; all where they are no more."""
    if listed <= MAX_URLS:
        return islice(elements, MAX_URLS)
    half = MAX_URLS // 2
    both = (one for place, one in enumerate(elements) if place < half or place >= listed - half)
    return islice(both, MAX_URLS)


def _parted(leads: list[Lead]) -> tuple[list[Lead], list[Lead]]:
    """The leads that are sitemaps by their names, packed ones, and XML where nothing else is listed; and the others."""
    if len(leads) <= MOST_MISNAMED and all(_PACKED.search(path) or _XML.search(path) for path in map(_path, leads)):
        return leads, []
    packed: list[Lead] = []
    others: list[Lead] = []
    for place, lead in enumerate(leads):
        (packed if place < MOST_MISNAMED and _PACKED.search(_path(lead)) else others).append(lead)
    return packed, others


def _path(lead: Lead) -> str:
    return urlsplit(lead.url).path


def _plain_text(body: bytes, url: str) -> Sitemap:
    via = DiscoveredVia(type="sitemap", url=url)
    lines = body[: MAX_URLS * 200].decode("utf-8-sig", "replace").split()
    is_long = len(lines) > MAX_URLS
    if is_long:
        lines = lines[: MAX_URLS // 2] + lines[-(MAX_URLS // 2) :]
    urls = [address for line in lines if _ABSOLUTE.match(line) and (address := web_address(line, url))]
    if not urls or len(urls) < len(lines) / 2:
        raise NotASitemap("it is neither XML nor a list of URLs")
    return Sitemap(leads=[Lead(url=line, via=via) for line in urls], is_long=is_long)


def _field(element: etree._Element, name: str) -> str | None:
    return next((text_of(child) for child in element if local_name(child) == name), None)


def _location(element: etree._Element, base: str) -> str | None:
    location = _field(element, "loc")
    if not location:
        return None
    return web_address(location, base)


def _child(element: etree._Element, base: str) -> ChildSitemap | None:
    if local_name(element) != "sitemap" or (location := _location(element, base)) is None:
        return None
    return ChildSitemap(location, read_timestamp(_field(element, "lastmod")))


def _lead(element: etree._Element, base: str) -> Lead | None:
    if local_name(element) != "url" or (location := _location(element, base)) is None:
        return None
    modified = _field(element, "lastmod")
    news = next((child for child in element if local_name(child) == "news"), None)
    published = _field(news, "publication_date") if news is not None else None
    kind: Literal["news-sitemap", "sitemap"] = "sitemap" if news is None else "news-sitemap"
    return Lead(
        url=location,
        via=DiscoveredVia(type=kind, url=base),
        published=read_timestamp(published),
        modified=read_timestamp(modified),
        evidence=_evidence(news, published, modified),
    )


def _evidence(news: etree._Element | None, published: str | None, modified: str | None) -> Evidence | None:
    if news is None:
        return Evidence(date_modified=modified) if modified else None
    publication = next((child for child in news if local_name(child) == "publication"), None)
    keywords = _field(news, "keywords") or ""
    return Evidence(
        title=_field(news, "title"),
        date_published=published,
        date_modified=modified,
        language=_field(publication, "language") if publication is not None else None,
        keywords=[word.strip() for word in keywords.split(",") if word.strip()][:50],
    )

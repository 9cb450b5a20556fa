"""Sitemaps (sitemaps.org 0.9): index, URL sets, news sitemaps, plain text, gzip."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Literal
from urllib.parse import urljoin

from lxml import etree

from wiredesk.crawlers.listings.lead import MAX_URL_LENGTH, Lead, read_timestamp
from wiredesk.crawlers.listings.wrapping import unwrapped
from wiredesk.crawlers.listings.xml import NotXml, encoding_for, local_name, stream_xml, text_of
from wiredesk.pipelines.article import DiscoveredVia
from wiredesk.pipelines.page import Evidence

MAX_URLS = 50_000
"""The protocol's own limit for one file."""


class NotASitemap(ValueError):
    """The bytes are no sitemap; the message says what they seem to be."""


@dataclass(frozen=True)
class ChildSitemap:
    """A sitemap that an index names."""

    url: str
    modified: datetime | None = None


@dataclass(frozen=True)
class Sitemap:
    """Either ``children`` (an index) or ``leads``, as listed."""

    children: list[ChildSitemap] = field(default_factory=list)
    leads: list[Lead] = field(default_factory=list)
    is_news: bool = False
    """Whether it declares Google's elements for news: of these it lists the last two days, and nothing where there were
    none."""


def parse_sitemap(body: bytes, url: str, content_type: str | None = None) -> Sitemap:
    """Read a sitemap fetched from `url`; gzip is unpacked up to the protocol's 50 MiB. Raises NotASitemap."""
    try:
        body = unwrapped(body)
    except NotXml as problem:
        raise NotASitemap(str(problem)) from None
    head = body[:1000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not head.startswith(b"<"):
        return _plain_text(body, url)
    try:
        return _read(stream_xml(body, encoding=encoding_for(body, content_type)), url)
    except NotXml as problem:
        raise NotASitemap(f"it cannot be parsed as XML ({problem})") from None


def _read(elements: Iterator[etree._Element], url: str) -> Sitemap:
    """The root first, then its children, of which MAX_URLS are looked at; the rest is not even parsed."""
    root = next(elements)
    name = local_name(root)
    if name == "sitemapindex":
        return Sitemap(children=[child for element in islice(elements, MAX_URLS) if (child := _child(element, url))])
    if name == "urlset":
        is_news = any("sitemap-news" in str(space) for space in root.nsmap.values())
        leads = [lead for element in islice(elements, MAX_URLS) if (lead := _lead(element, url))]
        return Sitemap(leads=leads, is_news=is_news)
    raise NotASitemap(f"the document element is <{name[:40]}>, not <urlset> or <sitemapindex>")


def _plain_text(body: bytes, url: str) -> Sitemap:
    via = DiscoveredVia(type="sitemap", url=url)
    lines = body[: MAX_URLS * 200].decode("utf-8", "replace").split()
    urls = [line for line in lines[:MAX_URLS] if re.match(r"https?://\S+$", line) and len(line) <= MAX_URL_LENGTH]
    if not urls or len(urls) < len(lines[:MAX_URLS]) / 2:
        raise NotASitemap("it is neither XML nor a list of URLs")
    return Sitemap(leads=[Lead(url=line, via=via) for line in urls])


def _field(element: etree._Element, name: str) -> str | None:
    return next((text_of(child) for child in element if local_name(child) == name), None)


def _location(element: etree._Element, base: str) -> str | None:
    location = _field(element, "loc")
    if not location:
        return None
    try:
        location = urljoin(base, location)
    except ValueError:
        return None
    return location if location.startswith(("http://", "https://")) and len(location) <= MAX_URL_LENGTH else None


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

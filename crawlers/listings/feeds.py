"""Feeds: RSS 0.9x to 2.0, RDF, Atom (RFC 4287) and JSON Feed 1.x, read leniently."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from lxml import etree

from wiredesk.crawlers.listings.entry_address import entry_address, link_relation
from wiredesk.crawlers.listings.feed_order import ENDS, newest_part
from wiredesk.crawlers.listings.json_body import read_json
from wiredesk.crawlers.listings.lead import MAX_URL_LENGTH, Lead, read_timestamp
from wiredesk.crawlers.listings.web_address import web_address
from wiredesk.crawlers.listings.wrapping import unwrapped
from wiredesk.crawlers.listings.xml import encoding_for, local_name, parse_xml, text_of
from wiredesk.crawlers.listings.xml_repairs import NotXml, is_cut_off
from wiredesk.pipelines.article import DiscoveredVia
from wiredesk.pipelines.page import Evidence

MAX_ENTRIES = 5000
"""Feeds hold 10 to 500 entries; of an archive's export the newest are taken."""

_OPEN_ADDRESS = re.compile(rb"<(?:[\w.-]{1,20}:)?(?:link|guid|id)\b[^<>]*>?(?:<!\[CDATA\[)?[^<>]*\Z", re.I)
"""The end of a feed that is cut off within an address."""
_MAIL_AND_NAME = re.compile(r"[^\s@()]{1,64}@[^\s@()]{1,255}\s{1,9}\(([^()@]{2,200})\)")
_PUBLISHED = ("pubdate", "published", "issued", "date", "created")
_MODIFIED = ("updated", "modified")
_DATES = _PUBLISHED + _MODIFIED


class NotAFeed(ValueError):
    """The bytes are no feed; the message says what they seem to be."""


@dataclass(frozen=True)
class Feed:
    """What a feed holds: its leads as listed, the language it declares, and its next page (RFC 5005), if any."""

    leads: list[Lead] = field(default_factory=list)
    language: str | None = None
    title: str | None = None
    next_page: str | None = None
    damage: str | None = None
    """What is wrong with it: it ends in its middle, or names nothing although it is not empty."""


def parse_feed(
    body: bytes, url: str, content_type: str | None = None, *, is_own: Callable[[str], bool] = lambda _: False
) -> Feed:
    """Read a feed fetched from `url`. Raises NotAFeed for anything else; entries without a URL are left out.

    `is_own` tells which addresses are the site's, where that is known.
    """
    try:
        body = unwrapped(body)
        start = body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
        if start == b"{":
            return _json_feed(body, url)
        root = parse_xml(body, encoding=encoding_for(body, content_type))
    except NotXml as problem:
        raise NotAFeed(f"neither XML nor JSON ({problem})") from None
    name = local_name(root)
    if name not in ("rss", "rdf", "feed", "channel"):
        raise NotAFeed(f"the document element is <{name[:40]}>, not <rss>, <rdf:RDF> or <feed>")
    via = DiscoveredVia(type="feed", url=url)
    head = (
        root if name in ("feed", "channel") else next((child for child in root if local_name(child) == "channel"), root)
    )
    elements = [element for element in root.iter() if local_name(element) in ("item", "entry")]
    if is_cut_off(body) and _OPEN_ADDRESS.search(body[-MAX_URL_LENGTH:]):
        elements = elements[:-1]  # its address may be half of one
    leads = list(_entries(elements, url, via, is_own))
    following = _following(head)
    language = _child_text(head, "language") or root.get("{http://www.w3.org/XML/1998/namespace}lang")
    damage = _damage(root, body, has_leads=bool(leads))
    next_page = web_address(following, url) if following else None
    return Feed(leads, language, _child_text(head, "title"), next_page, damage)


def _following(head: etree._Element) -> str | None:
    """Where older entries are (RFC 5005): the next page of a paged feed (3), or the archive before (4)."""
    addresses = {link_relation(link): link.get("href") for link in head if local_name(link) == "link"}
    return addresses.get("next") or addresses.get("prev-archive")


def _damage(root: etree._Element, body: bytes, *, has_leads: bool) -> str | None:
    """What is wrong with a feed: broken XML is read as far as it goes, which may be nowhere."""
    if is_cut_off(body):
        return "it ends in the middle" + ("" if has_leads else ", before any article")
    entries = 0 if has_leads else sum(local_name(element) in ("item", "entry") for element in root.iter())
    return f"it has {entries} {'entries' if entries > 1 else 'entry'} without an address" if entries else None


def _entries(
    elements: list[etree._Element], url: str, via: DiscoveredVia, is_own: Callable[[str], bool]
) -> Iterator[Lead]:
    ends = elements[:ENDS] + elements[-ENDS:]
    for element in newest_part(elements, [read_timestamp(_child_text(one, *_DATES)) for one in ends], MAX_ENTRIES):
        lead = _entry(element, url, via, is_own)
        if lead is not None:
            yield lead


def _child_text(element: etree._Element, *names: str) -> str | None:
    """The text of the first child with one of these names, in the order of the names."""
    for name in names:
        for child in element:
            if local_name(child) == name and (text := text_of(child)):
                return text
    return None


def _entry(element: etree._Element, base: str, via: DiscoveredVia, is_own: Callable[[str], bool]) -> Lead | None:
    if (url := entry_address(element, base, is_own)) is None:
        return None
    published = _child_text(element, *_PUBLISHED)
    modified = _child_text(element, *_MODIFIED)
    authors = [
        name for child in element if local_name(child) in ("author", "creator")
        if (name := _child_text(child, "name") or (_named(text_of(child)) if not len(child) else None))
    ]  # fmt: skip
    content = _child_text(element, "encoded", "content")
    evidence = Evidence(
        title=_child_text(element, "title"),
        description=_child_text(element, "description", "summary"),
        authors=authors[:20],
        date_published=published,
        date_modified=modified,
        content_html=content,
        keywords=[text for child in element if local_name(child) == "category"
                  if (text := child.get("term") or text_of(child))][:50],
    )  # fmt: skip
    return Lead(
        url=url, via=via, published=read_timestamp(published), modified=read_timestamp(modified), evidence=evidence
    )


def _named(author: str | None) -> str | None:
    """RSS's form of an author, ``mail@farm.example (Ann Hall)``, without the address."""
    found = _MAIL_AND_NAME.fullmatch(author or "")
    return found[1].strip() if found else author


def _json_feed(body: bytes, url: str) -> Feed:
    try:
        data = read_json(body)
    except ValueError as problem:
        raise NotAFeed(f"it starts like JSON but is not ({str(problem)[:100]})") from None
    if not isinstance(data, dict) or not isinstance(data.get("items"), list):
        raise NotAFeed("it is JSON, but no JSON Feed: there is no list 'items'")
    via = DiscoveredVia(type="json-feed", url=url)
    items = [item for item in data["items"] if isinstance(item, dict)]
    leads = [
        lead for item in newest_part(items, list(map(_json_date, items[:ENDS] + items[-ENDS:])), MAX_ENTRIES)
        if (lead := _json_item(item, url, via))
    ]  # fmt: skip
    following = _string(data.get("next_url"))
    next_page = web_address(following, url) if following else None
    return Feed(leads, _string(data.get("language")), _string(data.get("title")), next_page)


def _string(value: Any) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def _json_date(item: dict[str, Any]) -> datetime | None:
    return read_timestamp(_string(item.get("date_published")) or _string(item.get("date_modified")))


def _json_item(item: dict[str, Any], base: str, via: DiscoveredVia) -> Lead | None:
    named, own_id = _string(item.get("url")), _string(item.get("id")) or ""
    address = web_address(named, base) if named else web_address(own_id, own_id)
    outer = web_address(_string(item.get("external_url")) or "", "")
    if address is None and outer is not None and urlsplit(outer).hostname == urlsplit(base).hostname:
        address = outer  # it says that the article is elsewhere, and it is not
    if address is None:
        return None
    authors = item.get("authors") or [item.get("author")]
    names = [_string(a.get("name")) for a in authors if isinstance(a, dict)] if isinstance(authors, list) else []
    published, modified = _string(item.get("date_published")), _string(item.get("date_modified"))
    content = _string(item.get("content_html")) or _string(item.get("content_text"))
    tags = item.get("tags")
    evidence = Evidence(
        title=_string(item.get("title")),
        description=_string(item.get("summary")),
        authors=[name for name in names if name][:20],
        date_published=published,
        date_modified=modified,
        language=_string(item.get("language")),
        content_html=content,
        keywords=[tag for tag in tags if isinstance(tag, str)][:50] if isinstance(tags, list) else [],
    )
    return Lead(
        url=address, via=via, published=read_timestamp(published), modified=read_timestamp(modified), evidence=evidence
    )


def fingerprint(evidence: Evidence | None) -> str:
    """Tells whether a feed entry has changed: its title, its content, its own modification date."""
    if evidence is None:
        return ""
    text = "\n".join(
        (evidence.title or "", evidence.content_html or evidence.description or "", evidence.date_modified or "")
    )
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:8]

"""The address of a feed's entry, of the several that it may name."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from urllib.parse import urljoin, urlsplit

from lxml import etree

from wiredesk.crawlers.listings.lead import MAX_URL_LENGTH
from wiredesk.crawlers.listings.xml import local_name, text_of

MOST_BASES = 6
"""Elements around a link whose xml:base counts; feeds have four: rss, channel, item, link."""

_XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"


def link_relation(element: etree._Element) -> str:
    """What an Atom link leads to: the name, also where the whole address of the relation stands (RFC 4287, 4.2.7.2)."""
    said = (element.get("rel") or "alternate").strip().lower()
    return said.removeprefix("http://www.iana.org/assignments/relation/")


def entry_address(element: etree._Element, base: str, is_own: Callable[[str], bool]) -> str | None:
    """What a feed service notes as the original, Atom's alternate link, RSS's link text, or a GUID.

    A GUID that is a permalink goes before a link that is the home page, as some systems have it for every entry, and
    before one to another host (a counter of clicks) where it is the site's own. One that is said to be no permalink
    counts where there is no link at all. Raises ValueError for an address that cannot even be joined.
    """
    link = original = permalink = last = None
    for child in element:
        name = local_name(child)
        if name == "link" and link is None:
            href = child.get("href")
            if href and link_relation(child) == "alternate":
                link = urljoin(_base_of(child, base), href.strip())
            elif not href and (text := text_of(child)):
                link = urljoin(_base_of(child, base), text)
        elif name == "origlink" and (
            text := text_of(child)
        ):  # FeedBurner's and Pheedo's, whose links lead through them
            original = text if text.startswith(("http://", "https://")) else original
        elif name in ("guid", "id") and (text := text_of(child) or "").startswith(("http://", "https://")):
            last = text
            permalink = text if child.get("isPermaLink", "true") != "false" else permalink
    if link and permalink and (_is_home(link) or (is_own(permalink) and not is_own(link) and not _is_home(permalink))):
        link = permalink
    return original or link or last or element.get("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about")


def _is_home(address: str) -> bool:
    return urlsplit(address)[2:4] in (("", ""), ("/", ""))


def _base_of(element: etree._Element, address: str) -> str:
    """What relative addresses in an element count from: `address` of the feed and each xml:base around it."""
    steps: list[str] = []
    for place, around in enumerate((element, *islice(element.iterancestors(), MOST_BASES))):
        base = (around.get(_XML_BASE) or "").strip()
        if base and place <= MOST_BASES and len(base) <= MAX_URL_LENGTH:
            steps.append(base)
    for step in reversed(steps):
        address = urljoin(address, step)[:MAX_URL_LENGTH]
    return address

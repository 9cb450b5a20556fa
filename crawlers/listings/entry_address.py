"""The address of a feed's entry, of the several that it may name."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from urllib.parse import urlsplit

from lxml import etree

from wiredesk.crawlers.listings.web_address import web_address
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
    counts where there is no link at all. Of Atom's alternate links the first that is a page counts, whatever data stand
    before it. What is no address of the web counts as not there.
    """
    link = data = original = permalink = last = None
    for child in element:
        name = local_name(child)
        if name == "link" and link is None:
            href = child.get("href")
            if href and link_relation(child) == "alternate":
                address = web_address(href, _base_of(child, base))
                link, data = (address, data) if _is_page(child) else (None, data or address)
            elif not href and (text := text_of(child)):
                link = web_address(text, _base_of(child, base))
        elif name == "origlink" and (
            text := text_of(child)
        ):  # FeedBurner's and Pheedo's, whose links lead through them
            original = _whole(text) or original
        elif name in ("guid", "id") and (text := _whole(text_of(child) or "")):
            last = text
            permalink = text if child.get("isPermaLink", "true") != "false" else permalink
    link = link or data
    if link and permalink and (_is_home(link) or (is_own(permalink) and not is_own(link) and not _is_home(permalink))):
        link = permalink
    return original or link or last or _whole(element.get("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about") or "")


def _is_page(link: etree._Element) -> bool:
    """Whether an Atom link leads to a page (RFC 4287, 4.2.7.3): as it says, and where it says nothing."""
    said = (link.get("type") or "").strip().lower()
    return not said or "html" in said


def _whole(text: str) -> str | None:
    """An address that must be a whole one, as no base counts for it."""
    return web_address(text, text)


def _is_home(address: str) -> bool:
    return urlsplit(address)[2:4] in (("", ""), ("/", ""))


def _base_of(element: etree._Element, address: str) -> str:
    """What relative addresses in an element count from: `address` of the feed and each xml:base around it."""
    steps: list[str] = []
    for place, around in enumerate((element, *islice(element.iterancestors(), MOST_BASES))):
        base = (around.get(_XML_BASE) or "").strip()
        if base and place <= MOST_BASES:
            steps.append(base)
    for step in reversed(steps):
        address = web_address(step, address) or address
    return address

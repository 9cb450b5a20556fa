"""Links that a page's Link header names (RFC 8288): WordPress names its API there on every page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from wiredesk.crawlers.listings.paged_api import HeadLink
from wiredesk.crawlers.listings.web_address import web_address

MOST_CHARACTERS = 8_000
"""Characters of all headers that are read: as many as most servers send in all."""
_LINK = re.compile(r"<([^<>]{1,2000})>([^<]{0,500})")
_RELATIONS = re.compile(r";\s*rel\s*=\s*(?:\"([^\"]{1,300})\"|([^\s;,\"]{1,300}))", re.I)


def links_of(headers: Iterable[str], url: str) -> Iterator[HeadLink]:
    """The links of a page at `url` by its Link headers; what is not http(s) or has no relation is left out."""
    for address, parameters in _LINK.findall(",".join(headers)[:MOST_CHARACTERS]):
        relations = _RELATIONS.search(parameters)
        if relations is None:
            continue
        if (target := web_address(address, url)) is not None:
            yield HeadLink(tuple((relations[1] or relations[2]).lower().split()), target)

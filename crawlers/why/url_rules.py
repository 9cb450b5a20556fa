"""Whether a site's definition takes a URL for an article at all."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from wiredesk.crawlers.sites.definition import SiteDefinition
from wiredesk.pipelines.urls.identity import normalise_url

HOME_PAGE = "a home page is no article"
"""The rule that holds for all sites."""


def is_address(url: str) -> bool:
    """Whether `url` is one that can be taken apart."""
    try:
        return bool(urlsplit(url).hostname)
    except ValueError:
        return False


def ruled_out(definition: SiteDefinition, url: str) -> str | None:
    """The rule by which no crawl of the site takes `url` from a listing, in words; None where there is none."""
    url = normalise_url(url, definition.urls.strip_params)
    parts = urlsplit(url)
    if parts.path in ("", "/") and not parts.query:
        return HOME_PAGE
    for pattern in definition.urls.deny:
        if re.search(pattern, url):
            return f"[urls] deny: {pattern}"
    if definition.urls.allow and not any(re.search(pattern, url) for pattern in definition.urls.allow):
        return f"[urls] allow: none of {', '.join(definition.urls.allow)}"
    return None

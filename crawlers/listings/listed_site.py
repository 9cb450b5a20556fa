"""The site whose listings are read, as the crawl that reads them sees it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from wiredesk.crawlers.crawl.crawl_options import CrawlOptions
from wiredesk.crawlers.sites.definition import SiteDefinition


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedSite:
    """What the reading of listings is told of its crawl, and how it tells what it sees."""

    definition: SiteDefinition
    options: CrawlOptions
    max_sections: int
    """Section pages that are followed at most."""
    keeps_records: bool
    """Whether the states of sources are stored."""
    in_scope: Callable[[str], bool]
    """Whether a URL belongs to the site."""
    robots_sitemaps: Callable[[], Awaitable[list[str]]]
    """Asks for the sitemaps that robots.txt names."""
    warn: Callable[[str], None]
    """Says something about the site."""
    fail: Callable[[str, str], None]
    """Counts a URL that could not be fetched, with the reason."""

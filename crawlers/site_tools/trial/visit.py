"""What a trial crawl saw of a site."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from wiredesk.crawlers.crawl.summary import SiteSummary
from wiredesk.crawlers.listings.lead import Lead
from wiredesk.crawlers.listings.paged_api import SiteSettings
from wiredesk.crawlers.sites.definition import SiteDefinition
from wiredesk.pipelines.article import Article
from wiredesk.pipelines.source_kinds import SourceKind

NOT_FOLLOWED = 0
"""The status of a home page that is on another site: redirects do not lead a crawl there."""


@dataclass(frozen=True)
class HomePage:
    """The home page as it was answered."""

    url: str
    """after redirects"""
    status: int
    body: bytes = b""
    moved: bool = False
    """whether every redirect on the way says that it is permanent (RFC 9110: 301, 308)"""
    headers: dict[str, str] = field(default_factory=dict)
    """names in lower case"""


@dataclass(frozen=True)
class FoundSource:
    """A listing that was found and could be read."""

    type: SourceKind
    url: str
    leads: int
    """article links on its first page"""
    language: str | None = None
    title: str | None = None


@dataclass(frozen=True)
class Sample:
    """An article and the lead that it was found by, which says something of it too."""

    article: Article
    lead: Lead


@dataclass
class SiteVisit:
    """One look at a site: what led to articles, what the articles look like, what went wrong."""

    definition: SiteDefinition
    summary: SiteSummary
    sources: list[FoundSource] = field(default_factory=list)
    samples: list[Sample] = field(default_factory=list)
    selectors: dict[str, tuple[int, int]] = field(default_factory=dict)
    """selector of the definition → articles that it was asked for, and those on which it found something"""
    home: HomePage | None = None
    failures: dict[str, str] = field(default_factory=dict)
    """listings that could not be fetched or read: URL → reason, a word as in the crawl's summary"""
    newest: datetime | None = None
    """the newest moment that any listing names"""
    leads: int = 0
    """different article links seen"""
    forbidden_leads: int = 0
    """how many of them robots.txt does not allow"""
    home_allowed: bool = True
    robots_unreachable: bool = False
    crawl_delay: float | None = None
    """seconds between requests that robots.txt wishes"""
    settings: SiteSettings | None = None
    """what the API of the site's content system says of the site"""
    tried: list[str] = field(default_factory=list)
    """the listings that were asked for, in order"""
    cut_short: bool = False
    """the time for a look was over before everything was seen"""

    @property
    def articles(self) -> list[Article]:
        """The articles of the samples."""
        return [sample.article for sample in self.samples]

    @property
    def is_elsewhere(self) -> bool:
        """Whether the address that was given is none of the site's: it is gone, though feeds of its host were found.

        A home page itself may be missing where a site is an API or an app; a page below it is a mistyped address.
        """
        parts = urlsplit(self.definition.url)
        has_path = parts.path not in ("", "/") or bool(parts.query)
        return has_path and self.failures.get(self.definition.url) in ("http_404", "http_410")

"""A request for a listing that got no answer: what it says of the site, and what follows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from scrapy.http import Request

from wiredesk.crawlers.crawl.summary import SiteSummary
from wiredesk.crawlers.fetching.failure_reasons import ForbiddenByRobots, reason_of
from wiredesk.crawlers.fetching.host_budget import DayIsSpent
from wiredesk.crawlers.fetching.site_limits import host_of
from wiredesk.crawlers.listings.listing_request import ListingRequest
from wiredesk.crawlers.listings.reader import ListingReader
from wiredesk.crawlers.listings.transient_failures import PASSING_FAILURES
from wiredesk.crawlers.sites.definition import SiteDefinition


class Listing(Protocol):
    """What is needed of a spider whose listing failed."""

    definition: SiteDefinition
    summary: SiteSummary
    listings: ListingReader
    forbidden: list[str]
    """Listings that robots.txt does not allow."""

    def warn(self, message: str) -> None:
        """Say something about the site."""

    def note_spent_day(self, problem: DayIsSpent) -> None:
        """Say once that a host is not asked any more today."""


def after_failure(crawl: Listing, request: Request, problem: BaseException | None) -> Iterator[ListingRequest]:
    """Note in the summary that a listing could not be fetched. Yields what has waited for it."""
    reason, listing = reason_of(problem), request.cb_kwargs["listing"]
    closed = isinstance(problem, ForbiddenByRobots) and reason != "robots"
    _tell(crawl, request, listing, problem, reason, closed=closed)
    if reason in PASSING_FAILURES or (reason != "robots" and not listing.probe):
        crawl.listings.findings.incomplete = True
    crawl.listings.scheduler.closed |= closed and listing.home
    yield from crawl.listings.scheduler.go_on(listing, found=False, closed=reason == "robots")


def _tell(
    crawl: Listing,
    request: Request,
    listing: ListingRequest,
    problem: BaseException | None,
    reason: str,
    *,
    closed: bool,
) -> None:
    """`closed`: robots.txt itself was unavailable."""
    if isinstance(problem, DayIsSpent):
        crawl.note_spent_day(problem)
    elif reason == "robots":
        if listing.home and not listing.probe:
            crawl.summary.blame(reason, f"robots.txt does not allow {request.url}")
        elif not listing.probe:
            crawl.forbidden.append(request.url)
            crawl.warn(f"robots.txt does not allow {request.url}")
    elif closed and host_of(request.url) == host_of(crawl.definition.url):
        crawl.summary.blame(reason, str(problem))
    elif not listing.probe:
        crawl.summary.fail(request.url, reason)
        if listing.home:
            detail = str(problem)[:200] if closed or reason in ("offsite", "sent_away") else reason
            crawl.summary.blame(reason, f"{listing.asked} is unavailable: {detail}")

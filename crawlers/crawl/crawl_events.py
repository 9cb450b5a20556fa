"""What a crawl tells the log when it begins and ends."""

from __future__ import annotations

import logging

from wiredesk.crawlers.crawl.summary import NO_ARCHIVE, CrawlSummary, SiteSummary
from wiredesk.settings.log_events import event

logger = logging.getLogger(__name__)


def log_site(summary: SiteSummary) -> None:
    """The crawl of a site has ended. That pages cannot be kept is told once for all sites, and not here again."""
    told = event(
        "site.crawled", site=summary.site, outcome=summary.outcome, found=summary.found, fetched=summary.fetched,
        new=summary.new, updated=summary.updated, unchanged=summary.unchanged, failures=summary.failed,
        dropped=summary.dropped, left=summary.left, kept=summary.kept, not_kept=summary.not_kept,
        requests=summary.requests, seconds=round(summary.seconds, 3), problem=summary.problem, reason=summary.reason,
    )  # fmt: skip
    logger.log(
        logging.WARNING if summary.problem and summary.reason != NO_ARCHIVE else logging.INFO,
        "%s: %s, %d new, %d updated, %d unchanged, %d failed in %.1f s%s", summary.site, summary.outcome, summary.new,
        summary.updated, summary.unchanged, summary.failed.total(), summary.seconds,
        f": {summary.problem}" if summary.problem else "", extra=told,
    )  # fmt: skip


def log_beginning(sites: int) -> None:
    """A crawl of so many sites begins."""
    logger.info("sites to crawl: %d", sites, extra=event("crawl.started", sites=sites))


def log_ending(summary: CrawlSummary) -> None:
    """It has ended."""
    failed = sum(site.has_failed for site in summary.sites)
    figures = {name: summary.total(name) for name in ("new", "updated", "failed")}
    told = event("crawl.ended", sites=len(summary.sites), sites_failed=failed, seconds=round(summary.seconds, 3),
                 interrupted=summary.interrupted, **figures)  # fmt: skip
    logger.info(
        "sites crawled: %d in %.1f s; %d new, %d updated, %d URLs failed, %d sites with problems", len(summary.sites),
        summary.seconds, *figures.values(), failed, extra=told,
    )  # fmt: skip

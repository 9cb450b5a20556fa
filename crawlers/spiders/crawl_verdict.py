"""What a crawl that has ended says of its site: that it refuses, that it is silent, and when to look at it again."""

from __future__ import annotations

from collections import Counter
from typing import Final, Protocol

from wiredesk.crawlers.crawl.crawl_options import CrawlOptions
from wiredesk.crawlers.crawl.crawl_record import without_article
from wiredesk.crawlers.crawl.summary import NO_ARCHIVE, SiteSummary
from wiredesk.crawlers.fetching.revisit import publishing_rate
from wiredesk.crawlers.fetching.site_limits import host_of
from wiredesk.crawlers.listings.due_times import pause_of
from wiredesk.crawlers.listings.reader import ListingReader
from wiredesk.crawlers.listings.source_memory import SourceMemory
from wiredesk.crawlers.reasons import counted, counted_in_words
from wiredesk.crawlers.sites.definition import SiteDefinition

GIVE_UP_AFTER: Final = 3
"""Crawls in a row after which unavailable listings no longer make the next crawl read all of them again."""
FEWEST_PAGES: Final = 5
"""Pages at the least that must all be none of an article's before the crawl is said to have failed by them."""


class Ended(Protocol):
    """What is asked of a spider whose crawl has ended."""

    definition: SiteDefinition
    options: CrawlOptions
    summary: SiteSummary
    memory: SourceMemory
    listings: ListingReader
    spent: dict[str, float]
    forbidden: list[str]

    def warn(self, message: str) -> None:
        """Say something about the site."""


def judge(crawl: Ended, now: float) -> None:
    """Complete the summary with what kept the crawl from its articles, and note in the memory when the next is due.

    `now`: seconds since the epoch. For crawls that have finished; one that was stopped says nothing of its site. One
    with `--until` plans nothing, as it has not looked at the present.
    """
    _look_for_refusal(crawl)
    _look_for_silence(crawl)
    if not crawl.options.until:
        _plan_next(crawl, now)


def _look_for_refusal(crawl: Ended) -> None:
    """A crawl of which every request failed says so of the site, whatever it asked for; so does one that was sent
    another page in the place of every article: a log-in, an error, a shell without text."""
    summary = crawl.summary
    if summary.problem:
        return
    if summary.fetched >= FEWEST_PAGES and not (summary.new or summary.updated or summary.unchanged):
        reasons = Counter(without_article(summary))
        if crawl.memory.site.witnesses and reasons.total() >= summary.fetched:
            told = counted(reasons)
            summary.blame(reasons.most_common(1)[0][0], f"none of {summary.fetched} pages was an article: {told}")
            return
    if summary.fetched or crawl.listings.findings.answered:
        return
    if crawl.forbidden and not summary.failed:
        more = f" and {len(crawl.forbidden) - 1} more" if len(crawl.forbidden) > 1 else ""
        summary.blame("robots", f"robots.txt does not allow {crawl.forbidden[0]}{more}, and there is no other listing")
        return
    if not summary.failed:
        return
    told = counted_in_words(summary.failed)
    summary.blame(summary.failed.most_common(1)[0][0], f"nothing of the site could be read: {told}")


def _look_for_silence(crawl: Ended) -> None:
    """A crawl that finds nothing where articles were found before says so, with what it saw in their place."""
    options, summary, findings = crawl.options, crawl.summary, crawl.listings.findings
    asked_for_less = options.since or options.until or any(source.max_age for source in crawl.definition.sources)
    unmodified = findings.unmodified or crawl.listings.children.unchanged or findings.no_news
    if summary.found or summary.has_failed or asked_for_less or unmodified or crawl.spent:
        return
    seen = findings.no_home or (summary.warnings or ["its listings are there, and empty"])[0]
    if crawl.memory.site.crawled_at and crawl.memory.site.witnesses:
        summary.blame("nothing_found", f"no article is named any more: {seen}")
    elif not crawl.definition.sources and not summary.fetched:
        summary.blame("nothing_found", f"no article was found: {seen}")
    elif not summary.warnings and not summary.fetched:
        crawl.warn("no article was found: its listings name none")


def _plan_next(crawl: Ended, now: float) -> None:
    site, listings = crawl.memory.site, crawl.listings
    if not crawl.summary.problem:
        since = crawl.options.since.timestamp() if crawl.options.since else 0.0
        since = max(since, listings.children.skipped_before)
        if not site.crawled_at:
            site.covered_since = since
        elif listings.extent.reads_back:  # a crawl for what is new has left older lists as they are
            site.covered_since = min(site.covered_since, since)
        if site.crawled_at and not listings.extent.backfill and not crawl.spent:
            site.per_hour = publishing_rate(site.per_hour, crawl.summary.new, now - site.crawled_at)
        site.crawled_at, site.seconds = now, crawl.summary.seconds
        if not listings.findings.incomplete or site.unfinished > GIVE_UP_AFTER:
            site.unfinished = 0
    if not crawl.summary.problem:
        site.failures = 0
    elif not crawl.summary.redis_refused and crawl.summary.reason != NO_ARCHIVE:
        site.failures += 1
    site.due_at = max(now + pause_of(crawl.definition, site), crawl.spent.get(host_of(crawl.definition.url), 0.0))

"""What the crawl of a site adds to the figures in Redis."""

from __future__ import annotations

from wiredesk.crawlers.crawl.summary import SiteSummary
from wiredesk.pipelines.figures.figure_book import FigureBook


def count_crawl(figures: FigureBook | None, summary: SiteSummary) -> None:
    """Count a crawl that has ended; with None nothing is counted."""
    if figures is None:
        return
    site = summary.site
    figures.count("site_crawls", summary.outcome, site=site)
    if summary.refused:
        return
    figures.observe("crawl_seconds", summary.seconds)
    for reason, count in summary.failed.items():
        figures.count("failures", reason, count)
    for reason, count in summary.dropped.items():
        figures.count("pages_without_article", reason, count)
    figures.count("site_articles", "new", summary.new, site=site)
    figures.count("site_articles", "update", summary.updated, site=site)
    figures.count("site_pages", amount=summary.fetched, site=site)
    figures.count("site_requests", amount=summary.requests, site=site)
    figures.count("site_failures", amount=summary.failed.total(), site=site)

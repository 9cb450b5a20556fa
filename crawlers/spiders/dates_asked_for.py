"""Articles outside of the dates that a crawl asks for: not every listing dates what it names."""

from __future__ import annotations

from wiredesk.crawlers.crawl.crawl_options import CrawlOptions
from wiredesk.pipelines.article import Article, moment_of


def outside_of_dates(article: Article, options: CrawlOptions) -> str | None:
    """Why an article is outside of `--since` and `--until`, a word of the table of reasons; None where it is not.

    A day alone is outside only when all of it is.
    """
    since, until, date = options.since, options.until, article.date_published
    if not date:
        return None
    if "T" not in date:
        if since and date < since.date().isoformat():
            return "too_old"
        return "too_new" if until and date > until.date().isoformat() else None
    moment = moment_of(date)
    if moment and since and moment < since:
        return "too_old"
    return "too_new" if moment and until and moment > until else None

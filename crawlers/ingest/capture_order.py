"""Which capture of an article counts, where an archive has several and a crawl may have been there since."""

from __future__ import annotations

from wiredesk.crawlers.ingest.ingest_memory import Seen
from wiredesk.pipelines.article import Article
from wiredesk.pipelines.content_change import RULE
from wiredesk.pipelines.publishing.known_article import KnownArticle
from wiredesk.pipelines.publishing.known_articles import KnownArticles


async def why_not_published(articles: KnownArticles, article: Article, at: float, seen: Seen | None) -> str | None:
    """Why an article stays off the queue: an archive never overwrites what a crawl has found, which may be newer,
    nor a later capture with an earlier one."""
    found = await articles.look_up([article.canonical_url or article.url, article.url])
    known = next((one for one in found if isinstance(one, KnownArticle)), None)
    if known is None:
        return None
    if seen is None or (known.content_rule == RULE and known.content_hash not in (seen.hash, seen.before)):
        return "known"
    if known.visited and known.changed and known.visited > known.changed and at < known.visited:
        return "known"  # a crawl has been there since, and found nothing new
    return "older" if seen.sure and at < seen.at else None


def is_repeated(article: Article, at: float, seen: Seen) -> bool:
    """Whether this capture has the words of one that was put out, or older ones; ``at`` in seconds since the epoch."""
    if article.content_hash == seen.hash:
        return seen.sure
    return article.content_hash == seen.before and at <= seen.at

"""Puts articles on a queue as the publisher lays them out (docs/redis.md), for tests of what reads it."""

from __future__ import annotations

import redis

from wiredesk.pipelines.article import SCHEMA, Article, DiscoveredVia, ExtractionRecord, NearDuplicate
from wiredesk.pipelines.content_change import Words, content_hash
from wiredesk.pipelines.publishing.keys import Keys


def make_article(number: int = 1, **fields) -> Article:
    """A valid article; `fields` replace or add to the usual ones."""
    headline = fields.pop("headline", f"Harvest report number {number}")
    body = fields.pop("body_text", f"The harvest of village {number} is in.\n\nFarmers are content.")
    usual = {
        "id": f"article-{number}",
        "site": "example.org",
        "url": f"https://example.org/news/{number}",
        "requested_url": f"https://example.org/news/{number}",
        "language": "en",
        "content_hash": content_hash(Words(headline, body)),
        "fetched_at": "2026-08-31T10:00:00Z",
        "discovered_via": DiscoveredVia(type="feed", url="https://example.org/feed"),
        "extraction": ExtractionRecord(method="rules", version="1"),
    }
    return Article(headline=headline, body_text=body, **{**usual, **fields})


class QueueWriter:
    """Writes to the queue of a server, and looks at what is left of it."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.keys = Keys()
        self.client = redis.Redis.from_url(url, decode_responses=True)

    def add(self, article: Article) -> str:
        """Queue an article; returns its entry id."""
        copy_of = article.near_duplicate_of
        return self.client.xadd(
            self.keys.articles,
            {
                "schema": SCHEMA,
                "event": article.event,
                "id": article.id,
                "revision": article.revision,
                "site": article.site,
                "language": article.language or "",
                "date_published": article.date_published or "",
                "near_duplicate_of": copy_of.id if copy_of else "",
                "article": article.model_dump_json(),
            },
        )

    def fill(self, count: int, **fields) -> list[str]:
        """Queue `count` articles; returns their entry ids."""
        return [self.add(make_article(number, **fields)) for number in range(1, count + 1)]

    def pending(self, group: str) -> int:
        return self.client.xpending(self.keys.articles, group)["pending"]

    def dead(self) -> list[dict[str, str]]:
        """The fields of every dead letter."""
        return [fields for _, fields in self.client.xrange(self.keys.dead)]

    def consumers(self, group: str) -> list[str]:
        return [row["name"] for row in self.client.xinfo_consumers(self.keys.articles, group)]


def copy_of(article_id: str, similarity: float = 0.9) -> NearDuplicate:
    return NearDuplicate(id=article_id, similarity=similarity)

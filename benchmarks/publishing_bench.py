"""Articles of 5 kB, the ways to publish them, and what a server used for it: for the benchmarks of publishing."""

from __future__ import annotations

import random
import time
from collections.abc import Awaitable, Callable

import redis.asyncio

from wiredesk.pipelines.article import SCHEMA, Article, DiscoveredVia, ExtractionRecord
from wiredesk.pipelines.content_change import Words, content_hash
from wiredesk.pipelines.publishing.keys import Keys
from wiredesk.pipelines.publishing.publisher import Publication, Publisher
from wiredesk.pipelines.urls.identity import article_id

BODY_WORDS = 640  # 5 kB of JSON
VOCABULARY = [f"{a}{b}{c}" for a in ("ka", "lo", "mi", "ne", "su") for b in "abcdefghijklmnopqrst" for c in range(300)]


def make_article(number: int) -> Article:
    url = f"https://news{number % 50}.example/2026/11/22/a-headline-of-usual-length-{number}"
    chooser = random.Random(number)
    body = " ".join(chooser.choices(VOCABULARY, k=BODY_WORDS))
    headline = f"Story {number} of the day"
    return Article(
        id=article_id(url),
        site=f"news{number % 50}.example",
        url=url,
        requested_url=url,
        headline=headline,
        body_text=body,
        language="en",
        date_published="2026-11-22T09:00:00+03:00",
        content_hash=content_hash(Words(headline, body)),
        fetched_at="2026-11-22T09:00:00Z",
        discovered_via=DiscoveredVia(type="feed", url="https://news.example/feed"),
        extraction=ExtractionRecord(method="benchmark", version="1"),
    )


def entry_of(article: Article) -> dict[str, str]:
    return {
        "schema": SCHEMA,
        "event": "new",
        "id": article.id,
        "revision": "1",
        "site": article.site,
        "language": article.language or "",
        "date_published": article.date_published or "",
        "near_duplicate_of": "",
        "article": article.model_dump_json(),
    }


class Bench:
    """One server, one client, and a stock of articles that were never used before."""

    def __init__(self, client: redis.asyncio.Redis, count: int) -> None:
        self.client = client
        self.count = count
        self.next = 0
        self.publisher = Publisher(client, Keys(), backlog=1 << 40)

    def fresh(self) -> list[Article]:
        self.next += self.count
        return [make_article(number) for number in range(self.next - self.count, self.next)]

    async def single(self, articles: list[Article]) -> None:
        for article in articles:
            await self.publisher.publish(article, next_visit=2e9)

    async def batched(self, articles: list[Article]) -> None:
        await self.publisher.publish_many([Publication(article, next_visit=2e9) for article in articles])

    async def xadd_single(self, articles: list[Article]) -> None:
        for article in articles:
            await self.client.xadd("{peer}:articles", entry_of(article))

    async def xadd_batched(self, articles: list[Article]) -> None:
        for start in range(0, len(articles), 64):
            pipeline = self.client.pipeline(transaction=False)
            for article in articles[start : start + 64]:
                pipeline.xadd("{peer}:articles", entry_of(article))
            await pipeline.execute()

    async def rate(
        self, way: Callable[[list[Article]], Awaitable[None]], articles: list[Article] | None = None
    ) -> float:
        articles = articles or self.fresh()
        began = time.perf_counter()
        await way(articles)
        return len(articles) / (time.perf_counter() - began)


async def server_seconds(client: redis.asyncio.Redis) -> float:
    """Processor time that the server has used so far: other programs blur it less than a clock."""
    info = await client.info("cpu")
    return float(info["used_cpu_sys"] + info["used_cpu_user"])


async def used_memory(client: redis.asyncio.Redis) -> int:
    """Bytes that the data take: all that is used but for the buffers of clients."""
    info = await client.info("memory")
    return int(info["used_memory"] - info["mem_clients_normal"])

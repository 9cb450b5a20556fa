"""Articles and publishers for the tests of this folder."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
import redis.asyncio

from wiredesk.pipelines.article import Article, DiscoveredVia, ExtractionRecord
from wiredesk.pipelines.content_change import Words, content_hash
from wiredesk.pipelines.publishing.keys import Keys
from wiredesk.pipelines.publishing.publisher import Publisher
from wiredesk.pipelines.urls.identity import article_id

WORDS = [a + b for a in ("ba", "ke", "li", "mo", "nu", "ra", "se", "ti", "vo", "zy") for b in "abcdefghijklmnopqrst"]


def _text(seed: int, words: int = 300) -> str:
    chooser = random.Random(seed)
    return " ".join(chooser.choice(WORDS) for _ in range(words))


def _article(url: str = "https://news.example/2026/one-1", *, headline: str = "One", body: str = "", **fields: Any):
    text = body or _text(1)
    known = {
        "id": article_id(url),
        "site": "news.example",
        "url": url,
        "requested_url": url,
        "headline": headline,
        "body_text": text,
        "content_hash": content_hash(Words(headline, text)),
        "fetched_at": "2026-11-22T09:00:00Z",
        "discovered_via": DiscoveredVia(type="feed"),
        "extraction": ExtractionRecord(method="test", version="1"),
    }
    return Article(**(known | fields))


@pytest.fixture
def text() -> Callable[..., str]:
    """`text(seed, words=300)`: running words, unlike those of any other seed."""
    return _text


@pytest.fixture
def article() -> Callable[..., Article]:
    """`article(url, headline=…, body=…, **fields)`: a valid article."""
    return _article


@pytest.fixture
def keys() -> Keys:
    return Keys()


@pytest.fixture
def with_redis() -> Callable[..., Any]:
    """Runs `work(client)` in an event loop with a client of the server at a URL."""

    def run(url: str, work: Callable[[redis.asyncio.Redis], Awaitable[Any]]) -> Any:
        async def opened() -> Any:
            async with contextlib.aclosing(redis.asyncio.Redis.from_url(url)) as client:
                return await work(client)

        return asyncio.run(opened())

    return run


@pytest.fixture
def with_publisher(with_redis, keys) -> Callable[..., Any]:
    """Runs `work(publisher, client)`; keyword arguments go to the Publisher."""

    def run(url: str, work: Callable[[Publisher, redis.asyncio.Redis], Awaitable[Any]], **options: Any) -> Any:
        return with_redis(url, lambda client: work(Publisher(client, keys, **options), client))

    return run


async def entries(client: redis.asyncio.Redis) -> list[tuple[dict[str, str], Article]]:
    """All entries of the queue: flat fields and the article."""
    rows = await client.xrange(Keys().articles)
    flat = [{name.decode(): value.decode() for name, value in fields.items()} for _, fields in rows]
    return [(fields, Article.model_validate_json(fields["article"])) for fields in flat]


@pytest.fixture
def read_queue() -> Callable[[redis.asyncio.Redis], Awaitable[list[tuple[dict[str, str], Article]]]]:
    return entries

"""Figures are added to what is in Redis, and an outage costs none of them."""

from __future__ import annotations

import asyncio

import pytest
import redis
import redis.asyncio

from wiredesk.pipelines.figures import figure_book
from wiredesk.pipelines.figures.figure_book import FigureBook
from wiredesk.pipelines.figures.figure_names import TIMED
from wiredesk.pipelines.figures.reading import figures_of
from wiredesk.pipelines.publishing.keys import Keys

KEYS = Keys()


def test_two_programs_count_together(each_redis_url):
    async def program() -> None:
        async with redis.asyncio.Redis.from_url(each_redis_url) as client:
            book = FigureBook(client, KEYS)
            book.count("articles", "new", 2)
            book.count("articles", "new", 0)
            book.count("site_pages", amount=3, site="harbour")
            for seconds in (0.04, 0.05, 0.051, 100.0):
                book.observe("response_seconds", seconds)
            await book.close()

    for _ in range(2):
        asyncio.run(program())
    with redis.Redis.from_url(each_redis_url) as client:
        found = figures_of(client.hgetall(KEYS.figures))
        assert found.counted == {"articles": {"new": 4}}
        counts = found.timed["response_seconds"].counts
        assert (counts[0], counts[1], counts[-1], sum(counts)) == (4, 2, 2, 8), "a bound is part of its bucket"
        assert found.timed["response_seconds"].seconds == pytest.approx(2 * 100.141)
        assert figures_of(client.hgetall(KEYS.site_figures("harbour"))).counted == {"site_pages": {"": 6}}
        assert 0 < client.ttl(KEYS.site_figures("harbour")) <= figure_book.SITE_LIFETIME
        assert client.ttl(KEYS.figures) == -1


def test_what_could_not_be_written_waits(start_redis, monkeypatch):
    monkeypatch.setattr(figure_book, "FLUSH_SECONDS", 0.05)
    server = start_redis()
    url = f"unix://{server.socket}" if hasattr(server, "socket") else server.url

    async def program() -> None:
        async with redis.asyncio.Redis.from_url(url, retry=None) as client:
            book = FigureBook(client, KEYS)
            server.kill()
            book.count("articles", "new")
            await asyncio.sleep(0.3)
            book.count("articles", "new")
            await asyncio.to_thread(server.start)
            await asyncio.sleep(0.3)
            await book.close()

    asyncio.run(program())
    with server.client() as client:
        assert client.hgetall(KEYS.figures) == {b"articles|new": b"2"}


def test_an_end_without_redis_takes_no_longer_than_it_must(monkeypatch):
    async def program() -> float:
        async with redis.asyncio.Redis(host="127.0.0.1", port=1) as client:
            book = FigureBook(client, KEYS)
            book.count("articles", "new")
            loop = asyncio.get_running_loop()
            began = loop.time()
            await book.close()
            return loop.time() - began

    assert asyncio.run(program()) < figure_book.CLOSE_SECONDS + 1


def test_buckets_of_another_version_and_foreign_fields_break_nothing():
    bounds = next(figure.bounds for figure in TIMED if figure.name == "crawl_seconds")
    found = figures_of({b"crawl_seconds|2.0": b"3", b"crawl_seconds|x": b"1", b"crawl_seconds|1e9": b"1",
                        b"\xff": b"1", b"articles|new": b"many"})  # fmt: skip
    counts = found.timed["crawl_seconds"].counts
    assert (counts[bounds.index(5.0)], counts[-1], sum(counts)) == (3, 1, 4)
    assert "articles" not in found.counted

"""Publishing with all checks against plain XADD: articles of 5 kB a second, memory, and growth.

    python benchmarks/publishing.py                      both ways, single and batched, and memory per article
    python benchmarks/publishing.py --known 1000000      also with that many known articles before: takes some minutes

"All checks": identity, aliases, content hash, revision, near duplicates, back-pressure and the receipt, in one script.
The peer is redis-py's XADD of the very same entry, which checks nothing. Everything runs in one process against one
throw-away server on a unix socket, in turns, so that both meet the same machine; the median turn counts. The client's
time includes the fingerprint and the JSON.
"""

from __future__ import annotations

import asyncio
import json
import random
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import click
import redis.asyncio

from pipelines.article import SCHEMA, Article, DiscoveredVia, ExtractionRecord, content_hash
from pipelines.publishing.keys import Keys
from pipelines.publishing.near_duplicates import BANDS, fingerprint
from pipelines.publishing.publisher import Publication, Publisher
from pipelines.url_identity import article_id
from settings.embedded_redis import EmbeddedRedis, remove_data

BODY_WORDS = 640  # 5 kB of JSON
TURNS = 5
GROWTH_TURNS = 15
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
        content_hash=content_hash(headline, body),
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

    async def rate(self, way: Callable[[list[Article]], Awaitable[None]]) -> float:
        articles = self.fresh()
        began = time.perf_counter()
        await way(articles)
        return len(articles) / (time.perf_counter() - began)


async def server_seconds(client: redis.asyncio.Redis) -> float:
    """Processor time that the server has used so far: other programs blur it less than a clock."""
    info = await client.info("cpu")
    return float(info["used_cpu_sys"] + info["used_cpu_user"])


async def compare(bench: Bench) -> dict[str, object]:
    ways = {
        "published singly": bench.single,
        "published in batches": bench.batched,
        "XADD singly": bench.xadd_single,
        "XADD in batches": bench.xadd_batched,
    }
    await bench.rate(bench.batched)  # loads the script, warms the caches
    rates: dict[str, list[float]] = {name: [] for name in ways}
    used: dict[str, float] = dict.fromkeys(ways, 0)
    for _ in range(TURNS):
        for name, way in ways.items():
            before = await server_seconds(bench.client)
            rates[name].append(await bench.rate(way))
            used[name] += await server_seconds(bench.client) - before
    middle = {name: round(statistics.median(values)) for name, values in rates.items()}
    return {
        "articles a second": middle,
        "share of XADD, singly": round(middle["published singly"] / middle["XADD singly"], 2),
        "share of XADD, in batches": round(middle["published in batches"] / middle["XADD in batches"], 2),
        "server's processor µs an article": {
            name: round(seconds / (TURNS * bench.count) * 1e6) for name, seconds in used.items()
        },
    }


async def used_memory(client: redis.asyncio.Redis) -> int:
    """Bytes that the data take: all that is used but for the buffers of clients."""
    info = await client.info("memory")
    return int(info["used_memory"] - info["mem_clients_normal"])


async def memory(client: redis.asyncio.Redis, count: int) -> dict[str, object]:
    """Bytes of Redis memory per known article, by what they are for (the queue itself trimmed away)."""
    keys = Keys()
    found: dict[str, object] = {}
    for name, days in (("without near duplicates", 0.0), ("with", 14.0)):
        await client.execute_command("FLUSHALL", "SYNC")  # not in the background, which would blur the figure
        publisher = Publisher(client, keys, near_duplicate_days=days)
        before = await used_memory(client)
        for start in range(0, count, 1000):
            part = [
                Publication(make_article(n), [f"https://m.example/amp/alias-{n}"], next_visit=2e9)
                for n in range(start, start + 1000)
            ]
            await publisher.publish_many(part)
        await client.xtrim(keys.articles, maxlen=0, approximate=False)
        found[name] = round((await used_memory(client) - before) / count)
    found["of that near duplicates, for 14 to 21 days"] = int(str(found["with"])) - int(
        str(found["without near duplicates"])
    )
    return found


async def fill(client: redis.asyncio.Redis, known: int, near_share: float) -> None:
    """Write the records of `known` articles as publish.lua does, straight into the server.

    The near duplicates of `near_share` of them are still remembered.
    """
    keys = Keys()
    bands = fingerprint(make_article(0).body_text)
    assert bands
    chooser = random.Random(1)
    probe = await Publisher(client, keys).publish(make_article(-1))
    template = await client.hgetall(keys.article(probe.id))
    [near_key] = [key async for key in client.scan_iter("*:near:*")]
    for start in range(0, known, 2000):
        pipeline = client.pipeline(transaction=False)
        near: dict[bytes, bytes] = {}
        for n in range(start, min(start + 2000, known)):
            known_id = f"{n:032x}"
            pipeline.hset(keys.article(known_id), mapping=template)
            pipeline.set(keys.url(f"{n + (1 << 64):032x}"), known_id)
            pipeline.zadd(keys.revisits(f"news{n % 50}.example"), {known_id: n})
            if n < near_share * known:
                handle = str(n + 10).encode()
                near[b"#" + handle] = b"%s 1-0 abcd " % known_id.encode() + chooser.randbytes(160)
                near |= {bytes((band,)) + chooser.randbytes(6): handle for band in range(BANDS)}
        if near:
            pipeline.hset(near_key, mapping=near)
            pipeline.hset(near_key, "#", known + 10)
        await pipeline.execute()


async def growth(empty: Bench, full: Bench, known: int, near_share: float) -> dict[str, object]:
    """Publish to an empty and to a filled server in turns."""
    await fill(full.client, known, near_share)
    benches = {"empty": empty, "full": full}
    seconds: dict[str, list[float]] = {name: [] for name in benches}
    used: dict[str, list[float]] = {name: [] for name in benches}
    for bench in benches.values():
        await bench.rate(bench.batched)
    for _ in range(GROWTH_TURNS):
        for name, bench in benches.items():
            before = await server_seconds(bench.client)
            seconds[name].append(1e6 / await bench.rate(bench.single))
            used[name].append((await server_seconds(bench.client) - before) / bench.count * 1e6)
    clock = {name: statistics.median(values) for name, values in seconds.items()}
    processor = {name: statistics.median(values) for name, values in used.items()}
    return {
        "known articles": known,
        "of them still compared": round(near_share * known),
        "µs a publish": {name: round(value) for name, value in clock.items()},
        "µs a publish, full to empty": round(clock["full"] / clock["empty"], 3),
        "server's processor µs a publish": {name: round(value) for name, value in processor.items()},
        "server's processor time, full to empty": round(processor["full"] / processor["empty"], 3),
        "server memory, MB": round(await used_memory(full.client) / 1e6),
    }


async def run(folder: Path, count: int, known: int, near_share: float) -> dict[str, object]:
    servers = [EmbeddedRedis(folder / "one"), EmbeddedRedis(folder / "two")]
    try:
        async with (
            redis.asyncio.Redis.from_url(servers[0].ensure_running()) as one,
            redis.asyncio.Redis.from_url(servers[1].ensure_running()) as two,
        ):
            info = await one.info("server")
            bench = Bench(one, count)
            report: dict[str, object] = {
                "server": info.get("valkey_version") or info["redis_version"],
                "bytes of an article's JSON": len(make_article(1).model_dump_json().encode()),
            }
            report |= await compare(bench)
            report["bytes of memory per known article"] = await memory(one, 4000)
            if known:
                await one.execute_command("FLUSHALL", "SYNC")
                report["growth"] = await growth(bench, Bench(two, count), known, near_share)
            return report
    finally:
        for server in servers:
            remove_data(server)


@click.command(context_settings={"show_default": True}, help=__doc__)
@click.option("--articles", default=500, help="Articles in one turn.")
@click.option("--known", default=0, help="Also measure with so many known articles; 0: not.")
@click.option("--near-share", default=0.3, help="Share of the known that near duplicates are still looked for in.")
def main(articles: int, known: int, near_share: float) -> None:
    with tempfile.TemporaryDirectory(prefix="wd-", dir="/tmp") as folder:
        report = asyncio.run(run(Path(folder), articles, known, near_share))
    click.echo(json.dumps(report, indent=1, ensure_ascii=False))


if __name__ == "__main__":
    main()

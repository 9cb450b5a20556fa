"""Publishing with all checks against plain XADD: articles of 5 kB a second, memory, and growth.

    python benchmarks/publishing.py                      both ways, single and batched, and memory per article
    python benchmarks/publishing.py --known 1000000      also on a server that knows so many: takes some minutes

"All checks": identity, aliases, content hash, revision, near duplicates, back-pressure and the receipt, in one script.
The peer is redis-py's XADD of the very same entry, which checks nothing. Everything runs in one process against one
throw-away server on a unix socket, in turns, so that both meet the same machine; the median turn counts. The client's
time includes the fingerprint and the JSON.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import tempfile
import time
from pathlib import Path

import click
import redis.asyncio
from publishing_bench import Bench, make_article, server_seconds, used_memory
from publishing_growth import growth

from wiredesk.pipelines.publishing.keys import Keys
from wiredesk.pipelines.publishing.publisher import Publication, Publisher
from wiredesk.settings.embedded_redis import EmbeddedRedis, remove_data

TURNS = 5


async def compare(bench: Bench) -> dict[str, object]:
    ways = {
        "published singly": bench.single,
        "published in batches": bench.batched,
        "XADD singly": bench.xadd_single,
        "XADD in batches": bench.xadd_batched,
    }
    await bench.rate(bench.batched)  # loads the script, warms the caches
    rates: dict[str, list[float]] = {name: [] for name in ways}
    server: dict[str, float] = dict.fromkeys(ways, 0)
    client: dict[str, float] = dict.fromkeys(ways, 0)
    for _ in range(TURNS):
        for name, way in ways.items():
            articles = bench.fresh()
            before, own = await server_seconds(bench.client), time.process_time()
            rates[name].append(await bench.rate(way, articles))
            client[name] += time.process_time() - own
            server[name] += await server_seconds(bench.client) - before
    middle = {name: round(statistics.median(values)) for name, values in rates.items()}
    return {
        "articles a second": middle,
        "share of XADD, singly": round(middle["published singly"] / middle["XADD singly"], 2),
        "share of XADD, in batches": round(middle["published in batches"] / middle["XADD in batches"], 2),
        "server's processor µs an article": {
            name: round(seconds / (TURNS * bench.count) * 1e6) for name, seconds in server.items()
        },
        "articles a second that one core for the client and one for the server allow": {
            name: round(TURNS * bench.count / max(seconds, server[name])) for name, seconds in client.items()
        },
    }


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

"""What a known article costs in Redis: in full by kind of key, and in short form; and what compaction does to a server.

    python benchmarks/known_articles.py                        100,000 articles, the bundled server
    python benchmarks/known_articles.py --articles 1000000 --server /usr/bin/redis-server
    python benchmarks/known_articles.py --articles 10000000 --direct

Fills an empty server with what is known of so many articles (URLs of 80 bytes, validators, a share of them with an
alias), measures, compacts everything with `Compaction` as a crawl does, while another client asks for one article
after the other, and measures again. With ``--direct`` the short forms are written at once, by the functions of
short_form.lua, for more articles than would fit in full. Prints one JSON object.
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import subprocess
import tempfile
import time
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any

import click
import redis
import redis.asyncio

from wiredesk.pipelines.publishing.compaction import Compaction
from wiredesk.pipelines.publishing.keys import Keys
from wiredesk.pipelines.redis_script import RedisScript
from wiredesk.settings.embedded_redis import COMPACT_VALUE_BYTES
from wiredesk.settings.server_binary import choose_binary

KINDS = ("article", "url", "words", "known", "known-words")
SITES = 50
AT_ONCE = 1000
SAMPLED = 200  # keys of a kind

_FILL = """
local prefix, share = ARGV[3], tonumber(ARGV[4])
for n = tonumber(ARGV[1]), tonumber(ARGV[2]) - 1 do
  local id, hash = string.sub(redis.sha1hex('i' .. n), 1, 32), string.sub(redis.sha1hex('w' .. n), 1, 32)
  local site, seconds = 'news' .. n % 50 .. '.example', string.format('%d', 1700000000 + n)
  redis.call('HSET', prefix .. 'article:' .. id, 'revision', '1', 'content_hash', hash, 'content_rule', '1',
    'digests', hash .. hash, 'site', site, 'url', 'https://' .. site .. '/2026/11/22/a-headline-of-usual-length-with-'
    .. string.format('%010d', n) .. '-and-more', 'published', seconds, 'changed', seconds, 'visited', seconds,
    'first', seconds .. '123-0', 'receipts', 'abcdefghijkl/1/' .. seconds .. '123-0',
    'etag', '"' .. string.sub(hash, 1, 20) .. '"', 'last_modified', 'Sun, 22 Nov 2026 09:00:00 GMT')
  redis.call('HSET', prefix .. 'words:' .. site, string.sub(hash, 1, 16), id)
  if n % 100 < share then
    redis.call('SET', prefix .. 'url:' .. string.sub(redis.sha1hex('u' .. n), 1, 32), id)
  end
end
"""

_FILL_DIRECTLY = """
local prefix, share = ARGV[3], tonumber(ARGV[4])
for n = tonumber(ARGV[1]), tonumber(ARGV[2]) - 1 do
  local id, hash = string.sub(redis.sha1hex('i' .. n), 1, 32), string.sub(redis.sha1hex('w' .. n), 1, 32)
  local seconds = 1700000000 + n
  write_short(prefix .. 'known:' .. string.sub(id, 1, 4), id, {content_hash = hash, content_rule = '1',
    visited = seconds, first = seconds, published = seconds, revision = 1})
  local words = redis.sha1hex('news' .. n % 50 .. '.example\\n' .. hash)
  redis.call('HSET', prefix .. 'known-words:' .. string.sub(words, 1, 4), bytes_of(string.sub(words, 5, 16)),
    bytes_of(string.sub(id, 1, 16)))
  if n % 100 < share then
    local alias = string.sub(redis.sha1hex('u' .. n), 1, 32)
    redis.call('HSET', prefix .. 'known:' .. string.sub(alias, 1, 4), bytes_of(string.sub(alias, 5, 18)), bytes_of(id))
  end
end
"""


async def used(client: redis.asyncio.Redis) -> int:
    """Bytes that the data take, without the buffers of clients and the server's own code."""
    info = await client.info("memory")
    return int(info["used_memory"] - info["mem_clients_normal"])


async def cpu(client: redis.asyncio.Redis) -> float:
    """Seconds of CPU that the server has used."""
    info = await client.info("cpu")
    return float(info["used_cpu_user"] + info["used_cpu_sys"])


async def by_kind(client: redis.asyncio.Redis, articles: int) -> dict[str, float]:
    """Bytes an article of each kind of key: a sample's MEMORY USAGE, times their number."""
    counts: dict[str, int] = dict.fromkeys(KINDS, 0)
    sampled: dict[str, list[int]] = {kind: [] for kind in KINDS}
    async for key in client.scan_iter(count=10_000):
        kind = key.decode().partition("}:")[2].partition(":")[0]
        if kind not in counts:
            continue
        counts[kind] += 1
        if len(sampled[kind]) < SAMPLED:
            sampled[kind].append(await client.memory_usage(key, samples=1000))
    return {
        kind: round(sum(sizes) / len(sizes) * counts[kind] / articles, 1) for kind, sizes in sampled.items() if sizes
    }


async def fill(client: redis.asyncio.Redis, articles: int, aliases: int, direct: bool) -> None:
    """Write what is known of the articles."""
    library = RedisScript("wiredesk.pipelines.publishing", "short_form").text
    script = client.register_script(library + _FILL_DIRECTLY if direct else _FILL)
    for start in range(0, articles, AT_ONCE):
        await script(args=[start, min(start + AT_ONCE, articles), Keys().prefix, aliases])


def ask(url: str, ended: Event, answer: Connection) -> None:
    """Ask for something again and again, as another process would; tell how long each answer took, in ms."""
    waits: list[float] = []
    with redis.Redis.from_url(url) as client:
        while not ended.is_set():
            began = time.perf_counter()
            client.hget(Keys().article("0" * 32), "revision")
            waits.append(1e3 * (time.perf_counter() - began))
            time.sleep(0.002)
    waits.sort()
    answer.send([round(waits[int(share * (len(waits) - 1))], 2) for share in (0.5, 0.99, 1)])


class Asker:
    """A process that asks for something again and again, until `waits` is called."""

    def __init__(self, url: str) -> None:
        context = multiprocessing.get_context("spawn")
        self._ended = context.Event()
        self._answer, theirs = context.Pipe(duplex=False)
        context.Process(target=ask, args=(url, self._ended, theirs), daemon=True).start()

    def waits(self) -> list[float]:
        """Median, 99 % and longest of its waits, ms."""
        self._ended.set()
        found: list[float] = self._answer.recv()
        return found


async def compact(url: str) -> dict[str, Any]:
    """Everything, with another client beside it."""
    async with redis.asyncio.Redis.from_url(url) as client:
        alone = Asker(url)
        await asyncio.sleep(6)
        idle = alone.waits()
        beside = Asker(url)
        await asyncio.sleep(1)
        await client.config_resetstat()
        before = await cpu(client)
        compaction, began, short, turns = Compaction(client, Keys(), 14), time.perf_counter(), 0, 0
        for _ in range(2):  # an alias follows its article in the next round at the latest
            while (done := await compaction.turn(at_once=True)) is not None:
                short, turns = short + done.short, turns + 1
                if done.ended:
                    break
        seconds = time.perf_counter() - began
        waits = beside.waits()
        spent = await cpu(client) - before
        stats = await client.info("commandstats")
        return {
            "keys put into short form": short,
            "turns": turns,
            "seconds without rests": round(seconds, 1),
            "µs of the server a script": stats["cmdstat_evalsha"]["usec_per_call"],
            "µs of the server's CPU a key": round(1e6 * spent / max(short, 1), 1),
            "another process's wait, ms, median, 99 % and longest": waits,
            "the same without compaction": idle,
        }


async def measure(url: str, articles: int, aliases: int, direct: bool) -> dict[str, Any]:
    """All figures of one server."""
    async with redis.asyncio.Redis.from_url(url) as client:
        info = await client.info("server")
        empty = await used(client)
        await fill(client, articles, aliases, direct)
        found: dict[str, Any] = {
            "server": info.get("valkey_version") or info["redis_version"],
            "articles": articles,
            "aliases, % of the articles": aliases,
        }
        if not direct:
            found["in full, bytes an article"] = round((await used(client) - empty) / articles, 1)
            found["of it"] = await by_kind(client, articles)
            found["compaction"] = await compact(url)
        found["in short form, bytes an article"] = round((await used(client) - empty) / articles, 1)
        found["of that"] = await by_kind(client, articles)
        found["in short form, MB"] = round((await used(client) - empty) / 1e6)
        return found


@click.command(context_settings={"show_default": True}, help=__doc__)
@click.option("--articles", default=100_000)
@click.option("--aliases", default=30, help="Per cent of the articles that have an alias.")
@click.option("--direct", is_flag=True, help="Write the short forms at once.")
@click.option("--server", type=click.Path(exists=True, path_type=Path), default=None, help="Another program.")
def main(articles: int, aliases: int, direct: bool, server: Path | None) -> None:
    with tempfile.TemporaryDirectory(prefix="wd-", dir="/tmp") as folder:
        socket = Path(folder) / "redis.sock"
        words = [server or choose_binary().path, "--port", "0", "--unixsocket", socket, "--dir", folder, "--save", ""]
        words += ["--hash-max-ziplist-value", COMPACT_VALUE_BYTES]
        process = subprocess.Popen([str(word) for word in words], stdout=subprocess.DEVNULL)
        try:
            while not socket.exists():
                time.sleep(0.05)
            report = asyncio.run(measure(f"unix://{socket}", articles, aliases, direct))
        finally:
            process.kill()
            process.wait()
    print(json.dumps(report, indent=1, ensure_ascii=False))


if __name__ == "__main__":
    main()

"""Does a publish take longer when a million articles are known? The part of benchmarks/publishing.py --known."""

from __future__ import annotations

import asyncio
import statistics
from typing import Any

import redis.asyncio
from publishing_bench import Bench, make_article, server_seconds, used_memory

from wiredesk.pipelines.publishing.keys import Keys
from wiredesk.pipelines.publishing.near_duplicates import BANDS
from wiredesk.pipelines.publishing.publisher import Publisher

TURNS = 15
AT_ONCE = 500  # records written by one call of the script: about 50 ms of the server's time

_FILL = """
-- Writes the records of articles as publish.lua does, with random fingerprints.
-- KEYS  1  near duplicates   ARGV  1 first  2 behind the last  3 behind the last whose fingerprint is remembered
--                                  4 prefix of keys  5 number of bands  6 … fields of the record
local prefix, bands, record = ARGV[4], tonumber(ARGV[5]), {unpack(ARGV, 6)}
math.randomseed(tonumber(ARGV[1]))
for n = tonumber(ARGV[1]), tonumber(ARGV[2]) - 1 do
  local id = string.format('%032x', n)
  redis.call('HSET', prefix .. 'article:' .. id, unpack(record))
  redis.call('SET', prefix .. 'url:' .. string.format('1%031x', n), id)
  redis.call('ZADD', prefix .. 'revisits:news' .. n % 50 .. '.example', n, id)
  if n < tonumber(ARGV[3]) then
    local handle, hashes, fields = string.format('%d', n + 10), {}, {}
    for band = 1, bands do
      hashes[band] = struct.pack('I3I3', math.random(0, 16777215), math.random(0, 16777215))
      fields[2 * band - 1] = string.char(band - 1) .. hashes[band]
      fields[2 * band] = handle
    end
    local signature = string.sub(table.concat(hashes), 1, 160)
    redis.call('HSET', KEYS[1], '#' .. handle, id .. ' 1-0 abcd ' .. signature, unpack(fields))
    redis.call('HSET', KEYS[1], '#', n + 10)
  end
end
"""

_READ = "for i = 1, tonumber(ARGV[1]) do redis.call('HGET', KEYS[1], i) end"


async def fill(client: redis.asyncio.Redis, known: int, near_share: float) -> str:
    """Write what is known of so many articles; the near duplicates of `near_share` of them are still remembered.

    Returns the key of the near duplicates.
    """
    keys = Keys()
    probe = await Publisher(client, keys).publish(make_article(-1))
    record = await client.hgetall(keys.article(probe.id))
    [near] = [key async for key in client.scan_iter("*:near:*")]
    flat = [part for pair in record.items() for part in pair]
    await client.config_set("appendonly", "no")  # its rewriting would go on for minutes beside what is measured
    script = client.register_script(_FILL)
    for start in range(0, known, AT_ONCE):
        end = min(start + AT_ONCE, known)
        await script(keys=[near], args=[start, end, round(near_share * known), keys.prefix, BANDS, *flat])
    await client.config_set("appendonly", "yes")
    while (await client.info("persistence"))["aof_rewrite_in_progress"]:  # noqa: ASYNC110
        await asyncio.sleep(0.5)
    return near.decode()


async def finish_resizing(client: redis.asyncio.Redis, key: str) -> None:
    """Let the server finish to resize the table of a hash: each access moves a bit of it."""
    left = 2 * await client.hlen(key)
    while left > 0:
        await client.eval(_READ, 1, key, 100_000)
        left -= 100_000


async def command_times(client: redis.asyncio.Redis) -> dict[str, int]:
    """Microseconds that each command has taken so far, within scripts too."""
    return {name.removeprefix("cmdstat_"): row["usec"] for name, row in (await client.info("commandstats")).items()}


async def growth(empty: Bench, full: Bench, known: int, near_share: float) -> dict[str, object]:
    """Publish to an empty and to a filled server in turns, twice.

    A table that grows is moved to its larger place bit by bit, by every access, until all is moved: a hash that was
    just filled may be in the midst of that.
    """
    near = await fill(full.client, known, near_share)
    found: dict[str, object] = {"known articles": known, "of them still compared": round(near_share * known)}
    found["right after filling"] = await compare(empty, full)
    await finish_resizing(full.client, near)
    found["when no table is being resized"] = await compare(empty, full)
    found["server memory, MB"] = round(await used_memory(full.client) / 1e6)
    return found


async def compare(empty: Bench, full: Bench) -> dict[str, object]:
    """What a publish takes on either server."""
    benches = {"empty": empty, "full": full}
    clock: dict[str, list[float]] = {name: [] for name in benches}
    processor: dict[str, list[float]] = {name: [] for name in benches}
    commands: dict[str, dict[str, float]] = {name: {} for name in benches}
    for bench in benches.values():
        await bench.rate(bench.batched)
    for _ in range(TURNS):
        for name, bench in benches.items():
            used, times = await server_seconds(bench.client), await command_times(bench.client)
            clock[name].append(1e6 / await bench.rate(bench.single))
            processor[name].append((await server_seconds(bench.client) - used) / bench.count * 1e6)
            for command, until in (await command_times(bench.client)).items():
                took = (until - times.get(command, 0)) / bench.count / TURNS
                commands[name][command] = commands[name].get(command, 0.0) + took
    return {
        **_compared("µs a publish", clock),
        **_compared("server's processor µs a publish", processor),
        "µs of its commands, empty and full": {
            command: [round(commands["empty"].get(command, 0.0), 1), round(took, 1)]
            for command, took in sorted(commands["full"].items(), key=lambda row: -row[1])
            if took > 1
        },
    }


def _compared(what: str, values: dict[str, list[float]]) -> dict[str, Any]:
    middle = {name: statistics.median(row) for name, row in values.items()}
    return {
        what: {name: round(value) for name, value in middle.items()},
        f"{what}, full to empty": round(middle["full"] / middle["empty"], 3),
    }

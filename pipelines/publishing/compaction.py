"""Known articles that nobody visits any more are put into their short form, a few at a time, by whoever publishes.

The keys of one installation are looked through with SCAN, in slices; how far is kept in Redis, so that all processes
together do it once. Each article is moved by a script of its own, which looks again whether it may: a process that is
killed at any moment, or two that do the same, leave every article known in one form.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, cast

import redis.asyncio
from redis.exceptions import RedisError, ResponseError

from wiredesk.pipelines.publishing.keys import WORDS_CHARACTERS, Keys, scan_pattern
from wiredesk.pipelines.publishing.scripts import COMPACT_ALIAS, COMPACT_ARTICLE
from wiredesk.pipelines.publishing.short_form import bucket, has_place, words_place
from wiredesk.pipelines.publishing.stored_times import LONGEST_PLAN
from wiredesk.settings.log_events import event

logger = logging.getLogger(__name__)

LEAST_DAYS = 1.0
"""A lost reply is asked for again for minutes and its receipt lives an hour: far less than this."""
SCANNED = 1000
"""Keys that one SCAN looks at: about 0.3 ms of the server's time."""
AT_ONCE = 20
"""Scripts in one pipeline, which the server may run without a break: about 1 ms."""
ROUND_SECONDS = 6 * 3600.0
"""Pause after all keys have been looked through: an article waits so much longer at most."""
SHARE = 0.05
"""Of the time that compaction takes at most, beside a crawl."""
UPGRADE_SECONDS = 86_400.0
"""After the first look at an installation: until then all its machines can be upgraded, as older programs do not read
the short form, or this version be taken back."""
SHORTEST_REST = 0.2
TURN_SECONDS = 30
"""A process that dies in its turn holds the others up for so long."""
FIRST_REST = 1.0
"""Seconds after the first article of a process: a command that publishes one and ends does not begin."""
_FAILED_REST = 60.0


@dataclass(frozen=True)
class Slice:
    """What one turn has done: keys `looked` at, articles and aliases put into `short` form; `ended`: it was the last of
    its round."""

    looked: int
    short: int
    ended: bool


class Compaction:
    """Puts what is known of articles into short form `days` after their last visit or change."""

    def __init__(self, client: redis.asyncio.Redis | redis.asyncio.RedisCluster, keys: Keys, days: float) -> None:
        self._redis = cast(Any, client)
        self._keys = keys
        self._seconds = max(days, LEAST_DAYS) * 86_400
        self._pattern = scan_pattern(keys.prefix, "[au]r[tl]*")  # article:…, url:…

    async def run(self) -> None:
        """Slice after slice, without end, for a small share of the time. Trouble with Redis is left to others."""
        rest = FIRST_REST
        while True:
            await asyncio.sleep(rest)
            began = time.monotonic()
            try:
                done = await self.turn()
            except (RedisError, OSError) as problem:
                logger.debug(
                    "known articles are not looked through for now: %s",
                    problem,
                    extra=event("redis.refused", problem=str(problem)),
                )
                rest = _FAILED_REST
                continue
            rest = _FAILED_REST if done is None else max(SHORTEST_REST, (time.monotonic() - began) / SHARE)

    async def turn(self, *, now: float | None = None, at_once: bool = False) -> Slice | None:
        """One slice; None where another process has the turn, or the last round has just ended (unless `at_once`)."""
        if now is None:  # a clock that is ahead must not make articles old: the earlier of two counts
            now = min(time.time(), (await self._server_time()) / 1000)
        token = secrets.token_hex(8)
        if not await self._redis.set(self._keys.compaction_turn, token, nx=True, ex=TURN_SECONDS):
            return None
        try:
            await self._redis.hsetnx(self._keys.compaction, "since", str(int(now)))
            cursor, ended_at, since = await self._redis.hmget(self._keys.compaction, "cursor", "ended_at", "since")
            if not at_once and 0 <= now - float(since) < UPGRADE_SECONDS:
                return None
            if cursor is None and not at_once and 0 <= now - float(ended_at or 0) < ROUND_SECONDS:
                return None
            for script in (COMPACT_ARTICLE, COMPACT_ALIAS):
                await self._redis.execute_command("SCRIPT LOAD", script.text, **await self._node())
            next_cursor, found = await self._scan(int(cursor or 0))
            short = await self._shorten_articles(found, now) + await self._shorten_aliases(found)
            await self._note(next_cursor, short, now)
            return Slice(len(found), short, next_cursor == 0)
        finally:
            if await self._redis.get(self._keys.compaction_turn) == token.encode():
                await self._redis.delete(self._keys.compaction_turn)

    async def _scan(self, cursor: int) -> tuple[int, list[str]]:
        words = ("SCAN", cursor, "MATCH", self._pattern, "COUNT", SCANNED)
        after, found = await self._redis.execute_command(*words, **await self._node())
        after = next(iter(after.values()), 0) if isinstance(after, dict) else after
        return int(after), [key.decode("utf-8", "replace") for key in found]

    async def _server_time(self) -> int:
        """Unix time in milliseconds by the server's clock."""
        seconds, microseconds = await self._redis.time(**await self._node())
        return int(seconds) * 1000 + int(microseconds) // 1000

    async def _first_entry(self) -> str:
        """The id of the queue's first entry; where it is empty, one that is higher than all that have left it."""
        if rows := await self._redis.xrange(self._keys.articles, count=1):
            return str(rows[0][0].decode())
        if not await self._redis.exists(self._keys.articles):
            return f"{await self._server_time()}-0"
        last = (await self._redis.xinfo_stream(self._keys.articles))["last-generated-id"]
        moment, _, sequence = (last.decode() if isinstance(last, bytes) else str(last)).partition("-")
        return f"{moment}-{int(sequence) + 1}"

    async def _node(self) -> dict[str, Any]:
        """On a Cluster the node that has our keys."""
        if not isinstance(self._redis, redis.asyncio.RedisCluster):
            return {}
        await self._redis.initialize()
        return {"target_nodes": self._redis.get_node_from_key(self._keys.articles)}

    async def _note(self, cursor: int, short: int, now: float) -> None:
        if cursor:
            await self._redis.hset(self._keys.compaction, "cursor", str(cursor))
        else:
            await self._redis.hdel(self._keys.compaction, "cursor")
            await self._redis.hset(self._keys.compaction, "ended_at", str(int(now)))
        if short:
            await self._redis.hincrby(self._keys.compaction, "short", short)

    async def _shorten_articles(self, found: Sequence[str], now: float) -> int:
        prefix = self._keys.article("")
        ids = [one for key in found if key.startswith(prefix) and has_place(one := key.removeprefix(prefix))]
        first_entry = await self._first_entry()
        fields = ("site", "content_hash", "visited", "changed")

        def read(pipeline: Any, one: str) -> None:
            pipeline.hmget(self._keys.article(one), fields)

        old: list[tuple[str, str, str]] = []
        for one, row in zip(ids, await self._pipelined(ids, read), strict=True):
            if not row:
                continue
            site, content_hash, visited, changed = ((value or b"").decode("utf-8", "replace") for value in row)
            if content_hash and max(_number(visited), _number(changed)) <= now - self._seconds:
                old.append((one, site, content_hash))

        def shorten(pipeline: Any, article: tuple[str, str, str]) -> None:
            one, site, content_hash = article
            places = [self._keys.article(one), self._keys.revisits(site), self._keys.words(site)]
            places += [bucket(self._keys, one), words_place(self._keys, site, content_hash).key]
            limits = [f"{now - self._seconds:.0f}", f"{now - LONGEST_PLAN:.0f}", WORDS_CHARACTERS, first_entry]
            arguments = (one, site, content_hash, *limits)
            pipeline.execute_command("EVALSHA", COMPACT_ARTICLE.sha, len(places), *places, *arguments)

        return sum(reply or 0 for reply in await self._pipelined(old, shorten))

    async def _shorten_aliases(self, found: Sequence[str]) -> int:
        prefix = self._keys.url("")
        ids = [one for key in found if key.startswith(prefix) and has_place(one := key.removeprefix(prefix))]

        def read(pipeline: Any, one: str) -> None:
            pipeline.get(self._keys.url(one))

        leads = zip(ids, await self._pipelined(ids, read), strict=True)
        pairs = [(one, text) for one, led in leads if led and has_place(text := led.decode("utf-8", "replace"))]

        def shorten(pipeline: Any, pair: tuple[str, str]) -> None:
            one, target = pair
            places = [self._keys.url(one), self._keys.article(target)]
            places += [bucket(self._keys, one), bucket(self._keys, target)]
            pipeline.execute_command("EVALSHA", COMPACT_ALIAS.sha, len(places), *places, one, target)

        return sum(reply or 0 for reply in await self._pipelined(pairs, shorten))

    async def _pipelined(self, items: Sequence[Any], put: Callable[[Any, Any], None]) -> list[Any]:
        """The replies to what `put` puts into pipelines for each of `items`, AT_ONCE at a time; None for a key that
        has another type, or when the server refuses: what it belongs to stays as it is."""
        replies: list[Any] = []
        plain = {} if isinstance(self._redis, redis.asyncio.RedisCluster) else {"transaction": False}
        for start in range(0, len(items), AT_ONCE):
            pipeline = self._redis.pipeline(**plain)
            for item in items[start : start + AT_ONCE]:
                put(pipeline, item)
            for reply in await pipeline.execute(raise_on_error=False):
                if isinstance(reply, Exception) and not isinstance(reply, ResponseError):
                    raise reply
                replies.append(None if isinstance(reply, Exception) else reply)
        return replies


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0

"""The publisher: articles onto the stream, exactly once a revision, whatever breaks in between."""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from collections.abc import Callable, Collection, Sequence
from typing import Any, cast

import redis.asyncio
from redis.exceptions import NoScriptError, RedisClusterException, RedisError, ResponseError

from wiredesk.pipelines.article import Article
from wiredesk.pipelines.publishing.backlog import BacklogGauge
from wiredesk.pipelines.publishing.keys import Keys
from wiredesk.pipelines.publishing.publication import Pause, Publication, PublishingStopped, PublishResult, Step
from wiredesk.pipelines.publishing.publish_command import ScriptCall, Setup, command, prepare, result_of, text_of
from wiredesk.pipelines.publishing.scripts import PUBLISH
from wiredesk.pipelines.publishing.stream_retention import trim
from wiredesk.pipelines.publishing.validators import Validators
from wiredesk.settings.errors import RedisUnreachable
from wiredesk.settings.redis_refusals import explain, is_no_room, is_passing

__all__ = ["Pause", "Publication", "PublishResult", "Publisher", "Step", "Validators"]

AnyRedis = redis.asyncio.Redis | redis.asyncio.RedisCluster

OUTAGE_SECONDS = 600.0  # publishing survives a server that is away this long; receipts live an hour (publish.lua)
BACKOFF_SECONDS = (0.01, 1.0)  # first and longest pause between attempts while the server is away
BATCH = 64  # articles in one pipeline: at 5 kB about 320 kB on the wire, and 20 ms of the server's time
PAUSE_SECONDS = 1.0  # between two looks at a full backlog
TRIM_SECONDS = 60.0  # between two trims; each looks at every group, and removes 10,000 entries in about 30 ms
WAIT_MILLISECONDS = 1000  # one WAIT; it is repeated until enough replicas have the article


class Publisher:
    """Publishes articles through publish.lua.

    `backlog`: entries that some consumer group still needs above which publishing waits; `backlog_bytes`: the same for
    the server's memory (0: no limit). `near_duplicate_days`: how long copies are recognised (0: not at all).
    `wait_replicas`: replicas that must hold an article before `publish` returns. `on_pause` is called with a `Pause`
    about once a second while publishing waits and with None when it goes on. `to_list` and `announce` switch on the
    second sink. With `keep_seconds` consumed articles that are older are removed from the queue now and then.
    """

    def __init__(
        self,
        redis: AnyRedis,
        keys: Keys,
        *,
        backlog: int = 1_000_000,
        backlog_bytes: int = 0,
        near_duplicate_days: float = 14,
        wait_replicas: int = 0,
        on_pause: Callable[[Pause | None], None] | None = None,
        to_list: bool = False,
        announce: bool = False,
        keep_seconds: float | None = None,
        outage_seconds: float = OUTAGE_SECONDS,
    ) -> None:
        self._redis = redis
        self._keys = keys
        self._setup = Setup(keys, near_duplicate_days * 86400, to_list, announce)
        self._wait_replicas = wait_replicas
        self._on_pause = on_pause or (lambda pause: None)
        self._keep_seconds = keep_seconds
        self._trim_at = 0.0
        self._outage_seconds = outage_seconds
        self._pausing = 0  # calls that wait for room
        self._stopping = asyncio.Event()
        self._gauge = BacklogGauge(redis, keys, backlog, backlog_bytes, to_list=to_list)

    async def publish(
        self,
        article: Article,
        *,
        aliases: Sequence[str] = (),
        validators: Validators | None = None,
        next_visit: float | None = None,
        step: Step | None = None,
    ) -> PublishResult:
        """Queue `article` if it is new or its words have changed, and remember it in the same step.

        An article whose own URL or one of whose `aliases` is known keeps the id by which it is known. Waits while the
        backlog is full, and through outages of the server; a reply lost on the way is asked for again and cannot queue
        twice. Raises RedisUnreachable when the server stays away, PublishingStopped when it waits and is told to stop.
        """
        publication = Publication(article, aliases, validators, next_visit, step)
        return (await self.publish_many([publication]))[0]

    async def publish_many(self, publications: Sequence[Publication]) -> list[PublishResult]:
        """Publish several articles in few round trips; the results are in the order of `publications`."""
        calls = [prepare(item, self._setup) for item in publications]
        for start in range(0, len(calls), BATCH):
            await self._run(calls[start : start + BATCH])
            await self._trim_now_and_then()
        return [cast(PublishResult, call.result) for call in calls]

    def stop_waiting(self) -> None:
        """Wait no more for room or for a server that is away: whoever does gets PublishingStopped, now or later."""
        self._stopping.set()

    async def _run(self, calls: list[ScriptCall]) -> None:
        """Send `calls` until each has its result; say when they begin to wait for room, and when all have found it."""
        announced = False

        def wait_for_room(pause: Pause) -> None:
            nonlocal announced
            self._pausing += not announced
            announced = True
            self._on_pause(pause)

        try:
            await self._send_until_done(calls, wait_for_room)
        finally:
            self._pausing -= announced
            if announced and not self._pausing:
                self._on_pause(None)

    async def _send_until_done(self, calls: list[ScriptCall], wait_for_room: Callable[[Pause], None]) -> None:
        """Send `calls` until each has its result; pause while there is no room, retry while the server is away."""
        deadline = time.monotonic() + self._outage_seconds
        attempt, repeated, load = 0, False, False
        while waiting := [call for call in calls if call.result is None]:
            try:
                load, pause = await self._attempt(waiting, load, repeated)
            except (RedisError, RedisClusterException, OSError, TransientReply) as lost:
                if not isinstance(lost, TransientReply) and not is_passing(lost):
                    raise
                if time.monotonic() > deadline:
                    raise RedisUnreachable(
                        f"Redis has been away for {self._outage_seconds:.0f} s while articles were published: {lost}"
                    ) from lost
                if isinstance(self._redis, redis.asyncio.RedisCluster):
                    await self._redis.aclose()  # makes it learn the cluster's nodes again
                attempt, repeated = attempt + 1, True
                first, longest = BACKOFF_SECONDS
                await self._rest(random.uniform(0.5, 1) * min(longest, first * 2 ** min(attempt, 10)))
                continue
            attempt, deadline = 0, time.monotonic() + self._outage_seconds
            if pause:
                wait_for_room(pause)
                await self._trim_now_and_then()
                await self._rest(PAUSE_SECONDS)

    async def _rest(self, seconds: float) -> None:
        """Wait before the next attempt. Raises PublishingStopped when there is to be none."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)
            raise PublishingStopped("publishing was told to stop while it waited")

    async def _attempt(self, calls: list[ScriptCall], load: bool, repeated: bool) -> tuple[bool, Pause | None]:
        """One round trip. Sets the results; says whether the script must be loaded first, and why to pause.

        Raises what redis-py raises when the connection is lost, TransientReply when the server asks for patience.
        """
        most_entries = await self._gauge.most_entries()
        scripts = (
            {PUBLISH.text, *(call.publication.step.text for call in calls if call.publication.step)} if load else ()
        )
        replies, replicas = await self._send(
            [command(call, self._setup, most_entries, repeated) for call in calls], scripts
        )
        results: list[tuple[ScriptCall, PublishResult]] = []
        missing, full, problems, pause = False, False, [], None
        for call, reply in zip(calls, replies, strict=True):
            if isinstance(reply, NoScriptError):
                missing = True
            elif isinstance(reply, BaseException):
                problems.append(reply)
            elif (kind := text_of(reply[0])) == "known-as":
                call.id, call.resolved = text_of(reply[1]), True
            elif kind == "full":
                full = True
            else:
                results.append((call, result_of(call.id, kind, reply)))
        if results and replicas is not None and replicas < self._wait_replicas:
            # Nothing is taken for done: the repeated call finds its receipt and waits again.
            pause = Pause(f"only {replicas} of {self._wait_replicas} replicas have what was published", 0, 0)
        else:
            for call, result in results:
                call.result = result
        for problem in problems:
            if not is_no_room(problem):
                raise problem
            pause = Pause(explain(problem), 0, 0)
        if full and not pause and (explained := await self._gauge.explain()):  # None: there is room again
            pause = Pause(explained[0], explained[1].needed, explained[1].used_bytes)
        return missing, pause

    async def _send(self, commands: list[tuple[Any, ...]], scripts: Collection[str]) -> tuple[list[Any], int | None]:
        """Send the scripts' calls, with the `scripts` before and WAIT behind where needed, on one connection."""
        client = cast(Any, self._redis)
        node: dict[str, Any] = {}
        if isinstance(client, redis.asyncio.RedisCluster):
            pipeline = client.pipeline()
            await client.initialize()
            node = {"target_nodes": client.get_node_from_key(self._keys.articles)}
        else:
            pipeline = client.pipeline(transaction=False)
        for script in scripts:
            pipeline.execute_command("SCRIPT LOAD", script, **node)
        for arguments in commands:
            pipeline.execute_command(*arguments)
        if self._wait_replicas:
            pipeline.execute_command("WAIT", self._wait_replicas, WAIT_MILLISECONDS, **node)
        replies = await pipeline.execute(raise_on_error=False)
        replies = replies[len(scripts) :]
        if not self._wait_replicas:
            return replies, None
        acknowledged = replies[-1]
        if isinstance(acknowledged, ResponseError):  # the node has become a replica
            raise TransientReply(str(acknowledged)) from acknowledged
        if isinstance(acknowledged, BaseException):
            raise acknowledged
        return replies[:-1], int(acknowledged)

    async def _trim_now_and_then(self) -> None:
        """Trim at most every TRIM_SECONDS; a failure costs nothing, the next turn comes."""
        if self._keep_seconds is None or time.monotonic() < self._trim_at:
            return
        self._trim_at = time.monotonic() + TRIM_SECONDS
        with contextlib.suppress(RedisError):
            await trim(self._redis, self._keys, self._keep_seconds)


class TransientReply(Exception):
    """The server answered WAIT as a replica does, because it is failing over; it will take the call later."""

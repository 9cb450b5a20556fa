"""The queue of fetch requests: a stream read as one consumer group by any number of workers.

What holds at every moment, whatever is killed: a request leaves the queue only in the step that publishes its article,
or writes it to the failures, and tells the asker (scripts/settle.lua); and only its present holder can do that. Workers
that are not heard of for CLAIM_SECONDS count as dead, and others take over what they held.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import chain
from typing import Any, TypeVar

from redis.exceptions import RedisError, ResponseError

from wiredesk.crawlers.on_demand.credentials import mask_credentials
from wiredesk.crawlers.on_demand.outcome import FetchOutcome
from wiredesk.crawlers.on_demand.reply_keys import ReplyKeys
from wiredesk.crawlers.on_demand.request import FetchRequest, InvalidRequest, reply_key_of
from wiredesk.crawlers.on_demand.scripts import SETTLE
from wiredesk.pipelines.consuming import scripts
from wiredesk.pipelines.consuming.effects import ReadNew
from wiredesk.pipelines.consuming.entries import StreamEntry, decode, entry_from_reply
from wiredesk.pipelines.consuming.options import unique_consumer_name
from wiredesk.pipelines.consuming.reading import entries_of_reply
from wiredesk.pipelines.publishing.keys import Keys
from wiredesk.pipelines.publishing.publication import Step
from wiredesk.pipelines.publishing.scripts import around_publishing
from wiredesk.pipelines.redis_script import RedisScript, SourceText
from wiredesk.pipelines.script_running import Script, run_script_async
from wiredesk.settings.log_events import event

logger = logging.getLogger(__name__)

T = TypeVar("T")

GROUP = "workers"
"""The consumer group of the requests; there is one, as each request is for one worker."""
CLAIM_SECONDS = 20.0
"""Silence after which a worker counts as dead: well above a pause of a busy machine, and soon enough for askers."""
BEATS = 4
"""Signs of life in that time: three may get lost."""
FORGET_SECONDS = 3600.0
"""Silence after which a worker that holds nothing is removed from the group."""
MOST_DELIVERIES = 4
"""Workers that may die over a request before it is given up: one may be killed for other reasons, four not."""
BLOCK_MS = 1000
"""Longest wait in one read: a stop is noticed that soon."""
PAGE = 100
"""Pending requests looked at in one step of taking over: well below a millisecond of the server's time."""
RELEASED_MS = 7 * 24 * 3600 * 1000
"""Idle time of what was given back: beyond CLAIM_SECONDS, so that others may take it at once."""
BATCH = 500
"""Held requests kept or given back in one step, a few milliseconds of the server's time."""
MOST_RECORDS = 10
"""Dead holders of one request that are written down; it is given up before there are so many."""
LONGEST_TOLD = 2_000
"""Characters of a URL or a detail in the stream of failures, which keeps 100,000; the asker's answer has all of it."""
ANSWER_SECONDS = 3600
"""How long an answer waits for the asker on a list that answers have made."""


@dataclass(frozen=True)
class HeldRequest:
    """A request that this worker holds; `problem` says why it is malformed, and `request` is None then.

    `reply_to` is the key to answer on, "" for none: one of a malformed request too, where the key itself is good.
    """

    entry: StreamEntry
    request: FetchRequest | None
    problem: str = ""
    deliveries: int = 1
    reply_to: str = ""

    @property
    def entry_id(self) -> str:
        """The entry on the stream."""
        return self.entry.entry_id

    @property
    def asked_ms(self) -> int:
        """When it was put on the queue, in milliseconds of the server's clock."""
        return int(self.entry_id.partition("-")[0])


class RequestQueue:
    """One worker's end of the queue."""

    def __init__(self, client: Any, keys: Keys) -> None:
        self.name = unique_consumer_name()
        self._redis = client
        self._keys = keys
        self._reply_keys = ReplyKeys(client, keys)
        self._held: dict[str, HeldRequest] = {}
        self._cursor = "-"
        self._claim_due = 0.0
        self._forget_due = 0.0
        self._beating: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Create the group where it does not exist, and begin to show signs of life."""
        await self._create_group()
        self._beating = asyncio.create_task(self._beat())

    async def _create_group(self) -> None:
        try:
            await self._redis.execute_command("XGROUP", "CREATE", self._keys.requests, GROUP, "0", "MKSTREAM")
        except ResponseError as problem:
            if "BUSYGROUP" not in str(problem):
                raise

    async def next(self, most: int) -> list[HeldRequest]:
        """Up to `most` requests; waits up to BLOCK_MS for new ones. Those of dead workers come first."""
        try:
            if time.monotonic() >= self._claim_due:
                found = await self._take_over(most)
                if found:
                    return found
            read = ReadNew((self._keys.requests,), GROUP, self.name, most, BLOCK_MS)
            reply = await self._redis.execute_command(*read.words())
        except ResponseError as problem:
            if "NOGROUP" not in str(problem) and "UNBLOCKED" not in str(problem):
                raise
            logger.warning(
                "the stream of requests or its group is gone; creating it again", extra=event("requests.stream_created")
            )
            await self._create_group()
            return []
        entries = entries_of_reply(reply).get(self._keys.requests, [])
        return [self._hold(entry, 1) for entry in entries]

    async def _take_over(self, most: int) -> list[HeldRequest]:
        reply = await self._run(
            scripts.RECLAIM, GROUP, self.name, int(CLAIM_SECONDS * 1000), self._cursor, PAGE, most, "all",
            datetime.now(UTC).isoformat(timespec="seconds"), MOST_RECORDS, RELEASED_MS,
        )  # fmt: skip
        self._cursor = decode(reply[0])
        if self._cursor == "-":
            now = time.monotonic()
            self._claim_due = now + CLAIM_SECONDS / 4
            if now >= self._forget_due:
                self._forget_due = now + FORGET_SECONDS / 2
                await self._run(scripts.REAP, GROUP, int(FORGET_SECONDS * 1000), self.name, "others")
        found = []
        for entry_id in map(decode, reply[1][::2]):
            taken = await self._run(scripts.TAKE, GROUP, self.name, entry_id)
            if entry_id not in self._held and decode(taken[0]) == "taken":
                found.append(self._hold(entry_from_reply(entry_id, taken[2]), int(taken[1])))
        return found

    def _hold(self, entry: StreamEntry, deliveries: int) -> HeldRequest:
        reply_to = reply_key_of(entry.fields)
        wrong_key = self._reply_keys.problem(reply_to)
        request = None
        try:
            request, problem = FetchRequest.from_fields(entry.fields), wrong_key
        except InvalidRequest as invalid:
            problem = str(invalid)
        held = HeldRequest(entry, None if problem else request, problem, deliveries, "" if wrong_key else reply_to)
        self._held[entry.entry_id] = held
        return held

    async def checked(self, held: HeldRequest) -> HeldRequest:
        """`held`, malformed where no answer can be given on the key that it names: found out before a page is fetched.

        settle.lua looks again, and has the last word.
        """
        if not held.reply_to:
            return held
        problem = await self._reply_keys.problem_now(held.reply_to)
        return replace(held, request=None, problem=held.problem or problem, reply_to="") if problem else held

    # --- ending a request ---------------------------------------------------------------------------------------------

    def publishing_step(self, held: HeldRequest) -> Step:
        """What is done in the same step as publishing: the request is acknowledged and its asker told."""
        return Step(SETTLE.text, self._settle_keys(held), self._settle_arguments(held, "", "", ""))

    async def settle(self, held: HeldRequest, outcome: FetchOutcome) -> bool:
        """End a request without publishing; False where it was no longer ours."""
        if outcome.article is not None:
            end = f',"outcome":"fetched","article":{outcome.article.model_dump_json()}}}'
        else:
            end = "," + json.dumps({"outcome": "failed", "reason": outcome.reason, "detail": outcome.detail})[1:]
        arguments = self._settle_arguments(held, outcome.reason or "", outcome.detail, end)
        keys = self._settle_keys(held)
        reply = await self._evaluate(SourceText(around_publishing(SETTLE.text)), keys, (0, 0, *arguments))
        return decode(reply[0]) == "settled"

    def drop(self, held: HeldRequest) -> None:
        """Hold a request no longer: it was settled."""
        self._held.pop(held.entry_id, None)

    async def give_back(self, held: HeldRequest) -> None:
        """Hold a request no longer, for others to take at once, as if it had not been taken."""
        if self._held.pop(held.entry_id, None) is not None:
            words = (held.entry_id, max(0, held.deliveries - 1))
            await self._run(scripts.RELEASE, GROUP, self.name, RELEASED_MS, *words)

    async def release(self) -> int:
        """Give back what is still held, for others to take at once, and leave the group. Returns how many."""
        pairs = [(held.entry_id, max(0, held.deliveries - 1)) for held in self._held.values()]
        self._held.clear()
        released = 0
        for batch in _batches(pairs):
            words = chain.from_iterable(batch)
            released += int(await self._run(scripts.RELEASE, GROUP, self.name, RELEASED_MS, *words))
        await self._run(scripts.REAP, GROUP, 0, self.name, "only")
        return released

    async def close(self) -> None:
        """End the signs of life."""
        if self._beating is not None:
            self._beating.cancel()

    def _settle_keys(self, held: HeldRequest) -> tuple[str, ...]:
        keys = self._keys
        return (keys.requests, keys.request_histories, keys.failures, held.reply_to or keys.failures)

    def _settle_arguments(self, held: HeldRequest, reason: str, detail: str, end: str) -> tuple[str | int, ...]:
        fields = held.entry.fields
        request_id, url = fields.get("request_id", "")[:1000], mask_credentials(fields.get("url", ""))[:10_000]
        kept = ANSWER_SECONDS if held.reply_to else ""
        head = json.dumps({"request": held.entry_id, "request_id": request_id or None, "url": url})[:-1]
        told = (request_id, url[:LONGEST_TOLD], reason, detail[:LONGEST_TOLD])  # the failure's fields
        return (GROUP, self.name, held.entry_id, kept, *told, head, end)

    # --- Redis --------------------------------------------------------------------------------------------------------

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(CLAIM_SECONDS / BEATS)
            for batch in _batches(list(self._held)):
                try:
                    lost = await self._run(scripts.KEEP, GROUP, self.name, *batch)
                except (RedisError, OSError) as problem:
                    logger.debug("no sign of life: %s", problem, extra=event("detail"))
                    break
                self._forget(map(decode, lost))

    def _forget(self, entry_ids: Iterable[str]) -> None:
        for entry_id in entry_ids:
            if self._held.pop(entry_id, None) is not None:
                logger.info("request %s is no longer ours", entry_id, extra=event("request.lost", entry=entry_id))

    async def _run(self, which: RedisScript, *arguments: Any) -> Any:
        keys = (self._keys.requests, self._keys.request_histories)
        return await self._evaluate(which, keys, arguments)

    async def _evaluate(self, script: Script, keys: tuple[str, ...], arguments: tuple[Any, ...]) -> Any:
        return await run_script_async(self._redis, script, keys, [_encoded(argument) for argument in arguments])


def _batches(items: list[T]) -> Iterator[list[T]]:
    return (items[start : start + BATCH] for start in range(0, len(items), BATCH))


def _encoded(argument: Any) -> bytes:
    """As UTF-8; what a hostile page or request smuggled in as half a character becomes a question mark."""
    return str(argument).encode("utf-8", "replace")

"""The logic of one consumer, free of input and output (pipelines.consuming.requests says how it is driven).

What holds at every moment, whatever is killed:

- An entry leaves the group's pending list only after it was processed, or in the same script that writes it to the
  dead letters.
- Entries that this consumer holds are kept from others by the heartbeat; when that fails for `claim_after` seconds,
  others take them, and this consumer finds out before it takes up anything that it fetched earlier.
- A delivery is counted when it begins. Entries fetched in advance are counted once by Redis itself.
"""

from __future__ import annotations

import json
import logging
import time
import traceback
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import redis

from pipelines.consuming import scripts
from pipelines.consuming.delivery import MOST_RECORDS, Delivery, GroupDeleted
from pipelines.consuming.entries import MalformedEntry, StreamEntry, decode, entry_from_reply
from pipelines.consuming.holdings import Held, Holdings
from pipelines.consuming.options import ConsumerOptions
from pipelines.consuming.outages import Outage, is_outage
from pipelines.consuming.reading import entries_of_reply
from pipelines.consuming.requests import Command, Pause, ReadNew, Request, RunScript, Steps
from pipelines.publishing.keys import Keys

log = logging.getLogger("pipelines.consuming")

BLOCK_SECONDS = 1.0  # longest wait in one read: a stop is noticed that soon
PAGE = 100  # pending entries looked at in one step of reclaiming: well below a millisecond of the server's time
RELEASED_MS = 7 * 24 * 3600 * 1000  # idle time of what was given back: beyond any `claim_after`, so free at once
LONGEST_ERROR = 500  # characters of an error in a history: a message, not a document
LONGEST_TRACEBACK = 8000  # characters: some 80 frames, the innermost kept
STOPPING_SECONDS = 5.0  # how long a stopping consumer tries to acknowledge while Redis is away


class Session:
    """State and steps of one consumer."""

    def __init__(self, options: ConsumerOptions, keys: Keys) -> None:
        self.options = options
        self.keys = keys
        self.holdings = Holdings()
        self.stopping = False
        self.dead_letters = 0
        self._stop_deadline: float | None = None
        self._outage = Outage()
        self._replays = keys.replay(options.group)
        self._streams = (keys.articles, self._replays)
        self._cursors = dict.fromkeys(self._streams, "-")
        self._reclaim_due = 0.0
        self._reap_due = 0.0
        self._recover_own = options.named

    # --- a consumer's life ------------------------------------------------------------------------------------------

    def start(self) -> Steps[None]:
        """Create the group where it does not exist, and its replay stream."""
        yield from self._create_groups(self.options.start_id())

    def next_delivery(self) -> Steps[Delivery | None]:
        """The next article; None when the consumer is stopped, or the queue is drained and it does not follow."""
        while not self.stopping:
            held = self.holdings.next_ready()
            if held is not None:
                delivery = yield from self._take_up(held)
                if delivery is not None:
                    return delivery
            elif self._recover_own:
                yield from self._recover()
            elif time.monotonic() >= self._reclaim_due:
                yield from self._reclaim()
            elif not (yield from self._read()) and not self.options.follow:
                wait = self.holdings.seconds_to_postponed()
                if wait is None:
                    return None
                yield Pause(wait)
        return None

    def succeed(self, delivery: Delivery) -> Steps[None]:
        """Acknowledge an article that was processed."""
        yield from self._settle(delivery.stream, [delivery.entry_id])
        delivery.settled = True

    def fail(self, delivery: Delivery, problem: BaseException) -> Steps[None]:
        """Note that processing failed. The article is tried again later, or is a dead letter after too many tries."""
        delivery.settled = True
        record = self._record(delivery.delivery_count, "failed", problem)
        history = [*delivery.history, record][-MOST_RECORDS:]
        limit = self.options.max_deliveries
        if limit and delivery.delivery_count >= limit:
            yield from self._bury(
                delivery.stream, delivery.entry_id, "failed", problem, delivery.delivery_count, history
            )
            return None
        group, name = self.options.group, self.options.name
        kept = yield from self._run(
            scripts.POSTPONE, delivery.stream, (group, name, delivery.entry_id, json.dumps(history))
        )
        if not kept:
            self.holdings.drop(delivery.stream, delivery.entry_id)
            return
        seconds = self.options.retry_after(delivery.delivery_count)
        self.holdings.postpone(delivery.stream, delivery.entry_id, seconds)
        count, error = delivery.delivery_count, record["error"]
        log.warning("entry %s failed (delivery %d; next in %.1f s): %s", delivery.entry_id, count, seconds, error)

    def reject(self, delivery: Delivery, problem: BaseException) -> Steps[None]:
        """Send an article to the dead letters without further tries."""
        delivery.settled = True
        history = [*delivery.history, self._record(delivery.delivery_count, "rejected", problem)][-MOST_RECORDS:]
        count = delivery.delivery_count
        yield from self._bury(delivery.stream, delivery.entry_id, "rejected", problem, count, history)

    def give_back(self, delivery: Delivery) -> Steps[None]:
        """Give an article back as if it had never been delivered; others, or this consumer, may take it at once."""
        delivery.settled = True
        yield from self._release(delivery.stream, [(delivery.entry_id, delivery.delivery_count - 1)])
        self._reclaim_due = 0.0

    def release(self) -> Steps[None]:
        """Give everything held back to the group, for others to take at once, and leave it if nothing is left."""
        for stream, held in self.holdings.by_stream().items():
            # Never begun, so never delivered as far as anybody else is concerned
            counts = [(one.entry_id, one.deliveries if one.begun else max(0, one.deliveries - 1)) for one in held]
            yield from self._release(stream, counts)
        for stream in self._streams:
            yield RunScript(scripts.REAP, (stream,), (self.options.group, 0, self.options.name, "only"))

    def _release(self, stream: str, counts: list[tuple[str, int]]) -> Steps[None]:
        pairs = [word for pair in counts for word in pair]
        yield RunScript(scripts.RELEASE, (stream,), (self.options.group, self.options.name, RELEASED_MS, *pairs))
        for entry_id, _ in counts:
            self.holdings.drop(stream, entry_id)

    def keep(self) -> Steps[None]:
        """One heartbeat: tell the server that everything held is still at work; forget what others have taken."""
        for stream, held in self.holdings.by_stream().items():
            yield from self._keep(stream, held)

    # --- getting entries --------------------------------------------------------------------------------------------

    def _read(self) -> Steps[int]:
        waits = [BLOCK_SECONDS, self._reclaim_due - time.monotonic()]
        postponed = self.holdings.seconds_to_postponed()
        if postponed is not None:
            waits.append(postponed)
        block = max(1, int(min(waits) * 1000)) if self.options.follow else 0
        group, name = self.options.group, self.options.name
        moment = time.monotonic()
        reply = yield from self._ask(ReadNew(self._streams, group, name, self.options.prefetch, block))
        read = 0
        for stream, entries in entries_of_reply(reply).items():
            for entry in entries:
                self.holdings.add(Held(stream, entry.entry_id, 1, entry, moment))
            unwanted = [entry for entry in entries if not self._wanted(entry)]
            if unwanted:
                yield from self._settle(stream, [entry.entry_id for entry in unwanted])
            read += len(entries)
        return read

    def _wanted(self, entry: StreamEntry) -> bool:
        try:
            entry.check_envelope()
        except MalformedEntry:
            return True  # it becomes a dead letter, whatever its fields say
        return self.options.filter.accepts(entry.fields)

    def _take_up(self, held: Held) -> Steps[Delivery | None]:
        if held.entry is not None:
            if time.monotonic() - held.confirmed_at > self.options.claim_after / 2:
                yield from self._ask_keep(held)
                if held.key not in self.holdings:
                    return None
            return (yield from self._admit(held, held.entry, held.deliveries, []))
        arguments = (self.options.group, self.options.name, held.entry_id)
        reply = yield from self._run(scripts.TAKE, held.stream, arguments)
        outcome = decode(reply[0])
        if outcome != "taken":
            if outcome == "deleted":
                self._warn_deleted([held.entry_id])
            self.holdings.drop(held.stream, held.entry_id)
            return None
        entry = entry_from_reply(held.entry_id, reply[2])
        if not self._wanted(entry):
            yield from self._settle(held.stream, [held.entry_id])
            return None
        return (yield from self._admit(held, entry, int(reply[1]), _history(decode(reply[3]))))

    def _admit(
        self, held: Held, entry: StreamEntry, deliveries: int, history: list[dict[str, Any]]
    ) -> Steps[Delivery | None]:
        held.begun, held.deliveries = True, deliveries
        limit = self.options.max_deliveries
        if limit and deliveries > limit:
            # Before the article is parsed: it may be what kills the process
            problem = f"delivered {deliveries - 1} times and never acknowledged: its consumers died or hung"
            yield from self._bury(held.stream, held.entry_id, "abandoned", problem, deliveries - 1, history)
            return None
        delivery = Delivery(entry, held.stream, deliveries, history)
        try:
            _ = delivery.raw if self.options.raw else delivery.article
        except MalformedEntry as malformed:
            yield from self._bury(held.stream, held.entry_id, "malformed", str(malformed), deliveries, history)
            return None
        return delivery

    def _reclaim(self) -> Steps[None]:
        """Look at one page of the group's pending entries on each stream; take what dead consumers hold."""
        for stream in self._streams:
            idle = int(self.options.claim_after * 1000)
            cursor = yield from self._reclaim_page(stream, self._cursors[stream], idle, self.options.prefetch, "all")
            self._cursors[stream] = cursor
        if any(cursor != "-" for cursor in self._cursors.values()):
            return  # more to see: the next page follows when what was taken is done
        now = time.monotonic()
        self._reclaim_due = now + self.options.claim_after / 2
        if now >= self._reap_due:
            self._reap_due = now + self.options.forget_after / 2
            for stream in self._streams:
                idle = int(self.options.forget_after * 1000)
                arguments = (self.options.group, idle, self.options.name, "others")
                yield from self._ask(RunScript(scripts.REAP, (stream,), arguments))

    def _recover(self) -> Steps[None]:
        """Find what is pending under our own name and not in our hands: replies lost in an outage, or a former life."""
        self._recover_own = False
        for stream in self._streams:
            cursor = yield from self._reclaim_page(stream, "-", 0, PAGE, "own")
            while cursor != "-":
                cursor = yield from self._reclaim_page(stream, cursor, 0, PAGE, "own")

    def _reclaim_page(self, stream: str, cursor: str, idle_ms: int, limit: int, whose: str) -> Steps[str]:
        group, name = self.options.group, self.options.name
        moment = time.monotonic()
        arguments = (group, name, idle_ms, cursor, PAGE, limit, whose, _now(), MOST_RECORDS, RELEASED_MS)
        reply = yield from self._run(scripts.RECLAIM, stream, arguments)
        taken = reply[1]
        for entry_id, deliveries in zip(taken[::2], taken[1::2], strict=True):
            self.holdings.add(Held(stream, decode(entry_id), int(deliveries), None, moment))
        self._warn_deleted([decode(entry_id) for entry_id in reply[2]])
        return decode(reply[0])

    # --- settling entries -------------------------------------------------------------------------------------------

    def _settle(self, stream: str, entry_ids: list[str]) -> Steps[None]:
        arguments = (self.options.group, "1" if stream == self._replays else "0", *entry_ids)
        yield from self._run(scripts.SETTLE, stream, arguments)
        for entry_id in entry_ids:
            self.holdings.drop(stream, entry_id)

    def _bury(
        self,
        stream: str,
        entry_id: str,
        reason: str,
        problem: BaseException | str,
        deliveries: int,
        history: list[dict[str, Any]],
    ) -> Steps[None]:
        trace = "" if isinstance(problem, str) else "".join(traceback.format_exception(problem))
        facts = {
            "dead_group": self.options.group,
            "dead_entry": entry_id,
            "dead_reason": reason,
            "dead_error": _describe(problem),
            "dead_traceback": _storable(trace[-LONGEST_TRACEBACK:]),
            "dead_delivery_count": str(deliveries),
            "dead_history": json.dumps(history),
            "dead_consumer": self.options.name,
            "dead_at": _now(),
        }
        pairs = [word for pair in facts.items() for word in pair]
        remove = "1" if stream == self._replays else "0"
        group, name = self.options.group, self.options.name
        keys = (stream, self._histories(stream), self.keys.dead)
        letter = yield from self._ask(RunScript(scripts.BURY, keys, (group, name, entry_id, remove, *pairs)))
        self.holdings.drop(stream, entry_id)
        if letter:
            self.dead_letters += 1
            log.error(
                "entry %s is now the dead letter %s (%s): %s", entry_id, decode(letter), reason, _describe(problem)
            )

    def _keep(self, stream: str, held: Iterable[Held]) -> Steps[None]:
        moment = time.monotonic()
        ids = [one.entry_id for one in held]
        reply = yield RunScript(scripts.KEEP, (stream,), (self.options.group, self.options.name, *ids))
        lost = {decode(entry_id) for entry_id in reply}
        self.holdings.confirm(stream, set(ids) - lost, moment)
        for entry_id in lost:
            if (stream, entry_id) in self.holdings:
                self.holdings.drop(stream, entry_id)
                log.warning("entry %s went to another consumer: this one was not heard of for too long", entry_id)

    def _ask_keep(self, held: Held) -> Steps[None]:
        while True:
            try:
                yield from self._keep(held.stream, [held])
                return
            except (redis.RedisError, OSError) as problem:
                yield from self._wait_out(problem)

    # --- asking -----------------------------------------------------------------------------------------------------

    def _run(self, script: scripts.Script, stream: str, arguments: tuple[str | int, ...]) -> Steps[Any]:
        return (yield from self._ask(RunScript(script, (stream, self._histories(stream)), arguments)))

    def _histories(self, stream: str) -> str:
        group = self.options.group
        return self.keys.replay_deliveries(group) if stream == self._replays else self.keys.deliveries(group)

    def _ask(self, request: Request) -> Steps[Any]:
        """Carry out a request; outages of Redis are waited out, and a group that went with the data is made anew."""
        while True:
            try:
                reply = yield request
            except (redis.RedisError, OSError) as problem:
                yield from self._wait_out(problem)
                continue
            if self._outage.over():
                self._recover_own = True
            return reply

    def _wait_out(self, problem: Exception) -> Steps[None]:
        if _says_group_is_gone(problem):
            yield from self._restore_groups()
            return
        if not is_outage(problem):
            raise problem
        if self.stopping:
            self._stop_deadline = self._stop_deadline or time.monotonic() + STOPPING_SECONDS
            if time.monotonic() > self._stop_deadline:
                raise problem
        yield Pause(self._outage.pause(problem))

    def _create_groups(self, start: str) -> Steps[None]:
        for stream, first in ((self.keys.articles, start), (self._replays, "0-0")):
            try:
                yield from self._ask(Command(("XGROUP", "CREATE", stream, self.options.group, first, "MKSTREAM")))
            except redis.ResponseError as problem:
                if "BUSYGROUP" not in str(problem):  # it exists: where it stands is where it goes on
                    raise

    def _restore_groups(self) -> Steps[None]:
        """The group is gone, on one stream or both. Where Redis lost its data, all that comes now is new to us.

        Raises GroupDeleted where only the group was deleted: starting over unasked would deliver everything again.
        The replay stream, which outlives its group, tells the two apart.
        """
        articles, replays = self.keys.articles, self._replays
        if (yield from self._ask(Command(("EXISTS", articles)))):
            rows = yield from self._ask(Command(("XINFO GROUPS", articles)))
            names = {decode(value) for row in rows for key, value in row.items() if decode(key) == "name"}
            if self.options.group not in names and (yield from self._ask(Command(("EXISTS", replays)))):
                raise GroupDeleted(
                    f"the consumer group {self.options.group!r} was deleted while it was consuming; "
                    "start the consumer again to create it anew"
                )
        log.warning("group %s is gone from %s or %s; creating it anew", self.options.group, articles, replays)
        yield from self._create_groups("0-0")

    # --- words ------------------------------------------------------------------------------------------------------

    def _record(self, delivery: int, outcome: str, problem: BaseException) -> dict[str, Any]:
        return {
            "delivery": delivery,
            "consumer": self.options.name,
            "outcome": outcome,
            "at": _now(),
            "error": _describe(problem),
        }

    def _warn_deleted(self, entry_ids: list[str]) -> None:
        if entry_ids:
            log.warning("deleted from the stream before group %s had processed them: %s", self.options.group, entry_ids)


def _says_group_is_gone(problem: Exception) -> bool:
    # Redis 6.2 wraps the code of an error inside a script in its own words; UNBLOCKED: the key went during a read
    return isinstance(problem, redis.ResponseError) and ("NOGROUP" in str(problem) or "UNBLOCKED" in str(problem))


def _history(text: str) -> list[dict[str, Any]]:
    try:
        loaded = json.loads(text)
    except ValueError:
        return []
    return [record for record in loaded if isinstance(record, dict)] if isinstance(loaded, list) else []


def _describe(problem: BaseException | str) -> str:
    text = problem if isinstance(problem, str) else f"{type(problem).__name__}: {problem}"
    return _storable(text[:LONGEST_ERROR])


def _storable(text: str) -> str:
    """Lone surrogates, which an error may quote, cannot be written as UTF-8."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")

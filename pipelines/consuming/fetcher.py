"""How entries come into a consumer's hands: read, reclaimed from the dead, or tried again; and which are let in."""

from __future__ import annotations

import logging
import time
from typing import Any

import redis

from wiredesk.pipelines.consuming import scripts
from wiredesk.pipelines.consuming.acknowledgement import RELEASED_MS, Settling
from wiredesk.pipelines.consuming.delivery import Delivery
from wiredesk.pipelines.consuming.delivery_record import MOST_RECORDS, moment, read_history
from wiredesk.pipelines.consuming.effects import ReadNew, RunScript, Steps
from wiredesk.pipelines.consuming.entries import MalformedEntry, StreamEntry, decode, entry_from_reply
from wiredesk.pipelines.consuming.group_link import GroupLink
from wiredesk.pipelines.consuming.pending_entries import Held, Holdings
from wiredesk.pipelines.consuming.reading import entries_of_reply

log = logging.getLogger("wiredesk.pipelines.consuming")

BLOCK_SECONDS = 1.0  # longest wait in one read: a stop is noticed that soon
PAGE = 100  # pending entries looked at in one step of reclaiming: well below a millisecond of the server's time


class Intake:
    """The steps that fetch entries and turn them into deliveries."""

    def __init__(self, link: GroupLink, holdings: Holdings, settling: Settling) -> None:
        self._link = link
        self._options = link.options
        self._holdings = holdings
        self._settling = settling
        self._cursors = dict.fromkeys(link.streams, "-")
        self._reclaim_due = 0.0
        self._given_back = False
        self._reap_due = 0.0
        self.skipped = 0

    def reclaim_soon(self) -> None:
        """Look at all of the group's pending entries before the next read: one was given back."""
        self._given_back = True

    def next_delivery(self) -> Steps[Delivery | None]:
        """One step towards the next article: the article, or None where another step is needed.

        Raises Drained where nothing is left and the consumer does not wait for more.
        """
        held = self._holdings.next_ready()
        if held is not None:
            return (yield from self._take_up(held))
        if self._link.contact_was_lost:
            yield from self._recover()
        elif self._given_back or time.monotonic() >= self._reclaim_due:
            yield from self._reclaim()
        elif not (yield from self._read()) and not self._options.follow:
            raise Drained
        return None

    def _read(self) -> Steps[int]:
        waits = [BLOCK_SECONDS, self._reclaim_due - time.monotonic()]
        postponed = self._holdings.seconds_to_postponed()
        if postponed is not None:
            waits.append(postponed)
        block = max(1, int(min(waits) * 1000)) if self._options.follow else 0
        asked_at = time.monotonic()
        group, name, count = self._options.group, self._options.name, self._options.prefetch
        reply = yield from self._link.ask(ReadNew(self._link.streams, group, name, count, block))
        read = 0
        for stream, entries in entries_of_reply(reply).items():
            for entry in entries:
                self._holdings.add(Held(stream, entry.entry_id, 1, entry, asked_at))
            unwanted = [entry.entry_id for entry in entries if not self._wants(entry)]
            if unwanted:
                yield from self._skip(stream, unwanted)
            read += len(entries)
        return read

    def _wants(self, entry: StreamEntry) -> bool:
        try:
            entry.check_envelope()
        except MalformedEntry:
            return True  # it becomes a dead letter, whatever its fields say
        return self._options.filter.accepts(entry.fields)

    def _skip(self, stream: str, entry_ids: list[str]) -> Steps[None]:
        """Acknowledge unseen what the filter does not want."""
        yield from self._settling.acknowledge(stream, entry_ids)
        self.skipped += len(entry_ids)

    def _take_up(self, held: Held) -> Steps[Delivery | None]:
        if held.entry is not None:
            if time.monotonic() - held.confirmed_at > self._options.claim_after / 2:
                yield from self._confirm(held)
                if held.key not in self._holdings:
                    return None
            return (yield from self._admit(held, held.entry, held.deliveries, []))
        reply = yield from self._link.run(scripts.TAKE, held.stream, held.entry_id)
        outcome = decode(reply[0])
        if outcome != "taken":
            if outcome == "deleted":
                self._warn_of_deleted([held.entry_id])
            self._holdings.drop(held.stream, held.entry_id)
            return None
        entry = entry_from_reply(held.entry_id, reply[2])
        if not self._wants(entry):
            yield from self._skip(held.stream, [held.entry_id])
            return None
        return (yield from self._admit(held, entry, int(reply[1]), read_history(decode(reply[3]))))

    def _confirm(self, held: Held) -> Steps[None]:
        """Ask whether an entry that was fetched long ago is still ours, and wait for the answer."""
        began = time.monotonic()
        while True:
            try:
                yield from self._settling.keep(held.stream, [held])
                return
            except (redis.RedisError, OSError) as problem:
                yield from self._link.wait_out(problem, began)

    def _admit(
        self, held: Held, entry: StreamEntry, deliveries: int, history: list[dict[str, Any]]
    ) -> Steps[Delivery | None]:
        held.begun, held.deliveries = True, deliveries
        limit = self._options.max_deliveries
        if limit and deliveries > limit:
            # Before the article is parsed: it may be what kills the process
            problem = f"delivered {deliveries - 1} times and never acknowledged: its consumers died or hung"
            yield from self._settling.bury(held.stream, held.entry_id, "abandoned", problem, deliveries - 1, history)
            return None
        delivery = Delivery(entry, held.stream, deliveries, history)
        try:
            _ = delivery.raw if self._options.raw else delivery.article
        except MalformedEntry as malformed:
            yield from self._settling.bury(held.stream, held.entry_id, "malformed", str(malformed), deliveries, history)
            return None
        return delivery

    def _reclaim(self) -> Steps[None]:
        """Look at one page of the group's pending entries on each stream; take what dead consumers hold."""
        if self._given_back:  # it may stand before the places where this went on
            self._given_back = False
            self._cursors = dict.fromkeys(self._link.streams, "-")
        for stream in self._link.streams:
            idle = int(self._options.claim_after * 1000)
            cursor = yield from self._reclaim_page(stream, self._cursors[stream], idle, self._options.prefetch, "all")
            self._cursors[stream] = cursor
        if self._given_back or any(cursor != "-" for cursor in self._cursors.values()):
            return  # more to see: the next page follows when what was taken is done
        now = time.monotonic()
        self._reclaim_due = now + self._options.claim_after / 2
        if now >= self._reap_due:
            self._reap_due = now + self._options.forget_after / 2
            for stream in self._link.streams:
                idle = int(self._options.forget_after * 1000)
                arguments = (self._options.group, idle, self._options.name, "others")
                yield from self._link.ask(RunScript(scripts.REAP, (stream,), arguments))

    def _recover(self) -> Steps[None]:
        """Find what is pending under our own name and not in our hands."""
        self._link.contact_was_lost = False
        for stream in self._link.streams:
            cursor = yield from self._reclaim_page(stream, "-", 0, PAGE, "own")
            while cursor != "-":
                cursor = yield from self._reclaim_page(stream, cursor, 0, PAGE, "own")

    def _reclaim_page(self, stream: str, cursor: str, idle_ms: int, limit: int, whose: str) -> Steps[str]:
        asked_at = time.monotonic()
        arguments = (idle_ms, cursor, PAGE, limit, whose, moment(), MOST_RECORDS, RELEASED_MS)
        reply = yield from self._link.run(scripts.RECLAIM, stream, *arguments)
        taken = reply[1]
        for entry_id, deliveries in zip(taken[::2], taken[1::2], strict=True):
            self._holdings.add(Held(stream, decode(entry_id), int(deliveries), None, asked_at))
        self._warn_of_deleted([decode(entry_id) for entry_id in reply[2]])
        return decode(reply[0])

    def _warn_of_deleted(self, entry_ids: list[str]) -> None:
        if entry_ids:
            log.warning(
                "deleted from the stream before group %s had processed them: %s", self._options.group, entry_ids
            )


class Drained(Exception):
    """Nothing is left on the queue for this group, but what waits for another try."""

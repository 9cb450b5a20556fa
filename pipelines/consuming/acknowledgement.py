"""How entries leave a consumer's hands: acknowledged, put off, given back, or dead."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterable
from typing import Any

import redis

from wiredesk.pipelines.consuming import scripts
from wiredesk.pipelines.consuming.delivery_record import describe, moment, stack_of
from wiredesk.pipelines.consuming.effects import RunScript, Steps
from wiredesk.pipelines.consuming.entries import decode
from wiredesk.pipelines.consuming.group_link import GroupLink
from wiredesk.pipelines.consuming.pending_entries import Held, Holdings

log = logging.getLogger("wiredesk.pipelines.consuming")

RELEASED_MS = 7 * 24 * 3600 * 1000  # idle time of what was given back: beyond any `claim_after`, so free at once


class Settling:
    """The steps by which a held entry stops being held."""

    def __init__(self, link: GroupLink, holdings: Holdings) -> None:
        self._link = link
        self._holdings = holdings
        self.dead_letters = 0

    def acknowledge(self, stream: str, entry_ids: list[str]) -> Steps[None]:
        """Acknowledge entries; those of the replay stream, which nobody else reads, are removed from it."""
        self._holdings.leave(stream, entry_ids)
        keys = (stream, self._link.histories(stream))
        arguments = (self._link.options.group, self._removes(stream), *entry_ids)
        yield from self._link.ask(RunScript(scripts.SETTLE, keys, arguments))
        for entry_id in entry_ids:
            self._holdings.drop(stream, entry_id)

    def postpone(self, stream: str, entry_id: str, seconds: float, history: list[dict[str, Any]]) -> Steps[bool]:
        """Keep an entry for another try after `seconds`; False when it is no longer ours."""
        kept = yield from self._link.run(scripts.POSTPONE, stream, entry_id, json.dumps(history))
        if kept:
            self._holdings.postpone(stream, entry_id, seconds)
        else:
            self._holdings.drop(stream, entry_id)
        return bool(kept)

    def bury(
        self,
        stream: str,
        entry_id: str,
        reason: str,
        problem: BaseException | str,
        deliveries: int,
        history: list[dict[str, Any]],
    ) -> Steps[None]:
        """Move an entry to the dead letters, in one step."""
        self._holdings.leave(stream, [entry_id])
        options = self._link.options
        facts = {
            "dead_group": options.group,
            "dead_entry": entry_id,
            "dead_reason": reason,
            "dead_error": describe(problem),
            "dead_traceback": stack_of(problem),
            "dead_delivery_count": str(deliveries),
            "dead_history": json.dumps(history),
            "dead_consumer": options.name,
            "dead_at": moment(),
        }
        words = [word for pair in facts.items() for word in pair]
        keys = (stream, self._link.histories(stream), self._link.dead)
        arguments = (options.group, options.name, entry_id, self._removes(stream), *words)
        letter = yield from self._link.ask(RunScript(scripts.BURY, keys, arguments))
        self._holdings.drop(stream, entry_id)
        if letter:
            self.dead_letters += 1
            log.error("entry %s is now dead letter %s (%s): %s", entry_id, decode(letter), reason, describe(problem))

    def release(self, stream: str, counts: list[tuple[str, int]], *, waits: bool) -> Steps[None]:
        """Give entries back for anybody to take at once, with the delivery counts that they should have.

        An outage of Redis is waited for, or not (`waits`): the error is raised then. In any case they are held no
        longer, so that no heartbeat keeps from others what is not at work.
        """
        entry_ids = [entry_id for entry_id, _ in counts]
        self._holdings.leave(stream, entry_ids)
        options = self._link.options
        words = [word for pair in counts for word in pair]
        request = RunScript(scripts.RELEASE, (stream,), (options.group, options.name, RELEASED_MS, *words))
        try:
            if waits:
                yield from self._link.ask(request)
            else:
                yield request
        except (redis.RedisError, OSError):
            self._link.contact_was_lost = True  # they stand under our name still
            raise
        finally:
            for entry_id in entry_ids:
                self._holdings.drop(stream, entry_id)

    def keep(self, stream: str, held: Iterable[Held]) -> Steps[None]:
        """Tell the server that entries are still at work; forget those that others have taken.

        The heartbeat's thread does this beside the consumer's own, which may give an entry back and take it again
        before the answer is here. So the answer counts for what was held when it was asked, and for nothing since.
        """
        asked_at = time.monotonic()
        held = list(held)
        options = self._link.options
        ids = [one.entry_id for one in held]
        reply = yield RunScript(scripts.KEEP, (stream,), (options.group, options.name, RELEASED_MS, *ids))
        lost = {decode(entry_id) for entry_id in reply}
        for one in held:
            if one.entry_id not in lost:
                one.confirmed_at = max(one.confirmed_at, asked_at)
            elif self._holdings.lose(one):
                log.warning("entry %s went to another consumer: this one was silent for too long", one.entry_id)

    def _removes(self, stream: str) -> str:
        return "1" if stream == self._link.replays else "0"

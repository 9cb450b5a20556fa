"""The logic of one consumer, free of input and output (pipelines.consuming.steps says how it is driven).

What holds at every moment, whatever is killed:

- An entry leaves the group's pending list only after it was processed, or in the same script that writes it to the
  dead letters.
- Entries that this consumer holds are kept from others by the heartbeat; when that fails for `claim_after` seconds,
  others take them, and this consumer finds out before it takes up anything that it fetched earlier.
- A delivery is counted when it begins. Entries fetched in advance are counted once by Redis itself.
"""

from __future__ import annotations

import logging
import time

import redis

from wiredesk.pipelines.consuming import scripts
from wiredesk.pipelines.consuming.acknowledgement import Settling
from wiredesk.pipelines.consuming.delivery import Delivery
from wiredesk.pipelines.consuming.delivery_record import add_record, describe
from wiredesk.pipelines.consuming.downstream_pause import DownstreamPause
from wiredesk.pipelines.consuming.effects import Pause, RunScript, Steps
from wiredesk.pipelines.consuming.fetcher import Drained, Intake
from wiredesk.pipelines.consuming.group_link import GroupLink
from wiredesk.pipelines.consuming.options import ConsumerOptions
from wiredesk.pipelines.consuming.pending_entries import Holdings
from wiredesk.pipelines.publishing.keys import Keys
from wiredesk.settings.redis_refusals import explain, is_passing

log = logging.getLogger("wiredesk.pipelines.consuming")


class Session:
    """State and steps of one consumer."""

    def __init__(self, options: ConsumerOptions, keys: Keys) -> None:
        self.options = options
        self.holdings = Holdings()
        self._link = GroupLink(options, keys)
        self._settling = Settling(self._link, self.holdings)
        self._intake = Intake(self._link, self.holdings, self._settling)
        self._pause = DownstreamPause(options.retry_delay, options.retry_delay_max)

    @property
    def stopping(self) -> bool:
        """Whether to end the consumer after the current article."""
        return self._link.stopping

    def stop(self) -> None:
        """End after the current article; may be called from any thread or a signal handler."""
        self._link.stopped_at = time.monotonic()
        self._link.stopping = True

    def go_on(self) -> None:
        """Forget an earlier stop: the consumer is used again."""
        self._link.stopping = False

    @property
    def dead_letters(self) -> int:
        """How many entries this consumer has given up."""
        return self._settling.dead_letters

    @property
    def skipped(self) -> int:
        """How many entries this consumer has acknowledged unseen, because its filter does not want them."""
        return self._intake.skipped

    def start(self) -> Steps[None]:
        """Create the group where it does not exist, and its replay stream."""
        yield from self._link.create_groups(self.options.start_id())

    def next_delivery(self) -> Steps[Delivery | None]:
        """The next article; None when the consumer is stopped, or the queue is drained and it does not follow."""
        while not self.stopping:
            if seconds_left := self._pause.seconds_left:
                yield Pause(seconds_left)
                continue
            try:
                delivery = yield from self._intake.next_delivery()
            except Drained:
                seconds = self.holdings.seconds_to_postponed()
                if seconds is None:
                    return None
                yield Pause(seconds)
            else:
                if delivery is not None:
                    return delivery
        return None

    def succeed(self, delivery: Delivery) -> Steps[None]:
        """Acknowledge an article that was processed."""
        yield from self._settling.acknowledge(delivery.stream, [delivery.entry_id])
        delivery.settled = True
        self._pause.end()

    def fail(self, delivery: Delivery, problem: BaseException) -> Steps[None]:
        """Note that processing failed. The article is tried again later, or is a dead letter after too many tries."""
        delivery.settled = True
        stream, entry_id, count = delivery.stream, delivery.entry_id, delivery.delivery_count
        history = add_record(delivery.history, count, self.options.name, "failed", problem)
        if self.options.max_deliveries and count >= self.options.max_deliveries:
            yield from self._settling.bury(stream, entry_id, "failed", problem, count, history)
            return
        seconds = self.options.retry_after(count)
        if (yield from self._settling.postpone(stream, entry_id, seconds, history)):
            error = describe(problem)
            log.warning("entry %s failed (delivery %d; next in %.1f s): %s", entry_id, count, seconds, error)

    def reject(self, delivery: Delivery, problem: BaseException) -> Steps[None]:
        """Send an article to the dead letters without further tries."""
        delivery.settled = True
        count = delivery.delivery_count
        history = add_record(delivery.history, count, self.options.name, "rejected", problem)
        yield from self._settling.bury(delivery.stream, delivery.entry_id, "rejected", problem, count, history)

    def give_back(self, delivery: Delivery) -> Steps[None]:
        """Give an article back as if it had never been delivered; others, or this consumer, may take it at once.

        Who gives back mostly ends, and does not wait for a Redis that is away: others take the article later.
        """
        try:
            yield from self._return(delivery, waits=False)
        except (redis.RedisError, OSError) as problem:
            if not is_passing(problem):
                raise
            log.warning("could not give back entry %s (%s); others take it later", delivery.entry_id, explain(problem))

    def put_off(self, delivery: Delivery, problem: BaseException) -> Steps[None]:
        """Give an article back as if it had never been delivered, and take nothing for a while (`DownstreamPause`)."""
        self._pause.begin(problem)
        yield from self._return(delivery, waits=True)

    def _return(self, delivery: Delivery, *, waits: bool) -> Steps[None]:
        delivery.settled = True
        counts = [(delivery.entry_id, delivery.delivery_count - 1)]
        yield from self._settling.release(delivery.stream, counts, waits=waits)
        self._intake.reclaim_soon()

    def release(self) -> Steps[None]:
        """Give everything held back to the group, for others to take at once, and leave it if nothing is left."""
        try:
            for stream, held in self.holdings.by_stream().items():
                # Never begun, so never delivered as far as anybody else is concerned
                counts = [(one.entry_id, one.deliveries if one.begun else max(0, one.deliveries - 1)) for one in held]
                yield from self._settling.release(stream, counts, waits=False)
        finally:
            self.holdings.clear()  # where the consumer is used again, nothing is at work
        for stream in self._link.streams:
            yield RunScript(scripts.REAP, (stream,), (self.options.group, 0, self.options.name, "only"))

    def keep(self) -> Steps[None]:
        """One heartbeat: tell the server that everything held is still at work; forget what others have taken."""
        for stream, held in self.holdings.by_stream().items():
            yield from self._settling.keep(stream, held)

"""A consumer's link to its group in Redis: asks, waits out outages, and makes the group where it is missing."""

from __future__ import annotations

import logging
import time
from typing import Any

import redis

from wiredesk.pipelines.consuming.delivery import GroupDeleted
from wiredesk.pipelines.consuming.effects import Command, Pause, Request, RunScript, Steps
from wiredesk.pipelines.consuming.entries import decode
from wiredesk.pipelines.consuming.options import ConsumerOptions
from wiredesk.pipelines.consuming.outages import Outage
from wiredesk.pipelines.publishing.keys import Keys
from wiredesk.pipelines.redis_script import RedisScript
from wiredesk.pipelines.unfinished_import import ImportUnfinished
from wiredesk.settings.redis_refusals import is_passing

log = logging.getLogger("wiredesk.pipelines.consuming")

STOPPING_SECONDS = 5.0  # how long a stopping consumer tries one request, such as to acknowledge, while Redis is away


class GroupLink:
    """The two streams of a group (the queue, and its own replays), and how they are asked."""

    def __init__(self, options: ConsumerOptions, keys: Keys) -> None:
        self.options = options
        self.articles = keys.articles
        self.replays = keys.replay(options.group)
        self.dead = keys.dead
        self._unfinished_import = keys.unfinished_import
        self.stopping = False
        self.stopped_at = 0.0
        """Monotonic time of the stop."""
        self.contact_was_lost = options.named
        """Whether entries may be pending under our name that we do not know of: replies lost in an outage, or what a
        former life of this name held."""
        self._histories = {
            self.articles: keys.deliveries(options.group),
            self.replays: keys.replay_deliveries(options.group),
        }
        self._outage = Outage()

    @property
    def streams(self) -> tuple[str, str]:
        """The streams that the group reads."""
        return self.articles, self.replays

    def histories(self, stream: str) -> str:
        """The hash with the delivery histories of a stream's entries."""
        return self._histories[stream]

    def run(self, script: RedisScript, stream: str, *arguments: str | int) -> Steps[Any]:
        """Run a script on a stream and its histories, as this consumer of this group."""
        keys = (stream, self._histories[stream])
        return (yield from self.ask(RunScript(script, keys, (self.options.group, self.options.name, *arguments))))

    def ask(self, request: Request) -> Steps[Any]:
        """Carry out a request; outages of Redis are waited for, and a group that was lost with the data is created
        again.

        Raises GroupDeleted, or the error of Redis where waiting cannot help or the consumer is to stop.
        """
        began = time.monotonic()
        while True:
            try:
                reply = yield request
            except (redis.RedisError, OSError) as problem:
                yield from self.wait_out(problem, began)
                continue
            if self._outage.over():
                self.contact_was_lost = True
            return reply

    def wait_out(self, problem: Exception, began: float) -> Steps[None]:
        """Wait before a request that failed, first made at `began` (monotonic), is tried again; raises what cannot be
        waited out, as `ask` does."""
        if _says_group_is_gone(problem):
            yield from self._restore_groups()
            return
        if not is_passing(problem):
            raise problem
        if self.stopping and time.monotonic() > max(began, self.stopped_at) + STOPPING_SECONDS:
            raise problem
        yield Pause(self._outage.pause(problem))

    def create_groups(self, start: str) -> Steps[None]:
        """Create the group after the entry `start`, and its replay stream, where they do not exist.

        Raises ImportUnfinished where the queue is but a part of a copy, whose groups are still to come.
        """
        if (yield from self.ask(Command(("EXISTS", self._unfinished_import)))):
            raise ImportUnfinished
        for stream, first in ((self.articles, start), (self.replays, "0-0")):
            try:
                yield from self.ask(Command(("XGROUP", "CREATE", stream, self.options.group, first, "MKSTREAM")))
            except redis.ResponseError as problem:
                if "BUSYGROUP" not in str(problem):  # it exists: where it stands is where it goes on
                    raise

    def _restore_groups(self) -> Steps[None]:
        """The group is gone, on one stream or both. Where Redis lost its data, all that comes now is new to us.

        Raises GroupDeleted where only the group was deleted: starting over unasked would deliver everything again.
        The replay stream, which outlives its group, tells the two apart.
        """
        if (yield from self.ask(Command(("EXISTS", self.articles)))):
            rows = yield from self.ask(Command(("XINFO GROUPS", self.articles)))
            names = {decode(value) for row in rows for key, value in row.items() if decode(key) == "name"}
            if self.options.group not in names and (yield from self.ask(Command(("EXISTS", self.replays)))):
                raise GroupDeleted(
                    f"the consumer group {self.options.group!r} was deleted while it was consuming; "
                    "start the consumer again to create it again"
                )
        log.warning("group %s is gone from %s; creating it again", self.options.group, " or ".join(self.streams))
        yield from self.create_groups("0-0")


def _says_group_is_gone(problem: Exception) -> bool:
    # Redis 6.2 wraps the code of an error inside a script in its own words; UNBLOCKED: the key went during a read
    return isinstance(problem, redis.ResponseError) and ("NOGROUP" in str(problem) or "UNBLOCKED" in str(problem))

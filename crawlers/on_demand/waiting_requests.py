"""How many fetch requests wait for their answer, who holds them, and for how long: none may wait for ever unseen.

An entry leaves the stream of requests when it is answered, and its id is the moment at which it was put there.
"""

from __future__ import annotations

import time
from contextlib import suppress
from typing import Any

from pydantic import BaseModel, Field
from redis.exceptions import ResponseError

from wiredesk.crawlers.on_demand.request_queue import GROUP
from wiredesk.crawlers.runtime.time_spans import in_units
from wiredesk.pipelines.consuming.entries import decode
from wiredesk.pipelines.publishing.keys import Keys

TOO_LONG = 900.0
"""Seconds after which a held request is worth a look: a dead worker's is taken over within a minute, a slow host is
given up within a few, and only a long line of one host takes longer."""
MOST_COUNTED = 1_000
"""Requests held too long that are counted at most: about 100 kB from the server, and a larger number would say nothing
more."""


class WaitingRequests(BaseModel):
    """The requests that are not answered yet, at one moment. Seconds are None where there is no such request."""

    waiting: int = Field(default=0, description="not answered yet, held ones included")
    held: int = Field(default=0, description="in the hands of workers")
    oldest_seconds: float | None = Field(default=None, description="since the oldest of them was asked for")
    held_seconds: float | None = Field(default=None, description="since the oldest held one was asked for")
    held_too_long: int = Field(default=0, description=f"held, and asked for more than {TOO_LONG:.0f} s ago")

    @property
    def in_words(self) -> str:
        """For people, on one line."""
        if not self.waiting:
            return "none"
        told = f"{self.waiting} not answered, {self.held} of them held by workers"
        if self.oldest_seconds is not None:
            told += f"; the oldest was asked for {in_units(self.oldest_seconds)} ago"
        if self.held_too_long:
            more = " or more" if self.held_too_long >= MOST_COUNTED else ""
            told += f"; {self.held_too_long}{more} held for more than {in_units(TOO_LONG)}"
        return told


def read_waiting(client: Any, keys: Keys) -> WaitingRequests:
    """Ask a blocking client. Raises redis.RedisError."""
    summary, late, cut = None, [], str(round((time.time() - TOO_LONG) * 1000))
    with suppress(ResponseError):  # no group yet: no worker has ever run
        summary = client.xpending(keys.requests, GROUP)
        late = client.xpending_range(keys.requests, GROUP, "-", cut, MOST_COUNTED)
    first = client.xrange(keys.requests, count=1)
    held = int(summary["pending"]) if summary else 0
    return WaitingRequests(
        waiting=int(client.xlen(keys.requests)),
        held=held,
        oldest_seconds=_age(first[0][0]) if first else None,
        held_seconds=_age(summary["min"]) if summary and held else None,
        held_too_long=len(late),
    )


def _age(entry_id: Any) -> float:
    return round(max(0.0, time.time() - int(decode(entry_id).partition("-")[0]) / 1000), 1)

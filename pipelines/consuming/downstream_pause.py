"""The pauses of a consumer whose articles have nowhere to go: the index, mail server or disk behind it is away."""

from __future__ import annotations

import logging
import random
import time

from wiredesk.pipelines.consuming.delivery_record import describe

log = logging.getLogger("wiredesk.pipelines.consuming")

SPREAD = (0.8, 1.2)
"""Pauses differ by a fifth, so that the consumers of a group do not all come back in the same moment."""


class DownstreamPause:
    """Says how long to wait before the next article; the pauses double with each failed attempt.

    `first` and `longest` are seconds. The pause is that of one consumer. Others of its group meet the same outage with
    the next article that they take, and pause too.
    """

    def __init__(self, first: float, longest: float) -> None:
        self._first = first
        self._longest = longest
        self._attempts = 0
        self._began = 0.0
        self._until = 0.0
        self._told = 0.0

    @property
    def seconds_left(self) -> float:
        """How long to take nothing from the queue; 0 where there is no pause."""
        return max(0.0, self._until - time.monotonic())

    def begin(self, problem: BaseException) -> None:
        """An article could not be handed on. Articles that were being processed at the same time and fail too make no
        pause longer."""
        now = time.monotonic()
        if now < self._until:
            return
        if self._attempts == 0:
            self._began, self._told = now, 0.0
        # 2**30 s is beyond any longest pause, and keeps the number finite
        seconds = min(self._first * 2 ** min(self._attempts, 30), self._longest)
        self._attempts += 1
        self._until = now + seconds * random.uniform(*SPREAD)
        if seconds > self._told:  # the longest is told once, not once a minute all night
            self._told = seconds
            log.warning("paused, nothing is lost; next try in %.0f s (%s)", seconds, describe(str(problem)))

    def end(self) -> None:
        """An article was processed."""
        if self._attempts:
            log.warning("goes on after %.0f s", time.monotonic() - self._began)
        self._attempts = 0
        self._until = 0.0

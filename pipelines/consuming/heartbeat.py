"""The heartbeat: tells the group at intervals that what a consumer holds is still at work."""

from __future__ import annotations

import logging
import threading

import redis

from wiredesk.pipelines.consuming.drivers import Driver
from wiredesk.pipelines.consuming.session import Session

log = logging.getLogger("wiredesk.pipelines.consuming")

BEATS = 3  # in `claim_after`: two may fail before others take over


LAST_BEAT = (
    1.0  # seconds: a beat takes milliseconds; a server that says nothing would hold the end up for half a minute
)


class Heartbeat:
    """A thread, so that it beats on while a handler computes, also in asyncio where that blocks the event loop.

    It ends with the process: a consumer that is killed falls silent, and others take over what it held.
    """

    def __init__(self, session: Session, driver: Driver) -> None:
        self._session = session
        self._driver = driver
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="wiredesk-heartbeat", daemon=True)

    def start(self) -> None:
        """Begin to beat."""
        self._thread.start()

    def end(self) -> None:
        """End; returns when the last beat is over, or has no answer: then it is nobody's any more, and does no harm."""
        self._ended.set()
        self._thread.join(LAST_BEAT)

    def _beat(self) -> None:
        while not self._ended.wait(self._session.options.claim_after / BEATS):
            try:
                self._driver.drive(self._session.keep())
            except (redis.RedisError, OSError) as problem:
                log.debug("heartbeat failed: %s", problem)  # the consumer itself tells of outages

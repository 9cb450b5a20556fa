"""The last moment of a program that was told to stop: what holds it up longer than anything may is given up."""

from __future__ import annotations

import logging
import os
import sys
import threading

from wiredesk.settings.errors import ExitCode
from wiredesk.settings.log_events import event
from wiredesk.settings.stopping import begin_to_stop

logger = logging.getLogger(__name__)

LAST_MOMENT = 60.0
"""Seconds from the signal. What is in hand has 20 s (`STOP_SECONDS` of crawls, workers and servers), giving back and
closing some more; systemd kills after 90. Nothing is lost: all that lasts is made for programs that are killed."""


def stop_by_the_last_moment(seconds: float = LAST_MOMENT) -> None:
    """The program was told to stop: it waits for Redis no longer than `begin_to_stop` says, and is ended by force after
    `seconds`.

    Only the end of the process ends a thread that hangs in a library. To be called in the thread of the event loop.
    """
    begin_to_stop()
    thread = threading.Timer(seconds, _end, (threading.get_ident(), seconds))
    thread.daemon = True
    thread.start()


def _end(main: int, seconds: float) -> None:
    frame = sys._current_frames().get(main)  # the one way to see what another thread does
    place = f"{frame.f_code.co_filename}:{frame.f_lineno}" if frame is not None else "unknown"
    logger.error(
        "not ended %.0f s after the signal: ended by force (at %s)", seconds, place,
        extra=event("stopping.by_force", place=place),
    )  # fmt: skip
    logging.shutdown()
    os._exit(ExitCode.INTERRUPTED)

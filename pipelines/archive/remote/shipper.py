"""The thread that brings finished files from the spool into the store while a program goes on."""

from __future__ import annotations

import logging
import random
import threading
import time
from collections.abc import Callable
from typing import Final

from wiredesk.pipelines.archive.remote.remote_files import RemoteFiles, StoreAway
from wiredesk.pipelines.archive.remote.shipping import ship_all
from wiredesk.pipelines.archive.remote.spool import Spool
from wiredesk.settings.log_events import event

logger = logging.getLogger(__name__)

LOOK_EVERY: Final = 20.0
"""Seconds between two looks into the spool, where files come once an hour."""
_FIRST_PAUSE: Final = 5.0
_LONGEST_PAUSE: Final = 300.0
"""Seconds until a store that does not take a file is asked again, doubled from the first to the longest."""
_TELL_EVERY: Final = 60.0  # seconds between two warnings while a store is away
STALLED: Final = 30.0
"""Seconds without a part that went, after which the end of a program waits no longer: the pages are safe here."""
HURRIED: Final = 10.0
"""Seconds that uploads may take in all where a program was told to stop: Kubernetes kills after 30 to 60."""


class Shipper:
    """Uploads from `spool` to `remote` from `start` to `finish`. `before_look` is called before each look."""

    def __init__(self, spool: Spool, remote: RemoteFiles, before_look: Callable[[], object] = lambda: None) -> None:
        self.problem = ""
        """Why the store does not take files; empty while it does."""
        self._spool, self._remote, self._before_look = spool, remote, before_look
        self._ending = threading.Event()
        self._moved_at = time.monotonic()
        self._told_at = -_TELL_EVERY
        # A daemon: a store that does not answer must not keep a program from ending.
        self._thread = threading.Thread(target=self._run, name="archive-upload", daemon=True)

    def start(self) -> None:
        """Begin, with what earlier runs have left."""
        self._thread.start()

    def finish(self, *, hurried: bool = False) -> None:
        """Upload what is finished, and end. What does not go now stays in the spool, and that is told."""
        self._moved_at = began = time.monotonic()
        self._ending.set()
        while self._thread.is_alive():
            now = time.monotonic()
            if now - self._moved_at > STALLED or (hurried and now - began > HURRIED):
                break
            self._thread.join(0.2)
        left = self._spool.waiting()
        if left.files and not self.problem and not self._thread.is_alive():
            return  # other processes are writing them
        if left.files:
            self._tell(
                f"{left} wait in {self._spool.folder}: the next crawl or `wiredesk archive upload` sends them", 0
            )

    # -- in the thread

    def _run(self) -> None:
        pause = 0.0
        while True:
            is_last = self._ending.wait(pause)
            self._before_look()
            pause = LOOK_EVERY if self._look() else self._longer(pause)
            if is_last:
                return

    def _longer(self, pause: float) -> float:
        doubled = _FIRST_PAUSE if pause in (0.0, LOOK_EVERY) else pause * 2
        return min(_LONGEST_PAUSE, doubled) * random.uniform(0.8, 1.2)  # not all machines at once

    def _look(self) -> bool:
        """Whether all that was there could go."""
        try:
            ship_all(self._spool, self._remote, self._note_moved, self._note_shipped)
        except (StoreAway, OSError) as problem:
            self.problem = str(problem)
            self._tell(f"{problem}; {self._spool.waiting()} wait in {self._spool.folder}", _TELL_EVERY)
            return False
        except Exception:  # a fault of ours with one file; the thread must go on for the others
            logger.exception("pages cannot be uploaded", extra=event("archive.problem", problem="see the trace"))
            return False
        self.problem = ""
        return True

    def _note_moved(self, _: int) -> None:
        self._moved_at = time.monotonic()

    def _note_shipped(self, name: str, size: int) -> None:
        told = event("archive.uploaded", file=name, bytes=size)
        logger.info("the archive: %s is in %s (%.1f MB)", name, self._remote.shown, size / 1e6, extra=told)

    def _tell(self, told: str, every: float) -> None:
        if time.monotonic() - self._told_at >= every:
            self._told_at = time.monotonic()
            logger.warning("pages wait to be uploaded: %s", told, extra=event("archive.problem", problem=told))

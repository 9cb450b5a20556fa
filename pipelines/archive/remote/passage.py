"""The way of an archive's files into its store, from the first look at the store to the last file of a program."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Final, Self

from wiredesk.pipelines.archive.remote.address import check_writable, normal
from wiredesk.pipelines.archive.remote.remote_files import RemoteFiles, StoreAway, StoreRefuses
from wiredesk.pipelines.archive.remote.shipper import Shipper
from wiredesk.pipelines.archive.remote.shipping import ship
from wiredesk.pipelines.archive.remote.spool import Spool, SpoolFull
from wiredesk.pipelines.archive.remote.spooled_store import SpooledStore
from wiredesk.pipelines.archive.retention import trim
from wiredesk.pipelines.archive.store import ArchiveUnusable, NoPages
from wiredesk.settings.environment import Environment
from wiredesk.settings.log_events import event

logger = logging.getLogger(__name__)

_TRIM_EVERY: Final = 3_600.0
"""Seconds between two looks of one machine for old files: the whole store is listed for it, and crawls end every few
minutes."""

ANSWER_WITHIN: Final = 20.0
"""Seconds that a program waits at its start for a store: where nobody listens it is told after six, but S3's library
waits five times a minute for one that takes connections and says nothing."""


class Passage:
    """Made by `open`."""

    def __init__(self, spool: Spool, remote: RemoteFiles) -> None:
        self.spool, self._remote = spool, remote
        self._shipper: Shipper | None = None
        self._trimmed = spool.folder.parent / "trimmed"

    @classmethod
    def open(cls, environment: Environment, *, goes_on: bool) -> Self:
        """The way to the store that the environment names, which is asked once whether it takes files; where it does
        not answer, pages wait. Raises ArchiveUnusable where it refuses and the crawl may not go on without pages."""
        assert environment.archive is not None
        check_writable(normal(environment.archive))
        found = cls(Spool.of(environment, environment.archive), RemoteFiles(environment.archive))
        try:
            found._try()
        except StoreRefuses as problem:
            if not goes_on:
                raise ArchiveUnusable(str(problem)) from None
            found._tell(problem)
        except (StoreAway, OSError) as problem:
            found._tell(problem)
        return found

    def _try(self) -> None:
        """See whether the store can be written, if that is not known; and make room in a full spool."""
        if not self.spool.store_was_written:
            self._ask()
            self.spool.note_store_was_written()
        for name in self.spool.names():
            with suppress(SpoolFull):
                self.spool.check_room()
                return
            ship(self.spool, self._remote, name)

    def _ask(self) -> None:
        """Probe the store. Raises what that raises, and StoreAway where no answer comes."""
        remote, answers = RemoteFiles(self._remote.address), SimpleQueue[StoreAway | OSError | None]()

        def work() -> None:
            try:
                remote.probe()
                answers.put(None)
            except (StoreAway, OSError) as problem:
                answers.put(problem)

        # A daemon, as the program may end before a store answers that takes connections and then says nothing.
        threading.Thread(target=work, name="archive-probe", daemon=True).start()
        try:
            problem = answers.get(timeout=ANSWER_WITHIN)
        except Empty:
            told = f"the archive {remote.shown} cannot be reached: no answer in {ANSWER_WITHIN:.0f} seconds"
            raise StoreAway(told) from None
        if problem is not None:
            raise problem

    def _tell(self, problem: Exception) -> None:
        told = f"{problem}; pages wait in {self.spool.folder} until it does"
        logger.warning("%s", told, extra=event("archive.problem", problem=told))

    def start(self, end_old_file: Callable[[], object]) -> None:
        """Begin to upload; `end_old_file` ends the file in hand where it has its age."""
        self._shipper = Shipper(self.spool, self._remote, end_old_file)
        self._shipper.start()

    def close(self, *, hurried: bool = False) -> None:
        """Upload what is left, as far as that goes. Safe to call twice."""
        if self._shipper is not None:
            self._shipper.finish(hurried=hurried)
            self._shipper = None

    def trim(self, max_age_days: float, max_size: int) -> dict[str, int]:
        """As `retention.trim`, once an hour. Raises ArchiveProblem or OSError."""
        with suppress(FileNotFoundError):
            if time.time() - self._trimmed.stat().st_mtime < _TRIM_EVERY:
                return {}
        store = SpooledStore(self.spool, self._remote)
        try:
            removed = trim(store, max_age_days, max_size)
        except NoPages:
            removed = {}
        finally:
            store.close()
        self._trimmed.touch()
        return removed

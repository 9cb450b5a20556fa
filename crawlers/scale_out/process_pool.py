"""Several worker processes on one machine, kept running by RQ's own pool."""

from __future__ import annotations

import logging
import os
import signal
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.process import BaseProcess

from rq.serializers import JSONSerializer
from rq.worker_pool import WorkerData, WorkerPool

from wiredesk.crawlers.scale_out.site_jobs import SiteQueues
from wiredesk.settings.log_events import event

logger = logging.getLogger(__name__)


class ProcessPool(WorkerPool):
    """Runs `work`, which gets the id of the pool's process and returns an exit status, in `processes` processes.

    RQ's pool starts a new one when it has died (not with `burst`), and hands SIGTERM and Ctrl-C on.
    """

    def __init__(self, queues: SiteQueues, processes: int, work: Callable[[int], int]) -> None:
        super().__init__(
            [queue.name for queue in queues.both], queues.redis, num_workers=processes, serializer=JSONSerializer
        )
        self._work = work
        self.statuses: list[int] = []
        """How the processes that have ended did so."""

    def run(self, *, burst: bool) -> int:
        """Run until stopped, or with `burst` until all processes have ended; returns the worst exit status."""
        level = logging.getLevelName(max(logging.getLogger("rq").getEffectiveLevel(), logging.WARNING))
        self.start(burst=burst, logging_level=level)
        return max(self.statuses, default=0)

    def get_worker_process(self, name: str, burst: bool, _sleep: float = 0, logging_level: str = "INFO") -> BaseProcess:
        """One process; RQ calls this."""
        return get_context("fork").Process(target=_child, args=(self._work, os.getpid()), name=name)

    def handle_dead_worker(self, worker_data: WorkerData) -> None:
        """Note how it ended, and tell of one that was not to end."""
        status = worker_data.process.exitcode or 0
        if status < 0 and self.status != self.Status.STOPPED:
            logger.warning(
                "a worker process was killed by signal %d; its sites are taken up by others within two minutes",
                -status,
                extra=event("crawl_worker.process_killed", signal=-status),
            )
        self.statuses.append(abs(status))
        super().handle_dead_worker(worker_data)


def _child(work: Callable[[int], int], parent: int) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):  # until the worker has its own: not the pool's
        signal.signal(number, signal.SIG_DFL)
    raise SystemExit(work(parent))

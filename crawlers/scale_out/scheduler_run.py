"""The life of a scheduler process: in charge or in reserve, through outages of Redis, until it is told to stop."""

from __future__ import annotations

import logging
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress

from redis.exceptions import RedisError

from wiredesk.crawlers.runtime.last_moment import stop_by_the_last_moment
from wiredesk.crawlers.scale_out.definition_files import DefinitionFiles
from wiredesk.crawlers.scale_out.scheduler import ROUND, NotInCharge, QueueState, Round, Scheduler
from wiredesk.crawlers.scale_out.site_jobs import open_queues
from wiredesk.pipelines.publishing.keys import Keys
from wiredesk.pipelines.unfinished_import import refuse_unfinished_import
from wiredesk.settings.environment import Environment
from wiredesk.settings.errors import UsageProblem
from wiredesk.settings.log_events import event
from wiredesk.settings.redis_refusals import explain, is_passing
from wiredesk.settings.stopping import end_blocking_commands

logger = logging.getLogger(__name__)

TOLD_EVERY = 30.0
"""Seconds between two lines about what was queued."""


class SchedulerRun:
    """One `wiredesk scheduler`. `say` gets the lines for its user."""

    def __init__(self, environment: Environment, *, say: Callable[[str], None]) -> None:
        self._environment = environment
        self._say = say
        self._stopping = threading.Event()
        self._files = DefinitionFiles(environment.sites)
        self._since = Round()
        self._told = 0.0
        self._holder: str | None = ""
        self._away = False

    @property
    def faults(self) -> list[str]:
        """What is wrong with definition files that were left out."""
        return list(self._files.faults.values())

    def once(self) -> tuple[Round, QueueState]:
        """Put what is due on the queue, whoever is in charge. Raises WiredeskError."""
        scheduler = self._open()
        self._read_definitions()
        return scheduler.look(), scheduler.state()

    def run(self) -> None:
        """Schedule until SIGTERM or SIGINT. Raises WiredeskError when it cannot begin."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self._stop())
        scheduler = self._open()
        self._read_definitions()
        try:
            while not self._stopping.is_set():
                try:
                    self._round(scheduler)
                except (RedisError, OSError) as problem:
                    if not is_passing(problem):
                        raise
                    self._say_away(explain(problem))
                except UsageProblem as problem:  # the folder of definitions is gone: perhaps it is being replaced
                    self._say_away(str(problem))
                else:
                    if self._away:
                        self._away = False
                        logger.warning("the scheduler goes on", extra=event("scheduler.goes_on"))
                self._stopping.wait(ROUND)
        finally:
            with suppress(RedisError, OSError):
                scheduler.leave()

    def _stop(self) -> None:
        if not self._stopping.is_set():
            stop_by_the_last_moment()
            end_blocking_commands()
        self._stopping.set()

    def _read_definitions(self) -> None:
        """Tell at once that a folder is not there, or has no sites. Raises UsageProblem."""
        if not self._files.enabled():
            faults = "\n".join(self.faults)
            raise UsageProblem(faults or f"there is no enabled site definition in {self._files.place}")

    def _open(self) -> Scheduler:
        queues, keys = open_queues(self._environment), Keys(self._environment.key_prefix)
        refuse_unfinished_import(queues.redis, keys)
        return Scheduler(queues, keys, self._files)

    def _round(self, scheduler: Scheduler) -> None:
        holder = scheduler.take_charge()
        if holder != self._holder:
            self._holder = holder
            self._say("this scheduler is in charge" if holder is None else f"in reserve: {holder} is in charge")
        if holder is not None:
            return
        try:
            found = scheduler.look()
        except NotInCharge:
            return
        self._since.sites = found.sites
        self._since.queued += found.queued
        self._since.slow += found.slow
        if self._since.queued and time.monotonic() - self._told > TOLD_EVERY:
            self._say(in_words(self._since, scheduler.state()))
            self._since, self._told = Round(), time.monotonic()

    def _say_away(self, why: str) -> None:
        if not self._away:
            self._away = True
            logger.warning("trying again: %s", why, extra=event("scheduler.waits", problem=why))


def in_words(found: Round, state: QueueState) -> str:
    """What was queued, and how the queues are."""
    slow = f" ({found.slow} of them slow or never crawled yet)" if found.slow else ""
    line = f"{found.queued} of {_plural(found.sites, 'site')} queued{slow}; {state.waiting} waiting, "
    line += f"{state.in_hand} being crawled by {_plural(state.workers, 'worker')}"
    if state.silent:
        line += f" ({state.silent} of them by one that gives no sign of life; workers take them up within two minutes)"
    if state.failed:
        line += f", {state.failed} failed"
    if state.waiting and not state.workers:
        line += "; start one: wiredesk crawl-worker"
    return line


def _plural(count: int, word: str) -> str:
    return f"{count} {word}{'s' if count != 1 else ''}"

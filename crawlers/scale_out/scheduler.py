"""`wiredesk scheduler`: puts each site that is due on the queue, once."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from redis.exceptions import LockError, RedisError
from redis.lock import Lock
from rq import Worker

from wiredesk.crawlers.crawl.pauses import read_paused
from wiredesk.crawlers.fetching.process_identity import process_identity
from wiredesk.crawlers.listings.due_times import read_states
from wiredesk.crawlers.scale_out.definition_files import DefinitionFiles
from wiredesk.crawlers.scale_out.need import DueSite, due_site, in_order
from wiredesk.crawlers.scale_out.site_jobs import IS_WAITING, SiteJob, SiteQueues
from wiredesk.crawlers.sites.definition import SiteDefinition
from wiredesk.pipelines.publishing.keys import Keys

ROUND = 5.0
"""Seconds between two looks for due sites: little beside the shortest pause between two visits, which is minutes."""
LOCK_SECONDS = 30
"""Seconds without a sign of life after which the scheduler in reserve takes over."""
SLICE = 500
"""Sites that are asked for, or put on the queue, in one go; the lock is renewed between two."""
AFTER_FAILURE = 600.0
"""Seconds that a site is left alone after its job has failed without an end of its crawl, such as one over which three
workers have died. More often it was the machines than the site, so not long; a site that does kill workers takes three
in ten minutes. A crawl that could not reach its site sets the time of its next visit itself."""


@dataclass
class Round:
    """What one look at all sites brought."""

    sites: int = 0
    queued: int = 0
    slow: int = 0
    """How many of `queued` are expected to take long."""


@dataclass(frozen=True)
class QueueState:
    """The queues, for people."""

    waiting: int
    in_hand: int
    silent: int
    """How many of `in_hand` have a worker that gives no sign of life."""
    workers: int
    failed: int


class NotInCharge(Exception):
    """Another scheduler has the lock by now."""


class Scheduler:
    """Looks which sites are due and puts them on the queues. `files` knows the definitions."""

    def __init__(self, queues: SiteQueues, keys: Keys, files: DefinitionFiles) -> None:
        self._queues = queues
        self._redis = queues.redis
        self._keys = keys
        self._files = files
        self._lock: Lock | None = None
        self._renewed = 0.0

    # -- being in charge ------------------------------------------------------------------------------------------

    def take_charge(self) -> str | None:
        """Take the lock, or renew it. Returns None when it is ours, else who has it."""
        if self._lock is not None:
            with suppress(NotInCharge):
                self._renew(0.0)
                return None
        lock = Lock(self._redis, self._keys.scheduler, timeout=LOCK_SECONDS, blocking=False, thread_local=False)
        if lock.acquire(token=f"{process_identity()}|{time.time_ns()}"):
            self._lock, self._renewed = lock, time.monotonic()
            return None
        value = self._redis.get(self._keys.scheduler)
        machine, _, rest = (value.decode("utf-8", "replace") if isinstance(value, bytes) else "").partition("|")
        return f"process {rest.partition('|')[0]} on {machine.partition('/')[0]}"

    def leave(self) -> None:
        """Give the lock back, so that the scheduler in reserve need not wait."""
        if self._lock is not None:
            lock, self._lock = self._lock, None
            with suppress(LockError, RedisError):
                lock.release()

    def _renew(self, after: float = LOCK_SECONDS / 6) -> None:
        """Keep the lock, if it was last renewed `after` seconds ago. Raises NotInCharge."""
        if self._lock is None or time.monotonic() - self._renewed < after:
            return
        try:
            self._lock.reacquire()
        except LockError:
            self._lock = None
            raise NotInCharge from None
        self._renewed = time.monotonic()

    # -- one round ------------------------------------------------------------------------------------------------

    def look(self) -> Round:
        """Put every site on its queue that is due, is not there, and is not being crawled.

        Raises NotInCharge when the lock has been lost meanwhile.
        """
        definitions = self._files.enabled(self._renew)
        paused = read_paused(self._redis, self._keys)
        definitions = [definition for definition in definitions if definition.id not in paused]
        due: list[DueSite] = []
        for part in _slices(definitions):
            self._renew()
            due += self._due(part)
        found = Round(sites=len(definitions))
        for number, site in enumerate(in_order(due)):
            if number % SLICE == 0:
                self._renew()
            if self._queues.put(site.name, slow=site.slow):
                found.queued += 1
                found.slow += site.slow
        return found

    def _due(self, definitions: Sequence[SiteDefinition]) -> list[DueSite]:
        now = time.time()
        states = read_states(self._redis, self._keys, definitions)
        pairs = zip(definitions, states, strict=True)
        due = [site for definition, state in pairs if (site := due_site(definition.id, state, now)) is not None]
        if not due:
            return []
        with self._redis.pipeline(transaction=False) as pipeline:
            for site in due:
                pipeline.exists(self._keys.lock(site.name))
                pipeline.hget(SiteJob.key_for(self._queues.job_id(site.name)), "status")
                pipeline.exists(SiteJob.key_for(self._queues.job_id(site.name)))
            answers = iter(pipeline.execute())
        wanted = []
        for site, (crawled, status, known) in zip(due, zip(answers, answers, answers, strict=True), strict=True):
            if not crawled and (not known or self._may_go(site, status)):
                wanted.append(site)
        return wanted

    def _may_go(self, site: DueSite, status: bytes | None) -> bool:
        """Whether the site's job is over, and not so recently that it is left alone. It is removed then."""
        job_id = self._queues.job_id(site.name)
        if status is None:  # a leftover of a job that somebody deleted
            self._redis.delete(SiteJob.key_for(job_id))
            return True
        if status.decode("utf-8", "replace") in IS_WAITING:
            return False
        job = self._queues.job(site.name)
        if job is None:
            return True
        ended = (job.ended_at or job.started_at or job.enqueued_at or job.created_at).timestamp()
        # A crawl that came to its end has set the time of the next one, and that was after its end
        if site.due_at <= ended and time.time() < ended + AFTER_FAILURE:
            return False
        job.delete()
        return True

    def state(self) -> QueueState:
        """How full the queues are, and who works."""
        queues = self._queues.both
        in_hand, silent = self._queues.in_hand()
        return QueueState(
            waiting=sum(queue.count for queue in queues),
            in_hand=in_hand,
            silent=silent,
            workers=Worker.count(queue=self._queues.quick),
            failed=sum(queue.failed_job_registry.get_job_count(cleanup=False) for queue in queues),
        )


def _slices(definitions: Sequence[SiteDefinition]) -> Iterator[Sequence[SiteDefinition]]:
    for begin in range(0, len(definitions), SLICE):
        yield definitions[begin : begin + SLICE]

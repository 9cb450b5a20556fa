"""RQ's worker for jobs that run side by side in one process: what it tells RQ of them, and asks of it."""

from __future__ import annotations

import logging
import os
import secrets
import socket
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from redis.exceptions import RedisError
from rq import Queue
from rq.command import handle_command, parse_payload
from rq.exceptions import DequeueTimeout, DeserializationError
from rq.executions import Execution
from rq.job import Job, Retry
from rq.serializers import JSONSerializer
from rq.suspension import is_suspended
from rq.utils import now
from rq.worker import BaseWorker, WorkerStatus

from wiredesk.crawlers.scale_out.site_jobs import BEAT, CRAWL, LEASE, SiteJob, SiteQueues

IDLE_LEASE = 30
"""Seconds; with RQ's 60 more, an idle worker that has died is listed no longer than that."""
STALE_MAINTENANCE = 60
"""Seconds after which the lock of RQ's maintenance, which lasts milliseconds, is that of a worker that has died. RQ
itself would wait for a quarter of an hour, and nobody would hand out jobs again in that time."""
_MAINTENANCE_LOCK = 899  # seconds that RQ gives it
_LISTEN = 1.0  # seconds for which RQ's commands are waited for at a time
_ENDLESS = 1_000_000_000
"""How often a job may be given back: it has not failed."""


class NotOurs(Exception):
    """The job on the queue is no crawl of a site."""


@dataclass(eq=False)
class Held:
    """A job in hand."""

    job: Job
    queue: Queue
    execution: Execution
    lost: bool = False
    """Another worker has it by now: this one was not heard of for longer than LEASE."""
    stopped: bool = False
    """RQ's command to stop the job has come."""

    @property
    def site(self) -> str:
        """The site to crawl. Raises NotOurs for a job that is none of ours, whatever it would call."""
        try:
            arguments = self.job.args
            if self.job.func_name == CRAWL and len(arguments) == 1 and not self.job.kwargs:
                (name,) = arguments
                if isinstance(name, str):
                    return name
        except Exception as problem:  # what cannot be read is not ours either
            raise NotOurs(f"the job cannot be read: {type(problem).__name__}") from None
        raise NotOurs("the job is no crawl of a site, and nothing else is run here")


class SiteWorker(BaseWorker):
    """Takes jobs, keeps them, and tells what became of them. All methods block; threads may call them."""

    job_class = SiteJob

    def __init__(self, *arguments: Any, **options: Any) -> None:
        """RQ's arguments: it makes such objects of workers that it lists. A worker to work with is `SiteWorker.of`."""
        super().__init__(*arguments, **options)
        self.held: dict[str, Held] = {}
        """The jobs in hand, by the id of their execution."""
        self.on_stop: Callable[[Held], None] = lambda held: None
        """Called in a thread of RQ's, when a job is to be stopped."""
        self.sites: SiteQueues
        """Set by `of`: one that RQ lists takes no jobs."""

    @classmethod
    def of(cls, queues: SiteQueues) -> SiteWorker:
        """A worker of this process."""
        for logger in ("rq.worker", "rq.job", "rq.queue", "rq.registry", "rq.scripts"):
            logging.getLogger(logger).setLevel(logging.getLogger("rq").getEffectiveLevel())
        worker = cls(
            list(queues.both),
            name=f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(3)}",
            connection=queues.redis,
            serializer=JSONSerializer,
            worker_ttl=IDLE_LEASE,
            maintenance_interval=int(BEAT),
            job_monitoring_interval=int(BEAT),
        )
        worker.sites = queues
        return worker

    def get_heartbeat_ttl(self, job: Job, working_time: float = 0.0) -> int:
        """Seconds until the next sign of life must have come."""
        return LEASE

    # -- the worker itself ----------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Let RQ know of the worker, and listen to its commands."""
        self.register_birth()
        self.subscribe()
        self.set_state(WorkerStatus.IDLE)

    def vouch(self) -> list[Held]:
        """Give a sign of life for the worker and each of its jobs; returns the jobs that others have by now."""
        if not self.connection.hexists(self.key, "birth"):  # frozen for so long, or Redis was emptied
            self.connection.delete(self.key)
            self.register_birth()
        self.heartbeat()
        held = list(self.held.values())
        for one in held:
            self.maintain_heartbeats(one.job, one.execution)
        return [one for one in held if not self._is_ours(one)]

    def look_after_queues(self) -> None:
        """RQ's maintenance, once in a while: jobs of workers that have died go back on their queue."""
        if not self.should_run_maintenance_tasks:
            return
        for queue in self.queues:
            left = self.connection.ttl(queue.registry_cleaning_key)
            if 0 < left < _MAINTENANCE_LOCK - STALE_MAINTENANCE:
                queue.release_maintenance_lock()
        self.run_maintenance_tasks()

    def end(self) -> None:
        """Tell RQ that the worker is gone."""
        self.teardown()

    # -- jobs -----------------------------------------------------------------------------------------------------

    def take(self, queues: Sequence[Queue], wait: int | None) -> Held | None:
        """The next job of the first of the queues that has one; `wait` seconds for one on the first (None: do not)."""
        if not queues or is_suspended(self.connection, self):  # `rq suspend`
            return None
        for queue in queues:
            if (held := self._take(queue, None)) is not None:
                return held
        return None if wait is None else self._take(queues[0], wait)

    def _take(self, queue: Queue, wait: int | None) -> Held | None:
        try:
            found = Queue.dequeue_any(
                [queue], wait, connection=self.connection, job_class=SiteJob, serializer=JSONSerializer
            )
        except DequeueTimeout:
            return None
        except Exception as problem:
            if (job_id := getattr(problem, "job_id", None)) is None or isinstance(problem, (RedisError, OSError)):
                raise
            queue.intermediate_queue.remove(job_id)
            self.sites.forget(job_id, problem)
            return None
        if found is None:
            return None
        job, _ = found
        execution = self.prepare_execution(job)
        with suppress(DeserializationError):  # all is written by then; `Held.site` finds that it is not ours
            self.prepare_job_execution(job, remove_from_intermediate_queue=True)
        self._forget_others(job, execution)
        job.started_at = now()
        held = self.held[execution.id] = Held(job, queue, execution)
        return held

    def _forget_others(self, job: Job, execution: Execution) -> None:
        """Drop the executions of workers that have died over the job. RQ 3.0 lists them a minute longer than it keeps
        what it knows of them, and a job that lists such a one can neither be ended nor deleted."""
        registry = job.execution_registry
        others = [other for other in registry.get_execution_ids() if other != execution.id]
        if others:
            self.connection.zrem(registry.key, *others)

    def succeed(self, held: Held) -> None:
        """The site has been crawled: the job is done and goes."""
        if self._may_end(held):
            self.handle_job_success(held.job, held.queue, held.queue.started_job_registry, held.execution)
        self._drop(held)

    def fail(self, held: Held, why: str) -> None:
        """The site could not be crawled: into RQ's registry of failed jobs, without another try."""
        if self._may_end(held):
            held.job.retries_left = 0
            self.handle_job_failure(held.job, held.queue, exc_string=why, execution=held.execution)
        self._drop(held)

    def give_back(self, held: Held, *, at_front: bool) -> None:
        """The crawl was cut short: its job goes back on the queue."""
        if self._may_end(held):
            retry, started = Retry(max=_ENDLESS, enqueue_at_front=at_front), held.queue.started_job_registry
            self.handle_job_retry(held.job, held.queue, retry, started, held.execution)
        self._drop(held)

    def _may_end(self, held: Held) -> bool:
        if held.lost or not self._is_ours(held):
            return False
        held.job.ended_at = now()
        return True

    def _is_ours(self, held: Held) -> bool:
        registry = held.queue.started_job_registry
        return self.connection.zscore(registry.key, held.execution.composite_key) is not None

    def _drop(self, held: Held) -> None:
        self.held.pop(held.execution.id, None)
        self.executions.pop(held.execution.id, None)
        if not self.held:
            self.set_state(WorkerStatus.IDLE)

    # -- RQ's commands --------------------------------------------------------------------------------------------

    def subscribe(self) -> None:
        """Listen to RQ's commands in a thread, for as long as the worker lives, whatever becomes of Redis."""
        self.pubsub = self.connection.pubsub()
        self.pubsub.subscribe(**{self.pubsub_channel_name: self.handle_payload})
        self.pubsub_thread = self.pubsub.run_in_thread(  # type: ignore[assignment]  # RQ declares None
            sleep_time=_LISTEN, daemon=True, exception_handler=lambda *_trouble: time.sleep(1)
        )

    def unsubscribe(self) -> None:
        """End that thread. It closes the subscription itself; RQ would do so at the same time."""
        if self.pubsub_thread is None or self.pubsub is None:
            return
        self.pubsub_thread.stop()
        with suppress(RedisError, OSError):
            self.pubsub.unsubscribe()  # the answer wakes it
        self.pubsub_thread.join(timeout=2 * _LISTEN)

    def handle_payload(self, message: dict[str, Any]) -> None:
        """A command: of jobs that run side by side each can be stopped, not only RQ's current one."""
        payload = parse_payload(message)
        if payload.get("command") != "stop-job":
            handle_command(self, payload)
            return
        for held in list(self.held.values()):
            if held.job.id == payload.get("job_id"):
                self.request_stop_execution(held.execution.id)

    def request_stop_execution(self, execution_id: str) -> None:
        """Stop one crawl; its job then counts as failed."""
        if (held := self.held.get(execution_id)) is not None:
            held.stopped = True
            self.on_stop(held)

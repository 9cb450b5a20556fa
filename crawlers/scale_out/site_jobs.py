"""The two RQ queues of sites, and the job that stands for the crawl of one site.

A job is the name of a site and no more, serialized as JSON: nothing in it can run code when it is read.
"""

from __future__ import annotations

import logging
import re
import time
from typing import Any

from redis import Redis
from redis.exceptions import RedisError
from rq import Queue
from rq.exceptions import DuplicateJobError, NoSuchJobError
from rq.job import Job, JobStatus, Retry
from rq.serializers import JSONSerializer

from wiredesk.settings.environment import Environment
from wiredesk.settings.log_events import event
from wiredesk.settings.redis_connection import open_single_sync

logger = logging.getLogger(__name__)

CRAWL = "wiredesk.crawlers.scale_out.crawl_job.crawl_site"
"""The function of each job, by its name."""
TIME_LIMIT = 7200
"""Seconds after which a crawl is stopped and its site goes to the end of the queue, where it goes on later: 2,000
articles at a pause of 2 s take 70 minutes."""
LEASE = 75
"""Seconds after which a job that no worker vouches for is handed out again: more than the minute for which the lock of
its site lasts, so that the next worker finds it free; with the interval of the maintenance well below two minutes."""
BEAT = 10.0
"""Seconds between two signs of life, and between two looks for jobs whose worker gives none."""
SILENT = 2.5 * BEAT
"""Seconds without a sign of life after which people are told of it; one that is late may only be busy."""
TRIES = 3
"""Workers that may die over a site before its job counts as failed: by then it is the site, not the machine."""
FAILURES_KEPT = 30 * 86_400
"""Seconds for which RQ keeps a failed job, if its site is not queued again before."""
PATIENCE = 3.0
"""Seconds for which a single command to RQ's keys is repeated; who waits longer looks meanwhile whether to stop."""

IS_WAITING = (JobStatus.QUEUED, JobStatus.STARTED, JobStatus.SCHEDULED, JobStatus.DEFERRED, JobStatus.READY_TO_ENQUEUE)
"""Of a job: its site is on a queue, or being crawled."""


class SiteJob(Job):
    """A job that calls nothing but what we call: callbacks and webhooks named in Redis are not for us."""

    success_callback = failure_callback = stopped_callback = property(lambda _self: None)

    def send_webhooks(self, *_arguments: Any, **_options: Any) -> None:
        """None are sent."""


class SiteQueues:
    """The queues `quick` and `slow` of one installation, which is told by the prefix of its keys.

    Workers leave places for quick sites, so that slow ones do not hold them up; RQ sees two usual queues.
    """

    def __init__(self, redis: Redis, key_prefix: str) -> None:
        self.redis = redis
        self.name = re.sub(r"[^A-Za-z0-9-]+", "-", key_prefix).strip("-") or "wiredesk"
        self.quick, self.slow = (
            Queue(name, connection=redis, serializer=JSONSerializer, job_class=SiteJob)
            for name in (self.name, f"{self.name}-slow")
        )

    @property
    def both(self) -> tuple[Queue, Queue]:
        """Quick, slow."""
        return self.quick, self.slow

    def job_id(self, site: str) -> str:
        """The id of the site's job. RQ takes no dots; site ids have no underscores, so that no two ids meet."""
        return f"{self.name}__{site.replace('.', '_')}"

    def job(self, site: str) -> Job | None:
        """The site's job, whichever queue it is of. What is left of one that RQ cannot read is removed, and there is
        none: it would keep its site from being queued for ever."""
        try:
            return SiteJob.fetch(self.job_id(site), connection=self.redis, serializer=JSONSerializer)
        except NoSuchJobError:  # there is none, or no data in it
            self.redis.delete(SiteJob.key_for(self.job_id(site)))
        except (RedisError, OSError):
            raise
        except Exception as problem:  # RQ has no error of its own for fields that are none
            self.forget(self.job_id(site), problem)
        return None

    def forget(self, job_id: str, problem: Exception) -> None:
        """Remove what is left of a job of ours that cannot be read; others' jobs stay as they are."""
        told = type(problem).__name__
        if job_id.startswith(f"{self.name}__"):
            self.redis.delete(SiteJob.key_for(job_id))
            what = "is removed: its site is queued again"
        else:
            what = "is left aside"
        logger.error(
            "the job %s cannot be read and %s: %s",
            job_id,
            what,
            told,
            extra=event("job.broke", job=job_id, problem=told),
        )

    def in_hand(self) -> tuple[int, int]:
        """How many sites workers have in hand, and how many of these have a worker that gives no sign of life."""
        late = time.time() + LEASE - SILENT  # RQ notes when a job is given up
        with self.redis.pipeline(transaction=False) as pipeline:
            for queue in self.both:
                pipeline.zcard(queue.started_job_registry.key)
                pipeline.zcount(queue.started_job_registry.key, "-inf", late)
            quick, quick_silent, slow, slow_silent = pipeline.execute()
        return quick + slow, quick_silent + slow_silent

    def put(self, site: str, *, slow: bool) -> bool:
        """Put a site on a queue, unless it is on one or being crawled. Returns whether it was put there."""
        try:
            (self.slow if slow else self.quick).enqueue_call(
                CRAWL, args=(site,), job_id=self.job_id(site), unique=True, description=f"crawl {site}",
                timeout=TIME_LIMIT, retry=Retry(max=TRIES - 1), result_ttl=0, failure_ttl=FAILURES_KEPT,
            )  # fmt: skip
        except DuplicateJobError:
            return False
        return True


def open_queues(environment: Environment) -> SiteQueues:
    """The queues on the server that `environment` names. Raises RedisUnreachable, or UsageProblem for a Cluster."""
    return SiteQueues(open_single_sync(environment, "the queue of sites", patience=PATIENCE), environment.key_prefix)

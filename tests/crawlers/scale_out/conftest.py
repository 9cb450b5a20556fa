"""The queue of sites on a real server, and a worker's side of it without crawls."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import redis

from wiredesk.crawlers.scale_out.scheduler import QueueState, Round
from wiredesk.crawlers.scale_out.scheduler_run import SchedulerRun
from wiredesk.crawlers.scale_out.site_jobs import SiteQueues
from wiredesk.crawlers.scale_out.site_worker import SiteWorker
from wiredesk.settings.environment import read_environment


@pytest.fixture
def queues(redis_url: str) -> Iterator[SiteQueues]:
    with redis.Redis.from_url(redis_url) as client:
        yield SiteQueues(client, "{wiredesk}:")


@pytest.fixture
def new_worker(queues: SiteQueues) -> Iterator[Callable[[], SiteWorker]]:
    """RQ's side of workers; each is at work when it is given out."""
    workers = []

    def new() -> SiteWorker:
        worker = SiteWorker.of(queues)
        worker.begin()
        workers.append(worker)
        return worker

    yield new
    for worker in workers:
        worker.end()


@pytest.fixture
def schedule(wiredesk) -> Callable[[], tuple[Round, QueueState]]:
    """What `wiredesk scheduler --once` does, in this process."""
    return SchedulerRun(read_environment(wiredesk.environment), say=print).once

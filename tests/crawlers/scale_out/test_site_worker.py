"""A worker's side of RQ: jobs that run side by side are vouched for, ended once, and nothing but crawls is run."""

from __future__ import annotations

import pickle
import zlib

import pytest
from rq import Callback, Queue
from rq.job import JobStatus
from rq.serializers import JSONSerializer

from wiredesk.crawlers.scale_out.site_jobs import TRIES
from wiredesk.crawlers.scale_out.site_worker import LEASE, NotOurs, SiteWorker


def lapse(queues) -> None:
    """As if the workers of all jobs in hand had not been heard of for long."""
    for queue in queues.both:
        for member in queues.redis.zrange(queue.started_job_registry.key, 0, -1):
            queues.redis.zadd(queue.started_job_registry.key, {member: 1})


def test_jobs_are_taken_side_by_side_and_ended_each_in_its_way(queues, new_worker):
    for site in ("a.example", "b.example", "c.example"):
        queues.put(site, slow=site == "c.example")
    worker = new_worker()
    first, second, third = (worker.take([queues.quick, queues.slow], None) for _ in range(3))
    assert [held.site for held in (first, second, third)] == ["a.example", "b.example", "c.example"]
    assert worker.take([queues.quick, queues.slow], None) is None
    assert not queues.put("a.example", slow=False), "it is being crawled"
    assert len(SiteWorker.all(queue=queues.quick)[0].get_current_executions()) == 3
    assert worker.vouch() == []
    worker.succeed(first)
    worker.fail(second, "SiteFailed: nobody answers")
    worker.give_back(third, at_front=True)
    assert queues.put("a.example", slow=False), "it is done"
    assert queues.quick.failed_job_registry.get_job_ids() == [second.job.id]
    assert "nobody answers" in queues.quick.fetch_job(second.job.id).latest_result().exc_string
    assert queues.slow.job_ids == [third.job.id]
    assert queues.redis.zcard("rq:wip:wiredesk") == queues.redis.zcard("rq:wip:wiredesk-slow") == 0
    assert queues.redis.llen("rq:queue:wiredesk:intermediate") == 0


def test_a_silent_worker_loses_its_job_to_another_and_cannot_end_it_any_more(queues, new_worker):
    queues.put("a.example", slow=False)
    frozen, other = new_worker(), new_worker()
    held = frozen.take([queues.quick], None)
    expires = queues.redis.zscore("rq:wip:wiredesk", held.execution.composite_key)
    assert expires - held.job.started_at.timestamp() == pytest.approx(LEASE, abs=2)
    lapse(queues)
    queues.redis.delete(held.execution.key)  # expired, as it does a minute before RQ's list of executions
    other.look_after_queues()
    taken = other.take([queues.quick], None)
    assert taken.site == "a.example"
    assert frozen.vouch() == [held]
    held.lost = True
    frozen.succeed(held)
    assert other.vouch() == []
    assert taken.job.get_status() == JobStatus.STARTED
    other.succeed(taken)
    assert queues.put("a.example", slow=False)


def test_a_site_over_which_workers_die_counts_as_failed_in_the_end(queues, new_worker):
    queues.put("deadly.example", slow=False)
    worker = new_worker()
    for _ in range(TRIES):
        assert worker.take([queues.quick], None) is not None
        worker.held.clear()
        lapse(queues)
        worker.last_cleaned_at = None
        worker.look_after_queues()
    assert worker.take([queues.quick], None) is None
    assert queues.quick.failed_job_registry.count == 1


def test_the_maintenance_of_a_worker_that_died_over_it_is_taken_over(queues, new_worker):
    queues.put("a.example", slow=False)
    worker = new_worker()
    worker.take([queues.quick], None)
    lapse(queues)
    assert queues.quick.acquire_maintenance_lock()
    queues.redis.expire(queues.quick.registry_cleaning_key, 800)  # for a hundred seconds
    worker.look_after_queues()
    assert queues.quick.job_ids == [queues.job_id("a.example")]


def test_what_is_no_crawl_of_a_site_is_not_run(queues, new_worker, tmp_path):
    trace = tmp_path / "trace"
    queue = Queue("wiredesk", connection=queues.redis, serializer=JSONSerializer)
    queue.enqueue("os.system", f"touch {trace}", job_id="hostile")
    callback = {"on_success": Callback("os.getpid"), "on_failure": Callback("os.getpid")}
    queue.enqueue("wiredesk.crawlers.scale_out.crawl_job.crawl_site", 7, job_id="number", **callback)
    queues.put("a.example", slow=False)
    job = queue.fetch_job(queues.job_id("a.example"))
    payload = zlib.compress(b"cos\nsystem\n(S'touch %s'\ntR." % str(trace).encode())
    assert pickle.loads(b"I1\n.") == 1, "the payload's protocol is one that unpickling runs"
    queues.redis.hset(job.key, "data", payload)
    worker = new_worker()
    for name in ("hostile", "number", job.id):
        held = worker.take([queues.quick], None)
        assert held.job.id == name
        with pytest.raises(NotOurs):
            _ = held.site
        worker.fail(held, "not ours")
    assert queues.quick.failed_job_registry.count == 3
    assert not trace.exists()


def test_a_job_that_cannot_be_read_goes_and_one_of_somebody_else_is_left_aside(queues, new_worker):
    queues.put("a.example", slow=False)
    queues.quick.enqueue_call("os.getcwd", job_id="of-somebody-else")
    for job_id in (queues.job_id("a.example"), "of-somebody-else"):
        queues.redis.hset(f"rq:job:{job_id}", "created_at", "yesterday")
    worker = new_worker()
    for _ in range(2):
        assert worker.take([queues.quick], None) is None
    assert queues.redis.llen("rq:queue:wiredesk:intermediate") == 0
    assert queues.redis.keys("rq:job:*") == [b"rq:job:of-somebody-else"]
    assert queues.put("a.example", slow=False), "its site is queued again"


def test_a_job_is_stopped_by_the_command_of_rq(queues, new_worker):
    for site in ("a.example", "b.example"):
        queues.put(site, slow=False)
    worker = new_worker()
    held = [worker.take([queues.quick], None) for _ in range(2)]
    stopped = []
    worker.on_stop = stopped.append
    worker.handle_payload({"data": b'{"command": "stop-job", "job_id": "%s"}' % held[1].job.id.encode()})
    assert stopped == [held[1]]


def test_a_worker_that_redis_has_forgotten_comes_back(queues, new_worker):
    worker = new_worker()
    queues.redis.flushall()
    worker.vouch()
    assert [one.name for one in SiteWorker.all(connection=queues.redis)] == [worker.name]


def test_nothing_is_taken_while_rq_is_suspended(queues, new_worker):
    queues.put("a.example", slow=False)
    worker = new_worker()
    queues.redis.set("rq:suspended", 1)
    assert worker.take([queues.quick], None) is None
    queues.redis.delete("rq:suspended")
    assert worker.take([queues.quick], None) is not None

"""The scheduler: each due site on the queue once, the neediest first, and one scheduler in charge."""

from __future__ import annotations

import os
import signal
import socket
import time
from pathlib import Path

import pytest
from rq import Queue
from rq.job import Job
from rq.serializers import JSONSerializer

from wiredesk.crawlers.listings.source_memory import SITE_FIELD, SiteState
from wiredesk.crawlers.scale_out.definition_files import DefinitionFiles
from wiredesk.crawlers.scale_out.need import SLOW_FROM, due_site, in_order
from wiredesk.crawlers.scale_out.scheduler import AFTER_FAILURE, NotInCharge, Scheduler
from wiredesk.crawlers.scale_out.site_jobs import CRAWL, SiteQueues
from wiredesk.pipelines.publishing.keys import Keys

NOW = time.time()


def remember(queues, site: str, **state) -> None:
    queues.redis.hset(Keys().sources(site), SITE_FIELD, SiteState(**state).model_dump_json())


def define(wiredesk, *names: str) -> None:
    for name in names:
        wiredesk.define(name, f'url = "https://{name}/"\n')


def test_each_due_site_is_queued_once_as_a_job_that_rq_can_read(wiredesk, queues, schedule):
    define(wiredesk, "one.example", "two.example", "later.example")
    remember(queues, "later.example", crawled_at=NOW, due_at=NOW + 600)
    assert schedule()[0].queued == 2
    assert schedule()[0].queued == 0
    job_ids = Queue("wiredesk-slow", connection=queues.redis, serializer=JSONSerializer).job_ids
    assert job_ids == ["wiredesk__one_example", "wiredesk__two_example"]
    job = Job.fetch(job_ids[0], connection=queues.redis, serializer=JSONSerializer)
    assert (job.func_name, job.args, job.kwargs) == (CRAWL, ["one.example"], {})
    assert callable(job.func)


def test_where_most_is_to_be_expected_goes_first_and_what_takes_long_goes_elsewhere():
    def state(per_hour: float | None, hours: float, seconds: float = 3.0) -> SiteState:
        return SiteState(crawled_at=NOW - hours * 3600, due_at=NOW - 1, per_hour=per_hour, seconds=seconds)

    states = {"busy": state(20, 0.2), "sleepy": state(0.1, 24), "unknown": state(None, 1), "slow": state(9, 1, 900)}
    states |= {"new": SiteState(), "early": SiteState(crawled_at=NOW, due_at=NOW + 1)}
    due = [site for name, one in states.items() if (site := due_site(name, one, NOW))]
    assert [site.name for site in in_order(due)] == ["slow", "busy", "sleepy", "unknown", "new"]
    assert {site.name for site in due if site.slow} == {"slow", "new"}
    assert not due_site("brink", state(1, 1, SLOW_FROM), NOW).slow


def test_paused_and_disabled_sites_and_those_being_crawled_are_left_alone(wiredesk, queues, schedule):
    define(wiredesk, "a.example", "paused.example", "crawled.example")
    wiredesk.define("off.example", 'url = "https://off.example/"\nenabled = false\nreason = "gone"\n')
    queues.redis.hset(Keys().paused, "paused.example", "")
    queues.redis.set(Keys().lock("crawled.example"), "someone else", ex=60)
    assert schedule()[0].queued == 1
    assert queues.slow.job_ids == [queues.job_id("a.example")]


def test_a_failed_site_is_queued_again_when_it_is_due_and_one_that_broke_its_workers_after_a_while(
    wiredesk, queues, schedule, new_worker
):
    define(wiredesk, "down.example", "deadly.example")
    schedule()
    worker = new_worker()
    for _ in range(2):
        worker.fail(worker.take([queues.slow], None), "SiteFailed: nobody answers")
    assert queues.slow.failed_job_registry.count == 2
    remember(queues, "down.example", due_at=time.time() + 0.01)  # what the crawl of a site that is down sets
    time.sleep(0.02)
    assert schedule()[0].queued == 1
    assert queues.slow.job_ids == [queues.job_id("down.example")]
    assert queues.slow.failed_job_registry.get_job_ids() == [queues.job_id("deadly.example")]
    job = queues.job("deadly.example")
    queues.redis.hset(job.key, "ended_at", "2026-01-01T00:00:00.000000Z")
    assert AFTER_FAILURE < 86_400
    assert schedule()[0].queued == 1
    assert queues.job("deadly.example").retries_left == 2


def test_the_leftover_of_a_job_holds_up_nobody(wiredesk, queues, schedule):
    define(wiredesk, "a.example")
    queues.redis.hset(f"rq:job:{queues.job_id('a.example')}", "last_heartbeat", "2026-01-01T00:00:00Z")
    assert schedule()[0].queued == 1


def test_a_job_that_cannot_be_read_holds_up_neither_its_site_nor_the_others(wiredesk, queues, schedule):
    define(wiredesk, "a.example", "b.example", "c.example")
    broken = {"status": "failed", "created_at": "yesterday"}
    queues.redis.hset(f"rq:job:{queues.job_id('a.example')}", mapping=broken)
    queues.redis.hset(f"rq:job:{queues.job_id('b.example')}", mapping=broken | {"data": b"{}"})
    assert schedule()[0].queued == 3


def test_one_scheduler_is_in_charge_and_the_other_takes_over_when_it_is_not_heard_of(queues, tmp_path):
    (tmp_path / "a.example.toml").write_text('url = "https://a.example/"\n')
    first, second = (Scheduler(queues, Keys(), DefinitionFiles([tmp_path])) for _ in range(2))
    assert first.take_charge() is None
    assert first.take_charge() is None
    assert "process" in second.take_charge()
    queues.redis.pexpire(Keys().scheduler, 1)
    time.sleep(0.01)
    assert second.take_charge() is None
    first._renewed = 0.0  # it was frozen meanwhile
    with pytest.raises(NotInCharge):
        first.look()
    assert len(queues.slow) == 0
    assert "process" in first.take_charge()
    second.leave()
    assert first.take_charge() is None
    assert first.look().queued == 1


def test_definition_files_are_read_again_when_they_change(tmp_path: Path, caplog):
    files = DefinitionFiles([tmp_path])
    (tmp_path / "a.example.toml").write_text('url = "https://a.example/"\n')
    (tmp_path / "b.example.toml").write_text("url = 1\n")
    for _ in range(2):
        assert [definition.id for definition in files.enabled()] == ["a.example"]
        assert list(files.faults) == ["b.example"]
    assert caplog.text.count("b.example.toml:1") == 1
    (tmp_path / "b.example.toml").write_text('url = "https://b.example/"\n')
    (tmp_path / "a.example.toml").unlink()
    assert [definition.id for definition in files.enabled()] == ["b.example"]
    assert files.faults == {}


def test_installations_on_one_server_have_queues_of_their_own(queues):
    other = SiteQueues(queues.redis, "{desk:two}:")
    assert queues.put("a.example", slow=False)
    assert other.put("a.example", slow=False)
    assert (len(queues.quick), len(other.quick), other.quick.name) == (1, 1, "desk-two")


def test_a_cluster_is_refused_and_a_server_that_is_away_is_told(start_redis, wiredesk, tmp_path):
    define(wiredesk, "a.example")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        bus = probe.getsockname()[1]  # by default port + 10000, which another server may have
    cluster = start_redis("--cluster-enabled", "yes", "--cluster-port", str(bus))
    for command in ("scheduler --once", "crawl-worker --burst"):
        wiredesk.environment["WIREDESK_REDIS_URL"] = cluster.url
        done = wiredesk(*command.split())
        assert done.returncode == 2
        assert "is a Redis Cluster" in done.stderr
        wiredesk.environment["WIREDESK_REDIS_URL"] = f"unix://{tmp_path}/none.sock"
        assert wiredesk(*command.split()).returncode == 3


def test_it_ends_soon_where_redis_says_nothing(wiredesk, start_redis):
    server = start_redis()
    define(wiredesk, "one.example")
    wiredesk.environment["WIREDESK_REDIS_URL"] = server.url
    process = wiredesk.start("scheduler")
    assert "in charge" in process.stderr.readline()
    os.kill(server.pid, signal.SIGSTOP)
    try:
        time.sleep(1.5)  # until it asks again
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert process.wait(40) == 0
        assert time.monotonic() - began < 20
    finally:
        os.kill(server.pid, signal.SIGCONT)

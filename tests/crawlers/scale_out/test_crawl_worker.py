"""`wiredesk crawl-worker` as it is called: whole crawls from the queue, killed, stopped, refused, many at a time."""

from __future__ import annotations

import os
import re
import signal
import threading
import time
from itertools import pairwise
from statistics import median
from urllib.parse import urlsplit

import pytest
from hand_made_site import Answer, article_page, feed_of
from test_site_worker import lapse

from wiredesk.crawlers.fetching.process_identity import process_identity
from wiredesk.crawlers.scale_out.process_pool import ProcessPool
from wiredesk.pipelines.publishing.keys import Keys

PATHS = [f"/news/story-{number}" for number in range(1001, 1031)]
"""So many that a busy machine cannot fetch all of them before a signal is there."""


@pytest.fixture
def harbour(wiredesk, start_site):
    """A site whose articles take a while."""
    site = start_site()
    site.pages["/robots.txt"] = Answer("", 404)
    wiredesk.define_with_feed("harbour", site, *PATHS)
    for path in PATHS:
        site.pages[path] = article_page(f"Headline of {path}")
        site.pages[path].wait = 0.15
    return site


def until(true, seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


def published(wiredesk) -> list[str]:
    return sorted(urlsplit(article["url"]).path for article in wiredesk.queue())


def test_what_the_scheduler_queues_is_crawled_and_failures_are_named(wiredesk, start_site, queues):
    for name in ("east", "west"):
        site = start_site()
        wiredesk.define_with_feed(name, site, "/news/bridge-1001")
        site.pages["/news/bridge-1001"] = article_page(f"Old bridge of the {name} to be repaired")
    closed = start_site()
    closed.pages["/robots.txt"] = Answer("User-agent: *\nDisallow: /\n", content_type="text/plain")
    wiredesk.define("closed", f'url = "{closed.url}/"\n[fetch]\ndelay = 0\n')
    scheduled = wiredesk("scheduler", "--once")
    assert scheduled.returncode == 0
    assert scheduled.stderr.startswith("3 of 3 sites queued (3 of them slow or never crawled yet); 3 waiting")
    worked = wiredesk("crawl-worker", "--burst")
    assert worked.returncode == 1, worked.stderr
    assert "closed: failed: robots.txt does not allow" in worked.stderr
    assert "sites: 2 crawled, 1 failed; articles: 2 new" in worked.stderr
    assert len(wiredesk.queue()) == 2
    assert queues.slow.failed_job_registry.get_job_ids() == [queues.job_id("closed")]
    assert queues.redis.zcard(queues.slow.started_job_registry.key) == 0
    assert wiredesk("scheduler", "--once").stderr.startswith("0 of 3 sites queued; 0 waiting")


def test_a_worker_that_is_told_to_stop_gives_its_site_back_and_one_that_is_killed_loses_nothing(
    wiredesk, harbour, queues, schedule
):
    schedule()
    stopped = wiredesk.start("crawl-worker")
    until(lambda: len(harbour.paths()) > 3)
    stopped.send_signal(signal.SIGTERM)
    told = stopped.communicate(timeout=40)[1]
    assert stopped.returncode == 0, told
    assert "1 given back" in told
    assert queues.slow.job_ids == [queues.job_id("harbour")]
    asked = len(harbour.paths())
    killed = wiredesk.start("crawl-worker")
    until(lambda: len(harbour.paths()) > asked + 2)
    killed.kill()
    killed.communicate()
    lapse(queues)
    worked = wiredesk("crawl-worker", "--burst")
    assert worked.returncode == 0, worked.stderr
    assert published(wiredesk) == PATHS


def test_sites_of_a_worker_that_is_silent_are_told(wiredesk, harbour, queues, schedule, new_worker):
    schedule()
    worker = new_worker()
    held = worker.take([queues.slow], None)
    worked = wiredesk("crawl-worker", "--burst")
    assert (worked.returncode, "1 sites are being crawled by other workers" in worked.stderr) == (0, True)
    queues.redis.zincrby(queues.slow.started_job_registry.key, -30, held.execution.composite_key)  # killed 30 s ago
    assert schedule()[1].silent == 1
    assert "1 being crawled by 1 worker (1 of them by one that gives no sign" in wiredesk("scheduler", "--once").stderr
    worked = wiredesk("crawl-worker", "--burst", "--quiet")
    assert worked.returncode == 4
    assert "1 sites have a worker that gives no sign of life" in worked.stderr
    assert worker.vouch() == []
    assert schedule()[1].silent == 0
    worker.succeed(held)


def test_a_site_that_is_being_crawled_is_put_off(wiredesk, harbour, queues, schedule):
    schedule()
    queues.redis.set(Keys().lock("harbour"), f"{process_identity()}|x", ex=60)
    worked = wiredesk("crawl-worker", "--burst", "-v")
    assert worked.returncode == 4, worked.stderr
    assert "harbour: put off: a crawl of this site is running" in worked.stderr
    assert harbour.paths() == []
    queues.redis.delete(Keys().lock("harbour"))
    assert schedule()[0].queued == 1, "it is still due"


def test_slow_sites_leave_places_for_quick_ones(wiredesk, start_site, queues):
    may_answer = threading.Event()
    slow = start_site()

    def answer_late(_headers):
        may_answer.wait(30)
        return article_page("Late story")

    for name in ("slow-1", "slow-2", "slow-3"):
        wiredesk.define_with_feed(name, slow, "/late-1001")
        queues.put(name, slow=True)
    slow.pages["/feed"] = answer_late
    quick = start_site("127.0.0.2")
    for number in range(4):
        name = f"quick-{number}"
        wiredesk.define(name, f'url = "{quick.url}/{name}/"\n[fetch]\ndelay = 0\n[[sources]]\ntype = "feed"\n'
                              f'url = "{quick.url}/feed-{number}"\n')  # fmt: skip
        quick.pages[f"/feed-{number}"] = feed_of(quick, f"/{name}/story-1001")
        quick.pages[f"/{name}/story-1001"] = article_page(f"Headline of {name}")
        queues.put(name, slow=False)
    worker = wiredesk.start("crawl-worker", "--at-once", "2")
    try:
        until(lambda: len(wiredesk.queue()) == 4)
        assert len(queues.slow) == 2
    finally:
        may_answer.set()
        worker.send_signal(signal.SIGINT)
        told = worker.communicate(timeout=40)[1]
    assert worker.returncode == 0, told


def test_two_processes_keep_the_pauses_of_a_host(wiredesk, start_site, queues):
    host = start_site()
    asked: list[float] = []

    def page(headline: str):
        def answer(_headers):
            asked.append(time.monotonic())
            return article_page(headline)

        return answer

    for number in range(2):
        name = f"rubric-{number}"
        wiredesk.define(name, f'url = "{host.url}/{name}/"\n[fetch]\ndelay = 0.3\n[[sources]]\ntype = "feed"\n'
                              f'url = "{host.url}/feed-{number}"\n')  # fmt: skip
        paths = [f"/{name}/story-{story}" for story in (1001, 1002, 1003)]
        host.pages[f"/feed-{number}"] = feed_of(host, *paths)
        for path in paths:
            host.pages[path] = page(f"Headline of {path}")
        queues.put(name, slow=False)
    worked = wiredesk("crawl-worker", "--burst", "--processes", "2", "--at-once", "1", "--workers", "1")
    assert worked.returncode == 0, worked.stderr
    assert sum(map(int, re.findall(r"sites: (\d+) crawled", worked.stderr))) == 2
    # Its turn comes every 0.3 s. A busy machine may hold one request up, and the next comes soon behind it: the median.
    # Two processes that know nothing of each other would have gaps of 0.15 s at the most.
    assert median(later - earlier for earlier, later in pairwise(sorted(asked))) > 0.2
    assert len(wiredesk.queue()) == 6


def test_a_site_that_this_machine_does_not_know_fails(wiredesk, queues):
    wiredesk.define("harbour", 'url = "https://harbour.example/"\n')
    queues.put("harbor", slow=False)
    worked = wiredesk("crawl-worker", "--burst")
    assert worked.returncode == 1
    assert "\nharbor: failed: no site 'harbor'" in worked.stderr
    assert "did you mean harbour?" in worked.stderr
    assert queues.quick.failed_job_registry.count == 1


@pytest.mark.parametrize("burst", [True, False])
def test_a_worker_that_cannot_keep_pages_gives_its_sites_back(wiredesk, start_site, queues, tmp_path, burst):
    """No site is at fault: none is failed, and none is asked again at once."""
    archive = tmp_path / "pages"
    archive.mkdir()
    wiredesk.environment["WIREDESK_ARCHIVE"] = str(archive)

    def answer(_):
        if archive.is_dir():
            archive.rename(tmp_path / "away")
            archive.touch()
        return article_page("Old bridge to be repaired")

    site = start_site()
    site.pages["/robots.txt"] = Answer("", 404)
    wiredesk.define_with_feed("harbour", site, "/news/story-1001")
    site.pages["/news/story-1001"] = answer
    wiredesk("scheduler", "--once")
    worker = wiredesk.start("crawl-worker", *(["--burst"] if burst else []))
    until(lambda: archive.is_file() and queues.slow.job_ids)
    if not burst:
        asked = len(site.paths())
        time.sleep(0.5)
        assert len(site.paths()) == asked
        worker.send_signal(signal.SIGTERM)
    told = worker.communicate(timeout=40)[1]
    assert worker.returncode == int(burst), told
    assert f"the archive {archive} cannot be written" in told
    assert "queue of sites" not in told
    assert "Traceback" not in told
    assert queues.slow.job_ids == [queues.job_id("harbour")]
    assert queues.slow.failed_job_registry.get_job_ids() == []
    assert wiredesk.queue() == []


def test_a_process_of_several_that_is_killed_is_told(queues, caplog):
    def killed(_parent: int) -> int:
        signal.raise_signal(signal.SIGKILL)
        return 0

    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        assert ProcessPool(queues, 2, killed).run(burst=True) == signal.SIGKILL
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
    assert [one.message[:44] for one in caplog.records] == ["a worker process was killed by signal 9; its"] * 2


def test_it_ends_soon_where_redis_says_nothing(wiredesk, harbour, start_redis):
    server = start_redis()
    wiredesk.environment["WIREDESK_REDIS_URL"] = server.url
    assert wiredesk("scheduler", "--once").returncode == 0
    process = wiredesk.start("crawl-worker")
    until(lambda: len(harbour.paths()) > 3)
    os.kill(server.pid, signal.SIGSTOP)
    try:
        time.sleep(1.5)  # until it asks again
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        told = process.communicate(timeout=55)[1]
        assert time.monotonic() - began < 40  # by force it would end after 60
        assert process.returncode == 0, told
        assert "Traceback" not in told
    finally:
        os.kill(server.pid, signal.SIGCONT)

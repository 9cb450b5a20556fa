"""`wiredesk worker`: requests on the queue end in exactly one way, whatever is killed."""

from __future__ import annotations

import json
import signal
from contextlib import closing

import pytest
from village_site import VillageSite, wait_until

from wiredesk.crawlers.on_demand import request_queue


def test_every_kind_of_request_ends_once(desk, village):
    """Two workers share the queue; what gives an article is published with its request_id, the rest is a failure."""
    for _ in range(2):
        desk.start("worker")
    for number in range(6):
        desk.ask(f"{village.url}/news/story-{number}", request_id=f"story-{number}", reply_to=f"answers-{number}")
    desk.ask(f"{village.url}/missing", request_id="missing")
    desk.ask(f"{village.url}/private/letter", request_id="private")
    desk.ask(f"{village.url}/report.pdf", request_id="pdf")
    desk.ask("http://reader:secret@10.0.0.1/", request_id="inside")
    desk.ask("ftp://example.org/", request_id="ftp")
    desk.ask(f"{village.url}/news/unseen", request_id="unseen", publish="0")
    desk.ask(f"{village.url}/news/odd", request_id="odd", publish="perhaps", reply_to="answers-odd")
    desk.ask(f"{village.url}/{'a' * 9_000}", request_id="long", reply_to="answers-long")
    desk.ask(f"{village.url}/news/own", request_id="own", reply_to="{wiredesk}:articles")
    desk.redis.xadd(desk.keys.requests, {"address": "no url", "request_id": "no-url"})
    desk.wait_until_answered()
    expected = {f"story-{number}": ["article"] for number in range(6)}
    expected |= {"missing": ["http_404"], "private": ["robots"], "pdf": ["not_html"], "inside": ["forbidden_address"],
                 "ftp": ["forbidden_address"], "unseen": ["invalid_request"], "odd": ["invalid_request"],
                 "own": ["invalid_request"], "no-url": ["invalid_request"], "long": ["invalid_request"]}  # fmt: skip
    assert desk.ends() == expected
    for name in ("odd", "long"):  # who asked waits for an answer, whatever is wrong with the rest of the request
        refusal = json.loads(desk.redis.lpop(f"answers-{name}"))
        assert (refusal["request_id"], refusal["outcome"], refusal["reason"]) == (name, "failed", "invalid_request")
    assert "secret" not in str(desk.redis.xrange(desk.keys.failures))
    assert max(sum(map(len, entry.values())) for _, entry in desk.redis.xrange(desk.keys.failures)) < 2_500
    answer = json.loads(desk.redis.lpop("answers-3"))
    assert (answer["request_id"], answer["outcome"], answer["revision"]) == ("story-3", "new", 1)
    assert answer["article"]["request_id"] == "story-3"
    queued = dict(desk.redis.xrange(desk.keys.articles))[answer["entry"]]
    assert answer["article"] == json.loads(queued["article"])
    assert desk.redis.xpending(desk.keys.requests, request_queue.GROUP)["pending"] == 0
    assert village.hits["/robots.txt"] == 1  # by one of the two workers, for both
    assert not desk.redis.exists(desk.keys.request_histories)


def test_the_same_url_at_once_is_fetched_once_by_all_workers_together(desk, village):
    for _ in range(2):
        desk.start("worker")
    with village.silent():
        for number in range(12):
            desk.ask(f"{village.url}/news/wanted-by-many", request_id=f"asker-{number}", reply_to=f"answer-{number}")
        village.wait_until_asked("/news/wanted-by-many")
    desk.wait_until_answered()
    assert village.hits["/news/wanted-by-many"] == 1
    ends = desk.ends()
    assert sorted(map(tuple, ends.values())) == [("already_published",)] * 11 + [("article",)]
    answers = [json.loads(desk.redis.lpop(f"answer-{number}")) for number in range(12)]
    assert {answer["article"]["headline"] for answer in answers} == {answers[0]["article"]["headline"]}
    assert len({answer["id"] for answer in answers}) == 1


def test_a_flood_for_a_slow_host_holds_nobody_else_up(desk, village):
    """More requests than a worker fetches at a time, for one host; the one for another host is asked for last."""
    slow = VillageSite()
    with closing(slow), slow.silent():
        for number in range(200):
            desk.ask(f"{slow.url}/news/story-{number}", request_id=f"slow-{number}")
        desk.ask(f"{village.url}/news/quick", request_id="quick")
        desk.start("worker", "--at-once", "20")
        wait_until(lambda: "quick" in desk.ends(), "it waits for those asked for before")
        assert len(desk.ends()) < 30


def test_a_worker_gets_to_the_end_of_a_long_line_of_one_host(desk, village):
    """Far more requests than places; the same host is also spelled otherwise, and some URLs are asked for twice."""
    host = village.url.removeprefix("http://")
    desk.start("worker")
    for number in range(16):
        desk.ask(f"{village.url}/news/story-{number}", request_id=f"plain-{number}")
        desk.ask(f"HTTP://reader@{host}/news/story-{number % 4}?utm_source=x", request_id=f"odd-{number}")
    desk.wait_until_answered()
    assert len(desk.ends()) == 32


def test_an_answer_without_publishing_goes_to_the_asker_alone(desk, village):
    desk.start("worker")
    desk.redis.xadd("answer-stream", {"begin": "1"})
    desk.ask(f"{village.url}/news/private-reading", request_id="r", publish="0", reply_to="answer-stream")
    desk.wait_until_answered()
    (_, fields) = desk.redis.xrange("answer-stream")[-1]
    answer = json.loads(fields["answer"])
    assert answer["outcome"] == "fetched"
    assert answer["article"]["body_text"]
    assert desk.ends() == {}


@pytest.mark.timeout(300)
def test_killed_workers_lose_nothing_and_answer_nothing_twice(desk, village):
    """Workers are killed with -9 again and again while forty requests are under way."""
    village.delay = 0.3
    requests = {f"r{number}": f"{village.url}/news/story-{number}" for number in range(40)}
    victims = [desk.start("worker", "--at-once", "8")[0] for _ in range(2)]
    for request_id, url in requests.items():
        desk.ask(url, request_id=request_id)
    for victim, asked_for in zip(victims, (4, 12), strict=True):  # of the 40, and 16 at once are under way
        wait_until(lambda enough=asked_for: village.hits.total() > enough, "the workers ask for nothing")
        victim.kill()
        victim.wait()
    answered_before = len(desk.ends())
    assert answered_before < len(requests)
    desk.start("worker")
    desk.wait_until_answered(seconds=200)  # twenty until the killed count as dead, and then a busy machine
    assert desk.ends() == {request_id: ["article"] for request_id in requests}
    # What was in a killed worker's hands may be fetched again, nothing else is
    assert sum(village.hits[f"/news/story-{number}"] for number in range(40)) <= 40 + 2 * 8


def test_a_worker_that_is_told_to_stop_gives_back_what_it_has_not_begun(desk, village):
    village.delay = 0.4
    (desk.folder / "sites" / "valley.toml").write_text(
        f'url = "{village.url}/"\nname = "Valley News"\n[fetch]\ndelay = 0.5\nconcurrency = 1\n'
    )
    worker, _ = desk.start("worker")
    for number in range(20):
        desk.ask(f"{village.url}/news/story-{number}", request_id=f"r{number}")
    wait_until(desk.ends, "nothing was answered")
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(timeout=40) == 0
    answered = desk.ends()
    assert all(end == ["article"] for end in answered.values())
    assert len(answered) + desk.redis.xlen(desk.keys.requests) == 20
    assert len(answered) < 20
    held = desk.redis.xpending_range(desk.keys.requests, request_queue.GROUP, "-", "+", 20)
    # Free at once, without waiting until the first counts as dead
    assert all(entry["time_since_delivered"] >= request_queue.RELEASED_MS for entry in held)
    desk.start("worker")
    wait_until(lambda: len(desk.ends()) > len(answered), "what was given back was not taken up")

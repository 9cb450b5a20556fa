"""The consumer's promises: nothing is acknowledged unprocessed, nothing is lost, nothing blocks the rest."""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import os
import signal
import threading
import time
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
import redis
import redis.asyncio
from queue_writer import QueueWriter, copy_of, make_article

from wiredesk.pipelines.consumer import AsyncConsumer, Consumer, GroupDeleted, RejectArticle, StopConsuming, TryLater
from wiredesk.pipelines.publishing.keys import Keys
from wiredesk.pipelines.publishing.publisher import Publication, Publisher
from wiredesk.settings.errors import RedisUnreachable, UsageProblem

GROUP = "search"


def drain(queue: QueueWriter, group: str = GROUP, **settings) -> Consumer:
    """A consumer that ends when nothing is left, and retries at once."""
    settings = {"retry_delay": 0.01, "claim_after": 5.0, **settings}
    return Consumer(group, redis_url=queue.url, follow=False, **settings)


def headlines(consumer: Consumer) -> list[str]:
    with consumer:
        return [delivery.article.headline for delivery in consumer]


def die_at_the_first_article(queue: QueueWriter, **settings) -> None:
    """A consumer in a process of its own, killed with its first article in hand; returns when others may take over."""
    child = os.fork()
    if child == 0:
        for _delivery in drain(queue, claim_after=0.05, **settings):
            os.kill(os.getpid(), signal.SIGKILL)
        os._exit(0)  # there was no article to die of
    assert os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL
    time.sleep(0.06)


def test_articles_come_in_order_and_are_acknowledged(queue):
    ids = queue.fill(3)
    with drain(queue) as consumer:
        seen = [(delivery.entry_id, delivery.article.id, delivery.delivery_count) for delivery in consumer]
    assert seen == [(ids[0], "article-1", 1), (ids[1], "article-2", 1), (ids[2], "article-3", 1)]
    assert queue.pending(GROUP) == 0
    assert headlines(drain(queue)) == []


def test_what_the_publisher_queues_is_what_the_consumer_gets(queue):
    async def publish(*articles) -> None:
        client = redis.asyncio.Redis.from_url(queue.url)
        await Publisher(client, Keys()).publish_many([Publication(article) for article in articles])
        await client.aclose()

    first = make_article(1, body_text="The harvest is in. " * 30)
    changed = make_article(1, body_text="The harvest is lost. " * 30)
    asyncio.run(publish(first, make_article(2, body_text="Nobody knows why the bridge was closed. " * 30)))
    asyncio.run(publish(first, changed))
    with drain(queue) as consumer:
        seen = [(delivery.article, delivery.fields) for delivery in consumer]
    assert [(article.event, article.revision) for article, _ in seen] == [("new", 1), ("new", 1), ("update", 2)]
    for article, fields in seen:
        assert (fields["id"], fields["site"], fields["revision"]) == (article.id, article.site, str(article.revision))
        assert fields["near_duplicate_of"] == (article.near_duplicate_of.id if article.near_duplicate_of else "")
    assert seen[2][0].body_text == changed.body_text
    assert queue.dead() == []


def test_each_group_gets_every_article(queue):
    queue.fill(2)
    assert len(headlines(drain(queue, "a"))) == 2
    assert len(headlines(drain(queue, "b"))) == 2


def test_the_article_at_hand_is_acknowledged_only_when_the_next_is_asked_for(queue):
    queue.fill(2)
    with drain(queue) as consumer:
        loop = iter(consumer)
        next(loop)
        assert queue.pending(GROUP) == 1
        next(loop)
        assert queue.pending(GROUP) == 1


def test_leaving_the_loop_leaves_the_article_for_others_at_once(queue):
    queue.fill(2)
    with drain(queue, prefetch=2) as consumer:
        for _delivery in consumer:
            break
    # begun once: it counts; fetched only: it does not
    with drain(queue) as other:
        assert [delivery.delivery_count for delivery in other] == [2, 1]
    assert queue.pending(GROUP) == 0


def test_an_exception_in_the_loop_counts_as_a_failure_and_is_told_to_the_next(queue):
    queue.fill(1)

    def fail_in_the_loop():
        with drain(queue) as consumer:
            for _delivery in consumer:
                _ = 1 / 0

    with pytest.raises(ZeroDivisionError):
        fail_in_the_loop()
    assert queue.pending(GROUP) == 1
    with drain(queue) as other:
        (delivery,) = list(other)
    assert delivery.delivery_count == 2
    assert delivery.history[0]["error"] == "ZeroDivisionError: division by zero"
    assert queue.client.exists(Keys().deliveries(GROUP)) == 0


def test_a_handler_is_called_again_until_it_succeeds(queue):
    queue.fill(3)
    calls: list[str] = []

    def handler(delivery):
        calls.append(delivery.article.id)
        if delivery.article.id == "article-1" and delivery.delivery_count < 3:
            raise ConnectionError("search engine away")

    assert drain(queue).run(handler) == 3
    assert calls.count("article-1") == 3
    assert queue.pending(GROUP) == 0
    assert queue.dead() == []


def test_poison_becomes_a_dead_letter_with_all_that_is_known(queue):
    (entry_id,) = queue.fill(1)

    def handler(delivery):
        raise ValueError(f"cannot index {delivery.article.id} \ud800")

    assert drain(queue, name="worker-1", max_deliveries=3).run(handler) == 0
    (letter,) = queue.dead()
    assert letter["dead_group"] == GROUP
    assert letter["dead_entry"] == entry_id
    assert letter["dead_reason"] == "failed"
    assert letter["dead_delivery_count"] == "3"
    assert letter["dead_error"] == "ValueError: cannot index article-1 ?"
    assert "in handler" in letter["dead_traceback"]
    history = json.loads(letter["dead_history"])
    assert [(record["delivery"], record["consumer"]) for record in history] == [(n, "worker-1") for n in (1, 2, 3)]
    assert json.loads(letter["article"])["id"] == "article-1"
    assert letter["site"] == "example.org"
    assert queue.pending(GROUP) == 0


def test_a_rejected_article_is_dead_at_once(queue):
    queue.fill(2)

    def handler(delivery):
        if delivery.article.id == "article-1":
            raise RejectArticle("no agency copy here")

    assert drain(queue).run(handler) == 1
    (letter,) = queue.dead()
    assert (letter["dead_reason"], letter["dead_delivery_count"]) == ("rejected", "1")
    assert "no agency copy" in letter["dead_error"]


MALFORMED = {
    "no-article": {"schema": "wiredesk.article/1", "site": "x"},
    "no-schema": {"article": "{}"},
    "later-major": {"schema": "wiredesk.article/2", "article": "{}"},
    "not-json": {"schema": "wiredesk.article/1", "article": "{"},
    "deep-json": {"schema": "wiredesk.article/1", "article": "[" * 100_000},
    "long-number": {"schema": "wiredesk.article/1", "article": "1" * 100_000},
    "not-a-number": {"schema": "wiredesk.article/1", "article": '{"id": NaN}'},
    "list": {"schema": "wiredesk.article/1", "article": "[]"},
    "invalid": {"schema": "wiredesk.article/1", "article": '{"id": 3}'},
    "bytes": {"schema": b"\xff\xfe", b"\x00\x80": b"\xff"},
    "many-fields": {f"f{n}": "v" for n in range(5000)},
}


@pytest.mark.parametrize("kind", MALFORMED)
def test_a_malformed_entry_is_dead_and_stops_nobody(queue, kind):
    queue.client.xadd(queue.keys.articles, MALFORMED[kind])
    queue.fill(1)
    assert headlines(drain(queue)) == ["Harvest report number 1"]
    raw = [dict(fields) for _, fields in redis.Redis.from_url(queue.url).xrange(queue.keys.dead)]
    assert [letter[b"dead_reason"] for letter in raw] == [b"malformed"]
    if kind == "bytes":
        assert raw[0][b"\x00\x80"] == b"\xff"
    if kind == "many-fields":
        assert json.loads(raw[0][b"dead_fields"])[:2] == ["f0", "v"]
    assert queue.pending(GROUP) == 0


def test_fields_of_a_later_minor_schema_are_no_error(queue):
    article = json.loads(make_article().model_dump_json())
    article |= {"schema_version": "1.7", "mood": "calm"}
    article["authors"] = [{"name": "A. Writer", "type": "person", "beat": "harvest"}]
    queue.client.xadd(queue.keys.articles, {"schema": "wiredesk.article/1", "article": json.dumps(article)})
    with drain(queue) as consumer:
        (delivery,) = list(consumer)
    assert delivery.article.authors[0].name == "A. Writer"
    assert delivery.raw["mood"] == "calm"


def test_raw_articles_are_not_validated(queue):
    queue.client.xadd(queue.keys.articles, {"schema": "wiredesk.article/1", "article": '{"id": 3}'})
    with drain(queue, raw=True) as consumer:
        assert [delivery.raw for delivery in consumer] == [{"id": 3}]


def test_filters_acknowledge_what_is_not_wanted(queue):
    queue.add(make_article(1, site="a.org", language="pt-BR"))
    queue.add(make_article(2, site="b.org", language="pt"))
    queue.add(make_article(3, site="a.org", language="ar", event="update", revision=2))
    queue.add(make_article(4, site="a.org", language="pt", near_duplicate_of=copy_of("article-1")))

    def wanted(group, **settings):
        with drain(queue, group, **settings) as consumer:
            found = [delivery.article.id[-1] for delivery in consumer]
        assert queue.pending(group) == 0
        return "".join(found)

    assert wanted("1", sites=["a.org"]) == "134"
    assert wanted("2", languages=["pt"]) == "124"
    assert wanted("3", languages=["pt-br", "ar"], prefetch=10) == "13"
    assert wanted("4", events=["update"]) == "3"
    assert wanted("5", near_duplicates=False) == "123"
    assert wanted("6", sites=["a.org", "b.org"], events=["new"], near_duplicates=False) == "12"


def test_a_new_group_starts_where_it_is_told(queue):
    now = datetime.now(UTC)
    queue.client.xadd(queue.keys.articles, {"schema": "old"}, id="1000-0")
    queue.fill(2)
    assert len(headlines(drain(queue, "all"))) == 2
    assert queue.dead()[0]["dead_entry"] == "1000-0"
    assert len(headlines(drain(queue, "date", start=now - timedelta(seconds=1)))) == 2
    assert len(headlines(drain(queue, "future", start=now + timedelta(days=1)))) == 0
    assert len(headlines(drain(queue, "new", start="new"))) == 0
    queue.fill(1)
    assert len(headlines(drain(queue, "new", start="beginning"))) == 1, "an existing group goes on where it stands"


def test_entries_of_a_dead_consumer_are_taken_over(queue):
    (entry_id,) = queue.fill(1)
    queue.client.xgroup_create(queue.keys.articles, GROUP, "0")
    queue.client.xreadgroup(GROUP, "dead-one", {queue.keys.articles: ">"})
    assert headlines(drain(queue, claim_after=5)) == []
    time.sleep(0.15)
    with drain(queue, claim_after=0.1) as consumer:
        (delivery,) = list(consumer)
    assert (delivery.entry_id, delivery.delivery_count) == (entry_id, 2)
    assert delivery.history[0]["consumer"] == "dead-one"
    assert delivery.history[0]["outcome"] == "abandoned"


def test_an_article_that_kills_its_consumers_becomes_a_dead_letter(queue):
    queue.fill(1)
    for _death in range(3):
        die_at_the_first_article(queue, max_deliveries=3)
    assert headlines(drain(queue, max_deliveries=3, claim_after=0.05)) == []
    (letter,) = queue.dead()
    assert letter["dead_reason"] == "abandoned"
    assert letter["dead_delivery_count"] == "3"
    assert [record["outcome"] for record in json.loads(letter["dead_history"])] == ["abandoned"] * 3


def test_what_the_dead_had_fetched_in_advance_is_no_poison(queue):
    queue.fill(3)
    for _death in range(3):
        die_at_the_first_article(queue, max_deliveries=3, prefetch=3)
    with drain(queue, claim_after=0.05, max_deliveries=3) as last:
        seen = [(delivery.article.id, delivery.delivery_count) for delivery in last]
    assert seen == [("article-2", 2), ("article-3", 2)]
    assert [letter["id"] for letter in queue.dead()] == ["article-1"]


def test_long_work_keeps_its_entry(queue):
    queue.fill(1)
    seen: list[str] = []

    def slow(delivery):
        seen.append("slow")
        begun.set()
        time.sleep(2.2)

    begun = threading.Event()
    worker = threading.Thread(target=lambda: drain(queue, claim_after=1).run(slow))
    worker.start()
    assert begun.wait(30)
    while worker.is_alive():
        assert headlines(drain(queue, claim_after=1)) == []
        time.sleep(0.1)
    worker.join()
    assert seen == ["slow"]
    assert queue.pending(GROUP) == 0


def test_a_consumer_that_slept_leaves_alone_what_others_have_taken(queue, tmp_path):
    """A suspended laptop, a stopped container: the heart stands still, others take over, and then it wakes up."""
    queue.fill(3)
    ledger, go_on = tmp_path / "seen", tmp_path / "go on"
    sleeper = os.fork()
    if sleeper == 0:

        def handler(delivery):
            with ledger.open("a") as file:
                file.write(f"{delivery.article.id}\n")
            while not go_on.exists():
                time.sleep(0.005)

        drain(queue, prefetch=3, claim_after=0.3).run(handler)
        os._exit(0)
    while not ledger.exists():
        time.sleep(0.005)
    os.kill(sleeper, signal.SIGSTOP)
    time.sleep(0.35)
    assert len(headlines(drain(queue, claim_after=0.3))) == 3
    go_on.touch()
    os.kill(sleeper, signal.SIGCONT)
    assert os.waitpid(sleeper, 0)[1] == 0
    assert ledger.read_text().split() == ["article-1"], "the one at hand was finished, the others were not begun"
    assert queue.pending(GROUP) == 0


def test_entries_deleted_from_the_stream_are_let_go(queue):
    ids = queue.fill(3)
    queue.client.xgroup_create(queue.keys.articles, GROUP, "0")
    queue.client.xreadgroup(GROUP, "dead-one", {queue.keys.articles: ">"})
    queue.client.xdel(queue.keys.articles, ids[0], ids[2])
    time.sleep(0.06)
    with drain(queue, claim_after=0.05, prefetch=10) as consumer:
        assert [delivery.entry_id for delivery in consumer] == [ids[1]]
    assert queue.pending(GROUP) == 0


def test_idle_consumers_that_hold_nothing_are_forgotten(queue):
    queue.fill(1)
    queue.client.xgroup_create(queue.keys.articles, GROUP, "0")
    queue.client.xreadgroup(GROUP, "holder", {queue.keys.articles: ">"})
    queue.client.xreadgroup(GROUP, "idler", {queue.keys.articles: ">"})
    time.sleep(0.06)
    assert headlines(drain(queue, claim_after=60, forget_after=0.05)) == []
    assert queue.consumers(GROUP) == ["holder"], "the idler is gone, and the consumer left when it was done"


def test_a_named_consumer_takes_up_what_it_held(queue):
    queue.fill(1)
    queue.client.xgroup_create(queue.keys.articles, GROUP, "0")
    queue.client.xreadgroup(GROUP, "worker-1", {queue.keys.articles: ">"})
    assert headlines(drain(queue, claim_after=60)) == []
    assert len(headlines(drain(queue, claim_after=60, name="worker-1"))) == 1


def test_stop_ends_the_loop_after_the_article_at_hand(queue):
    queue.fill(3)
    with drain(queue) as consumer:
        for _delivery in consumer:
            consumer.stop()
    assert queue.pending(GROUP) == 0
    assert len(headlines(drain(queue))) == 2


def test_a_stop_before_the_start_is_not_forgotten_and_a_closed_consumer_can_be_used_again(queue):
    queue.fill(1)
    consumer = Consumer(GROUP, redis_url=queue.url)
    consumer.stop()
    assert consumer.run(lambda delivery: None) == 0
    assert consumer.run(lambda delivery: consumer.stop()) == 1


def test_a_waiting_consumer_gets_what_arrives_and_can_be_stopped(queue):
    consumer = Consumer(GROUP, redis_url=queue.url)
    seen: list[str] = []
    thread = threading.Thread(target=lambda: consumer.run(lambda delivery: seen.append(delivery.article.id)))
    thread.start()
    time.sleep(0.2)
    queue.fill(1)
    deadline = time.monotonic() + 30
    while not seen and time.monotonic() < deadline:
        time.sleep(0.01)
    consumer.stop()
    thread.join(5)
    assert not thread.is_alive()
    assert seen == ["article-1"]


def test_a_group_deleted_under_a_consumer_is_no_silent_restart(queue):
    queue.fill(1)
    consumer = Consumer(GROUP, redis_url=queue.url)
    with pytest.raises(GroupDeleted, match="search"):
        consumer.run(lambda delivery: queue.client.xgroup_destroy(queue.keys.articles, GROUP))


def test_a_server_that_lost_its_data_is_started_over_with(queue):
    queue.fill(1)
    seen = []
    with Consumer(GROUP, redis_url=queue.url, start="new") as consumer:
        threading.Timer(0.1, queue.fill, [1]).start()
        for delivery in consumer:
            seen.append(delivery.article.id)
            if len(seen) == 2:
                break
            queue.client.flushall()
            queue.client.script_flush()
            queue.fill(2)
    assert seen == ["article-1", "article-1"]


def test_a_handler_that_cannot_work_ends_the_loop_and_costs_no_delivery(queue):
    queue.fill(1)

    def handler(delivery):
        raise StopConsuming("no such index")

    for _time in range(3):
        with pytest.raises(StopConsuming, match="no such index"):
            drain(queue, max_deliveries=2).run(handler)
    with drain(queue) as consumer:
        assert [delivery.delivery_count for delivery in consumer] == [1]


@pytest.mark.parametrize("prefetch", [1, 4])
def test_an_outage_downstream_pauses_longer_each_time_and_is_counted_against_no_article(queue, prefetch, caplog):
    queue.fill(4)
    tries: list[float] = []
    seen: list[tuple[str, int]] = []

    def handler(delivery):
        tries.append(time.monotonic())
        if len(tries) <= 6:  # more often than an article may fail
            raise TryLater("the index is away")
        seen.append((delivery.article.id, delivery.delivery_count))

    consumer = drain(queue, max_deliveries=2, retry_delay=0.1, retry_delay_max=0.4, prefetch=prefetch)
    assert consumer.run(handler) == 4
    assert sorted(seen) == [(f"article-{number}", 1) for number in range(1, 5)]
    pauses = [after - before for before, after in pairwise(tries[:7])]
    assert all(pause > wanted * 0.8 for pause, wanted in zip(pauses, [0.1, 0.2, 0.4, 0.4, 0.4, 0.4], strict=True))
    assert queue.dead() == []
    told = [record.message for record in caplog.records if "paused, nothing is lost" in record.message]
    assert len(told) == 3, "once for each length of the pause"
    assert "the index is away" in told[0]
    assert any("goes on after" in record.message for record in caplog.records)


def test_a_pause_is_cut_short_by_a_stop(queue):
    queue.fill(1)

    def handler(delivery):
        threading.Timer(0.2, consumer.stop).start()
        raise TryLater("away")

    consumer = Consumer(GROUP, redis_url=queue.url, retry_delay=60)
    began = time.monotonic()
    assert consumer.run(handler) == 0
    assert time.monotonic() - began < 10
    with drain(queue) as other:
        assert [delivery.delivery_count for delivery in other] == [1]


@pytest.mark.parametrize("kind", [TryLater, StopConsuming])
def test_such_an_exception_in_a_loop_costs_no_delivery(queue, kind):
    queue.fill(1)

    def fail() -> None:
        with drain(queue, max_deliveries=2) as consumer:
            for _delivery in consumer:
                raise kind("not now")

    for _time in range(3):
        with pytest.raises(kind, match="not now"):
            fail()
    with drain(queue) as other:
        assert [delivery.delivery_count for delivery in other] == [1]


def test_wrong_settings_are_told():
    with pytest.raises(UsageProblem, match="sites"):
        Consumer(GROUP, sites="example.org")
    with pytest.raises(UsageProblem, match="colour"):
        Consumer(GROUP, colour="red")
    with pytest.raises(UsageProblem, match="prefetch"):
        Consumer(GROUP, prefetch=0)
    with pytest.raises(UsageProblem, match="group"):
        Consumer("")


def test_an_unreachable_server_is_told_at_the_start(tmp_path):
    with pytest.raises(RedisUnreachable), Consumer(GROUP, redis_url=f"unix://{tmp_path}/none.sock") as consumer:
        next(iter(consumer))


def test_what_is_given_back_comes_again_though_others_are_looked_at(queue):
    """150 entries of a dead consumer are taken over page by page; one of the first page is put off."""
    queue.fill(150)
    queue.client.xgroup_create(queue.keys.articles, GROUP, "0")
    queue.client.xreadgroup(GROUP, "dead", {queue.keys.articles: ">"}, count=150)
    time.sleep(0.3)
    seen: list[str] = []

    def handler(delivery):
        seen.append(delivery.article.id)
        if len(seen) == 60:
            raise TryLater("the index is away")

    consumer = Consumer(GROUP, redis_url=queue.url, follow=False, claim_after=0.2, retry_delay=0.01)
    assert consumer.run(handler) == 150
    assert queue.pending(GROUP) == 0


@pytest.mark.parametrize("kind", ["blocking", "asyncio"])
def test_forks_of_a_consumer_are_consumers_of_their_own(queue, kind):
    """By one name, an outage would make each take what the others have at work."""
    queue.fill(2)
    consumer = (Consumer if kind == "blocking" else AsyncConsumer)(GROUP, redis_url=queue.url, follow=False)
    context = multiprocessing.get_context("fork")
    together, seen = context.Barrier(3), context.Event()

    def meet(delivery) -> None:
        together.wait(20)
        seen.wait(20)

    async def meet_later(delivery) -> None:
        meet(delivery)

    def work() -> None:
        if kind == "blocking":
            consumer.run(meet)
        else:
            asyncio.run(consumer.run(meet_later))

    forks = [context.Process(target=work) for _ in range(2)]
    for fork in forks:
        fork.start()
    together.wait(20)  # both have an article in hand
    assert len(queue.consumers(GROUP)) == 2
    seen.set()
    for fork in forks:
        fork.join(20)
        assert fork.exitcode == 0
    assert queue.pending(GROUP) == 0

"""Known articles in short form: nothing is forgotten, nothing is published twice, whatever is compacted when."""

import asyncio
import json
import time
from dataclasses import dataclass, field

import redis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wiredesk.crawlers.http_api.queued_articles import QueuedArticles
from wiredesk.crawlers.listings.frontier import Frontier
from wiredesk.crawlers.operator_desk.article_views import first_revision
from wiredesk.crawlers.why.inquiry import inquire
from wiredesk.pipelines.content_change import RULE
from wiredesk.pipelines.publishing.compaction import ROUND_SECONDS, UPGRADE_SECONDS, Compaction
from wiredesk.pipelines.publishing.known_articles import KnownArticles
from wiredesk.pipelines.publishing.publication import Publication
from wiredesk.pipelines.publishing.publisher import Publisher
from wiredesk.pipelines.publishing.short_form import bucket, record_field
from wiredesk.pipelines.urls.identity import article_id

DAY = 86_400.0
URL = "https://news.example/2026/a-story-17"


async def take_off(client, keys) -> None:
    """Remove all entries from the queue, as trimming does; `queued` tells them too."""
    pipeline = client.pipeline()
    for entry_id, fields in await client.xrange(keys.articles):
        told = [fields[b"id"].decode(), int(fields[b"revision"])]
        pipeline.rpush("taken", json.dumps(told)).xdel(keys.articles, entry_id)
    await pipeline.execute()


async def queued(client, keys) -> list[tuple[str, int]]:
    """All that was ever on the queue."""
    await take_off(client, keys)
    return [tuple(json.loads(text)) for text in await client.lrange("taken", 0, -1)]


async def compact(client, keys, *, days=14, later=15 * DAY) -> int:
    """A whole round, as it will be `later`; the number of keys that were put into short form."""
    await take_off(client, keys)
    compaction, short = Compaction(client, keys, days), 0
    while (done := await compaction.turn(now=time.time() + later, at_once=True)) is not None:
        short += done.short
        if done.ended:
            return short
    raise AssertionError("somebody else has the turn")


def test_an_old_article_is_known_in_short_form(each_redis_url, with_publisher, article, keys, text):
    async def work(publisher, client):
        published = "2026-11-20T10:07:00+03:00"
        first = await publisher.publish(
            article(URL, date_published=published), aliases=["https://n.example/s/17"], next_visit=time.time() + DAY
        )
        known = KnownArticles(client, keys)
        [before] = await known.look_up([URL])
        assert await compact(client, keys) == 0  # a visit is planned
        await known.retire(first.id, "news.example")
        assert await compact(client, keys, later=13 * DAY) == 0  # too early
        await compact(client, keys)
        assert await compact(client, keys) + 0 >= 0  # the alias follows at the latest in the next round
        left = {key.decode().partition("}:")[2].partition(":")[0] for key in await client.keys("{*")}
        assert left == {"articles", "known", "known-words", "near", "compaction"}
        assert len(await client.hget(bucket(keys, first.id), record_field(first.id))) <= 40
        [record, by_alias, other] = await known.look_up([URL, "https://n.example/s/17", URL + "1"])
        assert record == by_alias
        assert other is None
        assert (record.id, record.revision, record.content_hash) == (first.id, 1, before.content_hash)
        assert 0 <= before.visited - record.visited < 600
        assert 0 <= before.published - record.published < 600
        assert record.is_short
        moved = article("https://news.example/elsewhere/17")
        assert (await known.with_words_of(moved)).id == first.id
        assert await known.with_words_of(moved.model_copy(update={"site": "b.example"})) is None
        assert await known.with_words_of(article("https://news.example/3-c", body=text(5))) is None

    with_publisher(each_redis_url, work)


def test_an_old_article_that_comes_back(each_redis_url, with_publisher, article, keys, text, read_queue):
    async def work(publisher, client):
        await publisher.publish(article(URL), aliases=["https://n.example/s/17"])
        await publisher.publish(article(URL, body=text(2)))
        await compact(client, keys), await compact(client, keys)
        same = await publisher.publish(article(URL, body=text(2)))
        assert (same.outcome, same.revision) == ("unchanged", 2)
        again = await publisher.publish(article("https://n.example/s/17", body=text(2)))
        assert (again.outcome, again.id) == ("unchanged", same.id)
        through = await publisher.publish(article("https://n.example/x/1", body=text(2)), aliases=[URL])
        assert (through.outcome, through.id) == ("unchanged", same.id)
        assert not await client.exists(keys.article(same.id))  # still in short form
        changed = await publisher.publish(article(URL, body=text(3)))
        assert (changed.outcome, changed.revision, changed.id) == ("update", 3, same.id)
        (_, last) = (await read_queue(client))[-1]
        assert (last.event, last.revision, last.changed) == ("update", 3, ["headline", "body_text"])
        [record] = await KnownArticles(client, keys).look_up([URL])
        assert not record.is_short
        assert (record.url, record.revision) == (URL, 3)
        assert await client.hlen(bucket(keys, same.id)) == 0
        assert (await publisher.publish(article(URL, body=text(3)))).outcome == "unchanged"

    with_publisher(each_redis_url, work)


def test_what_is_on_the_queue_is_found_by_its_id(each_redis_url, with_publisher, article, keys):
    async def work(publisher, client):
        first = await publisher.publish(article(URL), aliases=["https://n.example/s/17"])
        compaction, later = Compaction(client, keys, 14), time.time() + 15 * DAY
        assert (await compaction.turn(now=later, at_once=True)).short == 0
        assert (await QueuedArticles(client, keys).get(first.id)) is not None
        assert await compact(client, keys) + await compact(client, keys) == 2  # it has left the queue
        await publisher.publish(article(URL, body="Other words " * 30))
        assert (await QueuedArticles(client, keys).get(article_id("https://n.example/s/17"))) is not None

    with_publisher(each_redis_url, work)


def test_a_key_of_another_type_stops_nothing(redis_url, with_publisher, article, keys):
    async def work(publisher, client):
        for n in range(8):
            await publisher.publish(article(f"https://news.example/{n}-s"))
        await client.set(keys.article("0" * 32), "a string")
        await client.hset(keys.url("1" * 32), "a", "hash")
        await take_off(client, keys)
        compaction, later = Compaction(client, keys, 14), time.time() + 15 * DAY
        assert (await compaction.turn(now=later, at_once=True)).short == 8
        assert await client.get(keys.article("0" * 32)) == b"a string"

    with_publisher(redis_url, work)


def test_a_visit_to_an_old_article(redis_url, with_publisher, article, keys):
    async def work(publisher, client):
        known = KnownArticles(client, keys)
        first = await publisher.publish(article(URL))
        await compact(client, keys)
        later = time.time() + 40 * DAY
        await known.record_visit(first.id, "news.example", next_visit=later + DAY, now=later)
        await known.record_visit("0" * 32, "news.example", now=later)
        [record] = await known.get([first.id])
        assert record.is_short
        assert not await client.exists(keys.article(first.id), keys.article("0" * 32), keys.revisits("news.example"))
        planned = await publisher.publish(article(URL), next_visit=time.time() + DAY)  # one that is visited again
        assert (planned.outcome, planned.revision) == ("unchanged", 1)
        [record] = await known.due("news.example", time.time() + 2 * DAY, 5)
        assert (record.id, record.url, record.is_short) == (first.id, URL, False)
        assert (await known.with_words_of(article("https://news.example/m/1"))).url == URL

    with_publisher(redis_url, work)


def test_an_update_of_an_old_article_is_no_copy_of_its_copy(redis_url, with_publisher, article, keys, text):
    async def work(publisher, client):
        body = text(8)
        first = await publisher.publish(article(URL, body=body))
        await compact(client, keys)
        copy = await publisher.publish(article("https://b.example/1-b", site="b.example", body=body + " and so on"))
        assert copy.near_duplicate_of.id == first.id
        update = await publisher.publish(article(URL, body=body + " corrected"))
        assert (update.outcome, update.near_duplicate_of) == ("update", None)

    with_publisher(redis_url, work)


def test_what_has_no_short_form_stays(redis_url, with_publisher, article, keys):
    async def work(publisher, client):
        own_id = await publisher.publish(article(id="wp-4711"))
        assert (await publisher.publish(article(id="wp-4711"))).outcome == "unchanged"
        await client.hset(keys.article(own_id.id), "visited", 1)
        full = await publisher.publish(article(URL))
        taken = bucket(keys, full.id), record_field(full.id)
        await client.hset(taken[0], taken[1], b"\0" * 36)  # another article's id that begins alike
        assert await compact(client, keys) == 0
        assert [one.is_short for one in await KnownArticles(client, keys).get([own_id.id, full.id])] == [False, False]
        [none] = await KnownArticles(client, keys).get([full.id[:16] + "f" * 16])
        assert none is None

    with_publisher(redis_url, work)


def test_a_plan_that_nobody_keeps_is_given_up(redis_url, with_publisher, article, keys):
    async def work(publisher, client):
        await publisher.publish(article(URL), next_visit=time.time() + DAY)
        assert await compact(client, keys, later=80 * DAY) == 0
        assert await compact(client, keys, later=95 * DAY) == 1
        assert await client.zcard(keys.revisits("news.example")) == 0

    with_publisher(redis_url, work)


def test_turns_are_taken_by_one_process_and_rounds_have_pauses(redis_url, with_publisher, article, keys):
    async def work(publisher, client):
        one, other = Compaction(client, keys, 14), Compaction(client, keys, 14)
        for n in range(40):
            await publisher.publish(article(f"https://news.example/{n}-s"))
        now = time.time()
        assert await one.turn(now=now) is None  # time to upgrade all machines
        now += UPGRADE_SECONDS + 1
        turns = await asyncio.gather(*(who.turn(now=now) for who in (one, other) * 3))
        assert None in turns
        assert turns != [None] * 6
        while (done := await one.turn(now=now)) is not None and not done.ended:
            pass
        assert await other.turn(now=now + ROUND_SECONDS - 60) is None
        assert await other.turn(now=now + ROUND_SECONDS + 60) is not None

    with_publisher(redis_url, work)


def test_on_a_cluster(redis_cluster, article, keys, text):
    async def work(client):
        publisher = Publisher(client, keys)
        first = await publisher.publish(article(URL), aliases=["https://n.example/s/17"])
        assert await compact(client, keys) + await compact(client, keys) == 2
        assert (await publisher.publish(article("https://n.example/s/17"))).id == first.id
        assert (await publisher.publish(article(URL, body=text(4)))).revision == 2

    redis_cluster.run(work)


def mend(article, of, **fields):
    return Publication(article(URL, **fields).model_copy(update={"cause": "reextraction", "changed": ["x"]}), mends=of)


def test_an_old_article_is_mended_once(each_redis_url, with_publisher, article, keys, text):
    async def work(publisher, client):
        known = KnownArticles(client, keys)
        first = await publisher.publish(article(URL))
        await compact(client, keys)
        [wrong] = await publisher.publish_many([mend(article, 2, section="politics")])
        assert wrong.outcome == "refused"
        [before] = await known.get([first.id])
        [done] = await publisher.publish_many([mend(article, 1, section="politics")])
        assert (done.outcome, done.revision) == ("update", 2)
        [whole] = await known.get([first.id])
        assert (whole.is_short, whole.mended, whole.visited) == (False, (1, 2), before.visited)  # it is no visit
        assert await compact(client, keys) == 1
        [short] = await known.get([first.id])
        assert (short.is_short, short.mended, short.revision) == (True, (1, 2), 2)
        again = [mend(article, 1, section="politics"), mend(article, 1, section="sport"), mend(article, 2)]
        results = [(await publisher.publish_many([one]))[0] for one in again]
        assert [one.outcome for one in results] == ["unchanged", "update", "refused"]
        assert await compact(client, keys) == 1
        same = await publisher.publish(article(URL), next_visit=time.time() + DAY)  # the publisher's page, as it was
        assert (same.outcome, (await known.get([first.id]))[0].mended) == ("unchanged", (1, 3))
        await known.retire(first.id, "news.example")
        await compact(client, keys)
        await publisher.publish(article(URL, body=text(3)))  # and as it is now
        assert (await known.get([first.id]))[0].mended is None

    with_publisher(each_redis_url, work)


def test_it_is_known_whether_an_old_article_was_seen_again(redis_url, with_publisher, article, keys, text):
    async def work(publisher, client):
        first, known = await publisher.publish(article(URL)), KnownArticles(client, keys)
        await client.hset(keys.article(first.id), mapping={"visited": 90_000, "changed": 90_000, "first": "0-1"})
        await compact(client, keys)
        [one] = await known.get([first.id])
        assert one.changed == one.visited == 90_000
        await known.record_visit(first.id, "news.example", now=95_000)
        [one] = await known.get([first.id])
        assert one.changed is None  # only known to be after its first publication, at 0
        assert one.visited == 94_800
        assert one.content_rule == RULE

    with_publisher(redis_url, work)


def test_a_lead_of_an_old_article_is_settled(redis_url, with_publisher, article, keys):
    async def work(publisher, client):
        first, frontier = await publisher.publish(article(URL)), Frontier(client, keys, "news.example")
        await compact(client, keys)
        await client.hset(keys.frontier("news.example"), URL, "{}")
        assert not await frontier.published(URL, first.id, 2)
        assert await client.hlen(keys.frontier("news.example")) == 1
        assert await frontier.published(URL, first.id, 1)
        assert await client.hlen(keys.frontier("news.example")) == 0

    with_publisher(redis_url, work)


def test_what_is_told_of_an_old_article(redis_url, with_publisher, article, keys):
    async def work(publisher, client):
        first = await publisher.publish(article(URL))
        await compact(client, keys)
        story = await inquire(client, keys, first.id, lambda _: None, "wiredesk")
        assert (story.article.id, story.article.revision, story.is_known) == (first.id, 1, True)
        assert first_revision(redis.Redis.from_url(redis_url), keys, first.id) is None
        assert await QueuedArticles(client, keys).get(first.id) is None

    with_publisher(redis_url, work)


# -- any order of publishing and compaction, against a plain model ---------------------------------------------------


@dataclass
class Model:
    """What is promised: an entry for each revision, and what leads to which article."""

    words: dict[str, int] = field(default_factory=dict)
    revisions: dict[str, int] = field(default_factory=dict)
    leads_to: dict[str, str] = field(default_factory=dict)
    queued: list[tuple[str, int]] = field(default_factory=list)

    def publish(self, url: str, words: int, aliases: list[str]) -> tuple[str, str, int]:
        one = article_id(url)
        if one not in self.revisions:
            others = [article_id(alias) for alias in aliases]
            published = next((other for other in others if other in self.revisions), None)
            one = self.leads_to.get(one) or published or one
        if self.words.get(one) == words:
            outcome = "unchanged"
        else:
            outcome = "update" if one in self.revisions else "new"
            self.words[one] = words
            self.revisions[one] = self.revisions.get(one, 0) + 1
            self.queued.append((one, self.revisions[one]))
        for other in (url, *aliases):
            if article_id(other) not in self.revisions:
                self.leads_to[article_id(other)] = one
        return outcome, one, self.revisions[one]


EXAMPLES = 40  # 0.5 s for each kind of server
URLS = [f"https://news.example/{n}-story" for n in range(4)]
STEP = st.one_of(
    st.tuples(
        st.just("publish"),
        st.sampled_from(URLS),
        st.integers(1, 3),
        st.lists(st.sampled_from(URLS), max_size=2, unique=True),
        st.booleans(),
    ),
    st.tuples(st.just("compact"), st.sampled_from([0.0, 15 * DAY])),
    st.tuples(st.just("visit"), st.sampled_from(URLS), st.booleans()),
    st.tuples(st.just("look")),
)


def test_any_order_gives_what_the_model_says(each_redis_url, with_publisher, article, keys, text):
    bodies = {n: text(n, 40) for n in range(1, 4)}

    async def check(publisher, client, steps):
        await client.flushall()
        model, known = Model(), KnownArticles(client, keys)
        for kind, *how in steps:
            if kind == "publish":
                url, words, aliases, planned = how
                visit = time.time() + DAY if planned else None
                made = article(url, body=bodies[words])
                result = await publisher.publish(made, aliases=aliases, next_visit=visit)
                assert (result.outcome, result.id, result.revision) == model.publish(url, words, aliases)
            elif kind == "compact":
                await compact(client, keys, later=how[0])
            elif kind == "visit":
                url, retire = how
                for record in await known.look_up([url]):
                    if record is not None and retire:
                        await known.retire(record.id, "news.example")
                    elif record is not None:
                        await known.record_visit(record.id, "news.example", next_visit=time.time() + DAY)
            for url, record in zip(URLS, await known.look_up(URLS), strict=True):
                one = article_id(url)
                expected = one if one in model.revisions else model.leads_to.get(one)
                assert (record and record.id) == expected
                assert record is None or record.revision == model.revisions[record.id]
        assert await queued(client, keys) == model.queued

    @settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck), database=None)
    @given(st.lists(STEP, max_size=12))
    def any_order(steps):
        with_publisher(each_redis_url, lambda *both: check(*both, steps), near_duplicate_days=0)

    any_order()


def test_publishers_and_compaction_at_once(each_redis_url, with_redis, article, keys, text):
    """Three publishers give the same revisions of the same articles while everything is compacted at once."""

    async def work(client):
        ended = asyncio.Event()

        async def compact_on(who: Compaction, takes: bool) -> int:
            short = 0
            while not ended.is_set():
                if takes:
                    await take_off(client, keys)
                done = await who.turn(now=time.time() + 15 * DAY, at_once=True)
                short += done.short if done else 0
                await asyncio.sleep(0)
            return short

        async def publish(publisher: Publisher, number: int) -> None:
            for revision in range(1, 4):
                made = article(f"https://news.example/{number}-s", body=text(100 * number + revision, 30))
                await asyncio.gather(
                    *(publisher.publish(made, aliases=[f"https://n.example/{number}"]) for _ in range(3))
                )
                await asyncio.sleep(0.1)

        compacting = [asyncio.create_task(compact_on(Compaction(client, keys, 14), takes)) for takes in (True, False)]
        publisher = Publisher(client, keys, near_duplicate_days=0)
        await asyncio.gather(*(publish(publisher, number) for number in range(30)))
        ended.set()
        assert sum(await asyncio.gather(*compacting)) > 30
        found = sorted(await queued(client, keys))
        assert found == sorted((article_id(f"https://news.example/{n}-s"), r) for n in range(30) for r in (1, 2, 3))

    with_redis(each_redis_url, work)

import asyncio
import json

import pytest
import redis.asyncio
from hypothesis import given
from hypothesis import strategies as st

from wiredesk.pipelines import content_change
from wiredesk.pipelines.article import Article
from wiredesk.pipelines.publishing import publish_command
from wiredesk.pipelines.publishing.keys import WORDS_CHARACTERS
from wiredesk.pipelines.publishing.known_articles import KnownArticles
from wiredesk.pipelines.publishing.publish_command import _json_parts
from wiredesk.pipelines.publishing.publisher import Publication, Publisher, Validators
from wiredesk.pipelines.urls.identity import article_id


def test_new_then_unchanged_then_update(each_redis_url, with_publisher, article, text, read_queue):
    async def work(publisher, client):
        first = await publisher.publish(article())
        again = await publisher.publish(article())
        changed = await publisher.publish(article(body=text(1) + " zusatz", section="politics"))
        assert [first.outcome, again.outcome, changed.outcome] == ["new", "unchanged", "update"]
        assert [first.revision, again.revision, changed.revision] == [1, 1, 2]
        assert again.entry_id is None
        queue = await read_queue(client)
        assert [(a.event, a.revision, a.changed) for _, a in queue] == [
            ("new", 1, []),
            ("update", 2, ["body_text", "section"]),
        ]
        flat, queued = queue[1]
        assert flat | {"article": ""} == {
            "schema": "wiredesk.article/1",
            "event": "update",
            "id": queued.id,
            "revision": "2",
            "site": "news.example",
            "language": "",
            "date_published": "",
            "near_duplicate_of": "",
            "article": "",
        }

    with_publisher(each_redis_url, work)


def test_cosmetic_changes_are_no_update(redis_url, with_publisher, article):
    async def work(publisher, client):
        await publisher.publish(article(headline="War and  peace", body="The end — at last. " * 20))
        again = await publisher.publish(article(headline="WAR AND PEACE!", body="The end, at last. " * 20, section="x"))
        assert again.outcome == "unchanged"

    with_publisher(redis_url, work)


def test_a_changed_rule_of_what_is_an_update_republishes_nothing(
    each_redis_url, with_publisher, article, text, monkeypatch
):
    async def work(publisher, client):
        urls = [f"https://news.example/{name}-1" for name in ("same", "changed", "old")]
        for url, seed in zip(urls, (1, 2, 3), strict=True):
            await publisher.publish(article(url, body=text(seed)))
        old = f"{{wiredesk}}:article:{article_id(urls[2])}"
        await client.hset(old, mapping={"content_rule": "0", "content_hash": "by a rule that is no more"})

        monkeypatch.setitem(content_change.RULES, "next", lambda it: f"next: {it.headline} {len(it.body_text)}")
        monkeypatch.setattr(publish_command, "RULE", "next")
        bodies = [text(1), text(2) + " zusatz", text(3)]
        results = [await publisher.publish(article(url, body=body)) for url, body in zip(urls, bodies, strict=True)]
        assert [r.outcome for r in results] == ["unchanged", "update", "unchanged"]
        stored = await client.hmget(old, "content_rule", "content_hash")
        assert stored == [b"next", f"next: One {len(text(3))}".encode()]
        words = await client.hgetall("{wiredesk}:words:news.example")
        found_by = {field for field, known_id in words.items() if known_id.decode() == article_id(urls[0])}
        assert found_by == {f"next: One {len(text(1))}".encode()[:WORDS_CHARACTERS]}, (
            "by its words of today's rule alone"
        )
        # from now on the new rule decides
        assert (await publisher.publish(article(urls[2], body=text(3) + "!"))).outcome == "update"

    with_publisher(each_redis_url, work)


def test_a_then_b_then_a_is_two_updates(each_redis_url, with_publisher, article, text):
    async def work(publisher, client):
        versions = [article(body=text(1)), article(body=text(2)), article(body=text(1))]
        results = [await publisher.publish(version) for version in versions]
        assert [(r.outcome, r.revision) for r in results] == [("new", 1), ("update", 2), ("update", 3)]

    with_publisher(each_redis_url, work)


def test_all_at_once_keep_their_own_results(each_redis_url, with_publisher, article, text):
    """A batch of more than one pipeline, with a repeat and an update inside."""

    async def work(publisher, client):
        batch = [Publication(article(f"https://news.example/{n}-story", body=text(n))) for n in range(100)]
        batch += [batch[3], Publication(article("https://news.example/4-story", body=text(400)))]
        results = await publisher.publish_many(batch)
        assert [r.id for r in results] == [p.article.id for p in batch]
        assert [r.outcome for r in results] == ["new"] * 100 + ["unchanged", "update"]
        assert await client.xlen("{wiredesk}:articles") == 101

    with_publisher(each_redis_url, work)


def test_one_article_under_many_urls_has_one_identity(redis_url, with_publisher, article, read_queue):
    async def work(publisher, client):
        url = "https://news.example/2026/a-story-17"
        await publisher.publish(article(url), aliases=["https://n.example/s/17", "https://news.example/amp?id=17"])
        # the page is met under an alias, without a canonical link
        by_alias = await publisher.publish(article("https://n.example/s/17"))
        assert (by_alias.outcome, by_alias.id) == ("unchanged", article_id(url))
        # its address has changed; the old one redirects to the new one
        moved = await publisher.publish(article("https://news.example/2026/b-story-17"), aliases=[url])
        assert (moved.outcome, moved.id) == ("unchanged", article_id(url))
        updated = await publisher.publish(article("https://news.example/2026/b-story-17", headline="Two"))
        assert (updated.outcome, updated.id, updated.revision) == ("update", article_id(url), 2)
        queue = await read_queue(client)
        assert [flat["id"] for flat, _ in queue] == [article_id(url)] * 2
        assert [queued.id for _, queued in queue] == [article_id(url)] * 2

    with_publisher(redis_url, work)


def test_a_redirect_that_moves_on_does_not_tie_two_articles(redis_url, with_publisher, article, text):
    """/latest leads to another story every day."""

    async def work(publisher, client):
        monday = await publisher.publish(
            article("https://news.example/monday-1", body=text(1)), aliases=["https://news.example/latest"]
        )
        tuesday = await publisher.publish(
            article("https://news.example/tuesday-2", body=text(2)), aliases=["https://news.example/latest"]
        )
        assert (monday.outcome, tuesday.outcome) == ("new", "new")
        assert monday.id != tuesday.id

    with_publisher(redis_url, work)


def test_eight_publishers_of_the_same_articles_queue_each_once(redis_url, with_redis, article, text, keys):
    async def work(client):
        publishers = [Publisher(client, keys) for _ in range(8)]
        articles = [article(f"https://news.example/{n}-story", body=text(n)) for n in range(40)]
        results = await asyncio.gather(*(p.publish(a) for a in articles for p in publishers))
        assert sum(r.outcome == "new" for r in results) == 40
        assert sum(r.outcome == "unchanged" for r in results) == 280
        assert await client.xlen(keys.articles) == 40

    with_redis(redis_url, work)


def test_concurrent_versions_are_all_queued(redis_url, with_redis, article, text, keys):
    """An update that arrives while the first version is being published is not lost."""

    async def work(client):
        versions = [article(body=text(n)) for n in range(6)]
        results = await asyncio.gather(*(Publisher(client, keys).publish(version) for version in versions))
        assert sorted(r.revision for r in results) == [1, 2, 3, 4, 5, 6]
        assert sorted(r.outcome for r in results) == ["new"] + ["update"] * 5

    with_redis(redis_url, work)


def test_validators_and_visits_are_stored_with_the_entry(redis_url, with_publisher, article, keys):
    async def work(publisher, client):
        published = article(date_published="2026-11-20T10:00:00+03:00")
        await publisher.publish(published, validators=Validators('"v1"', None), next_visit=1_800_000_000)
        known = KnownArticles(client, keys)
        [record] = await known.look_up([published.url])
        assert (record.etag, record.last_modified, record.next_visit) == ('"v1"', None, 1_800_000_000)
        assert record.published == 1_795_158_000
        await publisher.publish(published, validators=Validators('"v2"', "Sat, 21 Nov 2026 10:00:00 GMT"))
        [record] = await known.look_up([published.url])
        assert (record.etag, record.last_modified) == ('"v2"', "Sat, 21 Nov 2026 10:00:00 GMT")
        assert [due.id for due in await known.due("news.example", 1_800_000_001, 10)] == [published.id]

    with_publisher(redis_url, work)


def test_the_script_is_loaded_again_when_the_server_has_lost_it(each_redis_url, with_publisher, article, text):
    async def work(publisher, client):
        for n in range(3):
            await client.script_flush()
            result = await publisher.publish(article(f"https://news.example/{n}-story", body=text(n)))
            assert result.outcome == "new"

    with_publisher(each_redis_url, work)


def test_a_failed_write_leaves_nothing_behind(redis_url, with_publisher, article, keys):
    async def work(publisher, client):
        await client.set(keys.articles, "not a stream")
        with pytest.raises(redis.exceptions.ResponseError, match="WRONGTYPE"):
            await publisher.publish(article(), aliases=["https://n.example/s/1"], next_visit=5)
        assert await client.keys("*") == [keys.articles.encode()]

    with_publisher(redis_url, work)


def test_the_second_sink_is_written_in_the_same_step(redis_url, with_publisher, article, text, keys):
    async def work(publisher, client):
        async with client.pubsub() as listener:
            await listener.subscribe(keys.announcements)
            await listener.get_message(timeout=1)
            await publisher.publish(article(headline='He said "no"'))
            await publisher.publish(article(headline='He said "no"'))
            told = await listener.get_message(ignore_subscribe_messages=True, timeout=1)
        announced = json.loads(told["data"])
        assert (announced["event"], announced["headline"], announced["revision"]) == ("new", 'He said "no"', 1)
        assert await client.llen(keys.article_list) == 1
        assert Article.model_validate_json(await client.rpop(keys.article_list)).headline == 'He said "no"'

    with_publisher(redis_url, work, to_list=True, announce=True)


def test_an_id_that_would_break_the_json_is_refused(redis_url, with_publisher, article):
    async def work(publisher, client):
        with pytest.raises(ValueError, match="article id"):
            await publisher.publish(article(id='"}'))

    with_publisher(redis_url, work)


printable = st.text(st.characters(exclude_categories=("Cs",)), min_size=1)


@given(headline=printable, body=printable, keywords=st.lists(printable))
def test_any_text_gives_the_very_json_of_the_model(headline, body, keywords):
    """What the script splices together is what pydantic would have written, to the last character of every value."""
    known = {"id": "a" * 32, "site": "s", "url": "https://s/1", "requested_url": "https://s/1", "content_hash": "h"}
    rest = {"fetched_at": "2026-01-01", "discovered_via": {"type": "file"}}
    extraction = {"method": "m", "version": "1"}
    article = Article(**known, **rest, headline=headline, body_text=body, keywords=keywords, extraction=extraction)
    head, tail = _json_parts(article, article.id)
    spliced = f'{head},"revision":1,"event":"new","changed":[],"near_duplicate_of":null,{tail}'
    assert Article.model_validate_json(spliced) == article
    assert json.loads(spliced) == json.loads(article.model_dump_json())

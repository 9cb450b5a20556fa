from wiredesk.pipelines import content_change
from wiredesk.pipelines.article import moment_of
from wiredesk.pipelines.publishing import known_articles
from wiredesk.pipelines.publishing.known_article import RejectedUrl
from wiredesk.pipelines.publishing.known_articles import KnownArticles
from wiredesk.pipelines.publishing.publisher import Validators
from wiredesk.pipelines.urls.identity import article_id


def test_look_up_tells_known_alias_rejected_and_unknown_apart(each_redis_url, with_publisher, article, keys):
    async def work(publisher, client):
        url = "https://news.example/2026/a-story-17"
        await publisher.publish(article(url), aliases=["https://n.example/s/17"])
        known = KnownArticles(client, keys)
        await known.reject("https://news.example/contact", "no article", days=1)
        found = await known.look_up(
            [
                url,
                url.replace("https://", "http://www.") + "/?utm_source=x#top",
                "https://n.example/s/17",
                "https://news.example/contact",
                "https://news.example/other",
            ]
        )
        assert [getattr(record, "id", None) for record in found] == [article_id(url)] * 3 + [None, None]
        assert found[3] == RejectedUrl("no article")
        assert found[4] is None
        assert (found[0].revision, found[0].url, found[0].site) == (1, url, "news.example")
        assert await client.ttl(keys.rejected(article_id("https://news.example/contact"))) > 86000

    with_publisher(each_redis_url, work)


def test_visits_keep_the_record_up_and_plan_the_next_one(redis_url, with_publisher, article, text, keys):
    async def work(publisher, client):
        known = KnownArticles(client, keys)
        ids = []
        for n in range(3):
            result = await publisher.publish(
                article(f"https://news.example/{n}-story", body=text(n)), next_visit=1000 + n
            )
            ids.append(result.id)
        assert [record.id for record in await known.due("news.example", 1001, 10)] == ids[:2]
        await known.record_visit(ids[0], "news.example", validators=Validators('"e"'), next_visit=2000, now=1500)
        assert [record.id for record in await known.due("news.example", 1900, 10)] == ids[1:]
        [record] = await known.get(ids[:1])
        assert (record.visited, record.next_visit, record.etag, record.revision) == (1500, 2000, '"e"', 1)
        await known.retire(ids[1], "news.example")
        assert [record.id for record in await known.due("news.example", 1900, 10)] == ids[2:]
        assert await known.due("elsewhere.example", 9999, 10) == []

    with_publisher(redis_url, work)


def test_many_urls_are_looked_up_in_order(redis_url, with_publisher, article, keys):
    async def work(publisher, client):
        await publisher.publish(article("https://news.example/777-story"))
        urls = [f"https://news.example/{n}-story" for n in range(1200)]
        found = await KnownArticles(client, keys).look_up(urls)
        assert [n for n, record in enumerate(found) if record] == [777]

    with_publisher(redis_url, work)


def test_a_date_without_a_time_is_the_same_moment_for_the_record_and_the_schedule(
    redis_url, with_publisher, article, keys
):
    async def work(publisher, client):
        result = await publisher.publish(article(date_published="2026-11-20"))
        [record] = await KnownArticles(client, keys).get([result.id])
        assert moment_of("2026-11-20").isoformat() == "2026-11-20T23:59:00+00:00"
        assert record.published == moment_of("2026-11-20").timestamp()
        moment = await publisher.publish(
            article("https://news.example/2-b", date_published="2026-11-20T00:30:00+03:00")
        )
        [record] = await KnownArticles(client, keys).get([moment.id])
        assert record.published == moment_of("2026-11-19T21:30:00Z").timestamp()
        assert (moment_of(None), moment_of("2026-02-30")) == (None, None)

    with_publisher(redis_url, work)


def test_an_article_is_found_by_the_words_that_it_has_now(each_redis_url, with_publisher, article, text, keys):
    async def work(publisher, client):
        known = KnownArticles(client, keys)
        first, second = (article("https://news.example/a-story-17", body=text(n)) for n in (1, 2))
        moved = article("https://news.example/moved/17", body=text(2))
        assert await known.with_words_of(moved) is None
        await publisher.publish(first)
        await publisher.publish(second)
        assert (await known.with_words_of(moved)).id == second.id
        assert await known.with_words_of(article("https://news.example/other", body=text(1))) is None
        assert await known.with_words_of(moved.model_copy(update={"site": "elsewhere.example"})) is None
        assert await client.hlen(keys.words("news.example")) == 1

    with_publisher(each_redis_url, work)


def test_an_article_stored_by_an_older_rule_is_found_by_its_words(
    redis_url, with_publisher, article, text, keys, monkeypatch
):
    """Else every article that moves after a change of the rule would be published once more."""

    async def work(publisher, client):
        await publisher.publish(article("https://news.example/1-old", body=text(1)))
        monkeypatch.setitem(content_change.RULES, "next", lambda it: f"next: {it.headline} {len(it.body_text)}")
        monkeypatch.setattr(known_articles, "RULE", "next")
        moved = article("https://news.example/1-new", body=text(1))
        moved = moved.model_copy(update={"content_hash": content_change.content_hash(moved, "next")})
        known = KnownArticles(client, keys)
        assert (await known.with_words_of(moved)).url == "https://news.example/1-old"
        assert await known.with_words_of(article("https://news.example/other", body=text(2))) is None

    with_publisher(redis_url, work)

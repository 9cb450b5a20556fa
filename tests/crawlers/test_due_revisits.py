"""Articles whose next visit is due are visited, whether or not a listing names them before their turn comes."""

from __future__ import annotations

import time
from datetime import timedelta

from hand_made_site import PUBLISHED, PUBLISHED_AT, Answer, article_page, feed_of
from redis import Redis

from wiredesk.pipelines.publishing.keys import Keys
from wiredesk.pipelines.urls.identity import article_id


def test_a_listing_that_is_answered_early_takes_no_visit_away(wiredesk, start_site, redis_url):
    """More articles are due than are asked for at once: the feed is read before the last ones have their turn."""
    site = start_site()
    paths = [f"/news/story-{number}" for number in range(1001, 1061)]
    wiredesk.define_with_feed("harbour", site, *paths)
    for path in paths:
        site.pages[path] = article_page(f"Headline of {path}")
    assert wiredesk.crawl()["harbour"]["new"] == len(paths)
    for path in paths:
        site.pages[path].wait = 0.2
    with Redis.from_url(redis_url) as client:
        for known in client.zrange(Keys().revisits("harbour"), 0, -1):
            client.zadd(Keys().revisits("harbour"), {known: 1})
    site.pages["/feed"] = feed_of(site, *paths, "/news/story-1061")
    site.pages["/news/story-1061"] = article_page("Something new")
    site.asked.clear()
    figures = wiredesk.crawl()["harbour"]
    assert sorted(path for path in site.paths() if path in paths) == paths
    assert (figures["new"], figures["unchanged"]) == (1, len(paths))


def test_a_visit_that_finds_no_article_is_not_made_again_in_every_crawl(wiredesk, start_site, redis_url):
    site = start_site()
    wiredesk.define_with_feed("harbour", site, "/news/story-1001")
    site.pages["/news/story-1001"] = article_page("The pier is painted")
    assert wiredesk.crawl()["harbour"]["new"] == 1
    site.pages["/news/story-1001"] = Answer("<html><body><div id=root></div></body></html>")
    with Redis.from_url(redis_url) as client:
        (known,) = client.zrange(Keys().revisits("harbour"), 0, -1)
        client.zadd(Keys().revisits("harbour"), {known: 1})
        seen = client.hget(Keys().article(known.decode()), "visited")
        site.asked.clear()
        assert wiredesk.crawl()["harbour"]["found"] == 1  # by the feed, although the visit came before
        wiredesk.crawl()
        assert site.paths().count("/news/story-1001") == 1
        assert client.zscore(Keys().revisits("harbour"), known) > time.time()
        assert client.hget(Keys().article(known.decode()), "visited") == seen


def test_the_last_visit_to_an_article_is_the_last(wiredesk, start_site, redis_url):
    """Its server knows no "not modified": the visit that found it unchanged, and too old for another, was due for ever,
    before those of all fresh articles."""
    site, keys = start_site(), Keys()
    wiredesk.define_with_feed("harbour", site, "/news/story-1001")
    page = article_page("The pier is painted")
    page.body = str(page.body).replace(PUBLISHED, (PUBLISHED_AT - timedelta(days=30)).isoformat())
    site.pages["/news/story-1001"] = page
    assert wiredesk.crawl()["harbour"]["new"] == 1
    with Redis.from_url(redis_url) as client:
        known = article_id(f"{site.url}/news/story-1001")
        client.zadd(keys.revisits("harbour"), {known: 1})
        site.asked.clear()
        assert wiredesk.crawl()["harbour"]["unchanged"] == 1
        assert client.zcard(keys.revisits("harbour")) == 0
    wiredesk.crawl()
    assert site.paths().count("/news/story-1001") == 1

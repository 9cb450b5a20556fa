"""A crawl meets an article that somebody's own program has published under an id of its own."""

from __future__ import annotations

import json
import time

from hand_made_site import article_page, feed_of
from redis import Redis

from wiredesk.pipelines.publishing.keys import Keys
from wiredesk.pipelines.urls.identity import article_id

DAY = 86_400


def test_the_crawl_notes_what_it_has_seen_and_ends_well(wiredesk, start_site, redis_url):
    site, keys = start_site(), Keys()
    theirs, ours = "/news/story-1001", "/news/story-1002"
    for path in (theirs, ours):
        site.pages[path] = article_page(f"Headline of {path}")
    wiredesk.define_with_feed("harbour", site, theirs)
    assert wiredesk.crawl()["harbour"]["new"] == 1
    url_id = article_id(site.url + theirs)
    with Redis.from_url(redis_url, decode_responses=True) as client:
        client.rename(keys.article(url_id), keys.article("our-story-7"))
        client.set(keys.url(url_id), "our-story-7")
        client.delete(keys.revisits("harbour"))
        state = json.loads(client.hget(keys.sources("harbour"), "site")) | {"witnesses": []}
        client.hset(keys.sources("harbour"), "site", json.dumps(state))
        begun = {"begun": time.time() - 20 * DAY, "crawled": time.time() - 60}
        client.hset(keys.captures("harbour"), "summary", json.dumps(begun))
    site.pages["/feed"] = feed_of(site, theirs, ours)
    figures = wiredesk.crawl()["harbour"]
    assert (figures["new"], figures["unchanged"], figures["problem"]) == (1, 1, None)
    with Redis.from_url(redis_url) as client:
        days = {
            name: len(value) for name, value in client.hgetall(keys.captures("harbour")).items() if name[:2] == b"20"
        }
    assert sum(days.values()) == 2 * 17

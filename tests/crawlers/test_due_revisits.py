"""Articles whose next visit is due are visited, whether or not a listing names them before their turn comes."""

from __future__ import annotations

from hand_made_site import article_page, feed_of
from redis import Redis

from wiredesk.pipelines.publishing.keys import Keys


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

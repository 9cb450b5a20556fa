"""An article that is published on demand is visited again as its site's crawl would visit it."""

from __future__ import annotations

import time

from hand_made_site import PUBLISHED, article_page
from redis import Redis

from wiredesk.crawlers.fetching.revisit import RevisitRecord
from wiredesk.crawlers.listings.source_memory import SiteState, SourceState
from wiredesk.pipelines.publishing.keys import Keys

MINUTES = 60


def next_visits(client: Redis) -> list[float]:
    return [score for _, score in client.zrange(Keys().revisits("harbour"), 0, -1, withscores=True)]


def test_a_published_article_gets_its_sites_pace_and_keeps_its_schedule(wiredesk, start_site, redis_url):
    site = start_site()
    wiredesk.define_with_feed("harbour", site)
    page = article_page("Old bridge to be repaired")
    page.body = page.body.replace(PUBLISHED, time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()))
    site.pages["/news/bridge-1001"] = page
    with Redis.from_url(redis_url) as client:
        quiet = SiteState(revisits=RevisitRecord(visits=40, changes=0))  # pauses are doubled
        feed = SourceState(type="feed")
        states = {"site": quiet.model_dump_json(), f"{site.url}/feed": feed.model_dump_json()}
        client.hset(Keys().sources("harbour"), mapping=states)
        began = time.time()
        assert wiredesk("fetch", "--publish", f"{site.url}/news/bridge-1001").returncode == 0
        (visit,) = next_visits(client)
        assert began + 60 * MINUTES - 1 <= visit <= time.time() + 60 * MINUTES + 1
        # Planned otherwise since, by a crawl: asking for it once more does not put it off.
        (known,) = client.zrange(Keys().revisits("harbour"), 0, -1)
        client.zadd(Keys().revisits("harbour"), {known: 1000})
        client.hset(Keys().article(known.decode()), "next_visit", "1000")
        assert wiredesk("fetch", "--publish", f"{site.url}/news/bridge-1001").returncode == 0
        assert next_visits(client) == [1000]

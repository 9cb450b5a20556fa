"""A site that links its sections with other addresses each time costs no more from crawl to crawl."""

from __future__ import annotations

import json

import redis
from hand_made_site import Answer, article_page

from wiredesk.crawlers.listings.gone_sources import MOST_SOURCES
from wiredesk.crawlers.listings.source_memory import SITE_FIELD, SourceState
from wiredesk.pipelines.publishing.keys import Keys

PATH = "/2026/the-council-meets-again-in-the-valley-1"
OTHERS = 200  # addresses under which earlier crawls have seen the one section


def test_sources_are_bounded(wiredesk, start_site):
    site = start_site()
    site.pages["/sport/"] = Answer(f'<h2><a href="{PATH}">The council meets again in the valley</a></h2>')
    site.pages["/"] = Answer('<nav><a href="/sport/">Sport</a></nav>')
    site.pages[PATH] = article_page("The council meets again in the valley")
    wiredesk.define("valley", f'url = "{site.url}/"\n[fetch]\ndelay = 0\n')
    assert wiredesk.crawl()["valley"]["new"] == 1
    with redis.Redis.from_url(wiredesk.environment["WIREDESK_REDIS_URL"]) as client:
        key = Keys().sources("valley")
        state = SourceState(type="section").model_dump_json()
        client.hset(key, mapping={f"{site.url}/sport/{number}/": state for number in range(OTHERS)})
        site_state = json.loads(client.hget(key, SITE_FIELD))
        client.hset(key, SITE_FIELD, json.dumps(site_state | {"swept_at": 0.0}))
        site.asked.clear()
        wiredesk.crawl(exit_code=None)
        sources = [name.decode() for name in client.hkeys(key) if name.startswith(b"http")]
    assert MOST_SOURCES / 2 < len(sources) <= MOST_SOURCES
    assert f"{site.url}/sport/" in sources  # it names something
    assert len([path for path in site.paths() if path.startswith("/sport/")]) <= MOST_SOURCES

"""A site that links its sections with other addresses each time costs no more from crawl to crawl."""

from __future__ import annotations

import json
from itertools import count

import redis
from hand_made_site import Answer, article_page

from wiredesk.crawlers.listings.scheduler import MOST_SOURCES
from wiredesk.pipelines.publishing.keys import Keys


class Section(dict[str, Answer]):
    """Pages of the site: whatever begins with /rubric is a section."""

    def get(self, path, default=None):
        return super().get("/section" if path.startswith("/rubric") else path, default)


def test_sources_are_bounded(wiredesk, start_site):
    site, visit = start_site(), count()
    names = [f"rubric-{letter}" for letter in "abcdefghijklmnopqrstuvwxyz"]

    def home(headers):
        mark = next(visit)
        return Answer(
            "<nav>" + "".join(f'<a href="/{name}/x{mark}z/">Sport {name[-1]}</a>' for name in names) + "</nav>"
        )

    path = "/2026/the-council-meets-again-in-the-valley-1"
    heading = f'<h2><a href="{path}">The council meets again in the valley</a></h2>'
    site.pages = Section({"/": home, "/section": Answer(f"<body>{heading}</body>")})
    site.pages[path] = article_page("The council meets again in the valley")
    wiredesk.define("valley", f'url = "{site.url}/"\n[fetch]\ndelay = 0\n')
    kept = []
    with redis.Redis.from_url(wiredesk.environment["WIREDESK_REDIS_URL"]) as client:
        key = Keys().sources("valley")
        for _ in range(6):
            wiredesk.crawl()
            kept.append(client.hlen(key))
            state = json.loads(client.hget(key, "site"))
            client.hset(key, "site", json.dumps(state | {"discovered_at": 0.0, "swept_at": 0.0}))
    assert kept[1] > kept[0] > len(names)
    assert kept[-1] <= MOST_SOURCES + len(names) + 3  # beside the home page the fields of the site
    assert len(wiredesk.queue()) == 1

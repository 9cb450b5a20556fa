"""Old articles of which a listing says that they have changed, while the page comes out of a cache as it was."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest
from hand_made_site import PUBLISHED, WORDS, Answer, article_page
from redis import Redis

from wiredesk.pipelines.publishing.keys import Keys

PATH, HOUR = "/news/harbour-report-of-1001", 3600
LONG_AGO = (datetime.now(UTC) - timedelta(days=400)).isoformat()


@pytest.mark.parametrize("status", [200, 304])
def test_the_page_is_visited_once_more_after_the_cache_has_let_it_go(wiredesk, start_site, redis_url, status):
    site, keys = start_site(), Keys()

    def page(body: str = WORDS) -> Answer:
        found = article_page("The harbour report of number 1001", body=body)
        found.body = str(found.body).replace(PUBLISHED, LONG_AGO)
        return found

    def sitemap(date: str) -> Answer:
        entry = f"<url><loc>{site.url}{PATH}</loc><lastmod>{date}</lastmod></url>"
        space = "http://www.sitemaps.org/schemas/sitemap/0.9"
        return Answer(f'<urlset xmlns="{space}">{entry}</urlset>', content_type="text/xml")

    cached = page()
    cached.headers = {"ETag": '"1"'}
    site.pages[PATH] = cached
    site.pages["/map.xml"] = sitemap(LONG_AGO)
    source = f'[[sources]]\ntype = "sitemap"\nurl = "{site.url}/map.xml"\n'
    wiredesk.define("harbour", f'url = "{site.url}/"\n{source}[fetch]\ndelay = 0\n')
    assert wiredesk.crawl()["harbour"]["new"] == 1
    with Redis.from_url(redis_url) as client:
        assert client.zcard(keys.revisits("harbour")) == 0  # old articles are not visited again by themselves
        if status == 304:
            site.pages[PATH] = lambda headers: Answer("", 304) if headers.get("If-None-Match") else cached
        time.sleep(2.1)  # visits are noted by the second
        site.pages["/map.xml"] = sitemap(datetime.now(UTC).replace(microsecond=0).isoformat())
        assert wiredesk.crawl()["harbour"]["unchanged"] == 1
        ((known, visit),) = client.zrange(keys.revisits("harbour"), 0, -1, withscores=True)
        assert 11 * HOUR < visit - time.time() < 13 * HOUR
        client.zadd(keys.revisits("harbour"), {known: 1})
        site.pages[PATH] = page(f"{WORDS} The pier is closed until May.")
        assert wiredesk.crawl()["harbour"]["updated"] == 1
        for _ in range(2):  # and an end: a visit that its time alone has caused is no reason for another
            client.zadd(keys.revisits("harbour"), {known: 1})
            client.hset(keys.article(known.decode()), "changed", "1000000000")
            wiredesk.crawl()
        assert client.zcard(keys.revisits("harbour")) == 0


def test_what_the_rest_of_a_day_brings_is_seen_where_a_sitemap_has_days_without_times(wiredesk, start_site, redis_url):
    """Changed and visited in the morning, changed again in the evening: the sitemap says the same of both."""
    site, keys = start_site(), Keys()
    midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=3)

    def page(body: str) -> Answer:
        found = article_page("The harbour report of number 1001", body=body)
        found.body = str(found.body).replace(PUBLISHED, LONG_AGO)
        return found

    def visited_in_the_morning() -> None:
        (article,) = list(client.scan_iter("{wiredesk}:article:*"))
        client.hset(article, "visited", int(midnight.timestamp()) + 9 * HOUR)

    def crawl() -> tuple[int, int, int]:
        # Another comment each time: a sitemap that is the same in every byte is not looked through
        site.pages["/map.xml"].body = f"{site.pages['/map.xml'].body}<!-- -->"
        figures = wiredesk.crawl()["harbour"]
        return figures["updated"], figures["fetched"], client.zcard(keys.revisits("harbour"))

    entry = f"<url><loc>{site.url}{PATH}</loc><lastmod>{midnight:%Y-%m-%d}</lastmod></url>"
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    site.pages["/map.xml"] = Answer(f'<urlset xmlns="{space}">{entry}</urlset>', content_type="text/xml")
    site.pages[PATH] = page(WORDS)
    source = f'[[sources]]\ntype = "sitemap"\nurl = "{site.url}/map.xml"\n'
    wiredesk.define("harbour", f'url = "{site.url}/"\n{source}[fetch]\ndelay = 0\n')
    assert wiredesk.crawl()["harbour"]["new"] == 1
    with Redis.from_url(redis_url) as client:
        assert crawl() == (0, 0, 0)  # visited after the day was over
        visited_in_the_morning()
        assert crawl() == (0, 1, 0)  # nothing more had happened, and that is all there is to know of the day
        assert crawl() == (0, 0, 0)
        visited_in_the_morning()
        site.pages[PATH] = page(f"{WORDS} In the evening the council met once more and voted against the plan.")
        assert crawl()[:2] == (1, 1)

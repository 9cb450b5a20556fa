"""The WordPress REST API: addresses and answers."""

from __future__ import annotations

import contextlib
import json
import time
from datetime import UTC, datetime, timedelta, timezone
from urllib.parse import parse_qsl, urlsplit

import pytest
from hand_made_site import PUBLISHED, Answer, HandMade, article_page
from hypothesis import given
from hypothesis import strategies as st

from wiredesk.crawlers.listings.paged_api import NotThisApi
from wiredesk.crawlers.listings.wordpress import WordPressPosts, parse_posts, posts_url

POST = {
    "id": 7, "date_gmt": "2026-11-20T07:30:00", "modified_gmt": "2026-11-21T05:00:00", "link": "https://example.org/a",
    "title": {"rendered": "Bridge &amp; tunnel"}, "excerpt": {"rendered": "<p>Short</p>"},
}  # fmt: skip


@pytest.mark.parametrize(
    ("api", "start"),
    [
        ("https://example.org/wp-json/", "https://example.org/wp-json/wp/v2/posts?per_page=100"),
        ("https://example.org/blog/wp-json", "https://example.org/blog/wp-json/wp/v2/posts?"),
        ("https://example.org/?rest_route=/", "https://example.org/?rest_route=/wp/v2/posts&per_page=100"),
        ("https://example.org/wp-json/wp/v2/posts", "https://example.org/wp-json/wp/v2/posts?"),
    ],
)
def test_the_collection_is_found_from_any_form_of_the_root(api, start):
    assert posts_url(api).startswith(start)


def test_pages_and_dates():
    url = posts_url("https://example.org/wp-json/", page=3, after=datetime(2026, 1, 2, tzinfo=UTC))
    assert "page=3" in url
    assert "after=2026-01-02T00:00:00" in url


@pytest.mark.parametrize("title", ["<" * 200_000, "<b>x</b>" + "<!" * 100_000, "&#" + "9" * 200_000])
def test_a_title_made_to_hold_up_the_crawl_is_read_at_once(title):
    begun = time.process_time()
    (lead,) = parse_posts(json.dumps([POST | {"title": {"rendered": title}}]).encode(), "https://example.org/")
    assert time.process_time() - begun < 1  # it took minutes, and the number ended in a ValueError
    assert lead.evidence.description == "Short"


def test_posts_are_leads_in_utc():
    (lead,) = parse_posts(json.dumps([POST, {"link": 5}, {"link": "javascript:x"}]).encode(), "https://example.org/api")
    assert lead.published == datetime(2026, 11, 20, 7, 30, tzinfo=UTC)
    assert lead.modified == datetime(2026, 11, 21, 5, tzinfo=UTC)
    assert lead.evidence is not None
    assert (lead.evidence.title, lead.evidence.description) == ("Bridge & tunnel", "Short")


@given(st.binary(max_size=300) | st.just(b'{"code": "rest_no_route"}'))
def test_anything_else_is_not_wordpress(body):
    with contextlib.suppress(NotThisApi):
        assert isinstance(parse_posts(body, "https://example.org/api"), list)


def build(site: HandMade, days: list[int], *, since: datetime | None = None, until: datetime | None = None) -> None:
    """An API with one post on each page, of that day of November, whatever dates it is asked for; and the articles."""
    first = WordPressPosts().page_url(f"{site.url}/wp-json/", since=since, until=until)
    for page, day in enumerate(days, 1):
        moment = f"2026-11-{day:02}T08:00:00"
        post = POST | {"link": f"{site.url}/2026/story-of-day-{day}", "date_gmt": moment, "modified_gmt": moment}
        address = posts_url(first, page=page)
        answer = Answer(
            json.dumps([post]), content_type="application/json", headers={"X-WP-TotalPages": str(len(days))}
        )
        site.pages[address.removeprefix(site.url)] = answer
        story = article_page(f"What the town did on day {day}")
        story.body = str(story.body).replace(PUBLISHED, f"{moment}Z")
        site.pages[f"/2026/story-of-day-{day}"] = story


DEFINITION = """
url = "{url}/"
[[sources]]
type = "wordpress"
url = "{url}/wp-json/"
[fetch]
delay = 0
"""


def test_a_crawl_reads_all_pages(wiredesk, start_site):
    site = start_site()
    build(site, [20, 19, 18])
    wiredesk.define("town", DEFINITION.format(url=site.url))
    assert wiredesk.crawl()["town"]["new"] == 3
    assert {article["discovered_via"]["type"] for article in wiredesk.queue()} == {"wordpress"}


def test_an_api_that_does_not_filter_by_date_is_read_as_far_back_as_is_wanted(wiredesk, start_site):
    site = start_site()
    since, until = datetime(2026, 11, 10, tzinfo=UTC), datetime(2026, 11, 16, tzinfo=UTC)  # the end of the 15th
    build(site, [20, 19, 12, 11, 5], since=since, until=until)
    wiredesk.define("town", DEFINITION.format(url=site.url))
    assert wiredesk.crawl("--since", "2026-11-10", "--until", "2026-11-15")["town"]["new"] == 2
    assert {article["date_published"][:10] for article in wiredesk.queue()} == {"2026-11-12", "2026-11-11"}


def test_a_site_whose_clock_is_behind_utc_is_read_from_since_on(wiredesk, start_site):
    """`after` is a time of the site's own zone there: 10:00 in UTC would be 18:00."""
    site, now = start_site(), datetime.now(UTC)
    zone = timezone(timedelta(hours=-8))

    def posts(headers: dict[str, str]) -> Answer:
        asked = dict(parse_qsl(urlsplit(site.asked[-1][0]).query))
        after = datetime.fromisoformat(asked["after"]).replace(tzinfo=zone)
        post = POST | {"link": f"{site.url}/2026/story-of-now", "date_gmt": f"{moment:%Y-%m-%dT%H:%M:%S}"}
        return Answer(json.dumps([post] if after < moment else []), content_type="application/json")

    moment = now - timedelta(hours=2)
    story = article_page("What the town did just now")
    story.body = str(story.body).replace(PUBLISHED, f"{moment:%Y-%m-%dT%H:%M:%S}Z")
    site.pages["/2026/story-of-now"] = story
    address = WordPressPosts().page_url(f"{site.url}/wp-json/", since=now - timedelta(hours=6))
    site.pages[address.removeprefix(site.url)] = posts
    wiredesk.define("town", DEFINITION.format(url=site.url))
    assert wiredesk.crawl("--since", f"{now - timedelta(hours=6):%Y-%m-%dT%H:%M:%SZ}")["town"]["new"] == 1

"""Which listings are asked for, and which wait for others: without a crawl, as the scheduler sends nothing itself."""

from __future__ import annotations

import asyncio
import time

from wiredesk.crawlers.crawl.crawl_options import CrawlOptions
from wiredesk.crawlers.listings.asked_listings import AskedListings
from wiredesk.crawlers.listings.child_sitemaps import ChildSitemaps
from wiredesk.crawlers.listings.coverage import COMPLETE_FROM, Coverage
from wiredesk.crawlers.listings.extent import Extent
from wiredesk.crawlers.listings.listed_site import ListedSite
from wiredesk.crawlers.listings.listing_request import ListingRequest
from wiredesk.crawlers.listings.scheduler import USUAL_FEEDS, ListingScheduler
from wiredesk.crawlers.listings.source_memory import SourceMemory, SourceState
from wiredesk.crawlers.sites.definition import SiteDefinition
from wiredesk.pipelines.publishing.keys import Keys

HOME = "https://ferry.example/"
MAP = f"{HOME}maps/all.xml"
SPORT = f"{HOME}sport/"


class Ferry:
    """The scheduler of one crawl of a site whose robots.txt names one sitemap."""

    def __init__(self, **known: SourceState) -> None:
        self.warnings: list[str] = []
        self.memory = SourceMemory(None, Keys("test"), "ferry")
        self.memory.sources.update({HOME + path: state for path, state in known.items()})
        if known:
            self.memory.site.crawled_at = 1.0
        definition, options = SiteDefinition(id="ferry", name="Ferry", url=HOME), CrawlOptions()
        site = ListedSite(
            definition=definition, options=options, max_sections=9, keeps_records=False,
            in_scope=lambda url: url.startswith(HOME), robots_sitemaps=self.robots_sitemaps,
            warn=self.warnings.append, fail=lambda url, reason: None,
        )  # fmt: skip
        self.extent = Extent.of(self.memory, definition, options)
        self.coverage = Coverage()
        asked = AskedListings(self.memory.sources, self.extent, options)
        children = ChildSitemaps(since=None, everything=False, in_scope=site.in_scope)
        self.scheduler = ListingScheduler(site, self.memory, asked, children, self.coverage, lambda: False)

    async def robots_sitemaps(self) -> list[str]:
        return [MAP]

    def begin(self) -> dict[str, ListingRequest]:
        return asyncio.run(self._begin())

    async def _begin(self) -> dict[str, ListingRequest]:
        return {one.asked: one async for one in self.scheduler.start(reads_back=self.extent.reads_back)}


def addresses(requests):
    return [request.address for request in requests]


def test_a_first_crawl_asks_for_the_home_page_and_for_what_robots_txt_names():
    ferry = Ferry()
    asked = ferry.begin()
    assert list(asked) == [HOME, MAP]
    assert asked[HOME].home
    assert asked[MAP].root
    assert list(ferry.scheduler.ask(ListingRequest(asked=MAP, kind="sitemap"))) == []  # each once


def test_sections_wait_for_the_sitemap_that_may_list_everything():
    ferry = Ferry()
    asked = ferry.begin()
    ferry.scheduler.put_off([SPORT])
    assert list(ferry.scheduler.go_on(asked[HOME])) == []
    assert addresses(ferry.scheduler.go_on(asked[MAP])) == [SPORT]


def test_sections_are_left_where_a_sitemap_has_all_that_the_home_page_shows():
    ferry = Ferry()
    asked = ferry.begin()
    ferry.scheduler.put_off([SPORT])
    articles = {f"article-{number}" for number in range(COMPLETE_FROM)}
    ferry.coverage.name_in_section(articles, home=True)
    ferry.coverage.name_in_full(articles | {"older"})
    assert [*ferry.scheduler.go_on(asked[HOME]), *ferry.scheduler.go_on(asked[MAP])] == []


def test_where_nothing_names_new_articles_a_feed_is_looked_for_at_one_usual_place_after_the_other():
    ferry = Ferry()
    for listing in (ferry.begin()).values():
        list(ferry.scheduler.go_on(listing))
    (first,) = ferry.scheduler.late_requests()
    assert first.address == HOME.rstrip("/") + USUAL_FEEDS[0]
    assert addresses(ferry.scheduler.go_on(first, found=False)) == [HOME.rstrip("/") + USUAL_FEEDS[1]]


def test_nothing_more_is_asked_of_a_site_whose_robots_txt_is_unavailable():
    ferry = Ferry()
    asked = ferry.begin()
    ferry.scheduler.put_off([SPORT])
    ferry.scheduler.closed = True
    assert [*ferry.scheduler.go_on(asked[MAP]), *ferry.scheduler.late_requests()] == []


def test_a_later_crawl_sends_the_validators_of_sources_that_have_not_lied():
    now = time.time()
    known = {"type": "feed", "etag": '"7"', "verified": now}
    ferry = Ferry(
        feed=SourceState(**known),
        lying=SourceState(**known, lies=True),
        unverified=SourceState(**known | {"verified": 1}),
    )
    ferry.memory.site.discovered_at = now
    asked = ferry.begin()
    conditions = {address.removeprefix(HOME): dict(one.conditions) for address, one in asked.items()}
    assert conditions == {"feed": {"If-None-Match": '"7"'}, "lying": {}, "unverified": {}}

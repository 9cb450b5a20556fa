"""Whatever a site's listings hold, they do not hold up the other sites: no long work on the event loop in one go."""

from __future__ import annotations

import asyncio
import gc
import gzip
import json
import subprocess
import sys
import time
import weakref
from datetime import UTC, datetime, timedelta

import pytest
from hand_made_site import Answer

from wiredesk.crawlers.listings.child_sitemaps import ChildSitemaps
from wiredesk.crawlers.listings.feeds import NotAFeed, parse_feed
from wiredesk.crawlers.listings.json_body import MOST_VALUES, read_json
from wiredesk.crawlers.listings.listing import Link
from wiredesk.crawlers.listings.sitemaps import ChildSitemap, Sitemap
from wiredesk.crawlers.listings.slices import SLICE, collector_rests, free_what_is_left, let_go, sliced
from wiredesk.crawlers.listings.source_memory import SourceState
from wiredesk.crawlers.listings.url_shapes import ArticleShapes

LONGEST = 0.1
"""Seconds of the loop's own processor time between two looks around: twice the 50 ms that are promised, as tests run on
busy machines. Each of these listings took half a second and more."""

PROGRAM = """
import asyncio, json, sys, time
from wiredesk.crawlers.crawl.crawl_options import CrawlOptions
from wiredesk.crawlers.running.crawl_runner import CrawlRun
from wiredesk.crawlers.sites.definition import SiteDefinition
from wiredesk.settings.environment import read_environment

class Watched(CrawlRun):
    longest = 0.0

    async def _crawl_one(self, *arguments):
        beats = asyncio.ensure_future(self.beat())
        await super()._crawl_one(*arguments)
        beats.cancel()

    async def beat(self):
        await asyncio.sleep(1.0)  # everything is imported by then: robots.txt is slow to come
        before = time.thread_time()
        while True:
            await asyncio.sleep(0.002)
            now = time.thread_time()
            self.longest, before = max(self.longest, now - before), now

definition = SiteDefinition.model_validate_json(sys.argv[1])
run = Watched(read_environment(), [definition], CrawlOptions(max_articles=1), workers=1)
found = run.run().sites[0]
print(json.dumps({"longest": run.longest, "found": found.found, "failed": found.failed, "problem": found.problem}))
"""


def sitemap(base: str) -> bytes:
    urls = (f"<url><loc>{base}/2026/11/20/story-of-the-harbour-{n}?a=1&amp;b={n}</loc></url>" for n in range(3_000))
    return f"<urlset>{''.join(urls)}</urlset>".encode()


def feed(base: str) -> str:
    entry = f"<title>The bridge will be mended</title><link>{base}/2026/11/20/story-"
    return f"<rss><channel>{''.join(f'<item>{entry}{n}</link></item>' for n in range(2_000))}</channel></rss>"


def section(base: str) -> str:
    links = (f'<h2><a href="/2026/11/20/story-of-it-{n}">The old bridge will be mended</a></h2>' for n in range(1_500))
    return f"<html><body>{''.join(links)}</body></html>"


LISTINGS = {
    "/plain": ("sitemap", lambda base: Answer(sitemap(base), content_type="text/xml")),
    "/packed": ("sitemap", lambda base: Answer(gzip.compress(sitemap(base)), content_type="application/gzip")),
    "/feed": ("feed", lambda base: Answer(feed(base), content_type="text/xml")),
    "/section": ("section", lambda base: Answer(section(base))),
}


def test_long_listings_are_taken_in_slices(wiredesk, start_site):
    site = start_site()
    rules = "User-agent: *\n" + "".join(f"Disallow: /*{n}*a*$\n" for n in range(4_000))
    site.pages["/robots.txt"] = Answer(rules, content_type="text/plain", wait=1.2)
    site.pages |= {path: made(site.url) for path, (_, made) in LISTINGS.items()}
    definition = {"id": "harbour", "name": "Harbour", "url": f"{site.url}/", "fetch": {"delay": 0}}
    definition["sources"] = [{"type": kind, "url": site.url + path} for path, (kind, _) in LISTINGS.items()]
    for last in (False, False, True):  # its neighbours in a whole run take the processor from it
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM, json.dumps(definition)],
            env=wiredesk.environment, capture_output=True, text=True, timeout=90, check=False,
        )  # fmt: skip
        figures = json.loads(done.stdout)
        if figures["longest"] < LONGEST or last:
            break
    assert figures["found"] == 3_000 + 2_000 + 1_500, done.stderr
    assert figures["longest"] < LONGEST


def busy(seconds: float) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        pass


def test_the_loop_sees_to_other_work_between_slices():
    async def work() -> int:
        seen = 0

        async def other() -> None:
            nonlocal seen
            while True:
                await asyncio.sleep(0)
                seen += 1

        task = asyncio.ensure_future(other())
        assert [number async for number in sliced(range(5)) if not busy(SLICE * 1.5)] == [*range(5)]
        task.cancel()
        return seen

    assert asyncio.run(work()) >= 4


def test_the_collector_goes_on_after_the_last_listing():
    assert gc.isenabled()
    with collector_rests():
        with collector_rests():
            pass
        assert not gc.isenabled()
        kept = [[number] for number in range(10_000)]
    assert gc.isenabled()
    assert gc.get_freeze_count() > len(kept)  # nor does the next run look through what this block has made
    gc.unfreeze()


@pytest.mark.parametrize("due", [{"thawed_every": 0.0}, {"most_left": -1_000_000_000, "counted_every": 0.0}])
def test_the_collector_frees_a_crawl_that_was_under_way_during_a_listing_of_another_site(due):
    class Crawl:
        def __init__(self) -> None:
            self.callbacks = [self.__init__]  # a cycle, as tasks and their callbacks are

    crawl = Crawl()
    end = weakref.ref(crawl)
    with collector_rests():
        pass
    del crawl
    gc.collect()
    assert end() is not None  # it is frozen
    free_what_is_left(most_left=1_000_000_000, counted_every=0.0)
    assert end() is not None
    free_what_is_left(**due)
    assert end() is None
    gc.unfreeze()


TOO_MUCH = {
    "objects": b"[" + b'{"a":1},' * 1_000_000 + b"1]",
    "lists": b"[" * 1_000_000,
    "strings": b"[" + b'"",' * 3_000_000 + b"1]",
}


@pytest.mark.parametrize("name", TOO_MUCH)
def test_json_of_too_many_values_is_refused_at_once(name):
    began = time.process_time()
    with pytest.raises(ValueError, match=f"more than {MOST_VALUES} values"):
        read_json(TOO_MUCH[name])
    assert time.process_time() - began < LONGEST
    with pytest.raises(NotAFeed):
        parse_feed(b'{"items":' + TOO_MUCH[name], "https://harbour.example/feed")


SLOWEST = {
    "numbers": b"[" + b"1.5e300," * (MOST_VALUES - 2) + b"1]",
    "digits": b"[" + b",".join([b"1" * 4_000] * 2_400) + b"]",
    "fractions": b"[" + b",".join([b"0." + b"7" * 4_000] * 2_400) + b"]",
    "escapes": b'["' + b"\\u0641" * 1_600_000 + b'"]',
}


@pytest.mark.parametrize("name", SLOWEST)
def test_json_that_is_read_is_read_quickly(name):
    began = time.process_time()
    read_json(SLOWEST[name])
    assert time.process_time() - began < 3 * LONGEST  # the numbers call back, so that others may have their turn


def test_json_is_read_as_it_is():
    assert read_json(b'{"id": 17, "at": 1.25, "deep": [[{}]]}') == {"id": 17, "at": 1.25, "deep": [[{}]]}
    with pytest.raises(ValueError, match="nested"):
        read_json(b"[" * 100_000)


def test_an_index_of_fifty_thousand_sitemaps():
    async def work() -> None:
        children = ChildSitemaps(since=None, everything=False, in_scope=lambda url: True)
        state, day = SourceState(type="sitemap"), datetime(2026, 1, 1, tzinfo=UTC)
        index = [
            ChildSitemap(f"https://a.example/{n}.xml", day + timedelta(minutes=n * 7 % 50_000)) for n in range(50_000)
        ]
        assert await children.add("https://a.example/", state, Sitemap(children=index)) == 50_000
        newest = [children.newest() for _ in range(3)]
        assert [child.age for child in newest] == sorted(child.age for child in newest)
        for _ in range(3):
            children.judge("https://a.example/", state, repeats=True)
        assert children.newest() is None
        assert len(state.children) == 49_997

    began = time.process_time()
    asyncio.run(work())
    assert time.process_time() - began < 2  # it took minutes to leave them out


def test_links_of_one_shape_are_judged_without_a_look_at_all_others():
    shapes = ArticleShapes()
    links = [
        Link(f"https://a.example/2026/story-{n}", "The old bridge will be mended", in_chrome=False)
        for n in range(20_000)
    ]
    began = time.process_time()
    shapes.learn_links(links)
    shapes.learn_links(links)  # the same page again changes nothing
    assert all(map(shapes.is_article, links))
    assert time.process_time() - began < 5  # the square of them took an hour


def test_long_lists_are_let_go_in_slices():
    """To free what a sitemap of 50,000 URLs is made of at once holds up the loop for as long as it takes."""

    class Slow:
        def __del__(self) -> None:
            time.sleep(0.00003)

    async def look() -> tuple[int, int]:
        turns, items = 0, [Slow() for _ in range(3_000)]

        async def count() -> None:
            nonlocal turns
            while items:
                turns += 1
                await asyncio.sleep(0)

        await asyncio.gather(let_go(items), count())
        return turns, len(items)

    turns, left = asyncio.run(look())
    assert left == 0
    assert turns > 2

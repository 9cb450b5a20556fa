"""One way from page to article: what a crawl has learnt holds for a page that is fetched on demand."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable

from tests.pipelines.archive.made_pages import about, exchange, written
from tests.pipelines.extraction.test_source_reliability import FETCHED, two_headlines
from wiredesk.pipelines import desk as desk_module
from wiredesk.pipelines.archive.record_set import NewSet
from wiredesk.pipelines.article import Article
from wiredesk.pipelines.desk import Desk
from wiredesk.pipelines.extraction.memory.source_reliability import FEWEST
from wiredesk.pipelines.page import Page
from wiredesk.pipelines.publishing.publication import Publication
from wiredesk.pipelines.site_profile import SiteProfile
from wiredesk.settings.environment import read_environment

PROFILE = SiteProfile(id="harbour")


def page_of(number: int, way: str) -> Page:
    html, headline = two_headlines(number)
    html = html.replace(b"</p>", f" That was meeting {number}.</p>".encode())  # a copy would teach nothing
    url = f"https://harbour.example/news/{number}"
    return Page.model_validate(
        {
            "url": url, "requested_url": url, "body": html, "fetched_at": FETCHED, "discovered_via": {"type": way},
            "evidence": {"title": headline} if way == "feed" else None,
        }
    )  # fmt: skip


def test_a_fetch_on_demand_gives_the_article_that_the_crawl_gives(redis_url):
    async def main() -> tuple[Article, Article, Article]:
        desks = [Desk(read_environment({"WIREDESK_REDIS_URL": redis_url}), workers=1) for _ in range(2)]
        crawl, on_demand = desks
        try:
            await crawl.open()
            first = None
            for number in range(FEWEST):
                article = await crawl.extract(page_of(number, "feed"), PROFILE)
                first = first or article
                await crawl.publish(Publication(article))
            crawled = await crawl.extract(page_of(50, "feed"), PROFILE)
            await crawl.close()
            await on_demand.open()
            fetched = await on_demand.extract(page_of(50, "request"), PROFILE)
        finally:
            for desk in desks:
                await desk.close()
        return first, crawled, fetched

    first, crawled, fetched = asyncio.run(main())
    assert first.headline != two_headlines(0)[1]
    assert crawled.headline == fetched.headline == two_headlines(50)[1]
    assert crawled.content_hash == fetched.content_hash
    assert crawled.model_dump(exclude={"discovered_via"}) == fetched.model_dump(exclude={"discovered_via"})


def wait_until(is_so: Callable[[], bool]) -> None:
    ends = time.monotonic() + 20
    while not is_so():
        assert time.monotonic() < ends
        time.sleep(0.01)


def test_a_desk_that_stays_open_removes_pages_that_are_too_old(tmp_path, monkeypatch):
    monkeypatch.setattr(desk_module, "TRIM_SECONDS", 0.01)
    old = written(tmp_path, NewSet([exchange()], about()))
    os.utime(old, (time.time() - 3 * 86_400,) * 2)
    young = written(tmp_path, NewSet([exchange()], about()))
    given = {"WIREDESK_ARCHIVE": str(tmp_path), "WIREDESK_ARCHIVE_MAX_AGE": "2"}

    async def main() -> None:
        async with Desk(read_environment(given), workers=1, connect=False, keep_pages=True):
            await asyncio.to_thread(wait_until, lambda: not old.exists())

    asyncio.run(main())
    assert young.exists()

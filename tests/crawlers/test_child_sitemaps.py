"""Which child sitemaps of an index are read, and in which order."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest

from wiredesk.crawlers.listings.child_sitemaps import ChildSitemaps
from wiredesk.crawlers.listings.sitemaps import Sitemap, parse_sitemap
from wiredesk.crawlers.listings.source_memory import SourceState

INDEX = "https://example.org/sitemap.xml"


def index_of(*days: int) -> Sitemap:
    rows = "".join(
        f"<sitemap><loc>https://example.org/{day:02}.xml</loc><lastmod>2026-11-{day:02}</lastmod></sitemap>"
        for day in days
    )
    xml = f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</sitemapindex>'
    return parse_sitemap(xml.encode(), INDEX, "text/xml")


@pytest.fixture
def children() -> ChildSitemaps:
    children = ChildSitemaps(since=None, everything=False, in_scope=lambda url: True)
    asyncio.run(children.add(INDEX, SourceState(type="sitemap"), index_of(10, 14, 12, 11, 13)))
    return children


def read_all(children: ChildSitemaps) -> list[str]:
    read = []
    while (child := children.newest()) is not None:
        read.append(child.url[-6:-4])
    return read


def test_the_newest_are_read_first(children):
    assert read_all(children) == ["14", "13", "12", "11", "10"]


def try_next(children: ChildSitemaps, ids: set[str]) -> tuple[str, bool]:
    """Read the next child, which lists `ids`: its day, and whether it counts as read."""
    child = children.newest()
    assert child is not None
    return child.url[-6:-4], children.judge_witness(child, SourceState(type="sitemap"), ids)


def test_a_news_sitemap_that_lists_what_the_ends_of_the_index_have_tells_everything(children):
    children.take_witness(INDEX, {"a", "b", "c"}, datetime(2026, 11, 9, tzinfo=UTC))
    assert [try_next(children, {"a"}) for _ in range(2)] == [("10", True), ("13", True)]
    assert read_all(children) == []


def test_a_trial_that_brings_more_is_read_again_in_its_turn(children):
    children.take_witness(INDEX, {"a", "b", "c"}, datetime(2026, 11, 9, tzinfo=UTC))
    assert try_next(children, {"a"}) == ("10", True)
    assert try_next(children, {"a", "older"}) == ("13", False)
    assert read_all(children) == ["14", "13", "12", "11"]


def test_a_news_sitemap_of_two_days_puts_nothing_to_the_test(children):
    children.take_witness(INDEX, {"a", "b", "c"}, datetime(2026, 11, 13, tzinfo=UTC))
    assert read_all(children) == ["14", "13", "12", "11", "10"]


def test_what_has_changed_since_it_was_read_is_read_whatever_a_witness_says():
    children = ChildSitemaps(since=None, everything=False, in_scope=lambda url: True)
    before = {f"https://example.org/{day}.xml": "2026-11-01T00:00:00+00:00" for day in (10, 11)}
    asyncio.run(children.add(INDEX, SourceState(type="sitemap", children=before), index_of(10, 11, 12, 13, 14, 15)))
    children.take_witness(INDEX, {"a", "b", "c"}, datetime(2026, 11, 9, tzinfo=UTC))
    assert [try_next(children, {"a"}) for _ in range(2)] == [("12", True), ("15", True)]
    assert read_all(children) == ["11", "10"]

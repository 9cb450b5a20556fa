"""Pages made to eat memory, in a real extraction worker with its usual bounds."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import psutil

from wiredesk.pipelines.article import Article, DiscoveredVia
from wiredesk.pipelines.extraction_pool import extract_job
from wiredesk.pipelines.page import Page
from wiredesk.pipelines.workers import WorkerPool

LARGEST_PROCESS = 400e6
"""Bytes, as docs/security.md says."""
HEAD = (
    b"<!doctype html><html lang=en><title>A long day in the harbour</title><article><h1>A long day in the harbour</h1>"
)
TEXT = (
    b"<p>The council of the harbour district agreed on Tuesday to repair the old bridge before the winter storms.</p>"
)
HOSTILE = {
    "one piece of text": b"word and ",
    "bylines": b"By By John and ",
    "siblings": b"<p>a",
    "attribute values": b'<i title="' + b"a" * 90 + b'" class="a b c d">x</i>',
}
"""Repeated until the page has the 10 MB that a crawl accepts."""


def page(unit: bytes) -> Page:
    body = HEAD + TEXT * 8
    url = "https://news.example/news/a-long-day"
    return Page(
        url=url, requested_url=url, content_type="text/html; charset=utf-8", fetched_at=datetime.now(UTC),
        body=body + unit * ((10_000_000 - len(body)) // len(unit)), discovered_via=DiscoveredVia(type="request"),
    )  # fmt: skip


def peak_of_workers() -> float:
    """The largest resident memory that any process below this one has ever had, in bytes."""
    peaks = []
    for process in psutil.Process().children(recursive=True):
        with open(f"/proc/{process.pid}/status", encoding="ascii") as status:
            peaks += [int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM")]
    return max(peaks)


def test_no_page_makes_a_worker_larger_than_its_bound():
    pool = WorkerPool(extract_job, size=1, preload=("wiredesk.pipelines.extraction.assembly",))

    async def crawl():
        return [(await pool.run((page(unit), None))).result for unit in HOSTILE.values()]

    try:
        results = asyncio.run(crawl())
        assert all(isinstance(result, Article) for result in results), results
        assert peak_of_workers() < LARGEST_PROCESS
    finally:
        pool.close()

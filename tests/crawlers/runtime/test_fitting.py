"""Tables on narrow terminals: no line is longer than the terminal, and no cell is cut short."""

from __future__ import annotations

import io

import pytest
from rich import box
from rich.console import Console
from rich.table import Table

from wiredesk.crawlers.cli.queue_tables import add_row, plain_table
from wiredesk.crawlers.crawl.summary import CrawlSummary, SiteSummary
from wiredesk.crawlers.running import crawl_display
from wiredesk.crawlers.runtime.fitting import fitted


def printed(table: Table, width: int) -> list[str]:
    file = io.StringIO()
    Console(file=file, width=width).print(table)
    return [line.rstrip() for line in file.getvalue().splitlines() if line.strip()]


@pytest.mark.parametrize("frame", [None, box.SIMPLE])
@pytest.mark.parametrize("width", range(30, 100, 3))
def test_what_is_needed_least_is_left_out_and_nothing_is_cut(frame, width):
    table = Table(box=frame, pad_edge=False)
    table.add_column("name", overflow="fold", min_width=12)
    for header in ("first", "second", "third", "fourth", "fifth"):
        table.add_column(header, no_wrap=True, justify="right")
    table.add_row("a paper with a rather long name", "1", "22", "333", "4444", "12345678901234")
    lines = printed(fitted(table, width, ["fifth", "fourth", "third", "second"]), width)
    assert all(len(line) <= width for line in lines)
    assert "…" not in "".join(lines)
    assert ("fifth" in lines[0]) == (width >= 12 + 5 + 6 + 5 + 6 + 14 + 6 * (2 if frame is None else 3))
    assert "first" in lines[0]


def test_a_wide_terminal_shows_all():
    table = plain_table("id", "name", foldable={"name": 8})
    add_row(table, "1234567890", "Times of the harbour")
    assert printed(fitted(table, 80, ["id"]), 80) == printed(table, 80)


@pytest.mark.parametrize("width", [60, 80, 120])
def test_the_table_of_a_crawl(monkeypatch, width):
    file = io.StringIO()
    monkeypatch.setattr(crawl_display, "_CONSOLE", Console(file=file, width=width))
    site = SiteSummary(site="a-regional-paper.example.org", found=12_345, new=10_000, requests=23_456, seconds=1234.5)
    crawl_display.CrawlDisplay(quiet=True, many=1).table(CrawlSummary(sites=[site, SiteSummary(site="b")]))
    lines = file.getvalue().splitlines()
    assert all(len(line.rstrip()) <= width for line in lines)
    assert "…" not in file.getvalue()
    assert {"new", "updated", "failed"} <= set(lines[0].split())
    assert ("seconds" in lines[0]) == (width == 120)

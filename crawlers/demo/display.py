"""What a person sees of the demo: the town, the articles won, one of them whole, the queue, what to type next."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from datetime import datetime
from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from wiredesk.crawlers.demo.program import Demo, DemoResult
from wiredesk.crawlers.demo.server import Town
from wiredesk.pipelines.archive.remote.address import is_address, shown
from wiredesk.pipelines.article import Article
from wiredesk.pipelines.consuming.queue_state import QueueState
from wiredesk.pipelines.exporters.terminal import one_line, terminal_safe
from wiredesk.pipelines.exporters.text import to_text

PLAIN_WIDTH = 140
"""Columns where stdout is no terminal: room for a whole headline."""

WIDE = 100
"""Columns from which there is room for a date's zone; also the longest line that reads well."""

TABLE_GAPS = 3 * 3 + 2
"""Columns between and around the four cells of a row."""

FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u2068", "\u2069"
"""Around text of either direction (Unicode Standard Annex 9), so that it does not turn the columns beside it."""

EXAMPLE_SITE = "rudaw.net"
"""A shipped definition, for a command that can be copied."""

SHOWN_LANGUAGE = "en"
"""Language of the article that is shown whole, if there is one: the language of the rest of the output."""


class DemoDisplay:
    """Prints to stdout; the crawl's own progress goes to stderr."""

    def __init__(self) -> None:
        console = Console(highlight=False)
        self._console = console if console.is_terminal else Console(highlight=False, width=PLAIN_WIDTH)

    def town(self, town: Town, home: Path) -> None:
        """The sites that are about to be crawled."""
        stories = sum(len(site.stories) for site in town.sites)
        self._heading("A news town on this machine")
        self._line(f"{len(town.sites)} invented sites with {stories} stories, crawled the way real sites are.")
        table = Table(box=box.SIMPLE, pad_edge=False)
        for column in ("site", "address", "language", "sources"):
            table.add_column(column)
        for site in town.sites:
            table.add_row(site.id, town.home(site.id), site.language, ", ".join(site.listings))
        self._console.print(table)
        self._line(f"Site definitions, a few lines each: {home}")

    def result(self, result: DemoResult) -> None:
        """What the crawl has brought."""
        summary = result.summary
        self._line()
        if result.queued:
            plural = "s" if len(result.queued) > 1 else ""
            self._heading(f"{len(result.queued)} article{plural} queued in {summary.seconds:.1f} s")
            self._articles(result.queued)
            self._article(result.queued)
        elif any(site.has_failed for site in summary.sites):
            self._heading("Nothing was queued")
            self._line("Something went wrong; the lines above say what. WIREDESK_LOG_LEVEL=info tells more.")
        else:
            self._heading("Nothing is new")
            self._line(
                f"No site has a new or changed article since the last run, so nothing was queued "
                f"({summary.seconds:.1f} s)."
            )
        conditional = sum(asked.status == 304 for asked in result.requests)
        self._line(
            f"The town's own log: {len(result.requests)} requests, {conditional} answered 304 Not Modified, "
            f"{result.private_requests} for pages that robots.txt forbids."
        )
        self._queue(result.queue)

    def next_steps(self, demo: Demo, town: Town) -> None:
        """What to type next."""
        wiredesk = command_name()
        inside, sites, pages = (
            f"{name}={shlex.quote(place if isinstance(place, str) else _short(place))} "
            for name, place in (
                ("WIREDESK_HOME", demo.home),
                ("WIREDESK_SITES", demo.registry.definitions),
                ("WIREDESK_ARCHIVE", shown(demo.archive) if is_address(demo.archive) else Path(demo.archive)),
            )
        )
        inside += wiredesk
        site = next((site for site in town.sites if site.language == SHOWN_LANGUAGE), town.sites[0])
        url = shlex.quote(town.writers[site.id].url(site.stories[0]))
        steps = [
            ("the newest articles of this demo, as consumers get them", f"{inside} queue tail --no-follow -n 3"),
            ("consume them: each consumer group gets every article once", f"{inside} consume --group mine | head -n 3"),
            ("what is known of one article, from its listing to the queue", f"{inside} why {url}"),
            ("its page, as it was fetched", f"{pages}{wiredesk} archive show {url} | head -n 20"),
            (
                "a rule for its site, tried on the pages that are kept",
                f"{sites}{pages}{wiredesk} sites rule {site.id} headline h1",
            ),
            ("all pages once more through the extraction: what would change", f"{sites}{pages}{inside} reextract"),
            ("sites, articles and queue in a browser", f"{sites}{pages}{inside} desk"),
            ("fetch one page of the real web", f"{wiredesk} fetch https://example.org/an-article"),
            ("crawl real sites", f"{wiredesk} sites list --country iq"),
            ("", f"{wiredesk} crawl {EXAMPLE_SITE}"),
            ("the demo again, from the beginning", f"{wiredesk} demo --fresh"),
            ("end the demo's Redis, which goes on running", f"{inside} redis stop"),
        ]
        self._heading("What to type next")
        for meaning, command in steps:
            if meaning:
                self._line(f"  # {meaning}", style="dim")
            self._line(f"  {command}")

    def _articles(self, articles: list[Article]) -> None:
        rows = sorted(articles, key=lambda article: (article.site, article.date_published or ""))
        narrow = self._console.width < WIDE
        facts = [(row.site, _date(row, narrow), one_line(row.language or "")) for row in rows]
        headers = ("site", "date", "language")
        fixed = sum(max(len(text) for text in column) for column in zip(headers, *facts, strict=True))
        # Only headlines are cut where the terminal is narrow.
        room = max(self._console.width - fixed - TABLE_GAPS, len("headline"))
        table = Table(*headers, "headline", box=box.SIMPLE, pad_edge=False)
        for row, fact in zip(rows, facts, strict=True):
            headline = Text(one_line(row.headline))
            headline.truncate(room, overflow="ellipsis")
            if self._console.is_terminal:
                headline = Text(f"{FIRST_STRONG_ISOLATE}{headline.plain}{POP_ISOLATE}")
            table.add_row(*(Text(cell) for cell in fact), headline)
        self._console.print(table)

    def _article(self, articles: list[Article]) -> None:
        shown = next((article for article in articles if article.language == SHOWN_LANGUAGE), articles[0])
        self._heading("One of them whole")
        text = Text(terminal_safe(to_text(shown)).strip())
        if self._console.is_terminal:
            self._console.print(text, width=min(self._console.width, WIDE))
        else:
            self._console.print(text, soft_wrap=True)
        self._line()

    def _queue(self, queue: QueueState) -> None:
        memory = "" if queue.memory_bytes is None else f", {queue.memory_bytes / 1000:.0f} kB"
        groups = ", ".join(group.name for group in queue.groups) or "none yet"
        self._line()
        self._heading("The queue")
        self._line(f"Redis stream {queue.stream}: {queue.entries} entries{memory}; consumer groups: {groups}")
        self._line()

    def _heading(self, text: str) -> None:
        self._line(text, style="bold")

    def _line(self, text: str = "", style: str = "") -> None:
        self._console.print(Text(text, style=style), soft_wrap=True)


def command_name() -> str:
    """How the user can call this very command: its name where it is on PATH, else its path."""
    running = Path(sys.argv[0])
    on_path = shutil.which("wiredesk")
    if on_path is not None and running.exists() and Path(on_path).samefile(running):
        return "wiredesk"
    return shlex.quote(_short(running)) if running.name == "wiredesk" else "wiredesk"


def _short(path: Path) -> str:
    """`path` relative to the working folder where it is below it."""
    absolute, here = os.path.abspath(path), os.getcwd()
    return os.path.relpath(absolute, here) if absolute.startswith(here + os.sep) else absolute


def _date(article: Article, short: bool) -> str:
    published = article.date_published
    if published is None:
        return one_line(article.date_published_raw or "unknown")
    if len(published) == len("2026-01-31"):
        return published
    moment = datetime.fromisoformat(published)
    return f"{moment:%Y-%m-%d %H:%M}" if short else moment.isoformat(" ", "minutes")

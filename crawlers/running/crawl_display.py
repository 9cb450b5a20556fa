"""What a person sees of a crawl: a progress display while it runs and a table at its end, on stderr."""

from __future__ import annotations

import logging
import sys
import time
from collections import Counter
from datetime import UTC, datetime
from types import TracebackType

from rich.console import Console
from rich.live import Live
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from wiredesk.crawlers.crawl.summary import CrawlSummary, SiteSummary
from wiredesk.crawlers.runtime.fitting import fitted
from wiredesk.crawlers.runtime.time_spans import in_units
from wiredesk.pipelines.exporters.terminal import one_line, terminal_safe

LINE_EVERY = 30.0
"""Seconds between progress lines where stderr is no terminal (a log file, cron's mail)."""

LEAST_IMPORTANT = ("fetched", "requests", "seconds", "found", "unchanged", "dropped")
"""Columns that are left out where the terminal is narrow, in this order."""

_CONSOLE = Console(stderr=True, highlight=False)
if not _CONSOLE.is_terminal:
    _CONSOLE.width = 160  # a log file has no edge; rich would fold at 80


class DisplayHandler(logging.Handler):
    """Prints log lines through the console, so that lines do not break the progress display."""

    def emit(self, record: logging.LogRecord) -> None:
        """Print one line."""
        try:
            _CONSOLE.print(
                Text(self.format(record), style="red" if record.levelno >= logging.ERROR else ""), soft_wrap=True
            )
        except Exception:  # logging's own contract: a handler never raises
            self.handleError(record)


class CrawlDisplay:
    """Shows how a crawl is getting on. Use it as a context manager around the crawl."""

    def __init__(self, *, quiet: bool, many: int) -> None:
        self._quiet = quiet
        self._live: Live | None = None
        self._last_line = time.monotonic()
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=_CONSOLE,
        )
        self._task = self._progress.add_task("crawling", total=None)
        self._sites = many

    def __enter__(self) -> CrawlDisplay:
        if not self._quiet and _CONSOLE.is_terminal:
            self._live = Live(self._progress, console=_CONSOLE, refresh_per_second=5, transient=True)
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live is not None:
            self._live.stop()

    def update(self, summary: CrawlSummary) -> None:
        """Take the figures as they are now."""
        settled = sum(summary.total(name) for name in ("new", "updated", "unchanged", "dropped", "failed"))
        text = (
            f"{self._sites} site{'s' if self._sites != 1 else ''}: "
            f"{summary.total('new')} new, {summary.total('updated')} updated, {summary.total('unchanged')} unchanged, "
            f"{summary.total('dropped')} dropped, {summary.total('failed')} failed"
        )
        if self._live is not None:
            total = max(settled, summary.total("found"))
            self._progress.update(self._task, description=text, completed=settled, total=total or None)
        elif not self._quiet and time.monotonic() - self._last_line > LINE_EVERY:
            self._last_line = time.monotonic()
            print(f"so far: {text}", file=sys.stderr, flush=True)

    def table(self, summary: CrawlSummary) -> None:
        """Print the figures of every site, and what failed by name."""
        for paused, until in summary.paused.items():
            end = f"until {until:%Y-%m-%d %H:%M} UTC" if until else "until `wiredesk sites resume`"
            _CONSOLE.print(Text(f"{one_line(paused, 80)} is paused {end}"), soft_wrap=True)
        if summary.paused and not summary.sites:
            return
        if summary.next_due is not None:
            _CONSOLE.print(_nothing_due(summary.next_site or "", summary.next_due))
            return
        table = Table(box=None, pad_edge=False, header_style="bold")
        table.add_column("site", overflow="fold", min_width=20)
        columns = ("found", "fetched", "new", "updated", "unchanged", "dropped", "failed")
        for name in (*columns, "requests", "seconds"):
            table.add_column(name, justify="right", no_wrap=True)
        for site in summary.sites:
            table.add_row(one_line(site.site, 40), *(_cell(site, name) for name in columns), str(site.requests),
                          f"{site.seconds:.1f}")  # fmt: skip
        if len(summary.sites) > 1:
            table.add_row("total", *(str(summary.total(name)) for name in columns), str(summary.total("requests")),
                          f"{summary.seconds:.1f}", style="bold")  # fmt: skip
        _CONSOLE.print(fitted(table, _CONSOLE.width, LEAST_IMPORTANT))
        for site in summary.sites:
            for line in _remarks(site):
                _CONSOLE.print(Text(terminal_safe(f"{site.site}: {line}")), soft_wrap=True)
        if line := _kept(summary):
            _CONSOLE.print(line)
        if summary.invalid:
            count = len(summary.invalid)
            _CONSOLE.print(f"left out: {count} definition file{'s' if count > 1 else ''}, named at the beginning")
        if summary.interrupted:
            _CONSOLE.print("interrupted: everything published is complete, the rest is left for the next crawl")


def _kept(summary: CrawlSummary) -> str:
    """What became of the raw pages of all that was published; empty where none are kept."""
    told = {
        "noarchive": "ask not to be archived (WIREDESK_ARCHIVE_NOARCHIVE=1 keeps them too)",
        "failed": "could not be written",
    }
    not_kept = sum((site.not_kept for site in summary.sites), Counter[str]())
    parts = [f"{count} not, as they {told.get(reason, reason)}" for reason, count in not_kept.most_common()]
    kept = summary.total("kept")
    return "; ".join([f"raw pages: {kept} kept", *parts]) if kept or parts else ""


def _nothing_due(site: str, moment: datetime) -> str:
    wait = in_units((moment - datetime.now(UTC)).total_seconds())
    return f"nothing is due; the next is {one_line(site, 80)} in {wait}, {moment:%Y-%m-%d %H:%M} UTC"


def _cell(site: SiteSummary, name: str) -> str:
    value = getattr(site, name)
    return str(value.total() if hasattr(value, "total") else value)


def _remarks(site: SiteSummary) -> list[str]:
    lines = [site.problem] if site.problem else []
    if site.dropped:
        lines.append("dropped: " + ", ".join(f"{reason} {count}" for reason, count in site.dropped.most_common()))
    if not (site.problem and site.failed.total() == 1):  # else it is the home page, which the problem names
        lines += [f"failed: {entry}" for entry in site.failed_urls]
    if more := site.failed.total() - len(site.failed_urls):
        lines.append(f"failed: {more} more")
    if site.left:
        lines.append(f"{site.left} leads are kept for the next crawl")
    return lines + [f"warning: {text}" for text in site.warnings]

"""What a crawl-worker says on stderr: failures at once, the rest in a line every half minute and one at the end."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable

from wiredesk.crawlers.crawl.summary import SiteSummary
from wiredesk.crawlers.runtime.time_spans import in_units
from wiredesk.pipelines.exporters.terminal import one_line

TOLD_EVERY = 30.0
"""Seconds between two lines of progress."""
NAMED = 3
"""Failed URLs of a site that are named in full."""


class WorkerReport:
    """Gets what became of each site, and hands lines to `say`. `quiet`: failures only; `verbose`: every site."""

    def __init__(self, say: Callable[[str], None], *, quiet: bool, verbose: bool) -> None:
        self._say = say
        self._quiet = quiet
        self._verbose = verbose
        self._began = self._told = time.monotonic()
        self._told_of = 0
        self.outcomes: Counter[str] = Counter()
        """How many sites were ``crawled``, ``failed``, ``put off``, ``given back`` or ``taken over``."""
        self._articles: Counter[str] = Counter()
        self.silent = 0
        """Sites in the hands of workers that give no sign of life, when this one found the queue empty."""

    @property
    def has_failures(self) -> bool:
        """Whether a site, or a URL of one, could not be had."""
        return bool(self.outcomes["failed"] or self._articles["URLs failed"])

    def ready(self, name: str) -> None:
        """The worker takes sites from now on."""
        if not self._quiet:
            self._say(f"crawl-worker {name} is ready")

    def done(self, summary: SiteSummary, outcome: str) -> None:
        """A site is no longer in hand."""
        self.outcomes[outcome] += 1
        for figure in ("new", "updated"):
            self._articles[figure] += getattr(summary, figure)
        self._articles["URLs failed"] += summary.failed.total()
        if outcome == "failed" or self._verbose:
            self._say(one_line(f"{summary.site}: {_in_words(summary, outcome)}", 500))
        for url in summary.failed_urls[:NAMED]:
            self._say(one_line(f"{summary.site}: failed: {url}", 500))
        if (more := summary.failed.total() - NAMED) > 0:
            self._say(f"{summary.site}: failed: {more} more URLs")

    def beat(self, in_hand: int) -> None:
        """Time has passed; `in_hand` sites are being crawled."""
        if self._quiet or time.monotonic() - self._told < TOLD_EVERY:
            return
        if in_hand or self.outcomes.total() != self._told_of:
            self._told, self._told_of = time.monotonic(), self.outcomes.total()
            self._say(f"{in_hand} in hand; {self._totals()}")

    def left_to_others(self, in_hand: int, silent: int) -> None:
        """The queue is empty, and other workers have these sites in hand."""
        self.silent = silent
        if silent:
            told = "have a worker that gives no sign of life; another gets them when they are handed out again"
            self._say(f"{silent} sites {told}, in two minutes at most")
        elif in_hand and not self._quiet:
            self._say(f"{in_hand} sites are being crawled by other workers")

    def stopped(self) -> None:
        """The worker has ended."""
        if not self._quiet:
            self._say(f"crawl-worker stopped after {in_units(time.monotonic() - self._began)}: {self._totals()}")

    def _totals(self) -> str:
        sites = ", ".join(f"{count} {word}" for word, count in self.outcomes.most_common()) or "none crawled"
        articles = ", ".join(f"{count} {word}" for word, count in self._articles.items() if count) or "nothing new"
        return f"sites: {sites}; articles: {articles}"


def _in_words(summary: SiteSummary, outcome: str) -> str:
    if outcome == "crawled":
        figures = f"{summary.new} new, {summary.updated} updated, {summary.unchanged} unchanged"
        failed = f", {summary.failed.total()} URLs failed" if summary.failed else ""
        return f"{figures}{failed} in {in_units(summary.seconds)}"
    return f"{outcome}: {summary.problem}" if summary.problem else outcome

"""What an ingest says on stderr: damaged records, how far it is, and the sums at the end."""

from __future__ import annotations

import logging
import time
from typing import Final

from wiredesk.crawlers.ingest.capture_publishing import Counts
from wiredesk.crawlers.ingest.captures import Broken
from wiredesk.crawlers.ingest.inputs import ArchiveInput
from wiredesk.crawlers.runtime.log_setup import say
from wiredesk.pipelines.exporters.terminal import one_line
from wiredesk.settings.log_events import event

logger = logging.getLogger(__name__)

SHOWN_BROKEN: Final = 20
"""Damaged records named one by one; the summary counts all."""


class IngestReport:
    """Tells of `archives` archives, one after the other. `quiet` leaves the progress out."""

    def __init__(self, archives: int, *, quiet: bool) -> None:
        self._archives, self._quiet = archives, quiet
        self._started = time.monotonic()
        self._begun = (0, self._started)
        self._number = 0

    def next_archive(self) -> None:
        """Another of the archives is at hand."""
        self._number += 1

    def begin(self, offset: int) -> None:
        """An archive is read from this place on."""
        self._begun = offset, time.monotonic()

    def tell(self, archive: str, line: str) -> None:
        """Say something of an archive."""
        say(logger, one_line(line), event("ingest.told", archive=archive))

    def broken(self, archive: ArchiveInput, record: Broken, counts: Counts) -> None:
        """A record is damaged."""
        if counts.broken <= SHOWN_BROKEN:
            self.tell(archive.name, f"{archive.name}: record at byte {record.offset} is damaged: {record.detail}")

    def progress(self, archive: ArchiveInput, offset: int, counts: Counts) -> None:
        """The archive is settled up to this place."""
        if self._quiet:
            return
        now = time.monotonic()
        rate = counts.pages / max(now - self._started, 0.001)
        told = f"{archive.name}: {counts.pages} pages, {counts.articles} articles, {rate:.0f} pages/s"
        if archive.size:
            place, since = self._begun
            told += f", {100 * offset / archive.size:.0f} %"
            if offset > place:
                left = (archive.size - offset) * (now - since) / (offset - place)
                told += f", {_duration(left)} left"
        if self._archives > 1:
            told += f" of archive {self._number} of {self._archives}"
        self.tell(archive.name, told)

    def summary(self, counts: Counts, *, lost: int) -> None:
        """The run has ended; `lost` archives could not be read to the end."""
        told = [f"{counts.records} records", f"{counts.pages} pages", f"{counts.articles} articles"]
        told += [f"{number} {word}" for word, number in counts.published.most_common()]
        if counts.broken:
            told.append(f"{counts.broken} damaged")
        if lost:
            told.append(f"{lost} archives not read to the end")
        left = ", ".join(f"{number} {word}" for word, number in counts.left_out.most_common() if number)
        ended = event(
            "ingest.ended", records=counts.records, pages=counts.pages, articles=counts.articles,
            published=counts.published, broken=counts.broken, archives_lost=lost, left_out=counts.left_out,
        )  # fmt: skip
        say(logger, ", ".join(told) + (f"; left out: {left}" if left else ""), ended)


def _duration(seconds: float) -> str:
    minutes = round(seconds / 60)
    if minutes < 1:
        return "under a minute"
    return f"about {minutes // 60} h {minutes % 60} min" if minutes >= 60 else f"about {minutes} min"

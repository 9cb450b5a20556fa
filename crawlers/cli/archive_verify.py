"""``wiredesk archive verify`` and ``repair``: is every page that is kept still whole, and in its place?"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from datetime import datetime
from typing import Final

import click

from wiredesk.crawlers.cli.archive_damage import DamageReport
from wiredesk.crawlers.cli.archive_options import archive_place, place_option
from wiredesk.crawlers.cli.closed_pipe import quiet_when_the_pipe_closes
from wiredesk.crawlers.cli.moment_option import Moment, check_period
from wiredesk.crawlers.runtime.time_spans import in_units
from wiredesk.pipelines.archive.damage import Damage
from wiredesk.pipelines.archive.opening import open_store
from wiredesk.pipelines.archive.realignment import realign
from wiredesk.pipelines.archive.store import Store
from wiredesk.pipelines.archive.verification import check_file
from wiredesk.pipelines.exporters.terminal import one_line
from wiredesk.settings.errors import ExitCode

_TOLD_SECONDS: Final = 5.0


@click.command()
@place_option
@click.option("--since", type=Moment(), help="Only files that were last written since, e.g. 2d: for a nightly check.")
@click.option("--json", "as_json", is_flag=True, help="Findings as lines of JSON.")
@click.option("--quiet", "-q", is_flag=True, help="No progress and no notes; damage alone.")
def verify(place: str | None, since: datetime | None, as_json: bool, quiet: bool) -> ExitCode:
    """Read every record that is kept, and name what is damaged or lost, one line each, on stdout.

    \b
    wiredesk archive verify
    wiredesk archive verify --json | jq -r .url            the pages that are lost
    30 4 * * *  cd /srv/wiredesk && .venv/bin/wiredesk archive verify --quiet --since 2d      for cron

    Checks each record's checksum and digests, that the index beside a file (.cdxj) and the file agree, and that the
    pages which an article has elsewhere are there. Nothing is changed; crawls may go on meanwhile. A gigabyte takes
    ten to twenty seconds.

    Exit codes: 0 all is whole, 1 pages are damaged or lost, or files cannot be read, 2 wrong usage, 130 interrupted.
    """
    check_period(since, None)
    with open_store(archive_place(place)) as store:
        return _verify(store, since, as_json, quiet)


def _verify(store: Store, since: datetime | None, as_json: bool, quiet: bool) -> ExitCode:
    report = DamageReport(store)
    sizes = store.sizes(since)
    progress = ReadingProgress(sizes, quiet=quiet)
    records = pages = damaged = 0

    def name(damage: Damage) -> None:
        if report.note(damage):
            click.echo(json.dumps(_line(damage), ensure_ascii=False) if as_json else one_line(str(damage), 600))

    with quiet_when_the_pipe_closes():
        for file in sizes:
            try:
                check = check_file(store, file, name, progress.add)
            except FileNotFoundError:
                continue  # removed meanwhile, index and all
            except OSError as problem:
                name(Damage(file, 0, f"it cannot be read: {problem.strerror}"))
                continue
            records, pages, damaged = records + check.records, pages + check.pages, damaged + check.damaged
            for note in check.notes if not quiet else ():
                click.echo(f"note: {file}: {note}", err=True)
    if not quiet or report.exit_code:
        found = (
            f"{damaged} pages are damaged or lost, by {report.count.total()} faults" if report.count else "all whole"
        )
        click.echo(f"{len(sizes)} files, {records} records, {pages} pages read: {found}", err=True)
    if report.exit_code:
        click.echo(
            "put the files named back from a copy. Without one: `wiredesk archive repair` puts back what only stands "
            "elsewhere, `wiredesk archive purge --damaged` also removes what cannot be read, so that it is not named "
            "again",
            err=True,
        )
    return report.exit_code


@click.command()
@place_option
def repair(place: str | None) -> None:
    """Put records back in their places, in files that have lost bytes in their middle, or gained some.

    \b
    wiredesk archive repair && wiredesk archive verify

    Articles and indexes name pages by their places, so that nothing behind missing bytes is found any more, although it
    is whole. Such a file is rewritten, with zeros for what is missing, and put in the place of the old one. What is
    damaged is not repaired: `archive verify` names it. Files that a process is writing stay as they are.
    """
    with open_store(archive_place(place)) as store:
        done = realign(store, ReadingProgress(store.sizes()).add)
    lost = f"; {done.missing} bytes between them are lost" if done.missing else ""
    click.echo(f"{done.records} records put back in their places in {len(done.files)} files{lost}", err=True)


def _line(damage: Damage) -> dict[str, object]:
    page = damage.page
    return {
        "file": damage.file, "offset": damage.offset, "what": damage.what, "lost": damage.is_missing,
        "id": page.id if page else None, "revision": page.revision if page else None,
        "site": page.site if page else None, "url": page.url if page else None,
    }  # fmt: skip


class ReadingProgress:
    """Tells on stderr every few seconds how much was read and how long the rest takes."""

    def __init__(self, sizes: Mapping[str, int], *, quiet: bool = False) -> None:
        self._total, self._quiet = sum(sizes.values()), quiet
        self._read = 0
        self._began = self._told = time.monotonic()

    def add(self, size: int) -> None:
        """So many bytes more were read."""
        self._read += size
        now = time.monotonic()
        if self._quiet or now - self._told < _TOLD_SECONDS:
            return
        self._told = now
        speed = self._read / (now - self._began)
        left = in_units(max(0.0, self._total - self._read) / speed) if speed else "?"
        click.echo(
            f"{self._read / 1e6:.0f} of {self._total / 1e6:.0f} MB read, {speed / 1e6:.0f} MB/s, {left} left", err=True
        )

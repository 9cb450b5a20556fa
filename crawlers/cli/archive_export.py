"""``wiredesk archive export``: kept pages in one WARC file."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import BinaryIO

import click

from wiredesk.crawlers.cli.archive_damage import DamageReport
from wiredesk.crawlers.cli.archive_options import archive_place, choosing, place_option, tell_of_nothing
from wiredesk.crawlers.cli.closed_pipe import quiet_when_the_pipe_closes
from wiredesk.crawlers.cli.moment_option import check_period
from wiredesk.crawlers.cli.output_file import STDOUT, OutputPath, check_output
from wiredesk.pipelines.archive.opening import open_store
from wiredesk.pipelines.archive.selection import Selection
from wiredesk.pipelines.archive_export import export_warc
from wiredesk.pipelines.exporters.whole_file import WholeFile
from wiredesk.settings.errors import ExitCode


@click.command()
@place_option
@choosing
@click.option("--warc", type=OutputPath(), required=True, metavar="FILE",
              help="The file to write, e.g. pages.warc.gz; - for stdout.")  # fmt: skip
@click.option("--overwrite", is_flag=True, help="Replace FILE where it exists, once the new one is whole.")
def export(
    place: str | None, sites: tuple[str, ...], since: datetime | None, until: datetime | None, warc: Path,
    overwrite: bool,
) -> ExitCode:  # fmt: skip
    """Copy pages into one WARC file for other programs.

    \b
    wiredesk archive export --warc pages.warc.gz --since 7d
    wiredesk archive export --warc - | ssh other 'cat > pages.warc.gz'

    Every record is checked on its way: what is damaged or lost is left out and named, and the exit code is 1.
    FILE is whole or not written at all.
    """
    check_period(since, until)
    check_output(warc, "--warc", overwrite=overwrite, is_binary=True)
    selection = Selection(sites or None, since, until)
    with open_store(archive_place(place)) as store:
        report, count = DamageReport(store), 0
        with quiet_when_the_pipe_closes():
            with _opened(warc) as out:
                name = "pages.warc.gz" if warc == STDOUT else warc.name
                count = export_warc(
                    store, out, name, selection, software=f"wiredesk/{version('wiredesk')}", on_damage=report.note
                )
                if not count and report.exit_code is ExitCode.DONE:
                    tell_of_nothing(store, sites, since, until)
            click.echo(f"{count} pages written to {'stdout' if warc == STDOUT else warc}", err=True)
        report.tell("what is named here was left out; ")
    return report.exit_code


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    """The file that is written, which is there when all is done; or stdout."""
    if path == STDOUT:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    file = WholeFile(path)
    try:
        with file.new.open("wb") as out:
            yield out
            if not path.exists() or path.is_file():
                out.flush()
                os.fsync(out.fileno())
        file.finish()
    except BaseException:
        file.give_up()
        raise

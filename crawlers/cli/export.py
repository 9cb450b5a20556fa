"""``wiredesk export``: the articles of the queue as tables for other programs."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from wiredesk.crawlers.cli.article_selection import chosen_filter, selection
from wiredesk.crawlers.cli.closed_pipe import quiet_when_the_pipe_closes
from wiredesk.crawlers.cli.moment_option import Moment, check_period
from wiredesk.crawlers.cli.output_file import STDOUT, OutputPath
from wiredesk.crawlers.cli.queue_connection import open_queue
from wiredesk.crawlers.cli.selection_check import check_selection, tell_skipped
from wiredesk.crawlers.crawl.crawl_options import CrawlOptions
from wiredesk.crawlers.spiders.dates_asked_for import outside_of_dates
from wiredesk.pipelines.consuming.entries import MalformedEntry, StreamEntry
from wiredesk.pipelines.consuming.filters import SkipCounter
from wiredesk.pipelines.consuming.reading import read_entries
from wiredesk.pipelines.exporters.table_files import (
    TABLE_FORMATS,
    TEXT_FORMATS,
    ArticleTable,
    BulkTable,
    CsvTable,
    MissingLibrary,
    ParquetTable,
    SqliteTable,
    TableFormat,
)
from wiredesk.pipelines.exporters.terminal import one_line
from wiredesk.settings.environment import read_environment
from wiredesk.settings.errors import ExitCode, UsageProblem, WiredeskError


@click.command()
@click.option("--format", type=click.Choice(TABLE_FORMATS), required=True, help="What to write.")
@click.option("--output", "-o", type=OutputPath(), metavar="FILE",
              help="Replaces a file there (sqlite: updates it); without it csv and es-bulk go to stdout.")  # fmt: skip
@click.option("--since", type=Moment(), help="Only articles published since: 2026-01-31, 36h, 7d.")
@click.option("--until", type=Moment(end=True), help="Only articles published until then.")
@click.option("--index", default="articles", show_default=True, metavar="NAME", help="es-bulk: the index.")
@selection
def export(
    format: TableFormat, output: Path | None, since: datetime | None, until: datetime | None, index: str, **chosen: Any
) -> ExitCode:
    """Write the articles on the queue as one table; consume nothing.

    \b
    wiredesk export --format csv > articles.csv
    wiredesk export --format sqlite -o articles.db --since 7d
    wiredesk export --format parquet -o articles.parquet --site rudaw.net
    wiredesk export --format es-bulk | split -l 4000 --filter 'curl -sf --data-binary @- \\
        -H "Content-Type: application/x-ndjson" localhost:9200/_bulk' -

    csv and parquet have a row for every revision on the queue; sqlite keeps the newest of each article, and brings a
    database that is there already up to date; es-bulk indexes by the article's id. docs/article.md has the columns.
    A file is whole or not written at all.

    Exit codes: 0 done, 1 some entries hold no valid article, 2 wrong usage, 3 Redis cannot be reached.
    """
    check_period(since, until)
    output = None if output == STDOUT else output
    if output is None and format not in TEXT_FORMATS:
        raise UsageProblem(f"--format {format} needs --output FILE")
    if output is not None and not output.absolute().parent.is_dir():
        raise UsageProblem(f"--output {output}: there is no folder {output.absolute().parent}")
    check_selection(read_environment(), chosen["sites"], chosen["languages"])
    wanted = SkipCounter(chosen_filter(chosen))
    dates = CrawlOptions(since=since, until=until)
    with open_queue() as (client, keys), quiet_when_the_pipe_closes():
        try:
            with _table(format, output, index) as table:
                written, malformed = _write(read_entries(client, keys.articles), table, wanted, dates)
        except sqlite3.Error as problem:
            raise WiredeskError(f"{output} cannot be written as a SQLite database: {problem}") from None
        tell_skipped(wanted.skipped, **chosen)
        click.echo(f"{written} articles" + (f" in {output}" if output else ""), err=True)
        return ExitCode.SOME_FAILED if malformed else ExitCode.DONE
    return ExitCode.DONE


def _table(format: TableFormat, output: Path | None, index: str) -> ArticleTable:
    target = output or sys.stdout
    try:
        if format == "csv":
            return CsvTable(target)
        if format == "es-bulk":
            return BulkTable(target, index)
        assert output is not None
        return SqliteTable(output) if format == "sqlite" else ParquetTable(output)
    except MissingLibrary as problem:
        raise UsageProblem(str(problem)) from None


def _write(
    entries: Iterable[StreamEntry], table: ArticleTable, wanted: SkipCounter, dates: CrawlOptions
) -> tuple[int, int]:
    """How many articles were written, and how many entries hold none."""
    written = malformed = 0
    for entry in entries:
        if not wanted.accepts(entry.fields):
            continue
        try:
            article = entry.article()
        except MalformedEntry as problem:
            malformed += 1
            click.echo(f"{entry.entry_id}: {one_line(str(problem))}", err=True)
            continue
        if outside_of_dates(article, dates) is None:
            table.write(article)
            written += 1
    return written, malformed

"""``wiredesk ingest``: the articles of web archives."""

from __future__ import annotations

import asyncio
import json
from datetime import datetime
from pathlib import Path

import click

from wiredesk.crawlers.cli.article_selection import format_option
from wiredesk.crawlers.cli.closed_pipe import quiet_when_the_pipe_closes
from wiredesk.crawlers.cli.log_options import log_options, start_log
from wiredesk.crawlers.cli.moment_option import Moment, check_period
from wiredesk.crawlers.cli.output_file import STDOUT
from wiredesk.crawlers.crawl.crawl_options import CrawlOptions
from wiredesk.crawlers.ingest.archives_run import ArchivesRun
from wiredesk.crawlers.ingest.inputs import check_addresses
from wiredesk.crawlers.sites.catalogue import Catalogue
from wiredesk.pipelines.exporters.format_names import Format
from wiredesk.settings.environment import read_environment
from wiredesk.settings.errors import ExitCode


def _with_its_words(
    context: click.Context, parameter: click.Parameter, value: str | None
) -> tuple[datetime, str] | None:
    """A moment and the words that gave it: "7d" is another moment in each run, and the same selection."""
    if value is None:
        return None
    return Moment(end=parameter.name == "until").convert(value, parameter, context), value


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE|URL...")
@click.option("--publish", is_flag=True, help="Put the articles on the queue that are not known yet.")
@format_option(default=None, help="How to print the articles; default: jsonl, and nothing with --publish.")
@click.option("--output", "-o", type=click.Path(path_type=Path, file_okay=False), metavar="DIR",
              help="One file for each archive in this folder, instead of stdout.")  # fmt: skip
@click.option("--site", "--sites", "sites", multiple=True, metavar="NAME",
              help="Only pages of this site definition; may be repeated, or names separated by commas.")  # fmt: skip
@click.option("--since", callback=_with_its_words, help="Only articles published since: 2026-01-31, 36h, 7d.")
@click.option("--until", callback=_with_its_words, help="Only articles published until then.")
@click.option("--fresh", is_flag=True, help="Start from the beginning, not where an earlier run stopped.")
@click.option("--workers", type=click.IntRange(1, 64), help="Extraction processes; default: one for each core.")
@click.option(
    "--quiet", "-q", is_flag=True, help="No progress display; damaged records and the summary are still shown."
)
@log_options
def ingest(
    files: tuple[str, ...],
    publish: bool,
    format: Format | None,
    output: Path | None,
    sites: tuple[str, ...],
    since: tuple[datetime, str] | None,
    until: tuple[datetime, str] | None,
    fresh: bool,
    workers: int | None,
    quiet: bool,
) -> ExitCode:
    """Read the pages of web archives (WARC, ARC, WACZ; "-" is stdin) and print or publish their articles.

    An archive is a file or an address: https://..., and s3://... with the extra wiredesk[s3].

    \b
    wiredesk ingest CC-NEWS-20261101-00001.warc.gz | jq .headline
    wiredesk ingest --publish --site rudaw.net *.warc.gz
    wiredesk ingest --publish https://data.commoncrawl.org/crawl-data/CC-NEWS/2026/11/CC-NEWS-....warc.gz
    wiredesk ingest --output articles/ --since 2026-11-01 crawl.wacz
    zcat big.warc.gz | wiredesk ingest - --format text

    Pages go through the same extraction as in a crawl, with the definition of their site where there is one; fetched_at
    is the archive's time. With --publish, articles that are already known are left as they are: a crawl may have found
    newer versions. With --publish or --output, an interrupted run continues where it stopped. A damaged record is
    skipped.

    Exit codes: 0 all read, 1 some records are damaged or some archives could not be read, 2 wrong usage, 3 Redis
    cannot be reached, 4 another run is reading one of the archives, 130 interrupted.
    docs/archives.md has the rest.
    """

    output = None if output == STDOUT else output
    check_period(since and since[0], until and until[0])
    environment = read_environment()
    start_log(environment, brief=True)
    catalogue = Catalogue.load(*environment.sites)
    names = [name for group in sites for name in group.split(",") if name]
    wanted = frozenset(definition.id for definition in catalogue.get(names)) if names else None
    check_addresses(files)
    printed = format or (None if publish and output is None else "jsonl")
    selection = (sorted(wanted or ()), since and since[1], until and until[1], printed if output is not None else None)
    run = ArchivesRun(
        environment=environment,
        addresses=files,
        publish=publish,
        format=printed,
        output=output,
        sites=wanted,
        dates=CrawlOptions(since=since and since[0], until=until and until[0]),
        selection=json.dumps(selection),
        fresh=fresh,
        workers=workers,
        quiet=quiet,
    )
    with quiet_when_the_pipe_closes():
        return asyncio.run(run.run(catalogue))
    return ExitCode.DONE

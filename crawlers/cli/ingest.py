"""``wiredesk ingest``: the articles of web archives."""

from __future__ import annotations

import asyncio
import signal
import sys
import time
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import TextIO

import click

from wiredesk.crawlers.cli.article_selection import format_option
from wiredesk.crawlers.cli.closed_pipe import quiet_when_the_pipe_closes
from wiredesk.crawlers.cli.moment_option import Moment, check_period
from wiredesk.crawlers.crawl.crawl_options import CrawlOptions
from wiredesk.crawlers.ingest.captures import Broken
from wiredesk.crawlers.ingest.ingest_run import Counts, IngestRun
from wiredesk.crawlers.ingest.inputs import ArchiveInput, archive_inputs
from wiredesk.crawlers.ingest.progress import Progress, ProgressFile
from wiredesk.crawlers.runtime.log_setup import configure_logging
from wiredesk.crawlers.sites.catalogue import Catalogue
from wiredesk.pipelines.article import Article
from wiredesk.pipelines.desk import Desk
from wiredesk.pipelines.exporters import export
from wiredesk.pipelines.exporters.format_names import Format
from wiredesk.pipelines.exporters.terminal import one_line
from wiredesk.settings.environment import Environment, read_environment
from wiredesk.settings.errors import ExitCode, UsageProblem

SHOWN_BROKEN = 20
"""Damaged records named one by one; the summary counts all."""
_ENDINGS: dict[Format, str] = {"jsonl": "jsonl", "text": "txt", "html": "html", "ninjs": "jsonl"}


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...",
                type=click.Path(path_type=Path, dir_okay=False, exists=True, allow_dash=True))  # fmt: skip
@click.option("--publish", is_flag=True, help="Put the articles on the queue that are not known yet.")
@format_option(default=None, help="How to print the articles; default: jsonl, and nothing with --publish.")
@click.option("--output", "-o", type=click.Path(path_type=Path, file_okay=False), metavar="DIR",
              help="One file for each archive in this folder, instead of stdout.")  # fmt: skip
@click.option("--site", "--sites", "sites", multiple=True, metavar="NAME",
              help="Only pages of this site definition; may be repeated, or names parted by commas.")  # fmt: skip
@click.option("--since", type=Moment(), help="Only articles published since: 2026-01-31, 36h, 7d.")
@click.option("--until", type=Moment(end=True), help="Only articles published until then.")
@click.option("--fresh", is_flag=True, help="Start from the beginning, not where an earlier run stopped.")
@click.option("--workers", type=click.IntRange(1, 64), help="Extraction processes; default: one for each core.")
@click.option(
    "--quiet", "-q", is_flag=True, help="No progress display; damaged records and the summary are still shown."
)
def ingest(
    files: tuple[Path, ...],
    publish: bool,
    format: Format | None,
    output: Path | None,
    sites: tuple[str, ...],
    since: datetime | None,
    until: datetime | None,
    fresh: bool,
    workers: int | None,
    quiet: bool,
) -> ExitCode:
    """Read the pages of web archives (WARC, ARC, WACZ; "-" is stdin) and print or publish their articles.

    \b
    wiredesk ingest CC-NEWS-20261101-00001.warc.gz | jq .headline
    wiredesk ingest --publish --site rudaw.net *.warc.gz
    wiredesk ingest --output articles/ --since 2026-11-01 crawl.wacz
    zcat big.warc.gz | wiredesk ingest - --format text

    Pages go through the same extraction as in a crawl, with the definition of their site where there is one; fetched_at
    is the archive's time. With --publish, articles that are already known are left as they are: a crawl may have found
    newer versions. With --publish or --output, an interrupted run continues where it stopped. A damaged record is
    skipped.

    Exit codes: 0 all read, 1 some records are damaged, 2 wrong usage, 3 Redis cannot be reached, 130 interrupted.
    docs/archives.md has the rest.
    """

    check_period(since, until)
    environment = read_environment()
    configure_logging(environment.log_level, brief=True)
    catalogue = Catalogue.load(*environment.sites)
    names = [name for group in sites for name in group.split(",") if name]
    wanted = frozenset(definition.id for definition in catalogue.get(names)) if names else None
    if [str(file) for file in files].count("-") > 1:
        raise UsageProblem("stdin can be read once only")
    shown = format or (None if publish and output is None else "jsonl")
    work = _Work(
        environment, archive_inputs(files), publish, shown, output, wanted, CrawlOptions(since=since, until=until),
        fresh, workers, quiet,
    )  # fmt: skip
    with quiet_when_the_pipe_closes():
        return asyncio.run(work.run(catalogue))
    return ExitCode.DONE


class _ArchiveSink:
    """Where the articles of one archive go, and where it is noted how far the run is."""

    def __init__(
        self, stream: TextIO | None, format: Format | None, file: ProgressFile | None, known: Progress
    ) -> None:
        self._stream, self._format, self._file, self._known = stream, format, file, known

    def put(self, article: Article) -> None:
        if self._stream is not None and self._format is not None:
            self._stream.write(export(article, self._format))
            if self._stream is sys.stdout:
                self._stream.flush()

    def settled(self, offset: int, *, done: bool = False) -> None:
        if self._stream is not None:
            self._stream.flush()
        if self._file is not None:
            written = self._stream.tell() if self._stream is not None and self._stream is not sys.stdout else 0
            self._file.write(Progress(max(offset, self._known.offset), written, done))


class _Work:
    def __init__(
        self,
        environment: Environment,
        archives: list[ArchiveInput],
        publish: bool,
        format: Format | None,
        output: Path | None,
        sites: frozenset[str] | None,
        dates: CrawlOptions,
        fresh: bool,
        workers: int | None,
        quiet: bool,
    ) -> None:
        self._environment, self._archives, self._publish = environment, archives, publish
        self._format, self._output, self._sites, self._dates = format, output, sites, dates
        self._fresh, self._workers, self._quiet = fresh, workers, quiet
        self._started = time.monotonic()

    async def run(self, catalogue: Catalogue) -> ExitCode:

        async with Desk(self._environment, workers=self._workers, connect=self._publish) as desk:
            run = IngestRun(
                desk, catalogue, sites=self._sites, dates=self._dates, on_broken=self._tell_broken,
                on_progress=self._tell_progress,
            )  # fmt: skip
            for number in (signal.SIGINT, signal.SIGTERM):
                asyncio.get_running_loop().add_signal_handler(number, run.stop)
            for archive in self._archives:
                with ExitStack() as stack:
                    sink, start = self._open(archive, stack)
                    if start is None:
                        click.echo(
                            one_line(f"{archive.name}: done in an earlier run (--fresh reads it again)"), err=True
                        )
                    elif await run.ingest(archive, sink, start):
                        sink.settled(archive.size or 0, done=True)
                if run.stopped:
                    break
        self._tell_summary(run.counts)
        if run.stopped:
            return ExitCode.INTERRUPTED
        return ExitCode.SOME_FAILED if run.counts.broken else ExitCode.DONE

    def _open(self, archive: ArchiveInput, stack: ExitStack) -> tuple[_ArchiveSink, int | None]:
        """The sink of an archive and the place to begin at; None where it is done already."""
        if archive.is_stdin or (not self._publish and self._output is None):
            file, known = None, Progress()
        else:
            folder = self._output / ".progress" if self._output is not None else self._environment.home / "ingest"
            file = ProgressFile(folder, archive)
            known = Progress() if self._fresh else file.read()
        stream: TextIO | None = sys.stdout if self._format is not None else None
        if self._output is not None and self._format is not None:
            self._output.mkdir(parents=True, exist_ok=True)
            path = self._output / f"{archive.name.replace('/', '_')}.{_ENDINGS[self._format]}"
            stream = stack.enter_context(path.open("a" if known.offset or known.done else "w", encoding="utf-8"))
            if not known.done and known.offset:
                stream.truncate(known.written)  # what was written since will be written again
                stream.seek(0, 2)
        return _ArchiveSink(stream, self._format, file, known), None if known.done else known.offset

    def _tell_broken(self, archive: ArchiveInput, record: Broken, counts: Counts) -> None:
        if counts.broken <= SHOWN_BROKEN:
            click.echo(
                one_line(f"{archive.name}: record at byte {record.offset} is damaged: {record.detail}"), err=True
            )

    def _tell_progress(self, archive: ArchiveInput, offset: int, counts: Counts) -> None:
        if self._quiet:
            return
        seconds = time.monotonic() - self._started
        rate = counts.pages / seconds
        part = f", {100 * offset / archive.size:.0f} % of the file" if archive.size else ""
        click.echo(
            one_line(f"{archive.name}: {counts.pages} pages, {counts.articles} articles, {rate:.0f} pages/s{part}"),
            err=True,
        )

    def _tell_summary(self, counts: Counts) -> None:
        told = [f"{counts.records} records", f"{counts.pages} pages", f"{counts.articles} articles"]
        told += [f"{number} {word}" for word, number in counts.published.most_common()]
        if counts.broken:
            told.append(f"{counts.broken} damaged")
        left = ", ".join(f"{number} {word}" for word, number in counts.left_out.most_common())
        click.echo(", ".join(told) + (f"; left out: {left}" if left else ""), err=True)

"""``wiredesk ingest``: the articles of web archives."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import signal
import sqlite3
import sys
import time
from contextlib import ExitStack, closing
from datetime import datetime
from pathlib import Path
from typing import TextIO

import click
from filelock import FileLock, Timeout

from wiredesk.crawlers.cli.article_selection import format_option
from wiredesk.crawlers.cli.closed_pipe import quiet_when_the_pipe_closes
from wiredesk.crawlers.cli.log_options import log_options, start_log
from wiredesk.crawlers.cli.moment_option import Moment, check_period
from wiredesk.crawlers.cli.output_file import STDOUT
from wiredesk.crawlers.crawl.crawl_options import CrawlOptions
from wiredesk.crawlers.ingest.captures import Broken
from wiredesk.crawlers.ingest.ingest_memory import IngestMemory, Progress
from wiredesk.crawlers.ingest.ingest_run import Counts, IngestRun
from wiredesk.crawlers.ingest.inputs import ArchiveInput, archives_of, check_addresses
from wiredesk.crawlers.ingest.remote_file import ArchiveLost, shown
from wiredesk.crawlers.runtime.log_setup import say
from wiredesk.crawlers.sites.catalogue import Catalogue
from wiredesk.pipelines.article import Article
from wiredesk.pipelines.desk import Desk
from wiredesk.pipelines.exporters import export
from wiredesk.pipelines.exporters.format_names import Format
from wiredesk.pipelines.exporters.terminal import one_line
from wiredesk.settings.environment import Environment, read_environment
from wiredesk.settings.errors import ExitCode, WiredeskError
from wiredesk.settings.log_events import event

logger = logging.getLogger(__name__)

SHOWN_BROKEN = 20
"""Damaged records named one by one; the summary counts all."""
_ENDINGS: dict[Format, str] = {"jsonl": "jsonl", "text": "txt", "html": "html", "ninjs": "jsonl"}


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
              help="Only pages of this site definition; may be repeated, or names parted by commas.")  # fmt: skip
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
    work = _Work(
        environment, files, publish, printed, output, wanted,
        CrawlOptions(since=since and since[0], until=until and until[0]), json.dumps(selection), fresh, workers, quiet,
    )  # fmt: skip
    with quiet_when_the_pipe_closes():
        return asyncio.run(work.run(catalogue))
    return ExitCode.DONE


class _ArchiveSink:
    """Where the articles of one archive go, and where it is noted how far the run is."""

    def __init__(
        self, stream: TextIO | None, format: Format | None, memory: IngestMemory, key: str, *, is_kept: bool
    ) -> None:
        self._stream, self._format, self._memory, self._key, self._is_kept = stream, format, memory, key, is_kept

    def put(self, article: Article) -> None:
        if self._stream is not None and self._format is not None:
            self._stream.write(export(article, self._format))
            if self._stream is sys.stdout:
                self._stream.flush()

    def settled(self, offset: int, *, done: bool = False) -> None:
        if self._stream is not None:
            self._stream.flush()
        if self._is_kept:
            written = self._stream.tell() if self._stream is not None and self._stream is not sys.stdout else 0
            self._memory.settle(self._key, offset, written, done=done)


class _Work:
    def __init__(
        self,
        environment: Environment,
        addresses: tuple[str, ...],
        publish: bool,
        format: Format | None,
        output: Path | None,
        sites: frozenset[str] | None,
        dates: CrawlOptions,
        selection: str,
        fresh: bool,
        workers: int | None,
        quiet: bool,
    ) -> None:
        self._environment, self._addresses, self._publish = environment, addresses, publish
        self._format, self._output, self._sites, self._dates = format, output, sites, dates
        self._selection, self._fresh, self._workers, self._quiet = selection, fresh, workers, quiet
        self._started = time.monotonic()
        self._begun = (0, self._started)
        """Place and moment at which the archive at hand was begun."""
        self._number = 0
        self._lost = self._taken = 0
        """Archives that could not be read, and those that another run is reading."""

    async def run(self, catalogue: Catalogue) -> ExitCode:
        """Read all archives, one after the other."""
        path = self._path_of_memory()
        try:
            memory = IngestMemory(path)
            with closing(memory):
                return await self._read_all(catalogue, memory)
        except sqlite3.Error as problem:
            raise WiredeskError(f"{path}: progress cannot be kept: {problem}") from None

    def _path_of_memory(self) -> Path | None:
        """Of what is remembered between runs: beside the output, or one for each queue; None keeps nothing."""
        if self._output is not None:
            return self._output / ".progress" / "memory.sqlite"
        if not self._publish:
            return None
        queue = f"{self._environment.redis_url or ''}\0{self._environment.key_prefix}"
        return self._environment.home / "ingest" / f"{hashlib.sha256(queue.encode()).hexdigest()[:16]}.sqlite"

    async def _read_all(self, catalogue: Catalogue, memory: IngestMemory) -> ExitCode:
        async with Desk(self._environment, workers=self._workers, connect=self._publish) as desk:
            run = IngestRun(
                desk, catalogue, memory, sites=self._sites, dates=self._dates, on_broken=self._tell_broken,
                on_progress=self._tell_progress,
            )  # fmt: skip
            for number in (signal.SIGINT, signal.SIGTERM):
                asyncio.get_running_loop().add_signal_handler(number, run.stop)
            with closing(run.kept_pages):
                for address in self._addresses:
                    self._number += 1
                    try:
                        for archive in await asyncio.to_thread(archives_of, address, self._environment.user_agent):
                            await self._read_one(run, archive, memory)
                            if run.stopped:
                                break
                    except ArchiveLost as problem:
                        self._lost += 1
                        told = f"{shown(address)} cannot be read: {problem}"
                        say(
                            logger,
                            one_line(f"{told}{self._how_to_go_on(memory)}"),
                            event("ingest.told", archive=shown(address)),
                        )
                    if run.stopped:
                        break
        self._tell_summary(run.counts)
        if run.stopped:
            return ExitCode.INTERRUPTED
        if run.counts.broken or self._lost:
            return ExitCode.SOME_FAILED
        return ExitCode.ALREADY_RUNNING if self._taken else ExitCode.DONE

    def _how_to_go_on(self, memory: IngestMemory) -> str:
        return "; the same command goes on from here" if memory.is_kept else ""

    async def _read_one(self, run: IngestRun, archive: ArchiveInput, memory: IngestMemory) -> None:
        is_kept = memory.is_kept and not archive.is_read_once
        key = hashlib.sha256(f"{archive.identity}\0{self._selection}".encode()).hexdigest()[:32]
        with ExitStack() as stack:
            path = self._path_of_memory()
            if is_kept and path is not None:
                lock = FileLock(path.parent / "locks" / key)
                try:
                    Path(lock.lock_file).parent.mkdir(exist_ok=True)
                    stack.enter_context(lock.acquire(blocking=False))
                except Timeout:
                    self._taken += 1
                    say(
                        logger,
                        one_line(f"{archive.name}: another ingest is reading it; it is left to that"),
                        event("ingest.told", archive=archive.name),
                    )
                    return
            known = memory.begin(key, fresh=self._fresh)
            missing = self._missing_output(known)
            lost = await run.is_lost(key)
            if lost or (missing and not known.done):
                # Going on would leave a hole in it, and nobody would have what was there.
                missing = "Redis does not know its articles any more" if lost else missing
                told = f"{archive.name}: {missing}; it is read from the beginning"
                say(logger, one_line(told), event("ingest.told", archive=archive.name))
                known = memory.begin(key, fresh=True)
            damage = memory.damage(key)
            run.counts.broken += len(damage)
            done = "done in an earlier run (--fresh reads it again)" if known.done else ""
            if done and missing:
                done += f"; {missing}"
            if damage:
                place, detail = damage[0]
                of = "the part that an earlier run has read"
                done += f"; {len(damage)} damaged" if done else f"{len(damage)} records of {of} are damaged"
                done += f", first the record at byte {place}: {detail}"
            if done:
                say(logger, one_line(f"{archive.name}: {done}"), event("ingest.told", archive=archive.name))
            if known.done:
                run.kept_pages.add(key, archive)
                return
            stream = self._output_of(archive, memory, key, known, stack)
            sink = _ArchiveSink(stream, self._format, memory, key, is_kept=is_kept)
            self._begun = known.offset, time.monotonic()
            if await run.ingest(archive, key, sink, known.offset):
                sink.settled(archive.size or 0, done=True)

    def _missing_output(self, known: Progress) -> str:
        """What is missing of the file that an earlier run has written; empty where all is there."""
        if self._output is None or known.output is None or not known.written:
            return ""
        file = self._output / known.output
        try:
            size = file.stat().st_size
        except FileNotFoundError:
            return f"{file} is gone"
        return f"{file} is shorter than it was" if size < known.written else ""

    def _output_of(
        self, archive: ArchiveInput, memory: IngestMemory, key: str, known: Progress, stack: ExitStack
    ) -> TextIO | None:
        if self._format is None:
            return None
        if self._output is None:
            return sys.stdout
        name, ending = archive.name.replace("/", "_"), _ENDINGS[self._format]
        name = memory.claim_output(key, (f"{name}.{ending}", f"{name}.{key[:8]}.{ending}"))
        stream = stack.enter_context((self._output / name).open("a" if known.offset else "w", encoding="utf-8"))
        if known.offset:
            stream.truncate(known.written)  # what was written since will be written again
            stream.seek(0, 2)
        return stream

    def _tell_broken(self, archive: ArchiveInput, record: Broken, counts: Counts) -> None:
        if counts.broken <= SHOWN_BROKEN:
            say(
                logger,
                one_line(f"{archive.name}: record at byte {record.offset} is damaged: {record.detail}"),
                event("ingest.told", archive=archive.name),
            )

    def _tell_progress(self, archive: ArchiveInput, offset: int, counts: Counts) -> None:
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
        if len(self._addresses) > 1:
            told += f" of archive {self._number} of {len(self._addresses)}"
        say(logger, one_line(told), event("ingest.told", archive=archive.name))

    def _tell_summary(self, counts: Counts) -> None:
        told = [f"{counts.records} records", f"{counts.pages} pages", f"{counts.articles} articles"]
        told += [f"{number} {word}" for word, number in counts.published.most_common()]
        if counts.broken:
            told.append(f"{counts.broken} damaged")
        if self._lost:
            told.append(f"{self._lost} archives not read to the end")
        left = ", ".join(f"{number} {word}" for word, number in counts.left_out.most_common() if number)
        ended = event(
            "ingest.ended", records=counts.records, pages=counts.pages, articles=counts.articles,
            published=counts.published, broken=counts.broken, archives_lost=self._lost, left_out=counts.left_out,
        )  # fmt: skip
        say(logger, ", ".join(told) + (f"; left out: {left}" if left else ""), ended)


def _duration(seconds: float) -> str:
    minutes = round(seconds / 60)
    if minutes < 1:
        return "under a minute"
    return f"about {minutes // 60} h {minutes % 60} min" if minutes >= 60 else f"about {minutes} min"

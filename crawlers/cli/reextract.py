"""``wiredesk reextract``: kept pages through the extraction of today."""

from __future__ import annotations

import asyncio
import hashlib
import json
import signal
import sqlite3
import time
from collections import Counter
from contextlib import ExitStack, closing
from datetime import datetime
from pathlib import Path

import click
from filelock import FileLock, Timeout

from wiredesk import __version__
from wiredesk.crawlers.cli.closed_pipe import quiet_when_the_pipe_closes
from wiredesk.crawlers.cli.moment_option import Moment, check_period
from wiredesk.crawlers.cli.queue_connection import open_queue
from wiredesk.crawlers.cli.selection_check import check_selection
from wiredesk.crawlers.reextraction.kept_versions import ArchivedPages, Source, WarcFiles
from wiredesk.crawlers.reextraction.reextraction_run import ReextractionRun
from wiredesk.crawlers.reextraction.report import Report, as_json, print_report, report_of
from wiredesk.crawlers.reextraction.result_store import ResultStore
from wiredesk.crawlers.runtime.log_setup import configure_logging
from wiredesk.crawlers.runtime.time_spans import in_units
from wiredesk.crawlers.sites.catalogue import Catalogue
from wiredesk.pipelines import extraction as extraction_room
from wiredesk.pipelines.article import COMPARED_FIELDS
from wiredesk.pipelines.article_condition import Condition, NotACondition, read_condition
from wiredesk.pipelines.desk import Desk
from wiredesk.pipelines.exporters.terminal import one_line
from wiredesk.pipelines.extraction.assembly import VERSION
from wiredesk.pipelines.publishing.publication import PublishingStopped
from wiredesk.settings.environment import Environment, read_environment
from wiredesk.settings.errors import AlreadyRunning, ExitCode, UsageProblem, WiredeskError

SHOWN_PROBLEMS = 20
"""Pages that cannot be read which are named one by one; the report counts all."""


class _Where(click.ParamType[Condition]):
    name = "condition"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Condition:
        """Read the condition, or fail with what is wrong with it."""
        if isinstance(value, Condition):
            return value
        try:
            return read_condition(str(value))
        except NotACondition as problem:
            self.fail(str(problem), param, ctx)


@click.command()
@click.argument("files", nargs=-1, metavar="[FILE|URL]...")
@click.option("--archive", metavar="PLACE", help="The archive of raw pages. [default: WIREDESK_ARCHIVE]")
@click.option("--site", "--sites", "sites", multiple=True, metavar="NAME", help="Only this site; may be repeated.")
@click.option("--since", metavar="DATE|AGE", help="Only pages fetched since: 2026-01-31, 36h, 7d.")
@click.option("--where", type=_Where(), help="Only articles of which this holds: 'extraction.version < 5'.")
@click.option("--field", "fields", multiple=True, type=click.Choice(COMPARED_FIELDS), metavar="FIELD",
              help="Show and publish only what changes this field; may be repeated.")  # fmt: skip
@click.option("--publish", is_flag=True, help="Queue the changed articles as updates with the cause reextraction.")
@click.option("--format", type=click.Choice(["table", "json"]), default="table", show_default=True)
@click.option("--samples", type=click.IntRange(0, 100), default=2, show_default=True, help="Shown of each field.")
@click.option("--fresh", is_flag=True, help="Read all pages again, not only those that no earlier run has read.")
@click.option("--workers", type=click.IntRange(1, 64), help="Extraction processes; default: one for each core.")
@click.option("--quiet", "-q", is_flag=True, help="No progress; problems are still shown.")
def reextract(
    files: tuple[str, ...],
    archive: str | None,
    sites: tuple[str, ...],
    since: str | None,
    where: Condition | None,
    fields: tuple[str, ...],
    publish: bool,
    format: str,
    samples: int,
    fresh: bool,
    workers: int | None,
    quiet: bool,
) -> ExitCode:
    """Read kept pages again with the extraction of today, and show what would change.

    \b
    wiredesk reextract                                        what would change, all pages of the archive
    wiredesk reextract --site rudaw.net --since 30d --samples 5
    wiredesk reextract --where 'extraction.version < 5 and language = "ckb"'
    wiredesk reextract --where 'extraction.version < 5' --publish
    wiredesk reextract CC-NEWS-20261101-00001.warc.gz         articles that ingest --publish made of it

    Nothing is published without --publish. With it, what differs is queued as an update with `changed` and the cause
    "reextraction"; consumers can leave these out (--no-mends). A version of the publisher's that is newer than the page
    is never overwritten. What was read is kept: an interrupted run goes on, and --publish after a look reads nothing
    again, as long as extraction and definitions are the same.

    Exit codes: 0 done, 1 some pages cannot be read, 2 wrong usage, 3 Redis cannot be reached, 4 the same is running
    already, 130 interrupted. docs/reextraction.md has the rest.
    """
    environment = read_environment()
    configure_logging(environment.log_level, brief=True)
    moment = Moment().convert(since, None, None) if since is not None else None
    check_period(moment, None)
    catalogue = Catalogue.load(*environment.sites)
    names = frozenset(name for group in sites for name in group.split(",") if name) or None
    check_selection(environment, sorted(names or ()), ())
    place = archive or environment.archive
    if files and archive:
        raise UsageProblem("either FILES or --archive")
    if not files and not place:
        raise UsageProblem("no pages are kept: set WIREDESK_ARCHIVE, or name --archive PLACE or WARC files")
    work = _Work(environment, catalogue, where, frozenset(fields), workers, quiet)
    selection = json.dumps([sorted(names or ()), since, where.text if where else None, _today(catalogue)])
    with ExitStack() as stack:
        source, key = _source(environment, files, place, names, moment, selection, stack)
        folder = environment.home / "reextract"
        store = stack.enter_context(closing(ResultStore(folder / f"{key}.sqlite")))
        try:
            stack.enter_context(FileLock(folder / f"{key}.lock").acquire(blocking=False))
        except Timeout:
            raise AlreadyRunning("the same re-extraction is running already") from None
        if fresh:
            store.clear()
        try:
            ended = asyncio.run(work.run(source, store, publish=publish))
        except sqlite3.Error as problem:
            raise WiredeskError(f"{folder}: results cannot be kept: {problem}") from None
        report = report_of(store, VERSION, samples, frozenset(fields), work.queued)
    with quiet_when_the_pipe_closes():
        _show(report, format, published=publish)
    if not ended:
        click.echo("interrupted; the same command continues from here", err=True)
        return ExitCode.INTERRUPTED
    return ExitCode.SOME_FAILED if report.unreadable else ExitCode.DONE


def _show(report: Report, format: str, *, published: bool) -> None:
    if format == "json":
        click.echo(as_json(report))
    else:
        print_report(report, published=published)


def _source(
    environment: Environment,
    files: tuple[str, ...],
    place: str | None,
    sites: frozenset[str] | None,
    since: datetime | None,
    selection: str,
    stack: ExitStack,
) -> tuple[Source, str]:
    """The source, and the key of its results."""
    folder = environment.home / "reextract"
    source: Source
    scratch = folder / f"pass-{hashlib.sha256(f'{files} {place} {selection}'.encode()).hexdigest()[:16]}.scratch"
    if files:
        client, keys = stack.enter_context(open_queue())
        source = WarcFiles(files, client, keys.articles, sites, since, environment.user_agent, scratch)
    else:
        source = ArchivedPages(str(place), sites, since, scratch)
    queue = f"{environment.redis_url or ''} {environment.key_prefix}"
    return source, hashlib.sha256(f"{source.name}\0{queue}\0{selection}".encode()).hexdigest()[:24]


def _today(catalogue: Catalogue) -> str:
    """Tells the extraction of today: other code, models or definitions give other results."""
    room = Path(str(extraction_room.__file__)).parent
    files = [*room.rglob("*.*"), *(layer for name in catalogue.names for layer in catalogue.layers(name))]
    digest = hashlib.sha256(f"{__version__} {VERSION}".encode())
    for path in sorted(files):
        if path.is_file() and path.suffix != ".pyc":
            state = path.stat()
            digest.update(f"{path} {state.st_size} {state.st_mtime_ns}\n".encode())
    return digest.hexdigest()[:16]


class _Work:
    def __init__(
        self, environment: Environment, catalogue: Catalogue, where: Condition | None, fields: frozenset[str],
        workers: int | None, quiet: bool,
    ) -> None:  # fmt: skip
        self._environment, self._catalogue, self._where, self._fields = environment, catalogue, where, fields
        self._workers, self._quiet = workers, quiet
        self._started = time.monotonic()
        self._problems: set[str] = set()
        self.queued: Counter[str] = Counter()
        """What became of the mends that were published."""

    async def run(self, source: Source, store: ResultStore, *, publish: bool) -> bool:
        """Read, and publish. Returns whether it came to the end."""
        async with Desk(self._environment, workers=self._workers) as desk:
            run = ReextractionRun(
                desk, self._catalogue, store, where=self._where, on_problem=self._tell_problem,
                on_progress=self._tell_progress,
            )  # fmt: skip
            for number in (signal.SIGINT, signal.SIGTERM):
                asyncio.get_running_loop().add_signal_handler(number, run.stop)
            for problem in store.problems():  # of a run that this one goes on with
                self._tell_problem(problem)
            self.queued = run.queued
            ended = await run.extract(source)
            if publish and ended:
                try:
                    await run.publish(self._fields)
                except PublishingStopped:
                    return False
            return ended and not run.stopped

    def _tell_problem(self, told: str) -> None:
        is_new = told not in self._problems
        self._problems.add(told)
        if is_new and len(self._problems) <= SHOWN_PROBLEMS:
            click.echo(one_line(told), err=True)

    def _tell_progress(self, done: int, total: int | None) -> None:
        if self._quiet:
            return
        rate = done / max(time.monotonic() - self._started, 0.001)
        told = f"{done} pages, {rate:.0f} pages/s"
        if total and rate:
            told += f", {100 * done // total} %, about {in_units(max(0, total - done) / rate)} left"
        click.echo(told, err=True)

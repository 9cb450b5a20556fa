"""``wiredesk crawl-worker``: crawls the sites that the scheduler has put on the queue."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from functools import partial

import click

from wiredesk.crawlers.cli.log_options import log_options, start_log
from wiredesk.crawlers.cli.scale_extra import need_rq
from wiredesk.crawlers.runtime.log_setup import log_end, say
from wiredesk.crawlers.scale_out.worker_report import WorkerReport
from wiredesk.settings.environment import Environment, read_environment
from wiredesk.settings.errors import ExitCode, WiredeskError
from wiredesk.settings.log_events import event

logger = logging.getLogger(__name__)


@click.command("crawl-worker")
@click.option("--processes", type=click.IntRange(1, 64), default=1, show_default=True,
              help="Worker processes; one keeps about four cores busy.")  # fmt: skip
@click.option("--burst", is_flag=True, help="End when the queue is empty.")
@click.option("--at-once", type=click.IntRange(1, 1000), default=50, show_default=True,
              help="Sites that each process crawls at a time.")  # fmt: skip
@click.option("--workers", type=click.IntRange(1, 64),
              help="Extraction processes of each; default: one for each core, shared among --processes.")  # fmt: skip
@click.option("--verbose", "-v", is_flag=True, help="A line for every site.")
@click.option("--quiet", "-q", is_flag=True, help="Only failures, warnings and errors.")
@log_options
def crawl_worker(
    processes: int, burst: bool, at_once: int, workers: int | None, verbose: bool, quiet: bool
) -> ExitCode:
    """Crawl the sites that `wiredesk scheduler` puts on the queue, on as many machines as you like.

    \b
    WIREDESK_REDIS_URL=redis://queue.example:6379 wiredesk crawl-worker
    wiredesk crawl-worker --processes 4         on a machine with sixteen cores
    wiredesk crawl-worker --burst               until the queue is empty

    Each process is an RQ worker that crawls many sites side by side; pauses between requests to a host, and one crawl
    a site at a time, hold over all machines. A worker that is killed, frozen or cut off from Redis loses nothing: its
    sites are taken up by others within two minutes. All machines need the same site definitions. Needs the extra
    "scale": pip install 'wiredesk[scale]'. docs/scaling.md

    SIGTERM and Ctrl-C finish the pages being fetched and give the sites back to the queue; a second Ctrl-C does not
    wait. Exit codes: 0 stopped, or with --burst all sites crawled; 1 with --burst: some sites failed (they are
    named), or raw pages could not be kept; 2 wrong usage; 3 Redis cannot be reached at the start (later outages are
    waited out); 4 with --burst: other crawls of some sites were running, or a worker that has some gives no sign of
    life; 130 with --burst: interrupted.
    """
    need_rq("crawl-worker")
    environment = read_environment()
    start_log(environment)
    report = partial(_report, quiet=quiet, verbose=verbose)
    work = partial(_work, environment, report, burst=burst, at_once=at_once)
    if processes == 1:
        return work(None, workers=workers)
    from wiredesk.crawlers.scale_out.process_pool import ProcessPool  # noqa: PLC0415  # it needs the extra
    from wiredesk.crawlers.scale_out.site_jobs import open_queues  # noqa: PLC0415  # it needs the extra

    each = workers or max(1, (os.cpu_count() or 1) // processes)
    pool = ProcessPool(
        open_queues(environment), processes, lambda parent: _in_child(partial(work, parent, workers=each))
    )
    status = pool.run(burst=burst)
    if not burst:
        return ExitCode.DONE
    return ExitCode(status) if status in list(ExitCode) else ExitCode.SOME_FAILED


def _report(*, quiet: bool, verbose: bool) -> WorkerReport:
    return WorkerReport(lambda line: say(logger, line, event("crawl_worker.told")), quiet=quiet, verbose=verbose)


def _work(
    environment: Environment, new_report: Callable[[], WorkerReport], child_of: int | None, *, burst: bool,
    at_once: int, workers: int | None,
) -> ExitCode:  # fmt: skip
    """One process."""
    from wiredesk.crawlers.scale_out.crawl_worker import CrawlWorkerRun  # noqa: PLC0415  # it needs the extra

    report = new_report()
    run = CrawlWorkerRun(environment, report, at_once=at_once, processes=workers, burst=burst, child_of=child_of)
    run.run()
    report.stopped()
    if not burst:
        return ExitCode.DONE
    if run.interrupted:
        return ExitCode.INTERRUPTED
    if report.outcomes["put off"] or report.outcomes["taken over"] or report.silent:
        return ExitCode.ALREADY_RUNNING
    return ExitCode.SOME_FAILED if report.has_failures else ExitCode.DONE


def _in_child(work: Callable[[], ExitCode]) -> int:
    """The exit status of a process of the pool; what ends it is said here, for nobody above would."""
    try:
        return work()
    except WiredeskError as problem:
        if not log_end(str(problem), problem.exit_code):
            click.echo(f"wiredesk: {problem}", err=True)
        return problem.exit_code

"""``wiredesk scheduler``: puts due sites on the queue for crawl-workers."""

from __future__ import annotations

import logging

import click

from wiredesk.crawlers.cli.log_options import log_options, start_log
from wiredesk.crawlers.cli.scale_extra import need_rq
from wiredesk.crawlers.runtime.log_setup import say
from wiredesk.settings.environment import read_environment
from wiredesk.settings.errors import ExitCode
from wiredesk.settings.log_events import event

logger = logging.getLogger(__name__)


@click.command()
@click.option("--once", is_flag=True, help="Put what is due on the queue, and end.")
@click.option("--quiet", "-q", is_flag=True, help="Only warnings and errors.")
@log_options
def scheduler(once: bool, quiet: bool) -> ExitCode:
    """Put each site whose time has come on the queue for `wiredesk crawl-worker`, once.

    \b
    wiredesk scheduler &                        one machine decides what is due
    wiredesk crawl-worker                       any number of machines crawl
    wiredesk scheduler --once && wiredesk crawl-worker --burst      a round, and end: for cron or a test
    rq info --url redis://queue.example:6379    RQ's own tools show the queue

    A site is due as for `crawl --due`; sites where most new articles are to be expected go first, and sites whose
    crawls take minutes go on a queue of their own, so that they hold up no others. A site that waits, or is being
    crawled by any worker, is not queued again. A second scheduler waits in reserve and takes over within 30 s. Needs
    one Redis or Valkey server (no Cluster) and the extra "scale": pip install 'wiredesk[scale]'. docs/scaling.md

    SIGTERM and Ctrl-C end it. Exit codes: 0 stopped, or all due sites queued; 1 with --once: queued, but a
    definition file is not valid and was left out; 2 wrong usage; 3 Redis cannot be reached.
    """
    need_rq("scheduler")
    from wiredesk.crawlers.scale_out.scheduler_run import SchedulerRun, in_words  # noqa: PLC0415  # it needs the extra

    environment = read_environment()
    start_log(environment)

    def tell(line: str) -> None:
        if quiet:
            logger.info("%s", line, extra=event("scheduler.told"))
        else:
            say(logger, line, event("scheduler.told"))

    run = SchedulerRun(environment, say=tell)
    if once:
        tell(in_words(*run.once()))
        return ExitCode.SOME_FAILED if run.faults else ExitCode.DONE
    run.run()
    tell("scheduler stopped")
    return ExitCode.DONE

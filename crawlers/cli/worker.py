"""``wiredesk worker``: fetches the URLs on the queue of requests."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import click

from wiredesk.crawlers.cli.article_selection import archive_option, with_archive
from wiredesk.crawlers.cli.log_options import log_options, start_log
from wiredesk.crawlers.on_demand.credentials import mask_credentials
from wiredesk.crawlers.on_demand.worker import WorkerRun
from wiredesk.crawlers.runtime.log_setup import say
from wiredesk.pipelines.exporters.terminal import one_line
from wiredesk.settings.environment import read_environment
from wiredesk.settings.errors import ExitCode
from wiredesk.settings.log_events import event

if TYPE_CHECKING:
    from wiredesk.crawlers.on_demand.request_queue import HeldRequest


logger = logging.getLogger(__name__)


@click.command()
@click.option("--at-once", type=click.IntRange(1, 1000), default=100, show_default=True,
              help="Requests worked on at a time; the limits of each host hold as well.")  # fmt: skip
@click.option("--workers", type=click.IntRange(1, 64), help="Extraction processes; default: one for each core.")
@archive_option
@log_options
@click.option("--verbose", "-v", is_flag=True, help="A line for every request.")
def worker(at_once: int, workers: int | None, archive: str | None, verbose: bool) -> ExitCode:
    """Fetch the URLs requested on the stream {wiredesk}:requests, until stopped.

    \b
    wiredesk worker &
    redis-cli XADD '{wiredesk}:requests' '*' url https://example.org/news/1 request_id 42

    Each article goes on the queue with its request_id. A request without an article goes on the stream
    {wiredesk}:failures with the reason. Fields of a request: url, and optionally request_id, publish (1 or 0), reply_to
    (a Redis list that gets the answer). Any number of workers may run, on any number of machines; a worker that dies
    loses nothing. docs/on-demand.md has the rest.

    SIGTERM and Ctrl-C finish the pages being fetched and put the rest back on the queue. Exit codes: 0 stopped,
    2 wrong usage, 3 Redis cannot be reached.
    """
    environment = with_archive(read_environment(), archive)
    start_log(environment)

    def ready(name: str) -> None:
        say(logger, f"worker {name} is ready", event("worker.ready", worker=name))

    def settled(held: HeldRequest, word: str) -> None:
        url = mask_credentials(held.entry.fields.get("url", ""))
        told = event("request.settled", entry=held.entry_id, url=url, outcome=word)
        line = one_line(f"{held.entry_id} {url}: {word}")
        if verbose:
            say(logger, line, told)
        else:
            logger.info("%s", line, extra=told)

    run = WorkerRun(environment, at_once=at_once, processes=workers, on_ready=ready, on_settled=settled)
    counts = run.run()
    ended = ", ".join(f"{count} {word}" for word, count in counts.most_common()) or "no requests"
    say(logger, f"worker stopped: {ended}", event("worker.stopped", outcomes=counts))
    return ExitCode.DONE

"""``wiredesk demo``: the first command to run."""

from __future__ import annotations

import click

from wiredesk.crawlers.cli.crawl import exit_code
from wiredesk.crawlers.demo.display import DemoDisplay
from wiredesk.crawlers.demo.program import Demo
from wiredesk.crawlers.running.crawl_display import CrawlDisplay, DisplayHandler
from wiredesk.crawlers.runtime.log_setup import configure_logging
from wiredesk.settings.environment import read_environment
from wiredesk.settings.errors import ExitCode


@click.command()
@click.option("--fresh", is_flag=True, help="Forget earlier runs of the demo and start again.")
def demo(fresh: bool) -> ExitCode:
    """Crawl a small bundled news town into a Redis queue, and show the result.

    \b
    wiredesk demo             a town of invented sites on loopback, the real crawler, the real queue
    wiredesk demo             again: nothing is new, nothing is queued
    wiredesk demo --fresh     from the beginning

    Nothing leaves this machine. The demo keeps its own Redis, site definitions and raw pages in the folder "demo" of
    the data folder (WIREDESK_HOME); a server that WIREDESK_REDIS_URL names is not touched. Where WIREDESK_ARCHIVE names
    a folder, the pages are kept there.
    """
    environment = read_environment()
    configure_logging(environment.log_level, handler=DisplayHandler())
    show = DemoDisplay()
    program = Demo(environment)
    if fresh:
        program.forget()
    with program.served_town() as town:
        show.town(town, program.registry.definitions)
        with CrawlDisplay(quiet=False, many=len(program.sites)) as progress:
            result = program.crawl(town, progress.update)
    progress.table(result.summary)
    if not result.summary.interrupted:
        show.result(result)
        show.next_steps(program, town)
    return exit_code(result.summary)

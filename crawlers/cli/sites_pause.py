"""``wiredesk sites pause``: no crawl of any machine visits a paused site."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import click

from wiredesk.crawlers.cli.moment_option import Moment
from wiredesk.crawlers.cli.sites import folder_option, open_catalogue
from wiredesk.crawlers.crawl.pauses import FOR_GOOD, pause
from wiredesk.pipelines.publishing.keys import Keys
from wiredesk.settings.environment import read_environment
from wiredesk.settings.errors import UsageProblem
from wiredesk.settings.redis_connection import open_redis_sync


@click.command("pause")
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@click.option(
    "--until", type=Moment(ahead=True), help="When the pause ends by itself: a date, or a time from now: 7d, 12h."
)
@folder_option
def sites_pause(names: tuple[str, ...], until: datetime | None, folder: Path | None) -> None:
    """Pause sites: no crawl visits them until they are resumed, even if it names them.

    \b
    wiredesk sites pause example.org                     until `wiredesk sites resume example.org`
    wiredesk sites pause example.org --until 2027-01-07  until that day begins (UTC)
    wiredesk sites pause example.org --until 7d          for a week

    Pauses are kept in Redis and hold for every machine that crawls for this queue. Articles that were found but not yet
    fetched wait. Single URLs (fetch, worker, serve) are still fetched. `wiredesk sites list` shows what is paused.

    Exit codes: 0 paused, 2 wrong usage: an unknown name, a moment that has passed; 3 Redis cannot be reached.
    """
    if until is not None and until <= datetime.now(UTC):
        raise UsageProblem(f"--until {until:%Y-%m-%d %H:%M} UTC has passed: nothing would be paused")
    open_catalogue(folder).readable(names)  # raises for names that nobody knows
    environment = read_environment()
    with closing(open_redis_sync(environment)) as redis:
        pause(redis, Keys(environment.key_prefix), names, FOR_GOOD if until is None else until.timestamp())
    end = "it is resumed" if until is None else f"{until:%Y-%m-%d %H:%M} UTC"
    for name in names:
        click.echo(f"{name} is paused until {end}", err=True)

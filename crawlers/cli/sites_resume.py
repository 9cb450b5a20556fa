"""``wiredesk sites resume``: the end of a pause."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import click

from wiredesk.crawlers.cli.sites import folder_option, open_catalogue
from wiredesk.crawlers.crawl.pauses import read_paused, resume
from wiredesk.pipelines.exporters.terminal import one_line
from wiredesk.pipelines.publishing.keys import Keys
from wiredesk.settings.environment import read_environment
from wiredesk.settings.redis_connection import open_redis_sync


@click.command("resume")
@click.argument("names", nargs=-1, metavar="NAME...")
@click.option("--all", "every", is_flag=True, help="All that are paused.")
@folder_option
def sites_resume(names: tuple[str, ...], every: bool, folder: Path | None) -> None:
    """Crawl paused sites again.

    \b
    wiredesk sites resume example.org
    wiredesk sites resume --all

    Exit codes: 0 done, also where a site was not paused; 2 wrong usage: an unknown name; 3 Redis cannot be reached.
    """
    if not names and not every:
        raise click.UsageError("Name the sites, or say --all.")
    environment = read_environment()
    keys = Keys(environment.key_prefix)
    with closing(open_redis_sync(environment)) as redis:
        paused = read_paused(redis, keys)
        wanted = list(paused) if every else list(dict.fromkeys(names))
        if strange := [name for name in wanted if name not in paused]:
            open_catalogue(folder).readable(strange)  # raises for names that nobody knows
        if wanted:
            resume(redis, keys, wanted)
    for name in wanted:
        click.echo(one_line(f"{name} is crawled again" if name in paused else f"{name} was not paused"), err=True)
    if not wanted:
        click.echo("no site is paused", err=True)

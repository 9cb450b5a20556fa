"""``wiredesk sites export``: the definitions as a list for other programs."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import click
from pydantic import ValidationError

from wiredesk.crawlers.cli.closed_pipe import quiet_when_the_pipe_closes
from wiredesk.crawlers.cli.sites import folder_option, open_catalogue
from wiredesk.crawlers.cli.sites_list import site_filters
from wiredesk.crawlers.listings.source_memory import SourceState
from wiredesk.crawlers.site_tools.lists.site_export import EXPORT_FORMATS, ExportFormat, export_sites
from wiredesk.crawlers.sites.definition import SiteDefinition
from wiredesk.pipelines.consuming.entries import decode
from wiredesk.pipelines.publishing.keys import Keys
from wiredesk.settings.environment import read_environment
from wiredesk.settings.errors import ExitCode, RedisUnreachable, UsageProblem
from wiredesk.settings.redis_connection import open_running_sync


@click.command("export")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--format", type=click.Choice(EXPORT_FORMATS), required=True, help="What to write.")
@click.option("--country", "countries", multiple=True, metavar="CODE", help="Only this country: iq, tr, br …")
@click.option("--language", "languages", multiple=True, metavar="TAG", help="Only this language.")
@click.option("--region", "regions", multiple=True, metavar="NAME", help="Only regions whose name contains this.")
@folder_option
def sites_export(
    names: tuple[str, ...], format: ExportFormat, countries: tuple[str, ...], languages: tuple[str, ...],
    regions: tuple[str, ...], folder: Path | None,
) -> ExitCode:  # fmt: skip
    """Write the site definitions as one list on stdout; all, or those named.

    \b
    wiredesk sites export --format opml > sites.opml         for a feed reader
    wiredesk sites export --format csv --country iq          for a spreadsheet
    wiredesk sites export --format toml | ssh other wiredesk sites import - --format toml --folder sites

    opml and csv have the feeds of the definitions and those that crawls have found, where Redis runs; a site without
    any is a plain link in OPML. toml has whole definitions, without their comments.

    Exit codes: 0 written, 1 some definition files are not valid (named, and left out), 2 wrong usage.
    """
    catalogue = open_catalogue(folder)
    wanted = site_filters(countries, languages, regions)
    definitions, faults = catalogue.readable(names)
    for fault in faults:
        click.echo(fault, err=True)
    chosen = [one for one in definitions if all(fits(one) for fits in wanted)]
    if not chosen:
        raise UsageProblem(f"no site fits, of {len(catalogue.names)} in {catalogue.place}")
    with quiet_when_the_pipe_closes():
        click.echo(export_sites(chosen, format, {} if format == "toml" else _found_feeds(chosen)), nl=False)
        click.echo(f"{len(chosen)} sites", err=True)
    return ExitCode.SOME_FAILED if faults else ExitCode.DONE


def _found_feeds(definitions: list[SiteDefinition]) -> dict[str, list[str]]:
    """The feeds that crawls have found, most useful first; none where no Redis runs."""
    environment = read_environment()
    try:
        redis = open_running_sync(environment)
    except (RedisUnreachable, UsageProblem) as problem:
        click.echo(f"feeds that crawls have found are not known: {problem}", err=True)
        return {}
    if redis is None:
        return {}
    keys, found = Keys(environment.key_prefix), {}
    with closing(redis):
        for one in definitions:
            states: list[tuple[int, str]] = []
            for name, value in redis.hgetall(keys.sources(one.id)).items():
                try:
                    state = SourceState.model_validate_json(value)
                except ValidationError:  # the field of the site itself
                    continue
                if state.type in ("feed", "json_feed") and state.leads:
                    states.append((-state.leads, decode(name)))
            found[one.id] = [name for _, name in sorted(states)]
    return found

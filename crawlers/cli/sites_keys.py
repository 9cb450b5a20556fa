"""``wiredesk sites keys``: what Redis keeps under the name of one site."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import click

from wiredesk.crawlers.cli.sites import folder_option, open_catalogue
from wiredesk.crawlers.runtime.time_spans import in_units
from wiredesk.pipelines.exporters.terminal import escape_in_json, one_line
from wiredesk.pipelines.publishing.keys import Keys
from wiredesk.pipelines.publishing.site_keys import SiteKey, read_site_keys
from wiredesk.settings.environment import read_environment
from wiredesk.settings.redis_connection import open_redis_sync


@click.command("keys")
@click.argument("name")
@click.option("--json", "as_json", is_flag=True, help="As a JSON array.")
@folder_option
def sites_keys(name: str, as_json: bool, folder: Path | None) -> None:
    """List what Redis keeps of one site: each key with its type, size and expiry.

    \b
    wiredesk sites keys example.org
    wiredesk sites keys example.org --json | jq -r '.[].key'

    The site's own keys come first, then those of its hosts, then its fields in hashes that all sites share. Articles
    are kept by the id of their URL and are not listed. A name without a definition, an old one say, is looked up too.
    docs/redis.md says what each key holds.

    Exit codes: 0 listed, 2 wrong usage: nothing is known of the name; 3 Redis cannot be reached.
    """
    catalogue = open_catalogue(folder)
    definition = catalogue.get([name])[0] if name in catalogue.names else None
    urls = [definition.url, *(source.url for source in definition.sources)] if definition is not None else []
    environment = read_environment()
    with closing(open_redis_sync(environment)) as redis:
        found = read_site_keys(redis, Keys(environment.key_prefix), name, urls)
    if not found and definition is None:
        catalogue.get([name])  # raises, and names those that are like it
    if as_json:
        click.echo(escape_in_json(json.dumps([one._asdict() for one in found], indent=2)))
        return
    for one in found:
        click.echo(_line(one))
    if not found:
        click.echo(f"Redis keeps nothing of {one_line(name)}", err=True)


def _line(one: SiteKey) -> str:
    name = one.key if one.field is None else f"{one.key} {one.field}"
    until = "for ever" if one.seconds is None else f"for {in_units(one.seconds)}"
    return one_line(f"{name:<48} {one.type:<7} {one.size:>10,} bytes  {until}", 400)

"""``wiredesk sites show``: one definition with everything that applies to it."""

from __future__ import annotations

from pathlib import Path

import click

from wiredesk.crawlers.cli.sites import folder_option, open_catalogue
from wiredesk.crawlers.sites.definition_toml import definition_toml
from wiredesk.crawlers.sites.loader import read_files
from wiredesk.pipelines.exporters.terminal import escape_in_json, one_line


@click.command("show")
@click.argument("name")
@click.option("--json", "as_json", is_flag=True, help="As one JSON object, with null for what is not set.")
@folder_option
def sites_show(name: str, as_json: bool, folder: Path | None) -> None:
    """Print one definition with all defaults.

    NAME is the definition's file name without .toml. `wiredesk sites copy` makes a shipped one your own.

    \b
    wiredesk sites show rudaw.net
    wiredesk sites show derstandard.at --json | jq .sources
    """
    catalogue = open_catalogue(folder)
    (definition,) = catalogue.get([name])
    if as_json:
        click.echo(escape_in_json(definition.model_dump_json(indent=2)))
        return
    path, *below = read_files(catalogue.layers(name))
    click.echo(f"# {one_line(str(path))}")
    for under in below:
        click.echo(f"# over {one_line(str(under))}")
    click.echo(definition_toml(definition), nl=False)

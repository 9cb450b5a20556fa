"""``wiredesk sites schema``: the JSON Schema of site definitions, for editors."""

from __future__ import annotations

import json

import click

from wiredesk.crawlers.sites.definition_schema import definition_schema


@click.command("schema")
def sites_schema() -> None:
    """Print the JSON Schema of definition files.

    An editor completes and checks TOML with it.

    \b
    wiredesk sites schema > my-sites/site-definition.schema.json
    and as the first line of my-sites/NAME.toml, for Taplo and Even Better TOML:
    #:schema ./site-definition.schema.json
    """
    click.echo(json.dumps(definition_schema(), indent=2))

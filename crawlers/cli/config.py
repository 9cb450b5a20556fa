"""``wiredesk config``: what every setting is, and which file or variable says so."""

from __future__ import annotations

import json
from dataclasses import fields

import click

from wiredesk.crawlers.runtime.folding import folded
from wiredesk.settings.environment import Environment, given_settings, read_environment
from wiredesk.settings.setting_values import mask_target


@click.group()
def config() -> None:
    """Show the settings: variables WIREDESK_* over the file wiredesk.toml over the defaults.

    The file is looked for in the working folder, then in the user's configuration folder; docs/settings.md lists its
    keys.
    """


@config.command()
@click.option("--format", type=click.Choice(["table", "json"]), default="table", show_default=True,
              help="A table, or one JSON array of name, value and source.")  # fmt: skip
def show(format: str) -> None:
    """Print every setting, its value and where it comes from; passwords are masked.

    \b
    wiredesk config show
    wiredesk config show --format json | jq '.[] | select(.source != "default")'

    Exit codes: 0 all valid, 2 a value or key is not valid (printed with its variable, or file and line).
    """
    from wiredesk.settings.redis_connection import mask_password  # noqa: PLC0415  # loads Redis's client

    given, environment = given_settings(), read_environment()
    rows = []
    for name in (one.name for one in fields(Environment)):
        value = getattr(environment, name)
        if name == "alert_to":
            value = [mask_target(target) for target in value]
        elif isinstance(value, str):
            value = mask_password(value)
        elif isinstance(value, tuple):
            value = [str(network) for network in value]
        elif value is not None and not isinstance(value, bool | int | float):
            value = str(value)
        rows.append({"name": name, "value": value, "source": given[name].source if name in given else "default"})
    if format == "json":
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        click.echo(folded(f"{row['name']:20} {_shown(row['value'])}  ({row['source']})", 21))


def _shown(value: object) -> str:
    if value is None or value == []:
        return "none"
    if isinstance(value, bool):
        return "true" if value else "false"
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return "".join(sign if sign.isprintable() else "?" for sign in text)

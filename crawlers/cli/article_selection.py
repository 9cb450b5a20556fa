"""The options by which several commands choose among articles and print them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from wiredesk.pipelines.exporters.names import FORMATS

Command = TypeVar("Command", bound=Callable[..., Any])


def selection(command: Command) -> Command:
    """Adds --site, --language, --event and --no-copies: `sites`, `languages`, `events`, `no_copies`."""
    for option in (
        click.option("--no-copies", is_flag=True, help="Leave out near duplicates of earlier articles."),
        click.option("--event", "events", multiple=True, type=click.Choice(["new", "update"]), help="Only this event."),
        click.option(
            "--language", "languages", multiple=True, metavar="TAG", help="Only this language; pt takes pt-BR too."
        ),
        click.option("--site", "sites", multiple=True, metavar="NAME", help="Only this site; may be repeated."),
    ):
        command = option(command)
    return command


format_option = click.option(
    "--format",
    "format",
    type=click.Choice(FORMATS),
    default="jsonl",
    show_default=True,
    help="How articles are printed.",
)

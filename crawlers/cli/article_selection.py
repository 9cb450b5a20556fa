"""The options by which several commands choose among articles, print them and explain them."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar, get_args

import click

from wiredesk.pipelines.consuming.filters import EntryFilter
from wiredesk.pipelines.engines import Engine
from wiredesk.pipelines.exporters.format_names import FORMATS, Format
from wiredesk.settings.environment import Environment

Command = TypeVar("Command", bound=Callable[..., Any])


def selection(command: Command) -> Command:
    """Adds --site, --language, --event, --no-copies and --no-mends: `sites`, `languages`, `events`, `no_copies`,
    `no_mends`."""
    for option in (
        click.option("--no-mends", is_flag=True, help="Leave out updates that a re-extraction made (their `cause`)."),
        click.option("--no-copies", is_flag=True, help="Leave out near duplicates of earlier articles."),
        click.option("--event", "events", multiple=True, type=click.Choice(["new", "update"]), help="Only this event."),
        click.option(
            "--language", "languages", multiple=True, metavar="TAG", help="Only this language; pt takes pt-BR too."
        ),
        click.option("--site", "sites", multiple=True, metavar="NAME", help="Only this site; may be repeated."),
    ):
        command = option(command)
    return command


def chosen_filter(chosen: dict[str, Any]) -> EntryFilter:
    """The filter that the options of `selection` say."""
    return EntryFilter(
        chosen["sites"], chosen["languages"], chosen["events"], not chosen["no_copies"], not chosen["no_mends"]
    )


def format_option(
    *, default: Format | None = "jsonl", help: str = "How articles are printed."
) -> Callable[[Command], Command]:
    """Adds --format: `format`, one of the export formats; None where there is no `default` and it was not given."""
    return click.option(
        "--format", type=click.Choice(FORMATS), default=default, show_default=default is not None, help=help
    )


def explain_options(command: Command) -> Command:
    """Adds --explain and --json: `explain`, `as_json`. ``--json`` alone is wrong usage."""

    @functools.wraps(command)
    def checked(*arguments: Any, **options: Any) -> Any:
        if options["as_json"] and not options["explain"]:
            raise click.UsageError(
                "--json needs --explain; without --explain the article is printed as JSON anyway (--format jsonl)"
            )
        return command(*arguments, **options)

    for option in (
        click.option("--json", "as_json", is_flag=True, help="With --explain: as one line of JSON."),
        click.option(
            "--explain", is_flag=True,
            help="Instead of the article: which candidate won each field, and which rule left out each text.",
        ),
    ):  # fmt: skip
        checked = option(checked)
    return checked  # type: ignore[return-value]  # the same signature


def archive_option(command: Command) -> Command:
    """Adds --archive: `archive`, a place that goes before the environment's; None where it was not given."""
    return click.option(
        "--archive", metavar="FOLDER|URL",
        help="Keep the pages as they are received there, instead of WIREDESK_ARCHIVE; 'none' keeps none.",
    )(command)  # fmt: skip


def with_archive(environment: Environment, archive: str | None) -> Environment:
    """The environment with what --archive says."""
    if archive is None:
        return environment
    return replace(environment, archive=None if archive in ("", "none") else archive)


def engine_option(command: Command) -> Command:
    """Adds --engine: `engine`, who chooses the text of the body; None where it was not given."""
    return click.option(
        "--engine", type=click.Choice(get_args(Engine)),
        help="Who chooses the text: our model with trafilatura's vote (auto), or one of them alone, to compare. "
        "Default: `engine` in the site's [extract], else auto.",
    )(command)  # fmt: skip

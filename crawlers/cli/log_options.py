"""--log-format and --log-file of the commands that run by themselves: from cron, or for as long as they are let."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

import click

from wiredesk.crawlers.cli.output_file import OutputPath
from wiredesk.crawlers.runtime.log_setup import keep_log
from wiredesk.settings.environment import Environment

Command = TypeVar("Command", bound=Callable[..., Any])
_GIVEN = "wiredesk.log"
"""Where click's context holds what was given."""


def log_options(command: Command) -> Command:
    """Adds --log-format and --log-file, for `start_log`."""
    for option in (
        click.option("--log-file", type=OutputPath("without it the log goes to stderr"), metavar="PATH",
                     expose_value=False, callback=_keep,
                     help="Write the log here instead of stderr; rotated at log_file_size."),
        click.option("--log-format", type=click.Choice(["text", "json"]), expose_value=False, callback=_keep,
                     help="Form of the log's lines; json gives each an event and its fields (docs/logs.md)."),
    ):  # fmt: skip
        command = option(command)
    return command


def _keep(context: click.Context, parameter: click.Parameter, value: Any) -> Any:
    if value is not None:
        context.meta.setdefault(_GIVEN, {})[parameter.name] = value
    return value


def start_log(environment: Environment, *, handler: logging.Handler | None = None, brief: bool = False) -> bool:
    """Set up the log of the command that runs, as its options say, then the settings; `keep_log` tells the rest."""
    context = click.get_current_context()
    given = context.meta.get(_GIVEN, {})
    return keep_log(replace(environment, **given), context.info_name or "", handler=handler, brief=brief)

"""``wiredesk sites``: the site definitions. Each of its commands is a module ``sites_<command>`` beside this one."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from wiredesk.crawlers.sites.catalogue import SHIPPED_NAME, Catalogue
from wiredesk.settings.environment import read_environment
from wiredesk.settings.errors import UsageProblem

Command = TypeVar("Command", bound=Callable[..., Any])

COMMANDS = {
    "list": "List the known sites, each with its next visit.",
    "show": "Print one definition with all defaults.",
    "keys": "List what Redis keeps of one site.",
    "add": "Look at the site at an address and write its definition.",
    "import": "Add the sites of a list: OPML, CSV, plain lines, TOML.",
    "export": "Write the sites as a list: OPML, CSV, TOML.",
    "copy": "Copy shipped definitions into your own folder.",
    "pause": "Leave sites alone, for a while or until they are resumed.",
    "resume": "Crawl paused sites again.",
    "check": "Say what is broken at each site, and since when.",
    "rule": "Try one more [extract] rule on kept articles, and write it.",
    "schema": "Print the JSON Schema of definition files.",
}
"""Command → its line in the help. Its module is ``sites_<command>``, imported when it is called."""


class SitesGroup(click.Group):
    """Knows its commands by name and imports the module of the one that is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All commands, in the order in which they are met."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The click command in ``sites_<cmd_name>``, which has the module's name."""
        if cmd_name not in COMMANDS:
            return None
        name = f"sites_{cmd_name}"
        command: click.Command = getattr(importlib.import_module(f"wiredesk.crawlers.cli.{name}"), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=SitesGroup)
def sites() -> None:
    """Show, check and add site definitions: which sites are known, and what is known about each.

    \b
    wiredesk sites list                         every site
    wiredesk sites list --language ckb          those in Sorani
    wiredesk sites show rudaw.net               one definition with all defaults
    wiredesk sites add https://example.org/     look at a site and write its definition
    wiredesk sites import feeds.opml            the same for every site of a list
    wiredesk sites copy rudaw.net               a shipped definition into your own folder
    wiredesk sites check                        what is broken, since when
    wiredesk sites pause rudaw.net --until 7d   no crawl visits it for a week

    docs/sites.md tells how to write your own.
    """


def folder_option(command: Command) -> Command:
    """``--folder``, for every command that reads definitions."""
    return click.option(
        "--folder",
        type=click.Path(path_type=Path),
        metavar="FOLDER",
        help="Folder of definitions; by default WIREDESK_SITES, or the shipped ones where that is unset.",
    )(command)


def own_folder(folder: Path | None) -> Path:
    """The folder that commands write definitions to: `folder`, else the first of WIREDESK_SITES that is not the shipped
    one. Raises UsageProblem for none."""
    own = [folder] if folder else [path for path in read_environment().sites if path != SHIPPED_NAME]
    if not own:
        raise UsageProblem("where to? name a folder of your own with --folder, or set WIREDESK_SITES")
    return own[0]


def open_catalogue(folder: Path | None) -> Catalogue:
    """The definitions in `folder`, else in WIREDESK_SITES, else the shipped ones. Raises UsageProblem."""
    return Catalogue.load(*([folder] if folder else read_environment().sites))

"""``wiredesk sites``: the site definitions. Each of its commands is a module ``sites_<command>`` beside this one."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from wiredesk.crawlers.sites.catalogue import Catalogue
from wiredesk.settings.environment import read_environment
from wiredesk.settings.errors import UsageProblem

Command = TypeVar("Command", bound=Callable[..., Any])

_PREFIX = "sites_"


class SitesGroup(click.Group):
    """Finds its commands by their modules' names and imports only the one that is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands' names, sorted."""
        modules = pkgutil.iter_modules([str(Path(__file__).parent)])
        return sorted(module.name.removeprefix(_PREFIX) for module in modules if module.name.startswith(_PREFIX))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The click command in ``sites_<cmd_name>``, which has the module's name."""
        if cmd_name not in self.list_commands(ctx):
            return None
        command = getattr(importlib.import_module(f"wiredesk.crawlers.cli.{_PREFIX}{cmd_name}"), f"{_PREFIX}{cmd_name}")
        return command if isinstance(command, click.Command) else None


@click.group(cls=SitesGroup)
def sites() -> None:
    """Show, check and add site definitions: which sites are known, and what is known about each.

    \b
    wiredesk sites list                         every site
    wiredesk sites list --language ckb          those in Sorani
    wiredesk sites show rudaw.net               one definition with all defaults
    wiredesk sites add https://example.org/     look at a site and write its definition
    wiredesk sites copy rudaw.net               a shipped definition into your own folder
    wiredesk sites check                        what is broken, since when

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
    """The folder that commands write definitions to: `folder`, else WIREDESK_SITES. Raises UsageProblem for none."""
    folder = folder or read_environment().sites
    if folder is None:
        raise UsageProblem("where to? name a folder of your own with --folder, or set WIREDESK_SITES")
    return folder


def open_catalogue(folder: Path | None) -> Catalogue:
    """The definitions in `folder`, else in WIREDESK_SITES, else the shipped ones. Raises UsageProblem."""
    return Catalogue.load(folder or read_environment().sites)

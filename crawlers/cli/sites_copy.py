"""``wiredesk sites copy``: a shipped definition into one's own folder."""

from __future__ import annotations

from pathlib import Path

import click

from wiredesk.crawlers.cli.sites import own_folder
from wiredesk.crawlers.sites.catalogue import Catalogue
from wiredesk.crawlers.sites.definition_file import write_definition
from wiredesk.settings.errors import ExitCode, UsageProblem


@click.command("copy")
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@click.option("--folder", type=click.Path(path_type=Path, file_okay=False), metavar="FOLDER",
              help="Where to write; by default WIREDESK_SITES.")  # fmt: skip
@click.option("--force", is_flag=True, help="Overwrite an existing definition and all changes in it.")
def sites_copy(names: tuple[str, ...], folder: Path | None, force: bool) -> ExitCode:
    """Copy shipped definitions into your own folder, to change them there.

    \b
    wiredesk sites copy rudaw.net --folder my-sites
    wiredesk sites list --language ckb | cut -f 1 | xargs wiredesk sites copy --folder my-sites

    Each file is copied with its comments, whole or not at all. An existing file is overwritten only with --force. Exit
    codes: 0 all copied, 1 some not (they are named), 2 wrong usage: an unknown name, no folder.
    """
    folder = own_folder(folder)
    shipped = Catalogue.load()
    shipped.get(names)  # raises for unknown names, before anything is written
    failed = False
    for name in dict.fromkeys(names):
        path = folder / f"{name}.toml"
        try:
            write_definition(path, shipped.path(name).read_text("utf-8"), overwrite=force)
        except UsageProblem as problem:
            click.echo(f"wiredesk: {problem}", err=True)
            failed = True
            continue
        click.echo(f"copied to {path}", err=True)
    return ExitCode.SOME_FAILED if failed else ExitCode.DONE

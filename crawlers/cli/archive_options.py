"""What the commands of ``wiredesk archive`` have in common: which archive, which pages, and sites that are none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

import click

from wiredesk.crawlers.cli.moment_option import Moment
from wiredesk.crawlers.sites.catalogue import Catalogue
from wiredesk.crawlers.sites.loader import nearest
from wiredesk.pipelines.archive.index_reading import entries_of
from wiredesk.pipelines.archive.store import Store
from wiredesk.pipelines.exporters.terminal import one_line
from wiredesk.settings.environment import read_environment
from wiredesk.settings.errors import UsageProblem

place_option = click.option("--archive", "place", metavar="FOLDER|URL", help="Instead of WIREDESK_ARCHIVE.")


def choosing(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that choose pages: --site, --since, --until."""
    options = (
        click.option("--site", "sites", multiple=True, metavar="NAME", help="Only this site; may be repeated."),
        click.option("--since", type=Moment(), help="Only pages fetched since, e.g. 2026-01-31 or 7d."),
        click.option("--until", type=Moment(end=True), help="Only pages fetched before; a day counts whole."),
    )
    for option in reversed(options):
        command = option(command)
    return command


def archive_place(place: str | None) -> str:
    """The folder or address of the archive: by the option, or by the settings. Raises UsageProblem where there is
    none."""
    named = place or read_environment().archive
    if named is None:
        raise UsageProblem("no archive is named: set WIREDESK_ARCHIVE (or archive in wiredesk.toml), or give --archive")
    return named


def tell_of_nothing(store: Store, sites: Sequence[str], since: datetime | None, until: datetime | None) -> None:
    """For a selection that has found nothing: refuse sites that neither the archive nor this machine knows, and say
    that nothing is kept of others, or at all. Raises UsageProblem with the names that come near."""
    period = " of this time" if since or until else ""
    if not sites:
        click.echo(f"no page{period} is kept in this archive", err=True)
        return
    try:
        catalogue = Catalogue.load(*read_environment().sites)
    except UsageProblem:
        catalogue = None
    kept = _sites_of(store)
    known = set(catalogue.names if catalogue else ())
    faults = []
    for site in dict.fromkeys(sites):
        if site in kept | known:
            continue
        near = nearest(site.lower(), sorted(kept)) or (catalogue.near(site) if catalogue else [])
        hint = f"did you mean {' or '.join(map(one_line, near))}?" if near else "`wiredesk archive stats` shows them"
        faults.append(f"no site {site!r} is in the archive; {hint}")
    if faults:
        raise UsageProblem("\n".join(faults))
    click.echo(f"no page{period} is kept of {', '.join(map(one_line, sites))}", err=True)


def _sites_of(store: Store) -> set[str]:
    found: set[str] = set()
    for name in store.names():
        with suppress(FileNotFoundError):
            found.update(entry.site for entry in entries_of(store, name) if entry.site)
    return found

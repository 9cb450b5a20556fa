"""``wiredesk archive upload``: what waits on this machine for an archive in a store."""

from __future__ import annotations

import click

from wiredesk.crawlers.cli.archive_options import archive_place, place_option
from wiredesk.pipelines.archive.remote.address import check_writable, is_address, normal
from wiredesk.pipelines.archive.remote.remote_files import RemoteFiles
from wiredesk.pipelines.archive.remote.shipping import ship_all
from wiredesk.pipelines.archive.remote.spool import Spool
from wiredesk.settings.environment import read_environment
from wiredesk.settings.errors import UsageProblem


@click.command()
@place_option
def upload(place: str | None) -> None:
    """Send the files that wait on this machine for the store of the archive (s3://… and the like), now.

    Crawls send them at their end, and while they go on once an hour; here they go before a machine is given up, or
    after its store was away. A file is removed from this machine once the store has it as it is here.

    Exit codes: 0 nothing waits any more but what other processes are writing, 1 the store does not take it, 2 wrong
    usage: the archive is a folder.
    """
    address = archive_place(place)
    if not is_address(address):
        raise UsageProblem(f"the archive {address} is a folder: nothing has to be uploaded")
    check_writable(normal(address))
    spool = Spool.of(read_environment(), address)
    remote = RemoteFiles(address)
    sent = ship_all(spool, remote, lambda _: None, lambda name, size: click.echo(f"{name} {size} bytes", err=True))
    left = spool.waiting()
    click.echo(f"{sent} file{'s' if sent != 1 else ''} sent to {remote.shown}", err=True)
    if left.files:
        click.echo(f"{left} are being written by other processes", err=True)

"""Opening an archive to read or change it, whether it is a folder or in a store."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from wiredesk.pipelines.archive.remote.address import is_address
from wiredesk.pipelines.archive.store import FolderStore, Store
from wiredesk.settings.environment import Environment, read_environment


@contextmanager
def open_store(archive: str | Path, environment: Environment | None = None) -> Iterator[Store]:
    """The archive in a folder, or at an address with what waits for it on this machine. Raises ArchiveProblem, and
    ArchiveUnusable where nothing that reads such addresses is installed."""
    if is_address(str(archive)):
        from wiredesk.pipelines.archive.remote.remote_files import RemoteFiles  # noqa: PLC0415  # loads fsspec later
        from wiredesk.pipelines.archive.remote.spool import Spool  # noqa: PLC0415
        from wiredesk.pipelines.archive.remote.spooled_store import SpooledStore  # noqa: PLC0415

        spool = Spool.of(environment or read_environment(), str(archive))
        store: FolderStore | SpooledStore = SpooledStore(spool, RemoteFiles(str(archive)))
    else:
        store = FolderStore(Path(archive))
    try:
        yield store
    finally:
        store.close()

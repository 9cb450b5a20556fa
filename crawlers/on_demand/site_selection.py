"""The few site definitions that a few URLs can belong to, found without reading all of them as TOML."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit

from wiredesk.crawlers.sites.catalogue import Catalogue
from wiredesk.crawlers.sites.definition_file import read_definition
from wiredesk.pipelines.urls.syntax import comparable_host

_NO_HOSTS = (b"#", b"name", b"facts", b"reason", b"region", b"country", b"languages", b"timezone")
"""Beginnings of top-level lines that hold no host: what is not ASCII there says nothing about one."""


def catalogue_for(urls: Iterable[str], folder: Path | None) -> Catalogue:
    """A catalogue with every definition in `folder` that may own one of `urls`: ``for_url`` answers for these as with
    all of them, a tenth of a second sooner. Raises UsageProblem where the folder cannot be read."""
    catalogue = Catalogue.load(folder)
    ends = {_end_of_host(url) for url in urls} - {None}
    files = {}
    for name in catalogue.names:
        path = catalogue.path(name)
        try:
            text = read_definition(path)
        except OSError:
            continue  # for_url would fail for any URL; a fetch of another site need not
        if _may_own(text, ends):
            files[name] = path
    return Catalogue(catalogue.folder, files)


def _end_of_host(url: str) -> bytes | None:
    """The last two labels of the host: an owner's host, which has two at least or is the same, ends with them."""
    try:
        host = comparable_host(urlsplit(url).hostname or "")
    except ValueError:  # belongs to nobody
        return None
    return ".".join(host.split(".")[-2:]).encode("utf-8", "replace")


def _may_own(text: bytes, ends: set[bytes | None]) -> bool:
    lowered = text.lower()
    if any(end and end in lowered for end in ends):
        return True
    head = text.partition(b"\n[")[0]  # url and domains stand above the first table
    written_otherwise = b"\\" in head or b"%" in head
    return written_otherwise or any(
        not line.isascii() and not line.lstrip().startswith(_NO_HOSTS) for line in head.splitlines()
    )

"""``wiredesk archive``: the raw pages that are kept."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import click

from wiredesk.crawlers.cli.closed_pipe import quiet_when_the_pipe_closes
from wiredesk.crawlers.cli.moment_option import Moment, check_period
from wiredesk.pipelines.archive.index import IndexEntry
from wiredesk.pipelines.archive.index_reading import entries_of
from wiredesk.pipelines.archive.purge import purge as purge_article
from wiredesk.pipelines.archive.reader import find_page
from wiredesk.pipelines.archive.record_reading import NotKept
from wiredesk.pipelines.archive.retention import trim as trim_archive
from wiredesk.pipelines.archive.selection import Selection, chosen_entries
from wiredesk.pipelines.archive.store import ArchiveProblem, FolderStore, open_store
from wiredesk.pipelines.archive_export import export_warc
from wiredesk.settings.environment import read_environment
from wiredesk.settings.errors import ExitCode, UsageProblem

_folder = click.option("--archive", "folder", type=click.Path(path_type=Path), metavar="FOLDER",
                       help="Instead of WIREDESK_ARCHIVE.")  # fmt: skip
_sites = click.option("--site", "sites", multiple=True, metavar="NAME", help="Only this site; may be repeated.")
_since = click.option("--since", type=Moment(), help="Only pages fetched since, e.g. 2026-01-31 or 7d.")
_until = click.option("--until", type=Moment(end=True), help="Only pages fetched before; a day counts whole.")


@click.group()
def archive() -> None:
    """Look at the raw pages that are kept, and remove them.

    \b
    wiredesk archive stats                          how many, how large, since when
    wiredesk archive list --site rudaw.net --since 7d | jq .url
    wiredesk archive show ID > page.html            the page of an article
    wiredesk archive export --warc out.warc.gz --site rudaw.net
    wiredesk archive purge ID                       remove all that is kept of an article
    wiredesk archive trim                           remove what is too old or too much

    Pages are kept where WIREDESK_ARCHIVE names a folder; docs/archives.md has the rest. Exit codes: 0 done, 1 the
    archive cannot be read or written, or has no such page, 2 wrong usage.
    """


@archive.command()
@_folder
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
def stats(folder: Path | None, as_json: bool) -> None:
    """Count pages, articles, files and bytes, and pages by site."""
    store = FolderStore(_place(folder))
    names, pages, articles, sites = store.names(), 0, set(), Counter[str]()
    first: datetime | None = None
    last: datetime | None = None
    for name in names:
        for entry in _entries(store, name):
            pages += not entry.later
            if entry.id is not None and entry.id not in articles:
                articles.add(entry.id)
            sites[entry.site or "none"] += not entry.later
            first, last = min(first or entry.moment, entry.moment), max(last or entry.moment, entry.moment)
    size = sum(_size(store, name) for name in names)
    told = {
        "folder": str(store.folder),
        "files": len(names),
        "bytes": size,
        "pages": pages,
        "articles": len(articles),
        "bytes_per_page": round(size / pages) if pages else None,
        "first": _moment(first),
        "last": _moment(last),
        "sites": dict(sites.most_common()),
    }
    if as_json:
        click.echo(json.dumps(told))
        return
    for key, value in told.items():
        if key != "sites":
            click.echo(f"{key:15} {'-' if value is None else value}")
    for site, count in sites.most_common():
        click.echo(f"  {site:30} {count}")


@archive.command("list")
@_folder
@_sites
@_since
@_until
@click.option("--all", "everything", is_flag=True, help="Also answers that gave no article (archive_all).")
def list_pages(
    folder: Path | None, sites: tuple[str, ...], since: datetime | None, until: datetime | None, everything: bool
) -> None:
    """Print a line of JSON for each page: id, revision, site, url, time, and its place."""
    check_period(since, until)
    selection = Selection(sites or None, since, until, only_articles=not everything)
    with open_store(_place(folder)) as store, quiet_when_the_pipe_closes():
        for _, entry in chosen_entries(store, selection):
            click.echo(json.dumps(_line(entry), ensure_ascii=False))


@archive.command()
@click.argument("id")
@_folder
@click.option("--revision", type=click.IntRange(min=1), help="The page of this revision; default: the one kept last.")
@click.option("--headers", is_flag=True, help="The status and headers of the answer instead of the page.")
def show(id: str, folder: Path | None, revision: int | None, headers: bool) -> ExitCode:
    """Print the page of the article ID, byte for byte, without its content coding."""
    try:
        page = find_page(_place(folder), id, revision)
    except NotKept as problem:
        raise ArchiveProblem(str(problem)) from None
    click.echo(f"{page.url}, fetched {_moment(page.fetched_at)}, {page.file} at {page.offset}", err=True)
    with quiet_when_the_pipe_closes():
        if headers:
            click.echo(f"HTTP {page.http_status}")
            for name, value in page.headers:
                click.echo(f"{name}: {value}")
        else:
            sys.stdout.buffer.write(page.body)
            sys.stdout.buffer.flush()
    return ExitCode.DONE


@archive.command()
@_folder
@_sites
@_since
@_until
@click.option("--warc", type=click.Path(path_type=Path, dir_okay=False), required=True, metavar="FILE",
              help="The file to write, e.g. pages.warc.gz.")  # fmt: skip
def export(
    folder: Path | None, sites: tuple[str, ...], since: datetime | None, until: datetime | None, warc: Path
) -> None:
    """Copy pages into one WARC file for other programs."""
    check_period(since, until)
    selection = Selection(sites or None, since, until)
    count = export_warc(_place(folder), warc, selection, software=f"wiredesk/{version('wiredesk')}")
    click.echo(f"{count} pages written to {warc}", err=True)


@archive.command()
@click.argument("id")
@_folder
def purge(id: str, folder: Path | None) -> None:
    """Remove all captures of the article ID, of every revision, for good.

    Each file that has something of it is written anew and put in the place of the old one; other pages keep their
    places. A crawl may go on meanwhile. What was exported, published or copied elsewhere is not reached.
    """
    gone = purge_article(_place(folder), id)
    if not gone.files:
        raise ArchiveProblem(f"nothing is kept of {id}")
    click.echo(f"{gone.pages} pages removed from {len(gone.files)} files", err=True)


@archive.command()
@_folder
@click.option("--max-age", type=click.FloatRange(min=0), metavar="DAYS", help="Instead of archive_max_age.")
@click.option("--max-size", type=click.IntRange(min=0), metavar="BYTES", help="Instead of archive_max_size.")
def trim(folder: Path | None, max_age: float | None, max_size: int | None) -> None:
    """Remove the files that are too old, then the oldest until the rest is small enough; as each crawl does at its end.

    Files that a process is writing stay. Without --max-age, --max-size and their settings nothing is removed.
    """
    environment = read_environment()
    days = environment.archive_max_age if max_age is None else max_age
    size = environment.archive_max_size if max_size is None else max_size
    removed = trim_archive(_place(folder), days, size)
    click.echo(f"{len(removed)} files removed, {sum(removed.values())} bytes", err=True)


def _place(folder: Path | None) -> Path:
    named = folder or read_environment().archive
    if named is None:
        raise UsageProblem("no archive is named: set WIREDESK_ARCHIVE (or archive in wiredesk.toml), or give --archive")
    return Path(named)


def _entries(store: FolderStore, name: str) -> Iterator[IndexEntry]:
    try:
        yield from entries_of(store, name)
    except FileNotFoundError:
        return


def _size(store: FolderStore, name: str) -> int:
    try:
        return store.size(name)
    except FileNotFoundError:
        return 0


def _moment(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None


def _line(entry: IndexEntry) -> dict[str, object]:
    return {
        "id": entry.id, "revision": entry.revision, "site": entry.site, "cause": entry.cause, "url": entry.url,
        "fetched_at": _moment(entry.moment), "http_status": entry.status, "pages": 1 + len(entry.parts),
        "file": entry.file, "offset": entry.at.offset, "digest": entry.digest,
    }  # fmt: skip

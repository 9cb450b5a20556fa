"""``wiredesk archive``: the raw pages that are kept."""

from __future__ import annotations

import json
import sys
from array import array
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime

import click

from wiredesk.crawlers.cli.archive_damage import DamageReport
from wiredesk.crawlers.cli.archive_export import export
from wiredesk.crawlers.cli.archive_options import archive_place, choosing, place_option, tell_of_nothing
from wiredesk.crawlers.cli.archive_upload import upload
from wiredesk.crawlers.cli.archive_verify import ReadingProgress, repair, verify
from wiredesk.crawlers.cli.closed_pipe import quiet_when_the_pipe_closes
from wiredesk.crawlers.cli.moment_option import check_period
from wiredesk.pipelines.archive.damage import size_or_none, what_is_lost
from wiredesk.pipelines.archive.damage_removal import remove_damage
from wiredesk.pipelines.archive.index import IndexEntry
from wiredesk.pipelines.archive.index_reading import entries_of
from wiredesk.pipelines.archive.opening import open_store
from wiredesk.pipelines.archive.purge import purge as purge_article
from wiredesk.pipelines.archive.reader import articles_of_url, find_page, find_page_of_url
from wiredesk.pipelines.archive.record_reading import NotKept
from wiredesk.pipelines.archive.remote.spooled_store import SpooledStore
from wiredesk.pipelines.archive.retention import trim as trim_archive
from wiredesk.pipelines.archive.selection import Selection, chosen_entries
from wiredesk.pipelines.archive.store import ArchiveProblem, Store
from wiredesk.settings.environment import read_environment
from wiredesk.settings.errors import ExitCode, UsageProblem

_PARTS = 256  # of the ids that are counted: a set of one of them is small


@click.group()
def archive() -> None:
    """Look at the raw pages that are kept, and remove them.

    \b
    wiredesk archive stats                          how many, how large, since when
    wiredesk archive list --site rudaw.net --since 7d | jq .url
    wiredesk archive show ID > page.html            the page of an article, or of a URL
    wiredesk archive verify                         read all of it: is every page whole?
    wiredesk archive repair                         put back what stands elsewhere, as bytes were lost before it
    wiredesk archive export --warc out.warc.gz --site rudaw.net
    wiredesk archive purge ID                       remove all that is kept of an article
    wiredesk archive trim                           remove what is too old or too much
    wiredesk archive upload                         send what waits for a store (s3://…) on this machine

    Pages are kept where WIREDESK_ARCHIVE names a folder, or an address such as s3://bucket/prefix; docs/archives.md
    has the rest. Exit codes: 0 done, 1 the archive cannot be read or written, has no such page, or pages of it are
    damaged or lost, 2 wrong usage.
    """


@archive.command()
@place_option
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
def stats(place: str | None, as_json: bool) -> ExitCode:
    """Count pages, articles, files and bytes, and pages by site.

    Pages that files have lost with their end (a copy that was cut off) are counted as `lost` and reported; only
    `archive verify` tells whether the others are whole. Pages that ask not to be archived (noarchive) were never kept:
    crawls and `wiredesk metrics` count those.
    """
    with open_store(archive_place(place)) as store:
        return _stats(store, as_json)


def _stats(store: Store, as_json: bool) -> ExitCode:
    report = DamageReport(store)
    names, pages, articles, sites = store.names(), 0, _Distinct(), Counter[str]()
    first: datetime | None = None
    last: datetime | None = None
    for name in names:
        for entry in _entries(store, name, report):
            if entry.is_lost:
                report.note(what_is_lost(store, entry))
                continue
            pages += not entry.later
            if entry.id is not None:
                articles.add(entry.id)
            sites[entry.site or "none"] += not entry.later
            first, last = min(first or entry.moment, entry.moment), max(last or entry.moment, entry.moment)
    size = sum(size_or_none(store, name) for name in names)
    told = {
        "folder": store.shown,
        "files": len(names),
        "bytes": size,
        **_waiting(store),
        "pages": pages,
        "lost": report.count[True],
        "articles": articles.count(),
        "bytes_per_page": round(size / pages) if pages else None,
        "first": _moment(first),
        "last": _moment(last),
        "sites": dict(sites.most_common()),
    }
    if as_json:
        click.echo(json.dumps(told))
    else:
        for key, value in told.items():
            if key != "sites":
                click.echo(f"{key:15} {'-' if value is None else value}")
        for site, count in sites.most_common():
            click.echo(f"  {site:30} {count}")
    report.tell()
    return report.exit_code


@archive.command("list")
@place_option
@choosing
@click.option("--all", "everything", is_flag=True, help="Also answers that gave no article (archive_all).")
def list_pages(
    place: str | None, sites: tuple[str, ...], since: datetime | None, until: datetime | None, everything: bool
) -> ExitCode:
    """Print a line of JSON for each page: id, revision, site, url, time, and its place.

    A page that its file has lost with its end has `"lost": true`.
    """
    check_period(since, until)
    selection = Selection(sites or None, since, until, only_articles=not everything)
    count = 0
    with open_store(archive_place(place)) as store:
        report = DamageReport(store)
        with quiet_when_the_pipe_closes():
            for _, entry in chosen_entries(store, selection, report.note):
                click.echo(json.dumps(_line(entry), ensure_ascii=False))
                count += 1
                if entry.is_lost:
                    report.note(what_is_lost(store, entry))
            if not count:
                tell_of_nothing(store, sites, since, until)
        report.tell()
    return report.exit_code


@archive.command()
@click.argument("id", metavar="ID|URL")
@place_option
@click.option("--revision", type=click.IntRange(min=1), help="The page of this revision; default: the one kept last.")
@click.option("--headers", is_flag=True, help="The status and headers of the answer instead of the page.")
def show(id: str, place: str | None, revision: int | None, headers: bool) -> ExitCode:
    """Print the page of the article ID, byte for byte, without its content coding.

    A URL may stand in place of ID: then it is the newest kept page that was fetched there, even one that gave no
    article, where every answer is kept (archive_all).
    """
    find = find_page_of_url if "://" in id else find_page
    try:
        page = find(archive_place(place), id, revision)
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
@click.argument("id", required=False, metavar="ID|URL")
@place_option
@click.option("--damaged", is_flag=True, help="Instead of an article: all that cannot be read.")
def purge(id: str | None, place: str | None, damaged: bool) -> None:
    """Remove all captures of the article ID, of every revision, for good. A URL in place of ID stands for the article
    that was fetched there.

    --damaged removes what `archive verify` names, pages that are lost or damaged, so that they are not named again.
    What is whole stays. First restore the files that you have a copy of.

    Each file that has something of it is rewritten and put in the place of the old one; other pages keep their places.
    A crawl may go on meanwhile. What was exported, published or copied elsewhere is not removed.
    """
    if damaged is (id is not None):
        raise UsageProblem("name the article to be removed, or give --damaged")
    where = archive_place(place)
    with open_store(where) as store:
        if id is None:
            gone = remove_damage(store, ReadingProgress(store.sizes()).add)
            click.echo(f"{gone.pages} pages that cannot be read removed from {len(gone.files)} files", err=True)
            return
        done = [purge_article(store, one) for one in (sorted(articles_of_url(where, id)) if "://" in id else [id])]
    files = {file for gone in done for file in gone.files}
    if not files:
        raise ArchiveProblem(f"nothing is kept of {id}")
    click.echo(f"{sum(gone.pages for gone in done)} pages removed from {len(files)} files", err=True)


@archive.command()
@place_option
@click.option("--max-age", type=click.FloatRange(min=0), metavar="DAYS", help="Instead of archive_max_age.")
@click.option("--max-size", type=click.IntRange(min=0), metavar="BYTES", help="Instead of archive_max_size.")
def trim(place: str | None, max_age: float | None, max_size: int | None) -> None:
    """Remove the files that are too old, then the oldest until the rest is small enough; as each crawl does at its end.

    Files that a process is writing stay. Without --max-age, --max-size and their settings nothing is removed.
    """
    environment = read_environment()
    days = environment.archive_max_age if max_age is None else max_age
    size = environment.archive_max_size if max_size is None else max_size
    with open_store(archive_place(place)) as store:
        removed = trim_archive(store, days, size)
    click.echo(f"{len(removed)} files removed, {sum(removed.values())} bytes", err=True)


archive.add_command(export)
archive.add_command(upload)
archive.add_command(verify)
archive.add_command(repair)


def _waiting(store: Store) -> dict[str, int]:
    """What this machine has not uploaded yet, of an archive in a store."""
    if not isinstance(store, SpooledStore):
        return {}
    waiting = store.spool.waiting()
    return {"waiting_files": waiting.files, "waiting_bytes": waiting.bytes}


class _Distinct:
    """Counts ids that may come again, by eight bytes of each: ten million take 80 MB, and a set of them a gigabyte."""

    def __init__(self) -> None:
        self._parts = [array("q") for _ in range(_PARTS)]

    def add(self, id: str) -> None:
        mark = hash(id)
        self._parts[mark % _PARTS].append(mark)

    def count(self) -> int:
        """How many there were; the parts are looked at one by one."""
        return sum(len(set(part)) for part in self._parts)


def _entries(store: Store, name: str, report: DamageReport) -> Iterator[IndexEntry]:
    try:
        yield from entries_of(store, name, report.note)
    except FileNotFoundError:
        return


def _moment(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None


def _line(entry: IndexEntry) -> dict[str, object]:
    return {
        "id": entry.id, "revision": entry.revision, "site": entry.site, "cause": entry.cause, "url": entry.url,
        "fetched_at": _moment(entry.moment), "http_status": entry.status, "pages": 1 + len(entry.parts),
        "file": entry.file, "offset": entry.at.offset, "digest": entry.digest,
        **({"lost": True} if entry.is_lost else {}),
    }  # fmt: skip

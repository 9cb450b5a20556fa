"""Reading kept pages: the door for whoever works with an archive."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from wiredesk.pipelines.archive.damage import Damage
from wiredesk.pipelines.archive.displacement import shift_of
from wiredesk.pipelines.archive.index import IndexEntry
from wiredesk.pipelines.archive.index_reading import indexed
from wiredesk.pipelines.archive.kept_page import KeptPage, read_page, read_response
from wiredesk.pipelines.archive.opening import open_store
from wiredesk.pipelines.archive.record_reading import NotKept
from wiredesk.pipelines.archive.selection import Position, Selection, chosen_entries, newest_first
from wiredesk.pipelines.archive.store import Store, is_warc_name
from wiredesk.pipelines.article import ArchivePlace
from wiredesk.pipelines.urls.identity import article_id


def kept_pages(
    archive: str | Path,
    *,
    sites: Collection[str] | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    ids: Collection[str] | None = None,
    after: Position | None = None,
    only_articles: bool = True,
    on_problem: Callable[[str], None] | None = None,
) -> Iterator[KeptPage]:
    """The pages that are kept in a folder or at a URL, file by file in the order in which they were written.

    `sites`, `ids`: only those. `since`, `until`: by the time of fetching, `until` itself left out. `after`: goes on
    behind this `KeptPage.position`, which never changes. With `only_articles` off, answers that gave no article are
    among them. `on_problem` gets a sentence for each page that cannot be read, which is left out, and for other damage
    that is met. Raises ArchiveProblem where the archive itself cannot be read.
    """
    selection = Selection(sites, since, until, ids, after, only_articles)
    with open_store(archive) as store:

        def tell(problem: object) -> None:
            if on_problem is not None:
                on_problem(str(problem))

        for position, entry in chosen_entries(store, selection, tell):
            try:
                page = read_page(store, entry, tell)
            except NotKept as problem:
                tell(problem)
                continue
            yield replace(page, position=position)


def newest_pages(
    archive: str | Path, site: str, count: int, on_problem: Callable[[str], object] | None = None
) -> list[KeptPage]:
    """The pages of the `count` articles of a site that were fetched last, newest first, each article's newest page.

    `on_problem` gets a sentence for each page that is damaged or lost, which is left out. Raises ArchiveProblem where
    the archive itself cannot be read.
    """
    with open_store(archive) as store:
        newest: dict[str, IndexEntry] = {}
        for entries, end in newest_first(store, Selection(sites={site}), marked=[_quoted(site)]):
            for entry in entries:
                if entry.id is not None and (entry.id not in newest or newest[entry.id].moment < entry.moment):
                    newest[entry.id] = entry
            if sum(entry.moment >= end for entry in newest.values()) >= count:
                break
        pages: list[KeptPage] = []
        for entry in sorted(newest.values(), key=lambda entry: entry.moment, reverse=True):
            try:
                pages.append(read_page(store, entry))
            except NotKept as problem:
                if on_problem is not None:
                    on_problem(str(problem))
            if len(pages) == count:
                break
        return pages


def find_page(archive: str | Path, id: str, revision: int | None = None) -> KeptPage:
    """The page of an article, as it was when that revision was published; without a number the one kept last.

    Raises NotKept, also for a page that was kept and is damaged now, and ArchiveProblem.
    """
    return _found(archive, Selection(ids={id}), lambda _: True, [_quoted(id)], id, revision)


def find_page_of_url(archive: str | Path, url: str, revision: int | None = None) -> KeptPage:
    """The page kept last that was fetched at a URL, or of the article that the URL leads to; see `find_page`. Answers
    that gave no article are among them."""
    id, host = _id_and_host(url)
    return _found(archive, Selection(only_articles=False), _is_of(url), [_quoted(id), _in_json(host)], url, revision)


def articles_of_url(archive: str | Path, url: str) -> set[str]:
    """The ids of the articles that were fetched at a URL, or to which it leads; and the one that its own pages have
    which gave no article. Raises ArchiveProblem."""
    is_wanted = _is_of(url)
    with open_store(archive) as store:
        found = {entry.id for _, entry in chosen_entries(store, Selection(only_articles=False)) if is_wanted(entry)}
    return {article_id(url), *(id for id in found if id is not None)}


def _id_and_host(url: str) -> tuple[str, str]:
    return article_id(url), (urlsplit(url).hostname or "").removeprefix("www.")


def _in_json(text: str) -> bytes:
    """A text as it stands in a line of an index."""
    return json.dumps(text)[1:-1].encode()


def _quoted(text: str) -> bytes:
    """A whole value as it stands there."""
    return json.dumps(text).encode()


def _is_of(url: str) -> Callable[[IndexEntry], bool]:
    """Whether an entry has the page at a URL, in whatever form."""
    id, host = _id_and_host(url)

    def is_wanted(entry: IndexEntry) -> bool:
        return entry.id == id or (host in entry.url and article_id(entry.url) == id)

    return is_wanted


def _found(
    archive: str | Path, selection: Selection, is_wanted: Callable[[IndexEntry], bool], marked: Sequence[bytes],
    what: str, revision: int | None,
) -> KeptPage:  # fmt: skip
    with open_store(archive) as store:
        found = None
        damages: list[Damage] = []
        for entries, end in newest_first(store, selection, damages.append, marked):
            for entry in entries:
                if revision in (None, entry.revision) and is_wanted(entry):
                    found = entry if found is None or entry.moment > found.moment else found
            if found is not None and found.moment >= end:
                break
        if found is not None:
            return read_page(store, found)
    if marked:  # perhaps the line that has it is damaged just there
        return _found(archive, selection, is_wanted, (), what, revision)
    which = what if revision is None else f"{what}, revision {revision},"
    also = f"; the archive is damaged, first in {damages[0]}" if damages else ""
    raise NotKept(f"no page of {which} is kept{also}")


def page_at(archive: str | Path, place: ArchivePlace) -> KeptPage:
    """The page that an article's `archive` names, with what its own record says; no index is needed. Raises NotKept."""
    with open_store(archive) as store:
        try:
            return _page_at(store, place, 0)
        except NotKept:
            shift = _shift(store, place.file)
            if not shift:
                raise
            return replace(_page_at(store, place, shift), offset=place.offset)


def _page_at(store: Store, place: ArchivePlace, shift: int) -> KeptPage:
    page = read_response(store, place.file, place.offset + shift)
    if page.digest != place.digest:
        raise NotKept(f"another page stands at {place.offset} of {place.file}")
    return page


def _shift(store: Store, file: str) -> int:
    """By how many bytes pages of a file may stand beside their places."""
    if not is_warc_name(file):
        return 0
    try:
        return shift_of(store, file, indexed(store, file), store.size(file))
    except FileNotFoundError:
        return 0

"""Reading kept pages: the door for whoever works with an archive."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import ValidationError

from wiredesk.pipelines.archive.damage import Damage, OnDamage, nobody_listens
from wiredesk.pipelines.archive.http_head import decoded_body, header, split_head
from wiredesk.pipelines.archive.index import IndexEntry
from wiredesk.pipelines.archive.record_reading import MOST_BYTES, NotKept, moment_of_record, record_at
from wiredesk.pipelines.archive.records import payload_digest
from wiredesk.pipelines.archive.selection import Position, Selection, chosen_entries
from wiredesk.pipelines.archive.store import Store, open_store
from wiredesk.pipelines.article import ArchivePlace, Article, DiscoveredVia
from wiredesk.pipelines.content_coding import BrokenCoding, TooLarge
from wiredesk.pipelines.page import Evidence, Page
from wiredesk.pipelines.urls.identity import article_id


@dataclass(frozen=True)
class KeptPage:
    """One page as it was received, and what was known of it."""

    id: str | None
    """Of the article; None for an answer that gave none (``archive_all``)."""
    revision: int | None
    """None where the article was not published."""
    site: str | None
    cause: str | None
    """``new``, ``update``, ``request`` or ``response``."""
    url: str
    requested_url: str
    fetched_at: datetime
    http_status: int
    content_type: str | None
    headers: tuple[tuple[str, str], ...]
    body: bytes
    """Without its content coding; as its scripts built it where the page was rendered."""
    file: str
    offset: int
    digest: str
    discovered_via: DiscoveredVia | None = None
    evidence: Evidence | None = None
    """What the listing said of it."""
    section: str | None = None
    """By the listing: it goes before that of the page."""
    article: Article | None = None
    """As it was published or given, but for what only the queue knows: near duplicates, and `changed`."""
    further: tuple[KeptPage, ...] = field(default=(), repr=False)
    """The other pages of an article that has several, in their order."""
    position: Position = ("", 0)
    """Where it stands in the order of `kept_pages`; to go on behind it."""

    @property
    def place(self) -> ArchivePlace:
        """What the article says of it in `archive`."""
        return ArchivePlace(file=self.file, offset=self.offset, digest=self.digest)

    def page(self) -> Page:
        """The page as a crawl hands it to the extraction."""
        return Page(
            url=self.url,
            requested_url=self.requested_url,
            http_status=self.http_status,
            content_type=self.content_type,
            body=self.body,
            fetched_at=self.fetched_at,
            discovered_via=self.discovered_via or DiscoveredVia(type="file", url=None),
            evidence=self.evidence,
        )


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
        for _, entry in chosen_entries(store, Selection(sites={site})):
            if entry.id is not None and (entry.id not in newest or newest[entry.id].moment <= entry.moment):
                newest[entry.id] = entry
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
    return _found(archive, Selection(ids={id}), lambda _: True, id, revision)


def find_page_of_url(archive: str | Path, url: str, revision: int | None = None) -> KeptPage:
    """The page kept last that was fetched at a URL, or of the article that the URL leads to; see `find_page`. Answers
    that gave no article are among them."""
    return _found(archive, Selection(only_articles=False), _is_of(url), url, revision)


def articles_of_url(archive: str | Path, url: str) -> set[str]:
    """The ids of the articles that were fetched at a URL, or to which it leads; and the one that its own pages have
    which gave no article. Raises ArchiveProblem."""
    is_wanted = _is_of(url)
    with open_store(archive) as store:
        found = {entry.id for _, entry in chosen_entries(store, Selection(only_articles=False)) if is_wanted(entry)}
    return {article_id(url), *(id for id in found if id is not None)}


def _is_of(url: str) -> Callable[[IndexEntry], bool]:
    """Whether an entry has the page at a URL, in whatever form."""
    id, host = article_id(url), (urlsplit(url).hostname or "").removeprefix("www.")

    def is_wanted(entry: IndexEntry) -> bool:
        return entry.id == id or (host in entry.url and article_id(entry.url) == id)

    return is_wanted


def _found(
    archive: str | Path, selection: Selection, is_wanted: Callable[[IndexEntry], bool], what: str, revision: int | None
) -> KeptPage:
    with open_store(archive) as store:
        found = None
        damages: list[Damage] = []
        for _, entry in chosen_entries(store, selection, damages.append):
            if revision in (None, entry.revision) and is_wanted(entry):
                found = entry if found is None or entry.moment >= found.moment else found
        if found is not None:
            return read_page(store, found)
    which = what if revision is None else f"{what}, revision {revision},"
    also = f"; the archive is damaged, first in {damages[0]}" if damages else ""
    raise NotKept(f"no page of {which} is kept{also}")


def page_at(archive: str | Path, place: ArchivePlace) -> KeptPage:
    """The page that an article's `archive` names, with what its own record says; no index is needed. Raises NotKept."""
    with open_store(archive) as store:
        page = _response(store, place.file, place.offset)
    if page.digest != place.digest:
        raise NotKept(f"another page stands at {place.offset} of {place.file}")
    return page


def read_page(store: Store, entry: IndexEntry, on_damage: OnDamage = nobody_listens) -> KeptPage:
    """The page of an entry, with its further pages. `on_damage` is told where what was known of it is damaged, and the
    page is not. Raises NotKept."""
    page = _response(store, entry.file, entry.at.offset, entry.rendered.offset if entry.rendered else None)
    if page.digest != entry.digest:
        raise NotKept(f"{entry.url} is damaged in {entry.file} at {entry.at.offset}: its digest is another")
    told: Mapping[str, Any] = {}
    if entry.metadata is not None:
        told = _told(store, entry, on_damage)
    article = _article(told.get("article"))
    if article is not None:
        article = article.model_copy(update={"archive": page.place})  # not in the record: it was written before
    return replace(
        page,
        id=entry.id,
        revision=entry.revision,
        site=entry.site,
        cause=entry.cause or "response",
        requested_url=str(told.get("requested_url") or page.url),
        fetched_at=moment_of_record(article.fetched_at) if article else page.fetched_at,
        discovered_via=article.discovered_via if article else None,
        evidence=_evidence(told.get("evidence")),
        section=told.get("section"),
        article=article,
        further=tuple(_response(store, part.file, part.offset, part.rendered) for part in entry.parts),
    )


def _response(store: Store, file: str, offset: int, rendered: int | None = None) -> KeptPage:
    record = record_at(store, file, offset, "response")
    status, headers, kept = split_head(record.block)
    try:
        body = decoded_body(headers, kept, MOST_BYTES)
    except (BrokenCoding, TooLarge):
        body = kept  # an answer that gave no article, as every answer is kept
    content_type = header(headers, "content-type")
    if rendered is not None:
        body, content_type = record_at(store, file, rendered, "conversion").block, "text/html; charset=utf-8"
    url = record.headers.get("warc-target-uri", "")
    return KeptPage(
        id=None, revision=None, site=None, cause="response",
        url=url, requested_url=url,
        fetched_at=moment_of_record(record.headers.get("warc-date", "")),
        http_status=status,
        content_type=content_type,
        headers=tuple(headers),
        body=body,
        file=file, offset=offset,
        digest=payload_digest(kept),
    )  # fmt: skip


def _told(store: Store, entry: IndexEntry, on_damage: OnDamage) -> Mapping[str, Any]:
    """The metadata record of an entry. It stands in the file of the entry's index, where `span` is."""
    assert entry.metadata is not None
    file = entry.index_file or entry.file
    try:
        told = json.loads(record_at(store, file, entry.metadata.offset, "metadata").block)
    except (NotKept, ValueError) as problem:  # the page itself can be read all the same
        what = f"what was known of a page beside itself is lost: {problem}"
        on_damage(Damage(file, entry.metadata.offset, what, entry, is_missing=entry.is_lost))
        return {}
    return told if isinstance(told, dict) else {}


def _article(told: Any) -> Article | None:
    """The article; None where there is none, or it has fields of a later version of wiredesk."""
    try:
        return Article.model_validate(told) if told is not None else None
    except ValidationError:
        return None


def _evidence(told: Any) -> Evidence | None:
    try:
        return Evidence.model_validate(told) if told is not None else None
    except ValidationError:
        return None

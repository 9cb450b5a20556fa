"""One page as it is kept: what its records say, read and checked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from wiredesk.pipelines.archive.damage import Damage, OnDamage, nobody_listens
from wiredesk.pipelines.archive.displacement import as_it_stands
from wiredesk.pipelines.archive.http_head import decoded_body, header, split_head
from wiredesk.pipelines.archive.index import IndexEntry
from wiredesk.pipelines.archive.record_reading import MOST_BYTES, NotKept, moment_of_record, record_at
from wiredesk.pipelines.archive.records import payload_digest
from wiredesk.pipelines.archive.selection import Position
from wiredesk.pipelines.archive.store import Store
from wiredesk.pipelines.article import ArchivePlace, Article, DiscoveredVia
from wiredesk.pipelines.content_coding import BrokenCoding, TooLarge
from wiredesk.pipelines.page import Evidence, Page


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


def read_page(store: Store, entry: IndexEntry, on_damage: OnDamage = nobody_listens) -> KeptPage:
    """The page of an entry, with its further pages. `on_damage` is told where what was known of it is damaged, and the
    page is not. Raises NotKept."""
    place, entry = entry.at.offset, as_it_stands(store, entry)
    page = read_response(store, entry.file, entry.at.offset, entry.rendered.offset if entry.rendered else None)
    page = replace(page, offset=place)
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
        further=tuple(read_response(store, part.file, part.offset, part.rendered) for part in entry.parts),
    )


def read_response(store: Store, file: str, offset: int, rendered: int | None = None) -> KeptPage:
    """The page of a response record alone; ``rendered``: the place of what its scripts built. Raises NotKept."""
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

"""Keeps the pages of articles before these are published, so that no article ever names a page that is not there."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from wiredesk.pipelines.archive.capture import Capture
from wiredesk.pipelines.archive.exchange import Cause
from wiredesk.pipelines.archive.index import IndexEntry
from wiredesk.pipelines.archive.page_archive import Making, PageArchive
from wiredesk.pipelines.archive.record_set import About, LaterSet, NewSet
from wiredesk.pipelines.archive.remote.address import is_address
from wiredesk.pipelines.archive.retention import trim
from wiredesk.pipelines.archive.store import ArchiveProblem, FolderStore
from wiredesk.pipelines.article import ArchivePlace, Article
from wiredesk.pipelines.publishing.known_article import KnownArticle
from wiredesk.pipelines.publishing.known_articles import KnownArticles
from wiredesk.pipelines.publishing.publication import NotKeptBecause, Publication, PublishResult
from wiredesk.settings.environment import Environment
from wiredesk.settings.log_events import event

if TYPE_CHECKING:
    from wiredesk.pipelines.archive.remote.passage import Passage

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Kept:
    """Pages that are kept for an article that is about to be published as it is said here."""

    entries: tuple[IndexEntry, ...]
    article: Article
    capture: Capture
    id: str
    revision: int


class PageKeeper:
    """Keeps pages in `archive`. `known`: None without Redis. `passage`: to the store, where the archive is in one."""

    def __init__(
        self, archive: PageArchive, known: Callable[[], KnownArticles] | None, passage: Passage | None = None
    ) -> None:
        self.archive = archive
        self._known = known
        self._passage = passage

    async def keep_answered(
        self, article: Article, capture: Capture, aliases: Sequence[str]
    ) -> tuple[Article, Capture, NotKeptBecause | None]:
        """Keep the pages of an article that somebody has asked for, whether or not it will be published, and say why
        they are not. One that is known with the same words is not kept again. Raises ArchiveProblem."""
        known = await self._as_known(article, aliases)
        if known is not None and known.has_words_of(article):
            return article, capture, None
        if capture.is_unwanted:
            return article, capture, "noarchive"
        about = _about(article, capture, known.id if known else article.id, None, "request")
        entries = await self._keep(capture, about)
        if entries is None:
            return article, capture, "failed"
        return _with_place(article, entries), replace(capture, kept=entries, exchanges=()), None

    async def before(self, publication: Publication) -> tuple[Publication, Kept | NotKeptBecause | None]:
        """Keep the pages of a publication, unless its article is known with the same words. Raises ArchiveProblem."""
        article, capture = publication.article, publication.capture
        if capture is None:
            return publication, None
        known = await self._as_known(article, publication.aliases)
        if known is not None and known.has_words_of(article):
            return publication, None
        if capture.is_unwanted:
            return publication, "noarchive"
        known_id, revision = (known.id, known.revision + 1) if known else (article.id, 1)
        cause: Cause = "update" if known else "new"
        entries = await self._keep(capture, _about(article, capture, known_id, revision, cause))
        if entries is None:
            return publication, "failed"
        article = _with_place(article, entries)
        return replace(publication, article=article), Kept(entries, article, capture, known_id, revision)

    async def after(self, kept: Kept, result: PublishResult) -> None:
        """Put right what the archive says, where the article was published as another: somebody else was first."""
        is_published = result.outcome in ("new", "update")
        if is_published and (result.id, result.revision) == (kept.id, kept.revision):
            return
        cause: Cause = "response" if not is_published else "new" if result.revision == 1 else "update"
        about = _about(kept.article, kept.capture, result.id, result.revision if is_published else None, cause)
        try:
            await self.archive.keep(partial(LaterSet, kept.entries[0], about))
        except ArchiveProblem as problem:  # the article names its page; only the way back is not quite right
            logger.warning(
                "%s: the archive calls it revision %d: %s",
                kept.article.url,
                kept.revision,
                problem,
                extra=event("archive.problem", url=kept.article.url, problem=problem),
            )

    async def trim(self, environment: Environment) -> None:
        """Remove what is older, or more, than the environment says."""
        days, size = environment.archive_max_age, environment.archive_max_size
        if not days and not size:
            return
        await self.archive.end_old_file()
        trimming = partial(trim, FolderStore(self.archive.folder)) if self._passage is None else self._passage.trim
        try:
            removed = await asyncio.to_thread(trimming, days, size)
        except (OSError, ArchiveProblem) as problem:
            logger.warning(
                "the archive could not be trimmed: %s", problem, extra=event("archive.problem", problem=problem)
            )
            return
        if removed:
            logger.info(
                "the archive: %d files, %.0f MB removed",
                len(removed),
                sum(removed.values()) / 1e6,
                extra=event("archive.trimmed", files=len(removed), bytes=sum(removed.values())),
            )

    async def close(self, *, hurried: bool = False) -> None:
        """End the file in hand, and bring it where it goes; `hurried`: in seconds. Safe to call twice."""
        await self.archive.close()
        if self._passage is not None:
            await asyncio.to_thread(partial(self._passage.close, hurried=hurried))

    async def _keep(self, capture: Capture, about: About) -> tuple[IndexEntry, ...] | None:
        return await self.archive.keep(_making(capture, about))

    async def _as_known(self, article: Article, aliases: Sequence[str]) -> KnownArticle | None:
        if self._known is None:
            return None
        records = await self._known().look_up([article.canonical_url or article.url, article.url, *aliases])
        return next((one for one in records if isinstance(one, KnownArticle)), None)


async def open_keeper(environment: Environment, known: Callable[[], KnownArticles] | None) -> PageKeeper:
    """Open the archive that the environment names. Raises UsageProblem."""
    assert environment.archive is not None
    goes_on, operator = environment.archive_failure == "continue", environment.user_agent
    if not is_address(environment.archive):
        archive = PageArchive(Path(environment.archive), operator=operator, goes_on=goes_on)
        await archive.open()
        return PageKeeper(archive, known)
    from wiredesk.pipelines.archive.remote.passage import Passage  # noqa: PLC0415  # loads fsspec, for addresses alone

    passage = await asyncio.to_thread(Passage.open, environment, goes_on=goes_on)
    archive = PageArchive(passage.spool.folder, operator=operator, goes_on=goes_on, spool=passage.spool)
    await archive.open()
    passage.start(archive.end_old_file_soon)
    return PageKeeper(archive, known, passage)


def _making(capture: Capture, about: About) -> Making:
    if capture.kept and (capture.is_kept or not capture.exchanges):
        return partial(LaterSet, capture.kept[0], about, capture.kept[1:])
    return partial(NewSet, capture.exchanges, about)


def _about(article: Article, capture: Capture, known_id: str, revision: int | None, cause: Cause) -> About:
    event = "update" if cause == "update" else "new"
    as_kept = article.model_copy(update={"id": known_id, "revision": revision or 1, "event": event})
    told = {**capture.told(), "article": as_kept.model_dump(mode="json", exclude={"archive"}, exclude_defaults=True)}
    return About(known_id, revision, article.site, cause, told)


def _with_place(article: Article, entries: Sequence[IndexEntry]) -> Article:
    first = entries[0]
    place = ArchivePlace(file=first.file, offset=first.at.offset, digest=first.digest)
    return article.model_copy(update={"archive": place})

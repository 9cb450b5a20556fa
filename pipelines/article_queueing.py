"""One article onto the queue, with all that goes with it: its pages are kept, its site is learned of, it is counted."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from wiredesk.settings.log_events import event

if TYPE_CHECKING:
    from wiredesk.pipelines.article import Article
    from wiredesk.pipelines.figures.figure_book import FigureBook
    from wiredesk.pipelines.page_keeper import PageKeeper
    from wiredesk.pipelines.publishing.known_articles import KnownArticles
    from wiredesk.pipelines.publishing.publication import NotKeptBecause, Publication, PublishResult
    from wiredesk.pipelines.publishing.publisher import Publisher
    from wiredesk.pipelines.site_memory_store import SiteMemoryStore

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class ArticleQueueing:
    """Publishes articles. `keeper`: None where no pages are kept; `figures`: None where nothing is counted."""

    publisher: Publisher
    known: KnownArticles
    memories: SiteMemoryStore
    keeper: PageKeeper | None
    figures: FigureBook | None

    async def publish(self, publication: Publication) -> PublishResult:
        """Put an article on the queue, if it is new or has changed; see Publisher.publish, also for what it raises.

        Its pages are kept before, if that is wanted. Raises ArchiveProblem where they cannot be: nothing is published.
        """
        article = publication.article
        (known,) = await self.known.get([article.id])
        article = self.memories.as_known(article, known)
        publication, kept = replace(publication, article=article), None
        if self.keeper is not None:
            publication, kept = await self.keeper.before(publication)
        began = time.monotonic()
        (result,) = await self.publisher.publish_many([publication])
        if self.figures is not None:
            self.figures.observe("publish_seconds", time.monotonic() - began)
            self.figures.count("articles", result.outcome)
        if result.entry_id is not None:
            _log_published(publication.article, result)
        if isinstance(kept, str):
            if result.entry_id is not None:
                count_kept(self.figures, publication.article, kept)
                result = replace(result, not_kept=kept)
        elif kept is not None and self.keeper is not None:
            await self.keeper.after(kept, result)
            if kept.capture.exchanges:  # else it was counted when it was asked for
                count_kept(self.figures, publication.article, None)
            result = replace(result, archive=publication.article.archive)
        await self.memories.settle(article.id, is_new=result.outcome == "new")
        return result


def count_kept(figures: FigureBook | None, article: Article, not_kept: NotKeptBecause | None) -> None:
    """Count an article whose page is kept, or why it is not."""
    if figures is not None:
        figures.count("articles_kept", not_kept or "kept")
    if not_kept is not None:
        told = event("page.not_kept", site=article.site, url=article.url, reason=not_kept)
        logger.info("%s: the page of %s is not kept: %s", article.site, article.url, not_kept, extra=told)


def _log_published(article: Article, result: PublishResult) -> None:
    told = event("article.published", site=article.site, url=article.url, id=result.id, revision=result.revision,
                 change=result.outcome)  # fmt: skip
    logger.info("%s: %s is queued (%s)", article.site, article.url, result.outcome, extra=told)

"""Putting the article of a fetched URL on the queue, and planning the visit of the next crawl to it."""

from __future__ import annotations

import time
from collections.abc import Sequence

from wiredesk.crawlers.fetching.revisit import visit_after_reading
from wiredesk.crawlers.listings.source_memory import SourceMemory
from wiredesk.crawlers.on_demand.outcome import FetchOutcome
from wiredesk.pipelines.archive.capture import Capture
from wiredesk.pipelines.article import Article, moment_of
from wiredesk.pipelines.desk import Desk
from wiredesk.pipelines.publishing.known_article import KnownArticle
from wiredesk.pipelines.publishing.publication import Publication, PublishResult, Step
from wiredesk.pipelines.tracing.trace import Trace

PACE_SECONDS = 600.0
"""How long a site's pace is believed: it is that of its last fifty revisits, and only crawls change it."""


class OutcomePublisher:
    """Publishes what the fetcher found with `desk`, which must be open and have Redis."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._paces: dict[str, tuple[float, float, bool]] = {}  # site → when it was read, and what

    async def publish(
        self, outcome: FetchOutcome, *, request_id: str | None = None, step: Step | None = None
    ) -> PublishResult:
        """Put the article of `outcome` on the queue; see Publisher.publish."""
        article = outcome.article
        assert article is not None, "there is no article to publish"
        if request_id:
            article = article.model_copy(update={"request_id": request_id})
        visit = await self._next_visit(article, outcome.aliases) if outcome.has_definition else None
        capture = Capture.of_lines(outcome.kept, outcome.url)
        result = await self._desk.publish(
            Publication(article, outcome.aliases, next_visit=visit, step=step, capture=capture)
        )
        self._trace(outcome, result)
        return result

    def _trace(self, outcome: FetchOutcome, result: PublishResult) -> None:
        """Keep what publishing did, which happens after the fetch and perhaps in another process."""
        if self._desk.traces is None or result.outcome == "refused" or outcome.article is None:
            return
        trace = Trace(outcome.url, "publish", outcome.article.site)
        if result.entry_id is not None:
            near = result.near_duplicate_of.id if result.near_duplicate_of is not None else None
            trace.note("queued", entry=result.entry_id, revision=result.revision, copy_of=near)
        trace.note("outcome", outcome=result.outcome, id=result.id, revision=result.revision)
        self._desk.traces.add(trace, also=[result.id])

    async def _next_visit(self, article: Article, aliases: Sequence[str]) -> float | None:
        """When the next crawl looks at the article again, as the crawl itself would say; None: as it was planned."""
        records = await self._desk.known.look_up([article.canonical_url or article.url, *aliases])
        known = next((record for record in records if isinstance(record, KnownArticle)), None)
        changed = known is not None and not known.has_words_of(article)
        if known is not None and known.next_visit is not None and not changed:
            return None
        pace, untold = await self._pace_of(article.site)
        published = moment_of(article.date_published)
        moment = published.timestamp() if published else None
        return visit_after_reading(moment, known, changed=changed, pace=pace, untold=untold)

    async def _pace_of(self, site: str) -> tuple[float, bool]:
        """What the site's pauses between visits are multiplied by, and whether no listing of it tells of a change."""
        read_at, *_ = pace = self._paces.get(site, (-PACE_SECONDS, 1.0, False))
        if time.monotonic() - read_at >= PACE_SECONDS:
            memory = SourceMemory(self._desk.redis, self._desk.keys, site)
            await memory.load()
            # A site that was never crawled has no listings yet, which says nothing about it.
            untold = bool(memory.sources) and not memory.is_telling
            pace = self._paces[site] = (time.monotonic(), memory.site.revisits.pace, untold)
        return pace[1:]

    async def published(self, outcome: FetchOutcome, *, request_id: str | None = None) -> FetchOutcome:
        """Publish the article of `outcome` and return it as it is known on the queue."""
        result = await self.publish(outcome, request_id=request_id)
        article = await self._as_queued(result) if result.entry_id else None
        if article is None:
            assert outcome.article is not None
            event = "update" if result.revision > 1 else "new"
            known = {"id": result.id, "revision": result.revision, "event": event}
            article = outcome.article.model_copy(update={**known, "near_duplicate_of": result.near_duplicate_of})
        return outcome.model_copy(update={"article": article, "published": result.outcome})

    async def _as_queued(self, result: PublishResult) -> Article | None:
        """The article of a stream entry, which says what has changed; None where it was trimmed already."""
        entries = await self._desk.redis.xrange(self._desk.keys.articles, result.entry_id, result.entry_id)
        return Article.model_validate_json(entries[0][1][b"article"]) if entries else None

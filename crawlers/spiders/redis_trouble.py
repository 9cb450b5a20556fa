"""What a crawl does when Redis refuses it for good, or is away for longer than commands wait, or when pages that must
be kept cannot be: it ends, and says so.

Nothing is lost by that: leads stay in the frontier, and the next crawl goes over the listings again.
"""

from __future__ import annotations

import asyncio
import logging
from typing import Any, Protocol

from redis.exceptions import RedisClusterException, RedisError

from wiredesk.crawlers.crawl.summary import NO_ARCHIVE, SiteSummary
from wiredesk.pipelines.archive.store import ArchiveProblem
from wiredesk.pipelines.desk import Desk
from wiredesk.settings.errors import RedisUnreachable
from wiredesk.settings.log_events import event
from wiredesk.settings.redis_refusals import explain, gone_for_good, is_passing
from wiredesk.settings.stopping import is_stopping

logger = logging.getLogger(__name__)

_CLOSED_BY_REDIS = "redis"
"""What Scrapy is told as the cause of the end."""
REDIS_PROBLEMS = (RedisError, RedisClusterException, RedisUnreachable)
"""Errors of commands that waiting did not mend."""
STORE_PROBLEMS = (*REDIS_PROBLEMS, ArchiveProblem)
"""These, and those of the archive."""


class _Crawling(Protocol):
    crawler: Any
    summary: SiteSummary
    desk: Desk


class RedisTrouble:
    """Watches over the errors of one site's crawl."""

    def __init__(self, spider: _Crawling) -> None:
        self._spider = spider
        self._closing: asyncio.Task[None] | None = None

    def note(self, problem: BaseException) -> None:
        """Put it into the summary, the first one in words. A server that is away is so for all sites, and for what
        waits to be published: they are told too. So is a disk that is full."""
        summary = self._spider.summary
        if isinstance(problem, ArchiveProblem):
            if summary.problem is None:
                summary.blame(NO_ARCHIVE, str(problem))
            if not self._spider.desk.lost:
                logger.error("%s", problem, extra=event("archive.problem", problem=problem))
            self._spider.desk.give_up(str(problem), archive=True)
            return
        if is_stopping():  # then nobody waited for it: the crawl is interrupted, and the server may be well
            self._spider.desk.give_up(_in_words(problem))
            return
        if not summary.redis_refused:
            summary.redis_refused, summary.problem = True, _in_words(problem)
        if isinstance(problem, RedisUnreachable) or gone_for_good(problem) or is_passing(problem):
            self._spider.desk.give_up(_in_words(problem))

    def ends(self, problem: BaseException | None) -> bool:
        """Whether `problem` is one of Redis or the archive; the crawl of the site is then brought to its end."""
        if not isinstance(problem, STORE_PROBLEMS):
            return False
        self.note(problem)
        engine = self._spider.crawler.engine
        if self._closing is None and engine is not None and engine.spider is not None:
            self._closing = asyncio.ensure_future(engine.close_spider_async(reason=_CLOSED_BY_REDIS))
        return True

    def look_at(self, task: asyncio.Task[None]) -> None:
        """A task of the crawl has ended; for `add_done_callback`."""
        problem = None if task.cancelled() else task.exception()
        if problem is not None and not self.ends(problem):
            self.blame(problem)

    def blame(self, problem: BaseException | None, *, is_logged: bool = False) -> None:
        """A fault of ours: the site's crawl is not complete, and the summary says so."""
        summary, told = self._spider.summary, f"{type(problem).__name__}: {problem}"[:300]
        summary.blame("error", told)
        if not is_logged:
            logger.error("%s: %s", summary.site, told, exc_info=problem, extra=event("site.broke", site=summary.site))


def _in_words(problem: BaseException) -> str:
    return str(problem) if isinstance(problem, RedisUnreachable) else explain(problem)

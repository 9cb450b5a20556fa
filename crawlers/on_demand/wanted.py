"""A URL that somebody has asked for, from the first request to its answer."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the models are imported later (see UrlSpider.answers)
    from wiredesk.crawlers.on_demand.outcome import FetchOutcome
    from wiredesk.crawlers.sites.definition import SiteDefinition
    from wiredesk.crawlers.spiders.fetched_page import Version
    from wiredesk.pipelines.tracing.trace import Trace


@dataclass
class Wanted:
    """A URL under way, and the definition of its site."""

    url: str
    definition: SiteDefinition | None
    answer: asyncio.Future[FetchOutcome]
    alternate: Version | None = None
    """An AMP or print version that was read first, and names the page that is being fetched now."""
    trace: Trace | None = None
    """What has happened to it, where that is kept."""

    def settle(self, outcome: FetchOutcome) -> None:
        """Tell the asker, unless nobody waits any more."""
        if not self.answer.done():
            self.answer.set_result(outcome)

    def break_off(self, problem: Exception) -> None:
        """Tell the asker of a problem that is none of the URL's."""
        if not self.answer.done():
            self.answer.set_exception(problem)

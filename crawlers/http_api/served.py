"""What the routes of one server work with: one typed object, which each of them gets as a dependency."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Request

from wiredesk.crawlers.http_api.api_keys import KeyFile
from wiredesk.crawlers.http_api.metrics import Metrics
from wiredesk.crawlers.http_api.queued_articles import QueuedArticles
from wiredesk.crawlers.http_api.rate_limit import RateLimit
from wiredesk.crawlers.http_api.service import ArticleService
from wiredesk.crawlers.metrics.server_collection import ServerCollection
from wiredesk.crawlers.sites.definition import SiteDefinition
from wiredesk.pipelines.publishing.keys import Keys


@dataclass(frozen=True)
class Served:
    """The parts of a running server.

    `is_ready` says what is missing, or ""; `require_key`: a key is needed also while no key was ever seen.
    """

    service: ArticleService
    queued: QueuedArticles
    redis: Any
    keys: Keys
    metrics: Metrics
    collection: ServerCollection
    key_file: KeyFile
    limit: RateLimit
    is_ready: Callable[[], Awaitable[str]]
    require_key: bool
    definition_for: Callable[[str], SiteDefinition | None]
    """The definition of the site that a URL belongs to."""
    user_agent: str
    """To which robots.txt speaks."""

    def attach(self, application: FastAPI) -> None:
        """Make this what the routes of `application` get."""
        application.state.served = self


def _served(request: Request) -> Served:
    served: Served = request.app.state.served
    return served


Here = Annotated[Served, Depends(_served)]
"""A route's parameter of this type is the server's `Served`."""

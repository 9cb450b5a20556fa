"""A desk for trial crawls: extracts pages, publishes nothing, and has never heard of any article."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wiredesk.pipelines.desk import Desk
from wiredesk.settings.environment import Environment


class NothingKnown:
    """Answers what `KnownArticles` is asked in a dry run, without Redis: no article has ever been published."""

    async def look_up(self, urls: Sequence[str]) -> list[None]:
        """Nothing is known of any URL."""
        return [None] * len(urls)

    async def due(self, site: str, now: float, limit: int) -> list[Any]:
        """No article is due for another visit."""
        return []


class TrialDesk(Desk):
    """A desk that needs no Redis."""

    def __init__(self, environment: Environment, *, workers: int | None = None) -> None:
        super().__init__(environment, workers=workers, connect=False)
        self._nothing = NothingKnown()

    @property
    def known(self) -> Any:
        """Nothing."""
        return self._nothing

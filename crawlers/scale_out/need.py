"""Which due site is to be crawled first, and which crawls are slow."""

from __future__ import annotations

from dataclasses import dataclass

from wiredesk.crawlers.listings.source_memory import SiteState

SLOW_FROM = 120.0
"""Seconds that the last crawl of a site took from which the next one is taken for slow. Of newsfarm's sites a visit
takes seconds; minutes mean a long Crawl-delay, a host that answers slowly, or very many new articles."""
UNKNOWN_RATE = 1.0
"""New articles an hour that are expected of a site whose rate is not known yet."""


@dataclass(frozen=True)
class DueSite:
    """A site whose time has come."""

    name: str
    slow: bool
    """Its crawl will take long: the last one did, or it is the first one, which reads all that is listed."""
    waiting: float
    """New articles that are to be expected there by now."""
    due_at: float
    """Since when it is due, in seconds since the epoch; 0 for a site that was never crawled."""


def due_site(name: str, state: SiteState, now: float) -> DueSite | None:
    """How a site is to be queued at the moment `now` (seconds since the epoch); None if it is not due."""
    if state.due_at > now:
        return None
    if not state.crawled_at:
        return DueSite(name, slow=True, waiting=0.0, due_at=state.due_at)
    rate = UNKNOWN_RATE if state.per_hour is None else state.per_hour
    hours = max(0.0, now - state.crawled_at) / 3600
    return DueSite(name, slow=state.seconds > SLOW_FROM, waiting=rate * hours, due_at=state.due_at)


def in_order(sites: list[DueSite]) -> list[DueSite]:
    """The sites in the order in which they are to be crawled: where most is to be expected first."""
    return sorted(sites, key=lambda site: (-site.waiting, site.name))

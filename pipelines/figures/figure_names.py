"""The figures that are counted in Redis, as Prometheus sees them (with ``wiredesk_`` before each name)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class CountedFigure:
    """A number that only grows; `label` says what it is divided by, if by anything."""

    name: str
    meaning: str
    label: str = ""


@dataclass(frozen=True)
class TimedFigure:
    """How long something took, as a histogram with these upper `bounds` in seconds."""

    name: str
    meaning: str
    bounds: tuple[float, ...]


_OF_A_REQUEST = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
"""From a cache nearby to the longest time-out."""

COUNTED: Final = (
    CountedFigure("articles", "Articles handed to the queue, by what became of them", "event"),
    CountedFigure("responses", "Answers of web servers, by the class of their status", "status"),
    CountedFigure("response_bytes", "Bytes of these answers' bodies, decoded"),
    CountedFigure("failures", "URLs that could not be fetched, by reason (docs/reasons.md)", "reason"),
    CountedFigure("articles_kept", "Articles whose raw page was to be kept, by what became of it", "outcome"),
    CountedFigure("pages_without_article", "URLs that gave no article of their own, by reason", "reason"),
)
"""Of all crawls, fetches, workers and servers together."""

COUNTED_BY_SITE: Final = (
    CountedFigure("site_crawls", "Crawls of a site that have ended, by how", "outcome"),
    CountedFigure("site_articles", "New and updated articles that crawls of a site have queued", "event"),
    CountedFigure("site_pages", "Article pages of a site that crawls have downloaded"),
    CountedFigure("site_requests", "Requests that crawls of a site have sent"),
    CountedFigure("site_failures", "URLs of a site that its crawls could not fetch"),
)

TIMED: Final = (
    TimedFigure("response_seconds", "Seconds until a web server answered", _OF_A_REQUEST),
    TimedFigure("extraction_seconds", "Seconds from a page to its article, waiting for a free worker included",
                (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)),
    TimedFigure("publish_seconds", "Seconds to put an article on the queue",
                (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1.0, 10.0, 60.0)),
    TimedFigure("crawl_seconds", "Seconds that the crawl of one site took",
                (1.0, 5.0, 15.0, 60.0, 300.0, 900.0, 3600.0, 14400.0)),
)  # fmt: skip

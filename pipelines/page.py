"""The page that a spider, a fetch request or a file hands over to the pipelines."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, field_validator

from wiredesk.pipelines.article import DiscoveredVia

LONGEST_LINE = 2_000
"""Characters kept of a title, a name or a printed date: no headline has so many, and an entry is kept in memory."""
LONGEST_TEXT = 200_000
"""Characters kept of a description or content, which may be the whole article: a long feature has 50,000."""


class Evidence(BaseModel):
    """What the place that led to the page (a feed, a sitemap, the WordPress API) says about it; all optional.

    Evidence fills what the page itself does not say; the page's own words win. What is longer than any listing means it
    is cut.
    """

    model_config = ConfigDict(extra="forbid")

    title: str | None = None
    description: str | None = None
    authors: list[str] = Field(default_factory=list)
    date_published: str | None = Field(default=None, description="as printed there")
    date_modified: str | None = None
    language: str | None = None
    content_html: str | None = None
    keywords: list[str] = Field(default_factory=list)

    @field_validator("title", "language", "date_published", "date_modified", mode="before")
    @classmethod
    def _cut_line(cls, value: Any) -> Any:
        return value[:LONGEST_LINE] if isinstance(value, str) else value

    @field_validator("description", "content_html", mode="before")
    @classmethod
    def _cut_text(cls, value: Any) -> Any:
        return value[:LONGEST_TEXT] if isinstance(value, str) else value

    @field_validator("authors", "keywords", mode="before")
    @classmethod
    def _cut_names(cls, value: Any) -> Any:
        return [cls._cut_line(one) for one in value] if isinstance(value, list) else value


class Page(BaseModel):
    """One fetched page, before anything is known about its content."""

    model_config = ConfigDict(extra="forbid")

    url: str = Field(description="after redirects")
    requested_url: str
    http_status: int = 200
    content_type: str | None = Field(default=None, description="the Content-Type header as received")
    body: bytes
    fetched_at: datetime
    discovered_via: DiscoveredVia
    evidence: Evidence | None = None


def page_from_bytes(html: bytes, url: str, content_type: str | None, fetched_at: datetime | None) -> Page:
    """A page that was read from a file or handed over by a program; ``fetched_at`` defaults to now."""
    moment = fetched_at or datetime.now(UTC)
    return Page(
        url=url,
        requested_url=url,
        content_type=content_type,
        body=html,
        fetched_at=moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC),
        discovered_via=DiscoveredVia(type="file"),
    )

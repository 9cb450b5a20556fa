"""The article that is published: schema ``wiredesk.article/1``, in schema.org NewsArticle's words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from wiredesk.pipelines.content_change import Content, content_hash
from wiredesk.pipelines.source_kinds import DateSource, SourceType

SCHEMA = "wiredesk.article/1"
SCHEMA_VERSION = "1.0"

_RFC3339 = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d))?")


def _check_rfc3339(value: str) -> str:
    if not _RFC3339.fullmatch(value):
        raise ValueError(f"{value!r} is neither a date (2026-01-31) nor an RFC 3339 moment with its offset")
    return value


DateOrMoment = Annotated[str, AfterValidator(_check_rfc3339)]
"""An RFC 3339 date-time with its offset, or a date alone where the time or its zone is not known."""


_LOCAL_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?")


def _check_local_time(value: str) -> str:
    if not _LOCAL_TIME.fullmatch(value):
        raise ValueError(f"{value!r} is not a local time (2026-01-31T08:05)")
    return value


LocalTime = Annotated[str, AfterValidator(_check_local_time)]
"""A day and a clock in an unknown time zone: ISO 8601 without an offset, with seconds only where they are printed."""


def moment_of(date: str | None) -> datetime | None:
    """An article's date as a moment; None where there is none, or it is on no calendar (February 30).

    A day alone counts from its last minute in UTC: an article that seems younger than it is costs a few more visits,
    one that seems older would be visited too rarely in its first hours. All code that compares dates calls this.
    """
    try:
        moment = datetime.fromisoformat(date) if date else None
        if moment is None or moment.tzinfo is not None:
            return moment
        return moment.replace(tzinfo=UTC, hour=23, minute=59)
    except ValueError:
        return None


class ArticlePart(BaseModel):
    """Base of the models here: unknown keys are refused, so that a misspelt field cannot get lost."""

    model_config = ConfigDict(extra="forbid")


class Author(ArticlePart):
    """Somebody credited: schema.org Person or Organization."""

    name: str = Field(min_length=1)
    type: Literal["person", "organization"] = "person"
    url: str | None = None


class Image(ArticlePart):
    """schema.org ImageObject."""

    url: str
    caption: str | None = None
    credit: str | None = None
    width: int | None = None
    height: int | None = None


class DiscoveredVia(ArticlePart):
    """How the URL was found: the kind of source and its own URL."""

    type: SourceType
    url: str | None = None


class NearDuplicate(ArticlePart):
    """The earliest known article of which this one is a copy."""

    id: str
    similarity: float = Field(ge=0, le=1, description="estimated Jaccard similarity of the word shingles")


class ArchivePlace(ArticlePart):
    """Where the page is kept as it was received: a response record in a WARC file of the archive."""

    file: str = Field(description="its name in the archive")
    offset: int = Field(ge=0, description="of the record, in bytes")
    digest: str = Field(description="of the answer's body as received: 'sha1:' and base32")


class ExtractionRecord(ArticlePart):
    """How the fields were found, so that doubtful ones can be recognised."""

    method: str = Field(description="the reading that gave the body, e.g. 'trafilatura', 'json-ld', 'rules'")
    version: str
    warnings: list[str] = Field(default_factory=list)
    confidence: dict[str, Annotated[float, Field(ge=0, le=1)]] = Field(
        default_factory=dict,
        description="field → how surely it is right, from 0 to 1, calibrated: of the values given 0.9, nine in ten are;"
        " for body_text, headline, authors, date_published and language, where the article has them",
    )


DatePrecision = Literal["second", "minute", "hour", "day"]


@dataclass(frozen=True, slots=True)
class FromPage:
    """Marks a field that the page gives, and says what else is done with it."""

    compared: int | None = None
    """Its place among the fields that `changed` can name. Digests are stored in this order: a new field takes the next
    number, and no number is ever used again. None: no update names it."""
    explained: bool = True
    """Whether `--explain` shows what was chosen."""


class PageFields(ArticlePart):
    """What a page says of its article. A field that is added here is stored, explained, compared, and put out as JSON;
    CONTRIBUTING.md ("A new article field") says what else it takes."""

    canonical_url: Annotated[str | None, FromPage(compared=15)] = None
    headline: Annotated[str | None, FromPage(compared=0)] = None
    alternative_headline: Annotated[str | None, FromPage(compared=16)] = Field(
        default=None, description="another headline of the publisher's for the same story"
    )
    description: Annotated[str | None, FromPage(compared=1)] = None
    body_text: Annotated[str | None, FromPage(compared=2, explained=False)] = Field(
        default=None, description="paragraphs separated by a blank line"
    )
    authors: Annotated[list[Author], FromPage(compared=3)] = Field(default_factory=list)
    byline: Annotated[str | None, FromPage(compared=4)] = None
    dateline: Annotated[str | None, FromPage(compared=5)] = None
    source: Annotated[str | None, FromPage(compared=6)] = None
    publisher: Annotated[str | None, FromPage(compared=7)] = None
    date_published: Annotated[DateOrMoment | None, FromPage(compared=8)] = None
    date_modified: Annotated[DateOrMoment | None, FromPage(compared=9)] = None
    date_published_raw: Annotated[str | None, FromPage()] = None
    date_published_local: Annotated[LocalTime | None, FromPage(compared=17)] = Field(
        default=None, description="date and clock as the page prints them, where nothing tells the time zone"
    )
    date_published_precision: Annotated[DatePrecision | None, FromPage(explained=False)] = None
    date_published_source: Annotated[DateSource | None, FromPage()] = None
    timezone_source: Annotated[Literal["page", "site"] | None, FromPage()] = None
    language: Annotated[str | None, FromPage(compared=10)] = None
    section: Annotated[str | None, FromPage(compared=11)] = None
    keywords: Annotated[list[str], FromPage(compared=12)] = Field(default_factory=list)
    images: Annotated[list[Image], FromPage(compared=13)] = Field(default_factory=list)
    is_accessible_for_free: Annotated[bool | None, FromPage(compared=14)] = None


class ArticleIdentity(ArticlePart):
    """Which article it is, which version of it, and where it was found."""

    schema_version: str = SCHEMA_VERSION
    id: str = Field(description="stable identity, derived from the canonical URL")
    revision: int = Field(default=1, ge=1)
    event: Literal["new", "update"] = "new"
    changed: list[str] = Field(default_factory=list, description="for an update: the fields that changed")
    cause: Literal["reextraction"] | None = Field(
        default=None, description="for an update: 'reextraction' where the page was read better and had not changed"
    )
    site: str
    url: str
    requested_url: str


class Article(PageFields, ArticleIdentity):
    """One news article, as downstream services consume it. Within version 1 fields are added, never changed."""

    headline: Annotated[str, FromPage(compared=0)] = Field(min_length=1)
    body_text: Annotated[str, FromPage(compared=2, explained=False)] = Field(
        min_length=1, description="paragraphs separated by a blank line"
    )
    content_hash: str
    near_duplicate_of: NearDuplicate | None = None
    fetched_at: DateOrMoment
    http_status: int = 200
    discovered_via: DiscoveredVia
    archive: ArchivePlace | None = Field(default=None, description="the page as received, where raw pages are kept")
    extraction: ExtractionRecord
    request_id: str | None = Field(
        default=None, description="of the fetch request that asked for it, on the queue only"
    )

    def with_body_text(self, text: str) -> Article:
        """The same article with another text, and with all that is derived from the text."""
        other = self.model_copy(update={"body_text": text})
        return other.model_copy(update=derived_fields(other))


def _marked() -> Iterator[tuple[str, FromPage]]:
    for name, field in PageFields.model_fields.items():
        for mark in field.metadata:
            if isinstance(mark, FromPage):
                yield name, mark


EXPLAINED_FIELDS = tuple(name for name, mark in _marked() if mark.explained)
"""The fields that an explanation shows, in this order."""
COMPARED_FIELDS = tuple(
    name for _, name in sorted((mark.compared, name) for name, mark in _marked() if mark.compared is not None)
)
"""The fields that `changed` can name, in the order in which their digests are stored."""


def derived_fields(article: Content) -> dict[str, Any]:
    """The fields that follow from others alone. Code that changes the text must set them again."""
    return {"content_hash": content_hash(article)}

"""A lead: a URL that may be an article, and what the place that named it says about it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, tzinfo
from email.utils import parsedate_to_datetime

from pydantic import BaseModel, ConfigDict

from wiredesk.crawlers.reasons import CRAWLS_TRIED
from wiredesk.pipelines.article import DiscoveredVia
from wiredesk.pipelines.page import Evidence
from wiredesk.pipelines.source_kinds import BY_TYPE


class Lead(BaseModel):
    """One URL to fetch; ``published`` and ``modified`` are moments in UTC as the source dates them."""

    model_config = ConfigDict(extra="forbid")

    url: str
    via: DiscoveredVia
    published: datetime | None = None
    modified: datetime | None = None
    evidence: Evidence | None = None
    section: str | None = None
    failures: int = 0
    failing_since: float | None = None
    """Seconds since the epoch of the first of `failures`."""

    @property
    def newest(self) -> datetime | None:
        """The later of the two moments: what a revisit is compared with."""
        moments = [moment for moment in (self.published, self.modified) if moment]
        return max(moments) if moments else None

    def kept(self) -> str:
        """As JSON for another crawl: without the content that a feed has of it, which is only compared with the feed's
        next version, and with texts cut that no honest listing has so long."""
        told = self.evidence
        if told is not None:
            told = told.model_copy(
                update={
                    "content_html": None,
                    "title": told.title and told.title[:_LONGEST_KEPT],
                    "description": told.description and told.description[:_LONGEST_KEPT],
                    "authors": [name[:_LONGEST_NAME] for name in told.authors],
                    "keywords": [word[:_LONGEST_NAME] for word in told.keywords],
                }
            )
        return self.model_copy(update={"evidence": told}).model_dump_json(exclude_none=True)

    def in_zone(self, zone: tzinfo) -> Lead:
        """The same, with the times that name no zone read in `zone`: a sitemap's clock is often the site's own."""
        if self.evidence is None:
            return self
        said = {"published": self.evidence.date_published, "modified": self.evidence.date_modified}
        local = {name: moment for name, text in said.items() if (moment := _local_time(text, zone)) is not None}
        return self.model_copy(update=local) if local else self

    def rests(self, now: float) -> bool:
        """Whether it is too early to try again what has failed in many crawls; `now` in seconds since the epoch."""
        if self.failing_since is None or self.failures < CRAWLS_TRIED:
            return False
        until = self.failing_since + _FIRST_REST * 2.0 ** min(self.failures - CRAWLS_TRIED, _MOST_DOUBLED)
        return now < until <= now + _LONGEST_REST

    def is_behind_its_day(self, visited: float | None, now: float) -> bool:
        """Whether a listing without times dates the last change to a day that was not over yet when the article was
        `visited`, and is now: what changed later on that day would never be told. Both in seconds since the epoch."""
        said = self.evidence.date_modified if self.evidence is not None else None
        if self.modified is None or visited is None or not _BARE_DAY.fullmatch((said or "").strip()):
            return False
        return visited < self.modified.timestamp() + _DAY_EVERYWHERE <= now

    @property
    def is_account(self) -> bool:
        """Whether the place that named it tells of the article in the publisher's own words, as a feed does."""
        kind = BY_TYPE.get(self.via.type)
        return kind is not None and kind.proves and self.evidence is not None

    @property
    def is_fresh(self) -> bool:
        """Whether it has just been published, as the place that named it says: by its date, or as it lists new ones."""
        if self.newest is None:
            return self.is_account
        return self.newest > datetime.now(UTC) - _FRESH_FOR

    def told_by(self, other: Lead) -> Lead:
        """The same URL with what another listing says of the article; its failures are still its own."""
        return other.model_copy(
            update={
                "url": self.url,
                "published": other.published or self.published,
                "modified": other.modified or self.modified,
                "section": other.section or self.section,
                "failures": self.failures,
                "failing_since": self.failing_since,
            }
        )


REVISIT = DiscoveredVia(type="revisit")
"""How a lead was found that no listing names: a known article to be looked at again."""
MAX_URL_LENGTH = 2083
"""Longer URLs are no articles: the limit that browsers and the sitemap protocol (2,048) have made customary."""

_LONGEST_KEPT = 5_000
"""Characters of a title or description that a lead keeps from crawl to crawl. Descriptions with half of the article in
them have two thousand."""
_LONGEST_NAME = 300  # characters of an author's name or a keyword
_FIRST_REST = 1_200.0
"""Seconds from the first failure to the try after the fifth crawl; doubled with each further crawl: nine in a week."""
_MOST_DOUBLED = 20
_LONGEST_REST = 14 * 86_400.0
"""Seconds; a rest that seems longer was noted by a clock that was wrong."""

_BARE_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_DAY_EVERYWHERE = 36 * 3600.0
"""Seconds from the midnight (UTC) with which a day is read to its end in the last zone on earth (UTC-12)."""

_FRESH_FOR = timedelta(days=2)
"""A page that is still not there is none; as long as Google counts news sitemaps as new."""
_FIRST_YEAR = 1990
"""The web is no older: the years before are what programs print that have no date (1970, 1899, 0026)."""
_LONGEST_TIMESTAMP = 64  # characters; "Wednesday, 30 September 2026 23:59:59 +0300" has 43


def _local_time(text: str | None, zone: tzinfo) -> datetime | None:
    """The moment of a time that names no zone; None for a bare day and anything else."""
    text = (text or "").strip()
    if ":" not in text or len(text) > _LONGEST_TIMESTAMP or text.endswith("-0000"):  # UTC, by RFC 5322 (3.3)
        return None
    try:
        moment = _parsed(text)
        is_local = moment.tzinfo is None and moment.year >= _FIRST_YEAR
        return moment.replace(tzinfo=zone).astimezone(UTC) if is_local else None
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _parsed(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return parsedate_to_datetime(text)


def read_timestamp(text: str | None) -> datetime | None:
    """A moment in UTC from an RFC 3339, ISO 8601 or RFC 2822 timestamp; None for anything else, and before 1990.

    A time without a zone is read as UTC (but see `Lead.in_zone`): it only orders visits here and never becomes an
    article's date.
    """
    text = (text or "").strip()
    if not text or len(text) > _LONGEST_TIMESTAMP:
        return None
    try:
        moment = _parsed(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    try:
        return moment.astimezone(UTC) if moment.year >= _FIRST_YEAR else None
    except OverflowError:
        return None

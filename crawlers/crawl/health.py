"""The health record of a site: the results of its crawls, so that silent breakage is noticed."""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from operator import itemgetter
from statistics import median
from typing import Any
from zlib import crc32

from pydantic import BaseModel, ConfigDict, Field

from wiredesk.crawlers.crawl.summary import SiteSummary
from wiredesk.crawlers.reasons import REASONS
from wiredesk.pipelines.article import Article
from wiredesk.pipelines.publishing.keys import Keys
from wiredesk.pipelines.publishing.stored_times import CLOCKS_DIFFER, past
from wiredesk.pipelines.stored_record import stored_record

logger = logging.getLogger(__name__)

CRAWLS_KEPT = 60
"""Crawls kept one by one: ten hours of a site that is crawled every ten minutes, two months of a daily one."""
DAYS_KEPT = 60
"""Days kept as sums: long enough to know what is usual, short enough to forget how the site was before a relaunch."""
LIFETIME = 366 * 86_400
"""Seconds after which the record of a site that is crawled no more goes."""
HEADLINES_KEPT = 12
"""Headlines of the newest articles by which it is seen that they have one and the same."""
_HEADLINE_SHOWN = 80  # characters by which people recognise one
_LENGTHS_KEPT = 40  # body lengths kept of a day that is not over
_LENGTHS_OF_PAST_DAYS = 5  # of a day that is over: its median, and how they spread

NO_ARTICLE = frozenset(name for name, reason in REASONS.items() if reason.no_article)
"""Reasons of extraction: the page was fetched, but there is no article in it."""


def without_article(summary: SiteSummary) -> dict[str, int]:
    """The pages of a crawl that were read and hold no article, by reason; walls, which are tried again, too."""
    walls = {"wall": summary.failed["wall"]} if summary.failed["wall"] else {}
    return walls | {reason: count for reason, count in summary.dropped.items() if reason in NO_ARTICLE}


class ArticleFields(BaseModel):
    """How many new articles had which fields; a page that is no article, although it was taken for one, has none."""

    model_config = ConfigDict(extra="ignore")

    articles: int = 0
    empty: int = Field(default=0, description="pages that were expected to be articles and gave none")
    empty_reasons: dict[str, int] = Field(
        default_factory=dict, description="why these gave none, words of docs/reasons.md"
    )
    authors: int = Field(default=0, description="articles that credit somebody")
    dates: int = Field(default=0, description="articles with a publication date")
    lengths: list[int] = Field(default_factory=list, description="characters of their bodies, some of them")
    headlines: list[str] = Field(default_factory=list, exclude=True, description="of the newest, in their order")
    selectors: dict[str, tuple[int, int]] = Field(
        default_factory=dict, exclude=True, description="of the definition: articles asked for, and those it found"
    )

    def note(self, article: Article) -> None:
        """Count one new article."""
        self.articles += 1
        self.authors += bool(article.authors)
        self.dates += bool(article.date_published)
        if len(self.lengths) < _LENGTHS_KEPT:
            self.lengths.append(len(article.body_text))
        self.headlines = [*self.headlines, article.headline][-HEADLINES_KEPT:]

    def ask(self, selectors: Mapping[str, bool]) -> None:
        """Count which selectors of the definition were asked for an article, and whether each has found anything."""
        for selector, found in selectors.items():
            asked, had = self.selectors.get(selector, (0, 0))
            self.selectors[selector] = (asked + 1, had + found)

    def add(self, other: ArticleFields) -> None:
        """Count another group's articles too."""
        self.articles += other.articles
        self.empty += other.empty
        self.empty_reasons = dict(Counter(self.empty_reasons) + Counter(other.empty_reasons))
        self.authors += other.authors
        self.dates += other.dates
        self.lengths = (self.lengths + other.lengths)[-_LENGTHS_KEPT:]

    def share(self, name: str) -> float | None:
        """Share of the pages with `headline`, or of the articles with `authors` or `dates`; None of none."""
        if name == "headline":
            pages = self.articles + self.empty
            return self.articles / pages if pages else None
        return float(getattr(self, name)) / self.articles if self.articles else None

    @property
    def body_length(self) -> float | None:
        """Median of the bodies' characters."""
        return median(self.lengths) if self.lengths else None


class CrawlRecord(BaseModel):
    """One crawl; `at` is when it ended, in seconds since the epoch."""

    model_config = ConfigDict(extra="ignore")

    at: float
    found: int = 0
    new: int = 0
    updated: int = 0
    unchanged: int = Field(default=0, description="known articles that have not changed")
    dropped: int = 0
    failed: int = 0
    reasons: dict[str, int] = Field(default_factory=dict, description="why URLs could not be fetched")
    problem: str | None = Field(default=None, description="why the site as a whole could not be crawled")
    reason: str | None = Field(default=None, description="the reason of `problem`, a word of docs/reasons.md")
    robots: int = Field(default=0, description="articles that robots.txt does not allow")
    fields: ArticleFields = Field(default_factory=ArticleFields)

    @classmethod
    def of(cls, summary: SiteSummary, fields: ArticleFields, now: float | None = None) -> CrawlRecord:
        """The record of a crawl that has just ended."""
        fields.empty_reasons = without_article(summary)
        fields.empty = sum(fields.empty_reasons.values())
        return cls(
            at=time.time() if now is None else now,
            found=summary.found, new=summary.new, updated=summary.updated, unchanged=summary.unchanged,
            dropped=summary.dropped.total(), failed=summary.failed.total(),
            reasons=dict(Counter(summary.failed).most_common(5)),
            problem=summary.problem, reason=summary.reason, robots=summary.dropped["robots"], fields=fields,
        )  # fmt: skip

    @property
    def is_bad(self) -> bool:
        """Whether the crawl could not do its work: a problem with the site, or nothing but failures."""
        return bool(self.problem) or (self.failed > 0 and self.found == 0)


class DayRecord(BaseModel):
    """All crawls of one day (UTC)."""

    model_config = ConfigDict(extra="ignore")

    day: str = Field(description="2026-11-22")
    crawls: int = 0
    bad: int = Field(default=0, description="crawls that could not do their work")
    new: int = 0
    silence: float = Field(default=0.0, description="hours: the longest time without a new article that ended that day")
    fields: ArticleFields = Field(default_factory=ArticleFields)


class SelectorUse(BaseModel):
    """What a selector of the definition has found; times in seconds since the epoch."""

    model_config = ConfigDict(extra="ignore")

    asked: int = Field(default=0, description="articles that it was asked for, but for those of `idle`")
    found: int = Field(default=0, description="those of them on which it found something")
    idle: int = Field(default=0, description="articles in a row, the newest ones, on which it found nothing")
    since: float | None = Field(default=None, description="the crawl in which those began")
    last: float = Field(default=0.0, description="when it was asked last")

    def take(self, asked: int, found: int, at: float) -> None:
        """Count what it has found in one crawl."""
        self.last = at
        if found:
            self.asked, self.found = self.asked + self.idle + asked, self.found + found
            self.idle, self.since = 0, None
        else:
            self.idle, self.since = self.idle + asked, self.since or at


class SiteHealth(BaseModel):
    """What is remembered of a site's crawls; the newest stands last in both lists."""

    model_config = ConfigDict(extra="ignore")

    crawls: list[CrawlRecord] = Field(default_factory=list)
    days: list[DayRecord] = Field(default_factory=list)
    first: float | None = Field(default=None, description="end of the first crawl, seconds since the epoch")
    last_new: float | None = Field(default=None, description="when the last new article came")
    last_good: float | None = Field(default=None, description="end of the last crawl that could do its work")
    feeds_changed: float | None = Field(
        default=None, description="when a feed or API last named others than before; 0: never yet; null: there is none"
    )

    headlines: list[str] = Field(default_factory=list, description="marks of the newest articles' headlines")
    headline: str | None = Field(default=None, description="the beginning of the one that most of these have")
    selectors: dict[str, SelectorUse] = Field(default_factory=dict, description="of the definition, by themselves")

    def add(self, record: CrawlRecord, feeds_changed: float | None = None) -> None:
        """Take in a crawl; the oldest crawl and day beyond the limits go."""
        self.feeds_changed = feeds_changed
        is_first = self.first is None
        if is_first and not record.is_bad:
            self.first = record.at
        day = datetime.fromtimestamp(record.at, UTC).date().isoformat()
        if not self.days or self.days[-1].day != day:
            for past in self.days[-1:]:
                past.fields.lengths = _spread(past.fields.lengths)
            self.days.append(DayRecord(day=day))
        today = self.days[-1]
        today.crawls += 1
        today.bad += record.is_bad
        if not is_first:  # the first crawl brings what was published long before
            today.new += record.new
            if record.new and self.last_new is not None:
                today.silence = max(today.silence, round((record.at - self.last_new) / 3600, 2))
        today.fields.add(record.fields)
        self._take_headlines(record.fields.headlines)
        for selector, (asked, found) in record.fields.selectors.items():
            self.selectors.setdefault(selector, SelectorUse()).take(asked, found, record.at)
        oldest = record.at - DAYS_KEPT * 86_400
        self.selectors = {name: use for name, use in self.selectors.items() if use.last >= oldest}
        if record.new:
            self.last_new = record.at
        if not record.is_bad:
            self.last_good = record.at
        self.crawls = [*self.crawls, record][-CRAWLS_KEPT:]
        self.days = self.days[-DAYS_KEPT:]

    @property
    def same_headlines(self) -> int:
        """How many of the newest articles have `headline`."""
        return self.headlines.count(_mark(self.headline)) if self.headline else 0

    def _take_headlines(self, headlines: list[str]) -> None:
        shown = {_mark(text): text for text in (" ".join(headline.split())[:_HEADLINE_SHOWN] for headline in headlines)}
        shown |= {_mark(self.headline): self.headline} if self.headline else {}
        self.headlines = [*self.headlines, *map(_mark, headlines)][-HEADLINES_KEPT:]
        most, count = max(Counter(self.headlines).items(), key=itemgetter(1), default=("", 0))
        self.headline = shown.get(most) if count > 1 else None


def _mark(headline: str) -> str:
    """By which a headline is known again."""
    return f"{crc32(' '.join(headline.split())[:_HEADLINE_SHOWN].casefold().encode()):08x}"


def _spread(lengths: list[int]) -> list[int]:
    """_LENGTHS_OF_PAST_DAYS of them that stand for all; the middle one is the median."""
    ordered, few = sorted(lengths), _LENGTHS_OF_PAST_DAYS
    if len(ordered) <= few:
        return ordered
    return [ordered[(2 * place + 1) * len(ordered) // (2 * few)] for place in range(few)]


class HealthRecords:
    """Reads and writes the records; one string of JSON a site (docs/redis.md)."""

    def __init__(self, redis: Any, keys: Keys) -> None:
        self._redis = redis
        self._keys = keys

    async def add(self, site: str, record: CrawlRecord, feeds_changed: float | None = None) -> None:
        """Take a crawl into the site's record. The caller holds the site's lock, so that nobody else writes it."""
        health = readable(site, await self._redis.get(self._keys.health(site)))
        health.add(record, feeds_changed)
        await self._redis.set(self._keys.health(site), health.model_dump_json(exclude_defaults=True), ex=LIFETIME)


def readable(site: str, value: bytes | str | None) -> SiteHealth:
    """The record in a Redis value; an empty one for none and for one that cannot be read."""
    told = "the health record of %s is not readable; a new one is begun"
    return bounded(stored_record(SiteHealth, value, site=site, told=told), time.time())


def bounded(health: SiteHealth, now: float) -> SiteHealth:
    """The record without what a clock that was wrong has written: crawls that are yet to come."""
    health.crawls = [crawl for crawl in health.crawls if past(crawl.at, now)]
    tomorrow = datetime.fromtimestamp(now + CLOCKS_DIFFER, UTC).date().isoformat()
    health.days = [day for day in health.days if day.day <= tomorrow]
    health.first = past(health.first, now) or None
    # Else it would read as if no crawl had ever worked, or brought anything.
    new, good = (one.at for one in health.crawls if one.new), (one.at for one in health.crawls if not one.is_bad)
    health.last_new = past(health.last_new, now) or max(new, default=None)
    health.last_good = past(health.last_good, now) or max(good, default=None)
    return health


def read_health(redis: Any, keys: Keys, sites: list[str]) -> dict[str, SiteHealth]:
    """The records of these sites, with a blocking client."""
    return {site: readable(site, redis.get(keys.health(site))) for site in sites}

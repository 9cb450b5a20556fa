"""What one crawl of a site has brought, and one day: the parts of its health record."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping
from statistics import median

from pydantic import BaseModel, ConfigDict, Field

from wiredesk.crawlers.crawl.summary import SiteSummary
from wiredesk.crawlers.reasons import REASONS
from wiredesk.pipelines.article import Article

HEADLINES_KEPT = 12
"""Headlines of the newest articles by which it is seen that they have one and the same."""
_LENGTHS_KEPT = 40  # body lengths kept of a day that is not over
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

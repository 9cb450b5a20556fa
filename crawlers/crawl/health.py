"""The health record of a site: the results of its crawls, so that silent breakage is noticed."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from operator import itemgetter
from zlib import crc32

from pydantic import BaseModel, ConfigDict, Field

from wiredesk.crawlers.crawl.crawl_record import HEADLINES_KEPT, CrawlRecord, DayRecord, SelectorUse

CRAWLS_KEPT = 60
"""Crawls kept one by one: ten hours of a site that is crawled every ten minutes, two months of a daily one."""
DAYS_KEPT = 60
"""Days kept as sums: long enough to know what is usual, short enough to forget how the site was before a relaunch."""
_HEADLINE_SHOWN = 80  # characters by which people recognise one
_LENGTHS_OF_PAST_DAYS = 5  # of a day that is over: its median, and how they spread


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

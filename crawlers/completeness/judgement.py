"""What a site's record says of how complete its articles are, for people and programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, tzinfo
from itertools import islice
from typing import Any, Literal, get_args

from pydantic import BaseModel, Field

from wiredesk.crawlers.completeness.estimate import Estimate, Untold, dependent_kinds, estimate
from wiredesk.crawlers.completeness.record import SUMMARY, Record, Summary, readable_summary
from wiredesk.pipelines.publishing.keys import Keys
from wiredesk.pipelines.source_kinds import CaptureKind

RECENT_DAYS = 7
"""Judged days that count as now: a week has all its weekdays."""
DAYS_FOR_DEPENDENCE = 28
"""Judged days by which it is told which kinds depend on each other."""
EXAMPLES = 3
"""Articles shown that a kind has not named."""
_AT_ONCE = 200  # sites asked for in one round trip: at most 4 kB each

Unknown = Untold | Literal["no_day"]
WHY: dict[Unknown, str] = {
    "no_day": "no whole day has been seen yet",
    "one_kind": "only one kind of source names articles, so nothing can be compared",
    "too_few": "too few articles to compare",
    "no_overlap": "hardly any article was named by two kinds of sources",
}
"""Why no share is given."""


class Share(BaseModel):
    """The share of a site's articles that was found, from 0 to 1, with its interval (95 %)."""

    found: int = Field(default=0, description="articles found; of a day with more than 400 a sample of 400")
    share: float | None = None
    low: float | None = None
    high: float | None = None
    unknown: Unknown | None = Field(default=None, description="why no share is given")


class DayShare(Share):
    """That of one day."""

    day: date = Field(description="in the site's time zone")


class Lack(BaseModel):
    """What one kind of source has not named of what others have."""

    kind: CaptureKind
    lacked: int
    of: int = Field(description="articles that other kinds have named")
    examples: list[str] = Field(default_factory=list, description="their addresses, newest first")


class Completeness(Share):
    """That of the last judged days together, and of each."""

    first: date | None = Field(default=None, description="the first of the days")
    last: date | None = None
    named: dict[CaptureKind, int] = Field(default_factory=dict, description="articles that each kind has named")
    joined: list[list[CaptureKind]] = Field(
        default_factory=list, description="kinds that name the same articles, and count as one"
    )
    days: list[DayShare] = Field(default_factory=list, description="the newest last")
    late: int = Field(default=0, description="articles that a crawl a day after their publication had not seen named")
    late_examples: list[str] = Field(default_factory=list, description="addresses of such articles, newest first")
    lacks: list[Lack] = Field(default_factory=list, description="what each kind lacked; only where it was asked for")

    def sentence(self) -> str:
        """In words, without the site."""
        if self.share is None or self.low is None or self.high is None:
            return f"cannot be estimated: {WHY[self.unknown or 'no_day']}"
        days = f"{self.first} to {self.last}" if self.first != self.last else f"{self.last}"
        between = f"{percent(self.low)} to {percent(self.high)}"
        return f"{self.found} articles of {days} are {percent(self.share)} ({between}) of all"


def completeness_of(summary: Summary, zone: tzinfo, now: float, days: int = RECENT_DAYS) -> Completeness:
    """What a summary says of the last `days` days that can be judged at `now`."""
    judged = summary.judged(zone, now)
    recent = dict(islice(reversed(judged.items()), days))
    if not recent:
        return Completeness(unknown="no_day")
    groups = dependent_kinds(_last(judged, DAYS_FOR_DEPENDENCE))
    together = pooled(list(recent.values()))
    return Completeness(
        **_figures(together, estimate(together, groups)), first=min(recent), last=max(recent),
        named={kind: count for kind, bit in kinds() if (count := _named(together, bit))},
        late=sum(summary.late.get(day.isoformat(), 0) for day in recent),
        joined=[[kind for kind, bit in kinds() if bit & group] for group in groups],
        days=_shares(recent, groups),
    )  # fmt: skip


def day_shares(summary: Summary, zone: tzinfo, now: float, days: int) -> list[DayShare]:
    """The share of each of the last `days` days that can be judged at `now`, the newest last."""
    judged = summary.judged(zone, now)
    recent = dict(islice(reversed(judged.items()), days))
    return _shares(recent, dependent_kinds(_last(judged, DAYS_FOR_DEPENDENCE))) if recent else []


def _shares(recent: Mapping[date, Mapping[int, int]], groups: Sequence[int]) -> list[DayShare]:
    return [
        DayShare(day=day, **_figures(counts, estimate(counts, groups)))
        for day, counts in reversed(list(recent.items()))
    ]


def estimate_of(days: Sequence[Mapping[int, int]], judged: Mapping[date, Mapping[int, int]]) -> Estimate | Untold:
    """The estimate of some days of a site together; `judged` are all of its days."""
    return estimate(pooled(days), dependent_kinds(_last(judged, DAYS_FOR_DEPENDENCE)))


def lacks_of(client: Any, keys: Keys, record: Record, completeness: Completeness) -> list[Lack]:
    """What each kind has not named of what others have, on the days that `completeness` is about. With a blocking
    client; raises redis.RedisError."""
    first, last = completeness.first, completeness.last
    if first is None or last is None:
        return []
    days = [marks for day, marks in sorted(record.days.items(), reverse=True) if first <= day <= last]
    found = []
    for kind, bit in kinds():
        if kind not in completeness.named:
            continue
        others = [(article, marks & bit) for day in days for article, marks in day.items() if marks & ~bit]
        lacked = [article.hex() for article, has in others if not has]
        examples = _addresses(client, keys, lacked[: 5 * EXAMPLES])
        found.append(Lack(kind=kind, lacked=len(lacked), of=len(others), examples=examples[:EXAMPLES]))
    return found


def late_examples(client: Any, keys: Keys, record: Record) -> list[str]:
    """Addresses of the last late articles, newest first. With a blocking client; raises redis.RedisError."""
    return _addresses(client, keys, [article.hex() for article in reversed(record.late)])[:EXAMPLES]


def read_summaries(client: Any, keys: Keys, sites: Sequence[str]) -> dict[str, Summary]:
    """The summaries of these sites, with a blocking client. Raises redis.RedisError."""
    found: dict[str, Summary] = {}
    for begin in range(0, len(sites), _AT_ONCE):
        part = sites[begin : begin + _AT_ONCE]
        pipeline = client.pipeline()
        for site in part:
            pipeline.hget(keys.captures(site), SUMMARY)
        found |= {site: readable_summary(site, value) for site, value in zip(part, pipeline.execute(), strict=True)}
    return found


def read_record(client: Any, keys: Keys, site: str) -> Record:
    """All that is kept of a site, with a blocking client. Raises redis.RedisError."""
    return Record.read(site, client.hgetall(keys.captures(site)))


def kinds() -> Iterator[tuple[CaptureKind, int]]:
    """The kinds of sources with their marks."""
    for place, kind in enumerate(get_args(CaptureKind)):
        yield kind, 1 << place


def pooled(days: Sequence[Mapping[int, int]]) -> Counter[int]:
    """Several days' counts as those of one."""
    total: Counter[int] = Counter()
    for day in days:
        total.update(day)
    return total


def percent(share: float) -> str:
    """A share for people. What is not all is never shown as 100 %."""
    return f"{share:.0%}" if share >= 1 or share < 0.99 else f"{min(share, 0.999):.1%}"  # 99.5 rounds up


def _figures(counts: Mapping[int, int], found: Estimate | Untold) -> dict[str, Any]:
    if isinstance(found, str):
        return {"found": sum(counts.values()), "unknown": found}
    return {"found": found.found, "share": found.share, "low": found.low, "high": found.high}


def _named(counts: Mapping[int, int], bit: int) -> int:
    return sum(count for marks, count in counts.items() if marks & bit)


def _last(judged: Mapping[date, Mapping[int, int]], most: int) -> list[Mapping[int, int]]:
    return list(judged.values())[-most:]


def _addresses(client: Any, keys: Keys, articles: Sequence[str]) -> list[str]:
    """The addresses of those that are not in short form yet."""
    pipeline = client.pipeline()
    for article in articles:
        pipeline.hget(keys.article(article), "url")
    return [url.decode("utf-8", "replace") for url in (pipeline.execute() if articles else []) if url]

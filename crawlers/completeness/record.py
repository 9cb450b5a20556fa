"""Which kinds of source have named the articles of each day of a site: the last days one by one, older ones as sums.

A day is one in the site's own time zone. Of a day at most MOST articles are kept, those with the smallest ids. As ids
are digests that is a sample without a choice, and one that does not change when an article is named again.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, tzinfo
from hashlib import sha256
from typing import get_args

from pydantic import BaseModel, ConfigDict, Field

from wiredesk.pipelines.publishing.stored_times import past
from wiredesk.pipelines.source_kinds import SOURCE_KINDS, CaptureKind
from wiredesk.pipelines.stored_record import stored_record

logger = logging.getLogger(__name__)

MOST = 400
"""Articles kept of a day: few sites have more, and 400 tell a share to 3 points."""
MOST_WAITING = 1_000
"""URLs kept of which it is not known yet whether they are articles."""
DAYS_ONE_BY_ONE = 8
"""Days before today whose articles are still kept: what is named later than that is not counted."""
DAYS_AS_SUMS = 60
"""Days kept in all, as long as the health record's."""
LONGEST_GAP = 36 * 3600.0
"""Seconds between two crawls after which the days between them are not judged: all short listings have moved on, and
what they would have named cannot be told from what they never had. A crawl a day, late for once, is no gap."""
AFTER_THE_DAY = 12 * 3600
"""Seconds after a day's end before it is judged: sitemaps that are made at night are there by then."""

LATE = 86_400.0
"""Seconds: an article is late that a crawl so long after its publication had not seen named. No list of what is new
needs a day to name it."""
LATE_KEPT = 30
"""Late articles kept for examples, the newest ones."""

SUMMARY = "summary"
"""The field of the hash that everybody reads; the others are the crawls' own."""
_LATE = b"late"
_WAITING = "waiting:"  # and the day on which they were first named
_ID_BYTES = 16
_ENTRY_BYTES = _ID_BYTES + 1

BITS: dict[str, int] = {row.type: 1 << get_args(CaptureKind).index(row.capture) for row in SOURCE_KINDS.values()}
"""`discovered_via.type` → the mark of its kind."""

Marks = dict[bytes, int]
"""Article (the 16 bytes of its id) → marks of the kinds that have named it."""


class Summary(BaseModel):
    """What there is to be told of a site's days. Times are seconds since the epoch."""

    model_config = ConfigDict(extra="ignore")

    begun: float = Field(
        default=0.0, description="when the first crawl began that noted this; days before are not whole"
    )
    crawled: float = Field(default=0.0, description="end of the last crawl that could do its work")
    gaps: list[str] = Field(
        default_factory=list, description="days on which, or next to which, no crawl ran for too long"
    )
    days: dict[str, dict[int, int]] = Field(
        default_factory=dict, description="day → marks of kinds → articles that just these kinds have named"
    )
    late: dict[str, int] = Field(
        default_factory=dict, description="day of publication → articles that a crawl a day later had not seen named"
    )

    def judged(self, zone: tzinfo, now: float) -> dict[date, dict[int, int]]:
        """The days that can be judged, the newest last: seen from their first minute to well after their last."""
        begun, seen = past(self.begun, now), min(past(self.crawled, now), now)
        gaps = set(self.gaps)
        found = {}
        for name, counts in sorted(self.days.items()):
            day = _day(name)
            if day is None or name in gaps or not counts or not begun:
                continue
            if start_of(day, zone) >= begun and start_of(day + timedelta(days=1), zone) + AFTER_THE_DAY <= seen:
                found[day] = counts
        return found


@dataclass
class Record:
    """All of it, for the crawl that adds to it while it holds the site's lock."""

    summary: Summary = field(default_factory=Summary)
    days: dict[date, Marks] = field(default_factory=dict)
    waiting: dict[date, Marks] = field(default_factory=dict)
    """By the day on which a URL was first named: those that may yet turn out to be articles."""
    late: list[bytes] = field(default_factory=list)
    """The last of those, the newest last."""
    _largest: dict[date, bytes] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def read(cls, site: str, values: Mapping[bytes, bytes]) -> Record:
        """What the hash holds; what cannot be read counts as not there."""
        record = cls(summary=readable_summary(site, values.get(SUMMARY.encode())))
        late = values.get(_LATE, b"")
        record.late = [late[at : at + _ID_BYTES] for at in range(0, len(late) - _ID_BYTES + 1, _ID_BYTES)]
        for name, value in values.items():
            text = name.decode("utf-8", "replace")
            place = record.waiting if text.startswith(_WAITING) else record.days
            if (day := _day(text.removeprefix(_WAITING))) is not None:
                place[day] = _unpacked(value)
        return record

    def note(self, article: bytes, marks: int, day: date) -> None:
        """These kinds have named an article of this day."""
        there = self.days.setdefault(day, {})
        if article in there:
            there[article] |= marks
        elif len(there) < MOST:
            there[article] = marks
        elif article < self._largest_of(day):
            del there[self._largest.pop(day)]
            there[article] = marks

    def _largest_of(self, day: date) -> bytes:
        """The largest id of a full day, which is looked for again only when it has gone: a crawl may name 20,000."""
        if day not in self._largest:
            self._largest[day] = max(self.days[day])
        return self._largest[day]

    def note_new(self, article: bytes, day: date, published: float, last_crawl: float) -> None:
        """An article that no crawl had seen before was published at this moment of this day; `last_crawl` is the end of
        the crawl before, both in seconds since the epoch."""
        if last_crawl - published > LATE:
            name = day.isoformat()
            self.summary.late[name] = self.summary.late.get(name, 0) + 1
            self.late = [*self.late, article][-LATE_KEPT:]

    def take_waiting(self, url: bytes) -> tuple[int, date | None]:
        """The marks of a URL that waited, and since when; it waits no longer."""
        for day, marks in self.waiting.items():
            if url in marks:
                return marks.pop(url), day
        return 0, None

    def wait(self, url: bytes, marks: int, today: date) -> None:
        """These kinds have named a URL that is not known to be an article yet."""
        for there in self.waiting.values():
            if url in there:
                there[url] |= marks
                return
        if sum(map(len, self.waiting.values())) < MOST_WAITING:
            self.waiting.setdefault(today, {})[url] = marks

    def crawl_ended(self, began: float, ended: float, zone: tzinfo) -> None:
        """A crawl could do its work: days without one for too long are no whole days."""
        summary = self.summary
        summary.begun = past(summary.begun, ended) or began
        last = past(summary.crawled, ended)
        if last and began - last > LONGEST_GAP:
            day, end = local_day(last, zone), local_day(began, zone)
            day = max(day, end - timedelta(days=DAYS_AS_SUMS))
            while day <= end:
                summary.gaps.append(day.isoformat())
                day += timedelta(days=1)
        summary.crawled = ended

    def trim(self, today: date) -> None:
        """Add up the days, and let go of what is too old, lies before the beginning, or cannot be."""
        oldest = today - timedelta(days=DAYS_ONE_BY_ONE)
        tomorrow = today + timedelta(days=1)
        self.waiting = {day: marks for day, marks in self.waiting.items() if marks and oldest <= day <= today}
        self.days = {day: marks for day, marks in self.days.items() if marks and oldest <= day <= tomorrow}
        summary = self.summary
        for day, marks in self.days.items():
            summary.days[day.isoformat()] = dict(sorted(Counter(marks.values()).items()))
        first = (today - timedelta(days=DAYS_AS_SUMS)).isoformat()
        last = tomorrow.isoformat()
        summary.days = {name: counts for name, counts in sorted(summary.days.items()) if first <= name <= last}
        summary.late = {name: count for name, count in sorted(summary.late.items()) if first <= name <= last}
        summary.gaps = sorted({name for name in summary.gaps if first <= name <= last})

    def fields(self) -> dict[bytes, bytes]:
        """The hash as it is to be."""
        found = {day.isoformat().encode(): _packed(marks) for day, marks in self.days.items()}
        found |= {f"{_WAITING}{day}".encode(): _packed(marks) for day, marks in self.waiting.items()}
        if self.late:
            found[_LATE] = b"".join(self.late)
        return found | {SUMMARY.encode(): self.summary.model_dump_json(exclude_defaults=True).encode()}


def id_bytes(article: str) -> bytes:
    """The id of an article as it is kept here. Programs may give ids of their own, which are no hexadecimal digits."""
    try:
        digits = bytes.fromhex(article)
    except ValueError:
        digits = b""
    return digits if len(digits) == _ID_BYTES else sha256(article.encode("utf-8", "replace")).digest()[:_ID_BYTES]


def readable_summary(site: str, value: bytes | None) -> Summary:
    """The summary in the hash; an empty one for none and for one that cannot be read."""
    told = "what was noted of the sources of %s is not readable; it starts again from nothing"
    return stored_record(Summary, value, site=site, told=told)


def start_of(day: date, zone: tzinfo) -> float:
    """The first second of a day, since the epoch."""
    return datetime(day.year, day.month, day.day, tzinfo=zone).timestamp()


def local_day(moment: float, zone: tzinfo) -> date:
    """The day of a moment."""
    return datetime.fromtimestamp(moment, zone).date()


def day_published(published: float, zone: tzinfo) -> date:
    """The day of an article by its stored date. One without a time of day stands in its last minute in UTC
    (`moment_of`), and is that day in every zone."""
    alone = published % 86_400 == 86_340  # 23:59
    return local_day(published, UTC if alone else zone)


def _packed(marks: Marks) -> bytes:
    return b"".join(article + bytes((kinds,)) for article, kinds in sorted(marks.items()))


def _unpacked(value: bytes) -> Marks:
    starts: Iterable[int] = range(0, len(value) - _ENTRY_BYTES + 1, _ENTRY_BYTES)
    return {value[at : at + _ID_BYTES]: value[at + _ID_BYTES] for at in starts}


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(name)
    except ValueError:
        return None

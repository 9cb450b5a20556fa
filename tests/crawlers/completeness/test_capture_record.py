"""The record of which kinds of source have named which articles: bounded, and right by days."""

from __future__ import annotations

import asyncio
import hashlib
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import redis.asyncio

from wiredesk.crawlers.completeness.judgement import completeness_of, percent
from wiredesk.crawlers.completeness.record import (
    DAYS_AS_SUMS,
    DAYS_ONE_BY_ONE,
    MOST,
    MOST_WAITING,
    SUMMARY,
    Record,
    Summary,
    day_published,
    id_bytes,
    readable_summary,
    start_of,
)
from wiredesk.crawlers.completeness.recorder import CaptureRecorder
from wiredesk.crawlers.site_tools.checking.completeness import judge_completeness
from wiredesk.pipelines.publishing.keys import Keys
from wiredesk.pipelines.publishing.known_article import KnownArticle

FEED, SITEMAP, PAGE = 1, 2, 8
TODAY = date(2026, 11, 20)
BAGHDAD, NEW_YORK = ZoneInfo("Asia/Baghdad"), ZoneInfo("America/New_York")


def article(number: int) -> bytes:
    return hashlib.sha256(str(number).encode()).digest()[:16]


def noon(day: date) -> float:
    return datetime(day.year, day.month, day.day, 12, 1, tzinfo=UTC).timestamp()


def summary_of(days: list[dict[int, int]], last: date = TODAY - timedelta(days=1)) -> Summary:
    named = {(last - timedelta(days=back)).isoformat(): counts for back, counts in enumerate(reversed(days))}
    return Summary(begun=noon(last - timedelta(days=200)), crawled=noon(TODAY), days=named)


def test_a_day_keeps_a_sample_that_does_not_depend_on_who_named_what():
    record = Record()
    for number in range(3 * MOST):
        record.note(article(number), FEED, TODAY)
    for number in reversed(range(3 * MOST)):
        record.note(article(number), SITEMAP, TODAY)
    marks = record.days[TODAY]
    assert len(marks) == MOST
    assert set(marks.values()) == {FEED | SITEMAP}, "what was left out once never comes back"
    record.trim(TODAY)
    assert record.summary.days == {"2026-11-20": {FEED | SITEMAP: MOST}}
    assert sum(map(len, record.fields().values())) < 17 * MOST + 200


def test_many_articles_of_one_day_are_noted_in_a_moment():
    """The largest of a full day was looked for with each: 0.27 s of the event loop for the 20,000 of one crawl."""
    record, looked = Record(), 0

    class Counted(bytes):
        def __lt__(self, other):
            nonlocal looked
            looked += 1
            return bytes(self) < bytes(other)

        def __gt__(self, other):
            nonlocal looked
            looked += 1
            return bytes(self) > bytes(other)

        __hash__ = bytes.__hash__

    for number in range(10 * MOST):
        record.note(Counted(article(number)), FEED, TODAY)
    assert set(record.days[TODAY]) == set(sorted(map(article, range(10 * MOST)))[:MOST])
    assert looked < MOST * MOST * 5  # where each is compared with all: nine times MOST * MOST


def test_an_article_with_an_id_of_its_own_program_has_a_place_too():
    assert id_bytes("ab" * 16) == bytes.fromhex("ab" * 16)
    assert len({id_bytes("our-story-7"), id_bytes("our-story-8"), id_bytes("ab" * 8), id_bytes("ab" * 16)}) == 4
    assert {len(id_bytes(name)) for name in ("our-story-7", "", "ab" * 20, "\udc80")} == {16}


def test_the_hash_comes_back_as_it_was_and_what_cannot_be_read_is_nothing():
    record = Record(summary=Summary(begun=1.0, crawled=2.0))
    record.note(article(1), FEED | PAGE, TODAY)
    record.wait(article(2), SITEMAP, TODAY)
    record.trim(TODAY)
    assert Record.read("town", record.fields()) == record
    spoilt = {b"summary": b"{", b"2026-13-40": b"x" * 40, b"2026-11-20": b"x" * 20, b"\xff": b"", b"waiting:": b"1"}
    assert readable_summary("town", b"{") == Summary()
    assert [len(marks) for marks in Record.read("town", spoilt).days.values()] == [1]


def test_old_days_become_sums_and_go_after_two_months():
    record = Record(summary=Summary(begun=1.0))
    for back in range(DAYS_AS_SUMS + 20):
        day = TODAY - timedelta(days=DAYS_AS_SUMS + 19 - back)
        record.note(article(back), FEED, day)
        record.wait(article(back + 1000), FEED, day)
        record.trim(day)
    assert len(record.days) == len(record.waiting) == DAYS_ONE_BY_ONE + 1
    assert len(record.summary.days) == DAYS_AS_SUMS + 1
    for number in range(2 * MOST_WAITING):
        record.wait(article(number), PAGE, TODAY)
    assert sum(map(len, record.waiting.values())) == MOST_WAITING


def test_a_day_is_judged_when_it_was_seen_from_its_first_minute_to_well_after_its_last():
    yesterday, midnight = TODAY - timedelta(days=1), start_of(TODAY, BAGHDAD)
    summary = Summary(begun=start_of(yesterday, BAGHDAD), days={yesterday.isoformat(): {FEED: 1}})
    for hours, is_judged in ((-1, False), (3, False), (11.9, False), (12, True)):
        summary.crawled = midnight + hours * 3600
        assert (yesterday in summary.judged(BAGHDAD, midnight + 86_400)) is is_judged
    assert not summary.judged(NEW_YORK, midnight + 86_400), "there the day ends seven hours later"
    summary.begun += 60
    assert not summary.judged(BAGHDAD, midnight + 86_400), "its first minute was not seen"


def test_crawls_that_stopped_for_too_long_leave_days_that_are_not_judged():
    record = Record()
    record.crawl_ended(noon(date(2026, 11, 1)), noon(date(2026, 11, 1)), UTC)
    record.crawl_ended(noon(date(2026, 11, 2)), noon(date(2026, 11, 2)), UTC)
    assert record.summary.gaps == []
    record.crawl_ended(noon(date(2026, 11, 5)), noon(date(2026, 11, 5)), UTC)
    assert record.summary.gaps == ["2026-11-02", "2026-11-03", "2026-11-04", "2026-11-05"]
    record.crawl_ended(noon(date(2036, 11, 5)), noon(date(2036, 11, 5)), UTC)
    record.trim(date(2036, 11, 5))
    assert len(record.summary.gaps) == DAYS_AS_SUMS + 1


def test_a_date_without_a_time_is_that_day_in_every_zone():
    alone = datetime(2026, 11, 20, 23, 59, tzinfo=UTC).timestamp()
    assert day_published(alone, NEW_YORK) == day_published(alone, BAGHDAD) == date(2026, 11, 20)
    late = datetime(2026, 11, 20, 22, 30, tzinfo=UTC).timestamp()
    assert day_published(late, BAGHDAD) == date(2026, 11, 21)


def known_article(letter: str, published: float | None, changed: float | None) -> KnownArticle:
    return KnownArticle(
        id=letter * 32, revision=1, content_hash="", site="town", url="https://town.example/", etag=None,
        last_modified=None, published=published, visited=None, changed=changed, next_visit=None,
    )  # fmt: skip


def test_a_large_sitemap_leaves_room_for_what_other_kinds_name(redis_url):
    """50,000 URLs without dates, half of them known for years; then the feed names new articles of today."""
    key, began = Keys().captures("town"), noon(TODAY)

    async def crawl(client: redis.asyncio.Redis) -> Record:
        await client.hset(key, SUMMARY, Summary(begun=began - 9 * 86_400).model_dump_json())
        recorder = CaptureRecorder(None, began)
        for number in range(25_000):
            recorder.named(article(number).hex(), "sitemap", None)
            recorder.named(article(-number).hex(), "sitemap", None, known_article("b", None, began - 90 * 86_400))
        for number in range(100_000, 100_030):
            recorder.named(article(number).hex(), "feed", datetime.fromtimestamp(began, UTC))
            recorder.is_article([article(number).hex()], article(number).hex(), began, new=True)
        await recorder.save(client, Keys(), "town", ended=began + 60, worked=True)
        values = await client.hgetall(key)
        await client.aclose()
        return Record.read("town", values)

    record = asyncio.run(crawl(redis.asyncio.Redis.from_url(redis_url)))
    assert {day: len(marks) for day, marks in record.days.items()} == {TODAY: 30}
    assert sum(map(len, record.waiting.values())) == MOST_WAITING


def test_dates_that_cannot_be_harm_nothing(redis_url):
    key, began = Keys().captures("town"), noon(TODAY)

    async def crawl(client: redis.asyncio.Redis) -> Record:
        await client.hset(key, SUMMARY, Summary(begun=began - 9 * 86_400).model_dump_json())
        recorder = CaptureRecorder("Pacific/Kiritimati", began)
        last = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
        recorder.named("a" * 32, "feed", last)
        recorder.named("b" * 32, "feed", None, known_article("b", float("nan"), began))
        recorder.named("c" * 32, "feed", None, known_article("c", -1e12, began))
        recorder.is_article(["a" * 32], "a" * 32, last.timestamp(), new=True)
        await recorder.save(client, Keys(), "town", ended=began + 60, worked=True)
        values = await client.hgetall(key)
        await client.aclose()
        return Record.read("town", values)

    record = asyncio.run(crawl(redis.asyncio.Redis.from_url(redis_url)))
    tomorrow = TODAY + timedelta(days=1)  # on Kiritimati
    assert record.days == {tomorrow: {bytes.fromhex("a" * 32): FEED}}, "new, and of no day that can be"


def test_the_last_week_together_and_each_of_its_days():
    found = completeness_of(summary_of([{FEED: 3, SITEMAP: 2, FEED | SITEMAP: 20}] * 9), UTC, noon(TODAY))
    assert (found.found, len(found.days), found.first, found.last) == (
        175, 7, date(2026, 11, 13), date(2026, 11, 19),
    )  # fmt: skip
    assert found.high - found.low < found.days[-1].high - found.days[-1].low
    assert "175 articles of 2026-11-13 to 2026-11-19 are" in found.sentence()
    assert percent(0.999) == "99.9%"
    assert percent(0.9999) == "99.9%"
    assert percent(1.0) == "100%"


def test_a_fall_is_told_and_chance_is_not():
    good, bad = {FEED: 2, SITEMAP: 2, FEED | SITEMAP: 26}, {FEED: 9, SITEMAP: 9, FEED | SITEMAP: 5}
    assert judge_completeness(summary_of([good] * 12), UTC, noon(TODAY)) is None
    assert judge_completeness(summary_of([good] * 11 + [bad]), UTC, noon(TODAY)) is None, "one day is chance"
    assert judge_completeness(summary_of([good] * 10 + [bad] * 2), UTC, noon(TODAY)) is None, "it was well a day ago"
    fallen = judge_completeness(summary_of([good] * 8 + [bad] * 4), UTC, noon(TODAY))
    assert fallen is not None
    assert fallen.since == datetime(2026, 11, 16, tzinfo=UTC)
    assert judge_completeness(summary_of([good] * 3 + [bad] * 4), UTC, noon(TODAY)) is None, "what is usual?"
    assert judge_completeness(summary_of([bad] * 14), UTC, noon(TODAY)) is None, "it was never better"
    silent = {FEED: 20}
    assert judge_completeness(summary_of([good] * 9 + [silent] * 4), UTC, noon(TODAY)) is None

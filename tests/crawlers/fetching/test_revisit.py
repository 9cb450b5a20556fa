"""When an article, and a site, is looked at again."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from wiredesk.crawlers.fetching.revisit import (
    SCHEDULE,
    RevisitRecord,
    next_visit,
    pause_after_failures,
    pause_until_next_crawl,
    publishing_rate,
    visit_after_reading,
)
from wiredesk.pipelines.publishing.known_article import KnownArticle

DAY = 86_400.0
NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("age", "pause"),
    [
        (timedelta(minutes=5), timedelta(minutes=30)),
        (timedelta(hours=5), timedelta(hours=2)),
        (timedelta(days=1), timedelta(hours=12)),
        (timedelta(days=5), timedelta(days=2)),
        (timedelta(days=30), None),
    ],
)
def test_fresh_articles_are_visited_often_and_old_ones_never(age, pause):
    assert next_visit(NOW, NOW - age) == ((NOW + pause).timestamp() if pause else None)


@pytest.mark.parametrize(("age", "pause"), [(20, 7), (200, 30), (400, None)])
def test_where_no_listing_tells_of_changes_visits_go_on_for_a_year(age, pause):
    visit = next_visit(NOW, NOW - timedelta(days=age), untold=True)
    assert visit == ((NOW + timedelta(days=pause)).timestamp() if pause else None)


def test_an_article_without_a_date_counts_as_fresh():
    assert next_visit(NOW, None) is not None


def days_until_visit(published: float, met: float | None) -> float | None:
    """Days until the visit after this one, of an article of that age in days that was met so many days ago."""
    now = time.time()
    known = None
    if met is not None:
        known = KnownArticle(
            "id", 1, "hash", "site", "url", None, None, now - published * DAY, now, now - met * DAY, None
        )
    visit = visit_after_reading(now - published * DAY, known, changed=False, pace=1.0, untold=False)
    return None if visit is None else round((visit - now) / DAY, 3)


def test_an_article_that_is_met_late_is_visited_twice_more():
    assert days_until_visit(9, met=None) == 2
    assert days_until_visit(11, met=2) == 2
    assert days_until_visit(15, met=6) is None
    assert days_until_visit(40, met=None) is None, "a feed that lists a whole year"
    assert days_until_visit(9, met=8.5) is None, "met in time"


@pytest.mark.parametrize(("changes", "pace"), [(0, 2.0), (3, 1.0), (10, 0.5)])
def test_a_site_that_is_seen_to_update_its_articles_is_visited_more_often(changes, pace):
    record = RevisitRecord()
    for visit in range(50):
        record.note(changed=visit % 5 == 0 and visit // 5 < changes)
    assert record.pace == pace
    assert next_visit(NOW, NOW, pace=record.pace) == (NOW + timedelta(minutes=30) * pace).timestamp()


def test_a_few_visits_say_nothing_of_a_site():
    record = RevisitRecord()
    for _ in range(20):
        record.note(changed=True)
    assert record.pace == 1.0


def test_a_busy_site_is_looked_at_more_often_than_a_quiet_one():
    assert pause_until_next_crawl(60.0, 600, 86_400) == 600
    assert pause_until_next_crawl(16.0, 500, 86_400) == 4500 / 8
    assert pause_until_next_crawl(1.0, 600, 86_400) == 4500
    assert pause_until_next_crawl(1 / 16, 600, 86_400) == 4500 * 8
    assert pause_until_next_crawl(0.0, 600, 86_400) == 86_400
    assert pause_until_next_crawl(1e-300, 600, 86_400) == 86_400
    assert pause_until_next_crawl(None, 600, 86_400) == 600


def test_the_rate_follows_what_is_published():
    rate = publishing_rate(None, 10, 3600)
    assert rate == 10
    for _ in range(20):
        rate = publishing_rate(rate, 0, 3600)
    assert rate < 0.1


def in_words(span: timedelta) -> str:
    minutes = span // timedelta(minutes=1)
    days, hours = minutes / 1440, minutes / 60
    return f"{days:g} days" if days > 1 else f"{hours:g} hours" if hours > 1 else f"{minutes} minutes"


def test_the_guide_has_the_schedule():
    guide = (Path(__file__).parents[3] / "docs/crawling.md").read_text("utf-8")
    rows = [f"| up to {in_words(age)} | {in_words(pause)} |" for age, pause in SCHEDULE]
    assert "\n".join([*rows, "| older | never |"]) in guide


def test_a_site_that_fails_is_tried_more_and_more_rarely_and_once_a_day_at_the_least():
    assert [pause_after_failures(600, 600, failures) / 600 for failures in (0, 1, 2, 3, 7)] == [1, 1, 2, 4, 64]
    assert pause_after_failures(600, 600, 9) == pause_after_failures(600, 600, 10_000) == 86_400
    assert pause_after_failures(4_500, 600, 2) == 4_500  # its own pace is slower yet
    assert pause_after_failures(7 * 86_400, 600, 50) == 7 * 86_400

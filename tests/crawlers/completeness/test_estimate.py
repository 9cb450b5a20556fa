"""The estimate of how many articles there are, against worlds whose number of articles is known."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from wiredesk.crawlers.completeness import estimate as estimate_module
from wiredesk.crawlers.completeness.estimate import Estimate, dependent_kinds, estimate

FEED, SITEMAP, API, PAGE = 1, 2, 4, 8


def world(luck: random.Random, articles: int, chances: dict[int, float], alike: float = 0.0) -> Counter[int]:
    """One day: marks → articles. With `alike` the first two kinds choose by the same lot so often."""
    day: Counter[int] = Counter()
    for _ in range(articles):
        marks, lot = 0, luck.random()
        for at, (kind, chance) in enumerate(chances.items()):
            drawn = lot if at == 0 or (at == 1 and luck.random() < alike) else luck.random()
            marks |= kind if drawn < chance else 0
        day[marks] += 1
    return day


def found(day: Counter[int]) -> dict[int, int]:
    return {marks: count for marks, count in day.items() if marks}


def coverage(days: list[Counter[int]], groups: list[int]) -> tuple[int, int]:
    """Days whose interval holds the truth, and days that were told."""
    told = [(day, e) for day in days if isinstance(e := estimate(found(day), groups), Estimate)]
    return sum(e.least <= day.total() <= e.most for day, e in told), len(told)


@pytest.mark.parametrize(
    "chances", [{FEED: 0.9, SITEMAP: 0.9}, {FEED: 0.7, PAGE: 0.5}, {FEED: 0.8, API: 0.6, PAGE: 0.3}]
)
@pytest.mark.parametrize("articles", [12, 40])
def test_the_interval_holds_the_truth_on_19_of_20_days(chances, articles):
    luck = random.Random(14)
    held, told = coverage([world(luck, articles, chances) for _ in range(300)], [])
    assert told > 200
    assert held / told > 0.93


def test_the_middle_is_near_the_truth_and_the_interval_narrow_where_much_is_known():
    day = world(random.Random(5), 400, {FEED: 0.7, SITEMAP: 0.6})
    told = estimate(found(day))
    assert isinstance(told, Estimate)
    assert abs(told.share - told.found / 400) < 0.05
    assert 0.02 < told.high - told.low < 0.15
    assert told.found <= told.least <= told.total <= told.most


def test_kinds_that_name_the_same_articles_count_as_one():
    luck = random.Random(3)
    days = [world(luck, 40, {FEED: 0.6, PAGE: 0.6, SITEMAP: 0.5}, alike=0.5) for _ in range(60)]
    groups = dependent_kinds([found(day) for day in days])
    assert groups == [FEED | PAGE]
    apart, told = coverage(days, [])
    assert apart / told < 0.85, "as if they were independent, the interval is too near to all"
    together, told = coverage(days, groups)
    assert together / told > 0.93


def test_independent_kinds_stay_apart_and_two_are_never_joined():
    luck = random.Random(8)
    chances = {FEED: 0.6, PAGE: 0.6, SITEMAP: 0.5}
    joined = sum(bool(dependent_kinds([found(world(luck, 40, chances)) for _ in range(10)])) for _ in range(40))
    assert joined < 12  # three pairs are tried, each is wrong once in twenty
    assert dependent_kinds([found(world(luck, 400, {FEED: 0.6, PAGE: 0.6}, alike=0.9))]) == []


def test_what_cannot_be_told_is_said():
    assert estimate({FEED: 50}) == "one_kind"
    assert estimate({FEED: 5, PAGE: 5}) == "no_overlap"
    assert estimate({FEED | PAGE: 3}) == "too_few"
    assert estimate({}) == "too_few"
    assert estimate({FEED | PAGE: 20, SITEMAP: 0}, [FEED | PAGE]) == "one_kind"


def test_numbers_beyond_all_bounds_end():
    told = estimate({FEED: 100_000, PAGE: 100_000, FEED | PAGE: 3})
    assert told == "no_overlap"
    assert isinstance(estimate({FEED | PAGE: 100_000}), Estimate)


def test_that_nothing_can_be_told_is_seen_without_a_look_at_each_total(monkeypatch):
    luck = random.Random(5)
    for _ in range(200):
        articles = luck.randint(5, 60)
        named = [luck.randint(1, articles) for _ in range(luck.randint(2, 4))]
        seen_at_once = estimate_module._goes_on(articles, named, 50 * articles)
        with monkeypatch.context() as patched:
            patched.setattr(estimate_module, "_goes_on", lambda *_: False)
            assert seen_at_once is not bool(estimate_module._weights(articles, named)), (articles, named)
    told = estimate({FEED: 80, SITEMAP: 90, FEED | SITEMAP: 30})
    monkeypatch.setattr(estimate_module, "log", lambda _: pytest.fail("a look at each total"))
    assert estimate({FEED: 195, SITEMAP: 190, FEED | SITEMAP: 5}) == "no_overlap"
    assert estimate({FEED: 90, SITEMAP: 80, FEED | SITEMAP: 30}) == told, "a day that was asked for before"

"""How often the fault `completeness` is told of quiet sites, and how soon of sites that have become less complete.

    python benchmarks/completeness_alarms.py        # half a minute

Every site has two or three kinds of sources, fewer articles at weekends, and chances that differ from day to day: by so
many logits (standard deviation), each kind's by itself.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from math import exp
from statistics import median

from completeness import day_of

from wiredesk.crawlers.completeness.record import DAYS_AS_SUMS, Summary
from wiredesk.crawlers.site_tools.checking.completeness import judge_completeness

DAYS = 70
FALL_ON = 40
"""The day on which chances fall."""
QUIET_SITES, FALLING_SITES = 150, 60


def history(
    luck: random.Random, chances: Sequence[float], articles: int, unrest: float, fall: Sequence[float] = ()
) -> list[bool]:
    """Whether the fault is told at noon of each day. `fall`: the factors of the kinds' chances from FALL_ON on."""
    summary, told = Summary(begun=1.0), []
    for number in range(DAYS):
        day = date(2026, 1, 1) + timedelta(days=number)
        count = max(0, round(luck.gauss(articles * (0.5 if day.weekday() > 4 else 1), articles**0.5)))
        odds = [chance / (1 - chance) * exp(luck.gauss(0, unrest)) for chance in chances]
        today = [one / (1 + one) for one in odds]
        if fall and number >= FALL_ON:
            today = [chance * by for chance, by in zip(today, fall, strict=True)]
        summary.days[day.isoformat()] = dict(day_of(luck, count, today))
        summary.days = dict(sorted(summary.days.items())[-DAYS_AS_SUMS:])
        summary.crawled = datetime(day.year, day.month, day.day, 13, tzinfo=UTC).timestamp()
        told.append(judge_completeness(summary, UTC, summary.crawled) is not None)
    return told


def main() -> None:
    luck = random.Random(5)
    for unrest in (0.0, 0.5, 1.0):
        begun = 0
        for _ in range(QUIET_SITES):
            chances = [luck.uniform(0.5, 0.97) for _ in range(luck.choice((2, 3)))]
            told = history(luck, chances, luck.choice((5, 15, 40, 80)), unrest)
            begun += sum(now and not before for before, now in pairwise(told))
        print(f"quiet, unrest {unrest}: {begun} false alarms at {QUIET_SITES} sites in {DAYS - 10} days")
    for fall in ((0.5, 0.5), (0.6, 0.6)):
        delays = []
        for _ in range(FALLING_SITES):
            told = history(luck, (0.95, 0.9), luck.choice((15, 40)), 0.5, fall)
            delays += [told[FALL_ON:].index(True) + 1] if any(told[FALL_ON:]) else []
        print(
            f"all chances times {fall[0]}: told at {len(delays)} of {FALLING_SITES} sites, "
            f"on day {median(delays):.0f} (median)"
        )


if __name__ == "__main__":
    main()

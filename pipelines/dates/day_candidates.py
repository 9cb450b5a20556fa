"""Days that a text may mean, and the weekday that decides between two readings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from wiredesk.pipelines.dates.tokens import Token, is_mark
from wiredesk.pipelines.dates.vocabulary import Meaning


@dataclass(slots=True)
class DayCandidate:
    """A day and the tokens ``start`` to ``end`` (exclusive) that say it."""

    start: int
    end: int
    day: date
    ambiguous: bool = False
    rank: int = 0
    """0: in the Gregorian calendar with its year; 1: in another calendar; 2: year supplied from the reference."""


def choose_day(
    start: int, end: int, readings: list[tuple[date, int]], weekday: int | None, *, settled: bool
) -> DayCandidate | None:
    """The first reading, or the one that falls on the weekday that the text names."""
    if not readings:
        return None
    if weekday is not None:
        readings = [reading for reading in readings if reading[0].weekday() == weekday] or readings
    day, rank = readings[0]
    ambiguous = not settled and any(other != day for other, _ in readings)
    return DayCandidate(start, end, day, ambiguous, rank)


def weekday_near(tokens: list[Token], start: int, end: int) -> int | None:
    """The weekday named within three tokens before or behind a date."""
    for position in (*range(start - 1, start - 4, -1), *range(end, end + 3)):
        if 0 <= position < len(tokens):
            weekday: Meaning | None = tokens[position].meaning("weekday")
            # 日 is the day of the date, and Sunday only in brackets of its own.
            if weekday is not None and (not tokens[position].meaning("mark") or is_mark(tokens, position - 1, "(")):
                return weekday.number
    return None

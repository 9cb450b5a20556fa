"""Moments as people write them on a command line: a date, a date with time, an age, today, yesterday."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

_AGE = re.compile(r"([0-9]{1,7})([mhdw])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_DAYS = {"today": 0, "yesterday": -1, "tomorrow": 1}


def read_time(text: str, *, end: bool = False, ahead: bool = False) -> datetime:
    """The moment that `text` names; read as UTC where it names no zone.

    `text` is an ISO 8601 date or date-time, an age such as ``36h`` or ``7d`` (m, h, d, w), ``now``, ``today`` or
    ``yesterday`` or ``tomorrow``. A day is its first moment, or with `end` the first one after it; with `ahead` an age
    is a span to come. Raises ValueError, with examples.
    """
    text = text.strip()
    try:
        return _read(text, end=end, ahead=ahead).astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError(
            f"{text[:80]!r} is neither a date (2026-01-31, 2026-01-31T08:00+03:00, yesterday) nor an age (36h, 7d)"
        ) from None


def _read(text: str, *, end: bool, ahead: bool) -> datetime:
    now = datetime.now(UTC)
    if text == "now":
        return now
    if age := _AGE.fullmatch(text):
        span = timedelta(**{_UNITS[age[2]]: int(age[1])})
        return now + span if ahead else now - span
    if text in _DAYS:
        return _day(now.date() + timedelta(days=_DAYS[text]), end=end)
    try:
        return _day(date.fromisoformat(text), end=end)
    except ValueError:
        moment = datetime.fromisoformat(text)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _day(day: date, *, end: bool) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=1 if end else 0)

"""Times of day among tokens: 14:05, 2.05 p.m., 10h25, 14 Uhr, 下午3点05分."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import tzinfo

from wiredesk.pipelines.dates.parsed_date import Precision
from wiredesk.pipelines.dates.tokens import Token, has_meaning, is_mark, is_number


@dataclass(slots=True)
class ClockTime:
    """A time of day and the tokens ``start`` to ``end`` (exclusive) that say it."""

    start: int
    end: int
    hour: int
    minute: int
    second: int
    microsecond: int
    precision: Precision
    zone: tzinfo | None = None
    doubtful: bool = False
    """In the count of hours that starts at dawn (Swahili, Amharic), which sites mix with the usual one."""


def find_times(tokens: list[Token], *, dotted: bool) -> list[ClockTime]:
    """All times of day, their tokens marked as used.

    ``dotted``: take 14.05 also where nothing beside it says that it is a time.
    """
    times = []
    index = 0
    while index < len(tokens):
        time = _time_at(tokens, index, dotted) if tokens[index].kind == "number" and not tokens[index].used else None
        if time is None:
            index += 1
            continue
        _apply_half(tokens, time)
        if time.hour <= 24:
            for position in range(time.start, time.end):
                tokens[position].used = True
            times.append(time)
        index = max(time.end, index + 1)
    return times


def _time_at(tokens: list[Token], index: int, dotted: bool) -> ClockTime | None:
    if not is_number(tokens, index, 1, 2) or tokens[index].value > 24:
        return _military(tokens, index)
    hour = tokens[index].value
    if is_mark(tokens, index + 1, ":") and is_number(tokens, index + 2, 2) and tokens[index + 2].value < 60:
        return _with_seconds(tokens, index, hour, index + 3)
    if _clock_word(tokens, index + 1) and not is_mark(tokens, index - 1, "."):
        return _with_clock_word(tokens, index, hour)
    if (
        is_mark(tokens, index + 1, ".")
        and is_number(tokens, index + 2, 2)
        and not tokens[index + 2].spaced
        and tokens[index + 2].value < 60
        and not _dotted_date(tokens, index, dotted=dotted)
        and not (
            is_mark(tokens, index - 1, "./-") and is_number(tokens, index - 2, 1, 2, 4) and not tokens[index].spaced
        )
    ):
        told = _told_before(tokens, index) or _told_after(tokens, index + 3) or _after_year(tokens, index)
        if told or dotted:
            return _with_seconds(tokens, index, hour, index + 3)
        return None
    half = tokens[index + 1].meaning("half") if index + 1 < len(tokens) else None
    if half is not None and half.value != "six" and 0 < hour <= 12 and not _glued_dot(tokens, index):
        return ClockTime(index, index + 1, hour, 0, 0, 0, "hour")
    if (
        _told_before(tokens, index)
        and not is_mark(tokens, index + 1, "./-:")
        and not has_meaning(tokens, index + 1, "month")
        and not has_meaning(tokens, index + 1, "unit")
    ):
        o_clock = index > 0 and (meaning := tokens[index - 1].meaning("at")) is not None and meaning.value == "clock"
        return (
            ClockTime(index, index + 1, hour, 0, 0, 0, "hour")
            if o_clock or has_meaning(tokens, index - 1, "half")
            else None
        )
    return None


def _dotted_date(tokens: list[Token], index: int, *, dotted: bool) -> bool:
    """12.03.25 or 12.03.2025, as against 14.05.30 right behind a year or "klo"."""
    if not (is_mark(tokens, index + 3, "./-") and is_number(tokens, index + 4, 2, 4) and not tokens[index + 4].spaced):
        return False
    told = dotted or _told_before(tokens, index) or _after_year(tokens, index)
    return not (
        told and tokens[index + 3].text == "." and len(tokens[index + 4].text) == 2 and tokens[index + 4].value < 60
    )


def _after_year(tokens: list[Token], index: int) -> bool:
    previous = index - 1
    while is_mark(tokens, previous, ",-") and tokens[index].spaced:
        previous -= 1
    return tokens[index].spaced and is_number(tokens, previous, 4) and 1300 < tokens[previous].value < 2700


def _glued_dot(tokens: list[Token], index: int) -> bool:
    return is_mark(tokens, index - 1, "./-") and not tokens[index].spaced


def _clock_word(tokens: list[Token], index: int) -> bool:
    return has_meaning(tokens, index, "clock")


_MILITARY = frozenset({"hrs", "hours", "h", "hr"})


def _military(tokens: list[Token], index: int) -> ClockTime | None:
    """1425 hrs, as South Asian and Australian agencies print."""
    if is_number(tokens, index, 4) and _clock_word(tokens, index + 1) and tokens[index + 1].text in _MILITARY:
        hour, minute = divmod(tokens[index].value, 100)
        if hour < 24 and minute < 60:
            return ClockTime(index, index + 2, hour, minute, 0, 0, "minute")
    return None


def _with_seconds(tokens: list[Token], start: int, hour: int, end: int) -> ClockTime:
    minute, second, microsecond = tokens[start + 2].value, 0, 0
    precision: Precision = "minute"
    if (
        is_mark(tokens, end, ":.")
        and is_number(tokens, end + 1, 2)
        and tokens[end + 1].value < 61
        and not tokens[end + 1].spaced
        and tokens[end].text == tokens[start + 1].text
    ):
        second, precision = min(tokens[end + 1].value, 59), "second"
        end += 2
        if is_mark(tokens, end, ".,") and is_number(tokens, end + 1, 3, 6) and not tokens[end + 1].spaced:
            microsecond = int((tokens[end + 1].text + "000000")[:6])
            end += 2
    if _clock_word(tokens, end):
        end += 1
    return ClockTime(start, end, hour, minute, second, microsecond, precision)


def _with_clock_word(tokens: list[Token], start: int, hour: int) -> ClockTime:
    end = start + 2
    if is_number(tokens, end, 1, 2) and tokens[end].value < 60 and not _followed_by_date(tokens, end):
        # 10h25, 14 Uhr 05, 3点5分: one digit only where a word for minutes follows.
        minute_word = end + 1 < len(tokens) and any(
            m.kind == "unit" and m.value == "minute" for m in tokens[end + 1].meanings
        )
        if minute_word or len(tokens[end].text) == 2:
            minute = tokens[end].value
            end += 1 + minute_word
            if (
                is_number(tokens, end, 1, 2)
                and end + 1 < len(tokens)
                and any(m.kind == "unit" and m.value == "second" for m in tokens[end + 1].meanings)
            ):
                return ClockTime(start, end + 2, hour, minute, min(tokens[end].value, 59), 0, "second")
            return ClockTime(start, end, hour, minute, 0, 0, "minute")
    return ClockTime(start, end, hour, 0, 0, 0, "hour")


def _followed_by_date(tokens: list[Token], index: int) -> bool:
    return (
        (is_mark(tokens, index + 1, "./-") and is_number(tokens, index + 2, 1, 2, 4))
        or has_meaning(tokens, index + 1, "month")
        or (is_mark(tokens, index + 1, ".") and has_meaning(tokens, index + 2, "month"))
    )


def _told_before(tokens: list[Token], index: int) -> bool:
    previous = index - 1
    if is_mark(tokens, previous, ".:"):  # kl. 14.05, klo: 14.05
        previous -= 1
    return has_meaning(tokens, previous, "at") or has_meaning(tokens, previous, "half")


def _told_after(tokens: list[Token], index: int) -> bool:
    if is_mark(tokens, index, ".") and is_number(tokens, index + 1, 2):
        index += 2
    return (
        has_meaning(tokens, index, "clock") or has_meaning(tokens, index, "half") or has_meaning(tokens, index, "zone")
    )


def _apply_half(tokens: list[Token], time: ClockTime) -> None:
    """Moves the hour to the half of the day that stands behind or before the time."""
    for position in (time.end, time.start - 1, time.start - 2, time.end + 1):
        if not has_meaning(tokens, position, "half") or tokens[position].used:
            continue
        if position == time.start - 2 and not (
            has_meaning(tokens, position + 1, "at") or tokens[position + 1].kind == "mark"
        ):
            continue
        if position == time.end + 1 and not (
            (tokens[time.end].kind == "mark" and tokens[time.end].text in ",.(") or has_meaning(tokens, time.end, "at")
        ):
            continue
        half = tokens[position].meaning("half")
        assert half is not None
        if half.value == "six":
            time.doubtful = True
        elif half.value == "am" and time.hour == 12:
            time.hour = 0
        elif half.value == "pm" and time.hour < 12:
            time.hour += 12
        elif half.value == "night":  # 11 at night is 23, 2 at night stays, 12 at night is midnight
            time.hour = 0 if time.hour == 12 else time.hour + 12 if 6 <= time.hour < 12 else time.hour
        elif half.value == "noon" and time.hour < 6:  # 2 in the afternoon; 11 and 12 at noon stay
            time.hour += 12
        tokens[position].used = True
        time.start, time.end = min(time.start, position), max(time.end, position + 1)
        return

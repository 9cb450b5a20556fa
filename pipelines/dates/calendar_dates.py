"""Days among tokens: 12/03/2025, 12 March 2025, 2025年3月12日, ۱۴۰۳/۱۲/۲۲."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from pipelines.dates.calendars import Calendar, to_gregorian
from pipelines.dates.context import Context
from pipelines.dates.parsed_date import DateOrder
from pipelines.dates.tokens import Token


@dataclass(slots=True)
class DayCandidate:
    """A day and the tokens ``start`` to ``end`` (exclusive) that say it."""

    start: int
    end: int
    day: date
    ambiguous: bool = False
    rank: int = 0
    """0: in the Gregorian calendar with its year; 1: in another calendar; 2: year supplied from the reference."""


def find_days(tokens: list[Token], context: Context) -> list[DayCandidate]:
    """All days that the tokens name, those in the allowed range, their tokens marked as used."""
    _merge_month_marks(tokens)
    candidates: list[DayCandidate] = []
    # Named months first: what they leave over of a text is then no date but a time (14 March 2025 16.10.00).
    for named in (True, False):
        index = 0
        while index < len(tokens):
            candidate = None
            if not tokens[index].used:
                candidate = _candidate_at(tokens, index, context, named=named, dated=bool(candidates))
            if candidate is None:
                index += 1
                continue
            for position in range(candidate.start, candidate.end):
                tokens[position].used = True
            candidates.append(candidate)
            index = candidate.end
    return candidates


def _candidate_at(
    tokens: list[Token], index: int, context: Context, *, named: bool, dated: bool
) -> DayCandidate | None:
    if named:
        return _named(tokens, index, context) if tokens[index].meaning("month") else None
    if tokens[index].kind != "number" or (dated and not context.has_time and _clock_like(tokens, index)):
        return None
    return _numeric(tokens, index, context) or _compact(tokens, index, context)


def _clock_like(tokens: list[Token], index: int) -> bool:
    """16.10.00: hours, minutes and seconds as they may stand behind a date."""
    return (
        _number(tokens, index, 1, 2)
        and _mark(tokens, index + 1, ".")
        and _number(tokens, index + 2, 2)
        and _mark(tokens, index + 3, ".")
        and _number(tokens, index + 4, 2)
        and tokens[index].value < 24
    )


def _mark(tokens: list[Token], index: int, texts: str) -> bool:
    return 0 <= index < len(tokens) and tokens[index].kind == "mark" and tokens[index].text in texts


def _number(tokens: list[Token], index: int, *lengths: int) -> bool:
    if not 0 <= index < len(tokens):
        return False
    token = tokens[index]
    return token.kind == "number" and not token.used and len(token.text) in lengths


def _merge_month_marks(tokens: list[Token]) -> None:
    """Makes a month of a number with a word for month: 3月, 3월, tháng 3, 3 сарын."""
    from pipelines.dates.vocabulary import Meaning

    for index, token in enumerate(tokens):
        if token.kind != "word":
            continue
        mark = token.meaning("mark")
        if mark is None or mark.value != "month":
            continue
        position = index + 1 if token.text in _LEADING_MONTH_MARKS else index - 1
        if _mark(tokens, position, "-"):  # Mongolian 3-р сарын
            position -= 1
        if _number(tokens, position, 1, 2) and 1 <= tokens[position].value <= 12:
            token.meanings = (Meaning("month", "gregorian", tokens[position].value, mark.languages),)
            tokens[position].kind = "mark"  # swallowed by the month
            tokens[position].text = ","


_LEADING_MONTH_MARKS = frozenset({"thang", "thg"})


def _numeric(tokens: list[Token], index: int, context: Context) -> DayCandidate | None:
    """Three numbers parted by one kind of mark, or two where the year may be supplied."""
    if not _number(tokens, index, 1, 2, 4):
        return None
    if index + 1 >= len(tokens) or tokens[index + 1].kind != "mark" or tokens[index + 1].text not in "./-":
        return None
    separator = tokens[index + 1].text
    if _mark(tokens, index - 1, separator) and not tokens[index].spaced and _number(tokens, index - 2, 1, 2, 3, 4):
        return None  # the tail of a longer chain: 1.2.3.4
    if not _number(tokens, index + 2, 1, 2, 4):
        return None
    end = index + 3
    if _mark(tokens, end, separator) and _number(tokens, end + 1, 1, 2, 4) and not (len(tokens[index + 2].text) == 4):
        if tokens[end + 1].spaced and len(tokens[index].text) != 4 and len(tokens[end + 1].text) != 4:
            return _without_year(tokens, index, separator, context)
        if _mark(tokens, end + 2, separator) and _number(tokens, end + 3, 1, 2, 3, 4) and not tokens[end + 3].spaced:
            return None  # 1.2.3.4
        return _triple(tokens, index, separator, context)
    return _without_year(tokens, index, separator, context)


def _triple(tokens: list[Token], index: int, separator: str, context: Context) -> DayCandidate | None:
    first, second, third = tokens[index], tokens[index + 2], tokens[index + 4]
    end = index + 5
    weekday = _weekday_near(tokens, index, end)
    if len(first.text) == 4:
        orders: tuple[DateOrder, ...] = ("YMD",)
        swapped = second.value > 12 >= third.value
        parts = (first, third, second) if swapped else (first, second, third)
        days = context.days(parts[0].value, parts[1].value, parts[2].value)
        return _chosen(index, end, [days] if days else [], weekday, settled=True)
    if len(second.text) == 4:
        return None
    if len(third.text) == 4:
        orders = ("DMY", "MDY")
        preferred: DateOrder | None = context.date_order if context.date_order != "YMD" else "DMY"
        if separator == "." and preferred is None:
            preferred = "DMY"  # hardly anybody outside the United States puts the month first with dots
    else:
        preferred = context.date_order
        # The year first in two digits only where that is the custom; elsewhere it would turn 08.12.25 into 2008.
        orders = ("DMY", "MDY", "YMD") if preferred == "YMD" else ("DMY", "MDY")
        if separator == "." and preferred is None:
            preferred = "DMY"
    readings: list[tuple[date, int]] = []
    ordered = tuple(sorted(orders, key=lambda order: order != preferred))
    for order in ordered:
        numbers = dict(zip(order, (first, second, third), strict=True))
        year = numbers["Y"].value
        if len(numbers["Y"].text) == 1:
            continue
        if reading := context.days(year, numbers["M"].value, numbers["D"].value):
            readings.append(reading)
            if preferred is not None and order == preferred and weekday is None:
                return _chosen(index, end, readings, None, settled=True)
    if preferred is None:
        readings.sort(key=lambda reading: abs(context.latest - reading[0]))
    return _chosen(index, end, readings, weekday, settled=preferred is not None)


def _chosen(
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


def _without_year(tokens: list[Token], index: int, separator: str, context: Context) -> DayCandidate | None:
    """12.03. or 12/03 with the year supplied, where something else shows that it is a date."""
    end = index + 3
    first, second = tokens[index], tokens[index + 2]
    if context.reference is None or len(first.text) > 2 or len(second.text) > 2:
        return None
    if separator == "." and _mark(tokens, end, ".") and not tokens[end].spaced:
        end += 1
    elif separator == "-" or not context.has_time:
        return None
    weekday = _weekday_near(tokens, index, end)
    readings = []
    order = "DMY" if separator == "." and context.given_order is None else context.date_order
    for day, month in ((second, first), (first, second)) if order in ("MDY", "YMD") else ((first, second), (second, first)):
        if found := context.nearest_past("gregorian", month.value, day.value, weekday):
            readings.append((found, 2))
    return _chosen(index, end, readings, weekday, settled=order is not None)


def _compact(tokens: list[Token], index: int, context: Context) -> DayCandidate | None:
    """20250312, alone or before a time."""
    token = tokens[index]
    if len(token.text) != 8 or not 1990 <= token.value // 10000 <= 2100:
        return None
    reading = context.days(token.value // 10000, token.value // 100 % 100, token.value % 100)
    return _chosen(index, index + 1, [reading] if reading else [], None, settled=True)


def _weekday_near(tokens: list[Token], start: int, end: int) -> int | None:
    """The weekday named within three tokens before or behind a date."""
    for position in (*range(start - 1, start - 4, -1), *range(end, end + 3)):
        if 0 <= position < len(tokens) and tokens[position].kind == "word":
            weekday = tokens[position].meaning("weekday")
            # 日 is the day of the date, and Sunday only in brackets of its own.
            if weekday and (not tokens[position].meaning("mark") or _mark(tokens, position - 1, "(")):
                return weekday.number
    return None


@dataclass(slots=True)
class _Found:
    """A number beside a month name, with what its surroundings say of it."""

    position: int
    value: int
    length: int
    mark: str
    """``day`` or ``year`` where a word says so (日, год, năm)."""
    calendar: str


def _named(tokens: list[Token], index: int, context: Context) -> DayCandidate | None:
    """A month's name with the numbers beside it."""
    left = _numbers_beside(tokens, index, -1)
    right = _numbers_beside(tokens, index, +1)
    for day, year in _pairings(left, right):
        positions = [index, day.position] + ([year.position] if year else [])
        start, end = min(positions), max(positions) + 1
        weekday = _weekday_near(tokens, start, end)
        readings: list[tuple[date, int]] = []
        for meaning in tokens[index].meanings:
            if meaning.kind != "month":
                continue
            calendar: Calendar = meaning.value  # type: ignore[assignment]
            if year is None:
                found = context.nearest_past(calendar, meaning.number, day.value, weekday)
                rank = 2
            else:
                found, rank = context.day_in(calendar, year.value, meaning.number, day.value, year.calendar, meaning.languages)
            if found and context.allows(found):
                readings.append((found, rank))
            elif found:
                context.refused = True
        if readings:
            return _chosen(start, end, readings, weekday, settled=False)
    return None


def _pairings(left: list[_Found], right: list[_Found]) -> list[tuple[_Found, _Found | None]]:
    """Which of the numbers beside a month may be its day and its year, best first."""

    def day(found: _Found) -> bool:
        return found.length <= 2 and 1 <= found.value <= 32 and found.mark != "year"

    def year(found: _Found) -> bool:
        return found.length == 4 and found.mark != "day"

    def short_year(found: _Found) -> bool:
        return (found.length == 2 and found.mark != "day") or (found.mark == "year" and found.length <= 2)

    first_left, second_left = (left + [None, None])[:2]  # type: ignore[list-item]
    first_right, second_right = (right + [None, None])[:2]  # type: ignore[list-item]
    pairs: list[tuple[_Found, _Found | None]] = []
    for d, y in (
        (first_left, first_right),  # 12 March 2025
        (first_right, second_right),  # March 12, 2025
        (first_right, first_left),  # 2025 March 12
        (first_left, second_left),  # 2025, 12 March
    ):
        if d and y and day(d) and year(y):
            pairs.append((d, y))
    for d, y, plain in (
        (first_left, first_right, True),
        (first_right, second_right, True),
        (first_right, first_left, False),
        (first_left, second_left, False),
    ):
        # Before the month, two digits are the year only where they cannot be a day or a word says so.
        if d and y and day(d) and short_year(y) and (plain or y.value > 32 or y.mark == "year"):
            pairs.append((d, y))
    beyond = any(found.length == 3 or found.length > 4 for found in right)
    if not pairs and not beyond:  # a year that is there but cannot be right is no reason to invent another
        pairs = [(d, None) for d in (first_left, first_right) if d and day(d)]
    return pairs


# From a month name to its year: "de marzo de", "-nji ýylyň 12-nji", "of the year"; a longer way joins strangers.
_LONGEST_WAY = 7


def _numbers_beside(tokens: list[Token], index: int, step: int) -> list[_Found]:
    """Up to two numbers on one side of a month, as far as only fillers stand between."""
    found: list[_Found] = []
    position = index + step
    way = 0
    mark = calendar = ""
    while 0 <= position < len(tokens) and way < _LONGEST_WAY and len(found) < 2:
        token = tokens[position]
        if token.used:
            break
        if token.kind == "number":
            if token.value == 0 and len(token.text) < 2:
                break
            if len(token.text) > 4 and not found and step < 0:
                break
            if len(token.text) in (5, 6) and 1990 <= int(token.text[:4]) <= 2100:
                # A year that lost the space behind it: "April 16, 20244 min read".
                found.append(_Found(position, int(token.text[:4]), 4, "year", calendar))
                break
            found.append(_Found(position, token.value, len(token.text), mark if step < 0 else "", calendar))
            mark = calendar = ""
            way = 0
        elif token.kind == "mark":
            if token.text not in ".,-/'()*":
                break
            if token.text in "()" and not _bracketed_weekday(tokens, position + step):
                break
        elif meaning := token.meaning("mark"):
            if meaning.value == "month":
                pass
            elif step > 0 and found and not _leading(token):
                found[-1].mark = found[-1].mark or meaning.value
            elif step < 0 and not _leading(token):
                mark = meaning.value
            elif step < 0 and found:
                found[-1].mark = found[-1].mark or meaning.value
        elif era := token.meaning("era"):
            # 1446 هـ has its era behind, 令和7 and พ.ศ. 2568 before.
            behind = era.value not in _LEADING_ERAS or (bool(found) and found[-1].length == 4)
            if found and not found[-1].calendar and behind == (step > 0):
                found[-1].calendar = era.value
            else:
                calendar = era.value
        elif (month := token.meaning("month")) and (own := tokens[index].meaning("month")) and month[:3] == own[:3]:
            pass  # كانون الثاني/يناير: one month by two names
        elif not (token.meaning("filler") or token.meaning("weekday") or token.meaning("at") or _glued_ending(tokens, position)):
            break
        position += step
        way += 1
    return found


_LEADING_ERAS = frozenset({"reiwa", "heisei", "showa", "minguo", "buddhist"})


def _bracketed_weekday(tokens: list[Token], position: int) -> bool:
    """(水) and (Wed) may stand inside a date; a number in brackets is a count: "May (3)"."""
    return any(
        0 <= near < len(tokens) and tokens[near].kind == "word" and tokens[near].meaning("weekday")
        for near in (position, position - 2, position + 2)
    )


def _leading(token: Token) -> bool:
    return token.text in _LEADING_MARKS


# Words that stand before their number: Vietnamese "ngày 12 tháng 3 năm 2025", Indonesian "tahun 2025".
_LEADING_MARKS = frozenset({"ngay", "nam", "tahun", "mung"})


def _glued_ending(tokens: list[Token], position: int) -> bool:
    """An ordinal or case ending on a number: 12th, 1er, 12-nji, 2025-yil, 12-го."""
    token = tokens[position]
    if token.spaced or len(token.text) > 5 or token.meaning("month"):
        return False
    before = position - 1
    if _mark(tokens, before, "-'.") and not tokens[before].spaced:
        before -= 1
    return 0 <= before < len(tokens) and tokens[before].kind == "number"

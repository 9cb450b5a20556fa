"""Days with the month in words: 12 March 2025, March 12, 2025年3月12日, ngày 12 tháng 3 năm 2025."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from wiredesk.pipelines.dates.calendars import Calendar
from wiredesk.pipelines.dates.context import Context
from wiredesk.pipelines.dates.day_candidates import DayCandidate, choose_day, weekday_near
from wiredesk.pipelines.dates.tokens import Token, is_mark, is_number
from wiredesk.pipelines.dates.vocabulary import Meaning


def merge_month_marks(tokens: list[Token]) -> None:
    """Makes a month of a number with a word for month: 3月, 3월, tháng 3, 3 сарын."""
    for index, token in enumerate(tokens):
        if token.kind != "word":
            continue
        mark = token.meaning("mark")
        if mark is None or mark.value != "month":
            continue
        position = index + 1 if token.text in _LEADING_MONTH_MARKS else index - 1
        if is_mark(tokens, position, "-"):  # Mongolian 3-р сарын
            position -= 1
        if is_number(tokens, position, 1, 2) and 1 <= tokens[position].value <= 12:
            token.meanings = (Meaning("month", "gregorian", tokens[position].value, mark.languages),)
            tokens[position].kind = "mark"  # swallowed by the month
            tokens[position].text = ","


_LEADING_MONTH_MARKS = frozenset({"thang", "thg"})


@dataclass(slots=True)
class _Found:
    """A number beside a month name, with what its surroundings say of it."""

    position: int
    value: int
    length: int
    mark: str
    """``day`` or ``year`` where a word says so (日, год, năm)."""
    calendar: str


def named_day(tokens: list[Token], index: int, context: Context) -> DayCandidate | None:
    """A month's name with the numbers beside it."""
    left = _numbers_beside(tokens, index, -1)
    if len(left) == 2 and _is_span(tokens, left[1], left[0]):
        left = left[1:]  # 12-14 March: the first day
    right = _numbers_beside(tokens, index, +1)
    for day, year in _pairings(left, right):
        positions = [index, day.position] + ([year.position] if year else [])
        start, end = min(positions), max(positions) + 1
        weekday = weekday_near(tokens, start, end)
        readings: list[tuple[date, int]] = []
        for meaning in tokens[index].meanings:
            if meaning.kind != "month":
                continue
            calendar: Calendar = meaning.value  # type: ignore[assignment]
            if year is None:
                found = context.nearest_past(calendar, meaning.number, day.value, weekday)
                rank = 2
            else:
                found, rank = context.day_in(
                    calendar, year.value, meaning.number, day.value, year.calendar, meaning.languages
                )
            if found and context.allows(found):
                readings.append((found, rank))
            elif found:
                context.refused = True
        if readings:
            return choose_day(start, end, readings, weekday, settled=False)
    return None


def _is_span(tokens: list[Token], first: _Found, second: _Found) -> bool:
    """12-14, written without spaces."""
    between = second.position - 1
    return (
        first.position == between - 1
        and first.length <= 2
        and is_mark(tokens, between, "-")
        and not tokens[between].spaced
        and not tokens[second.position].spaced
    )


def _pairings(left: list[_Found], right: list[_Found]) -> list[tuple[_Found, _Found | None]]:
    """Which of the numbers beside a month may be its day and its year, best first."""

    def is_day(found: _Found) -> bool:
        return found.length <= 2 and 1 <= found.value <= 32 and found.mark != "year"

    def is_year(found: _Found) -> bool:
        return found.length == 4 and found.mark != "day"

    def is_short_year(found: _Found) -> bool:
        return (found.length == 2 and found.mark != "day") or (found.mark == "year" and found.length <= 2)

    first_left, second_left = [*left, None, None][:2]
    first_right, second_right = [*right, None, None][:2]
    pairs: list[tuple[_Found, _Found | None]] = []
    for d, y in (
        (first_left, first_right),  # 12 March 2025
        (first_right, second_right),  # March 12, 2025
        (first_right, first_left),  # 2025 March 12
        (first_left, second_left),  # 2025, 12 March
    ):
        if d and y and is_day(d) and is_year(y):
            pairs.append((d, y))
    for d, y, plain in (
        (first_left, first_right, True),
        (first_right, second_right, True),
        (first_right, first_left, False),
        (first_left, second_left, False),
    ):
        # Before the month, two digits are the year only where they cannot be a day or a word says so.
        if d and y and is_day(d) and is_short_year(y) and (plain or y.value > 32 or y.mark == "year"):
            pairs.append((d, y))
    beyond = any(found.length == 3 or found.length > 4 for found in right)
    if not pairs and not beyond:  # a year that is there but cannot be right is no reason to invent another
        pairs = [(d, None) for d in (first_left, first_right) if d and is_day(d)]
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
        elif not (
            token.meaning("filler")
            or token.meaning("weekday")
            or token.meaning("at")
            or _glued_ending(tokens, position)
        ):
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
    if is_mark(tokens, before, "-'.") and not tokens[before].spaced:
        before -= 1
    return 0 <= before < len(tokens) and tokens[before].kind == "number"

"""Days in numbers alone: 12/03/2025, 2025-03-12, 12.03., 20250312, ۱۴۰۳/۱۲/۲۲."""

from __future__ import annotations

from datetime import date

from wiredesk.pipelines.dates.context import Context
from wiredesk.pipelines.dates.day_candidates import DayCandidate, choose_day, weekday_near
from wiredesk.pipelines.dates.parsed_date import DateOrder
from wiredesk.pipelines.dates.tokens import Token, is_mark, is_number


def numeric_day(tokens: list[Token], index: int, context: Context) -> DayCandidate | None:
    """Three numbers separated by one kind of mark, or two where the year may be supplied."""
    if not is_number(tokens, index, 1, 2, 4):
        return None
    if index + 1 >= len(tokens) or tokens[index + 1].kind != "mark" or tokens[index + 1].text not in "./-":
        return None
    separator = tokens[index + 1].text
    if is_mark(tokens, index - 1, separator) and not tokens[index].spaced and is_number(tokens, index - 2, 1, 2, 3, 4):
        return None  # the tail of a longer chain: 1.2.3.4
    if not is_number(tokens, index + 2, 1, 2, 4):
        return None
    end = index + 3
    if is_mark(tokens, end, separator) and is_number(tokens, end + 1, 1, 2, 4) and len(tokens[index + 2].text) != 4:
        if tokens[end + 1].spaced and len(tokens[index].text) != 4 and len(tokens[end + 1].text) != 4:
            return _without_year(tokens, index, separator, context)
        if (
            is_mark(tokens, end + 2, separator)
            and is_number(tokens, end + 3, 1, 2, 3, 4)
            and not tokens[end + 3].spaced
        ):
            return None  # 1.2.3.4
        return _triple(tokens, index, separator, context)
    return _without_year(tokens, index, separator, context)


def _triple(tokens: list[Token], index: int, separator: str, context: Context) -> DayCandidate | None:
    first, second, third = tokens[index], tokens[index + 2], tokens[index + 4]
    end = index + 5
    weekday = weekday_near(tokens, index, end)
    if len(first.text) == 4:
        orders: tuple[DateOrder, ...] = ("YMD",)
        swapped = second.value > 12 >= third.value
        parts = (first, third, second) if swapped else (first, second, third)
        days = context.days(parts[0].value, parts[1].value, parts[2].value)
        return choose_day(index, end, [days] if days else [], weekday, settled=True)
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
                return choose_day(index, end, readings, None, settled=True)
    if preferred is None:
        readings.sort(key=lambda reading: abs(context.latest - reading[0]))
    return choose_day(index, end, readings, weekday, settled=preferred is not None)


def _without_year(tokens: list[Token], index: int, separator: str, context: Context) -> DayCandidate | None:
    """12.03. or 12/03 with the year supplied, where something else shows that it is a date."""
    end = index + 3
    first, second = tokens[index], tokens[index + 2]
    if context.reference is None or len(first.text) > 2 or len(second.text) > 2:
        return None
    dotted = separator == "." and is_mark(tokens, end, ".") and not tokens[end].spaced
    end += dotted
    weekday = weekday_near(tokens, index, end)
    # 12.03. may also number a heading, and 12/03 be a score: a time, a weekday or nothing but words of dates beside it.
    plain = dotted and all(token.meanings for token in tokens if token.kind == "word")
    # 03-12 14:05, month first, is Chinese; elsewhere a dash makes a score or a span of it.
    if separator == "-" and not (context.has_time and context.date_order == "YMD"):
        return None
    if not (context.has_time or weekday is not None or plain):
        return None
    readings = []
    order = "DMY" if separator == "." and context.given_order is None else context.date_order
    for day, month in (
        ((second, first), (first, second)) if order in ("MDY", "YMD") else ((first, second), (second, first))
    ):
        if found := context.nearest_past("gregorian", month.value, day.value, weekday):
            readings.append((found, 2))
    return choose_day(index, end, readings, weekday, settled=order is not None)


def compact_day(tokens: list[Token], index: int, context: Context) -> DayCandidate | None:
    """20250312, alone or before a time."""
    token = tokens[index]
    if len(token.text) != 8 or not 1990 <= token.value // 10000 <= 2100:
        return None
    reading = context.days(token.value // 10000, token.value // 100 % 100, token.value % 100)
    return choose_day(index, index + 1, [reading] if reading else [], None, settled=True)

"""Relative dates: 3 hours ago, قبل يومين, dün 14:30, just now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from wiredesk.pipelines.dates.parsed_date import Precision
from wiredesk.pipelines.dates.tokens import Token

_UNITS = {
    "second": timedelta(seconds=1),
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(weeks=1),
}
_PRECISION: dict[str, Precision] = {"second": "second", "minute": "minute", "hour": "hour", "day": "day", "week": "day"}
# An "ago" word stands at most this many tokens from its number and unit: "il y a environ 3 heures".
_REACH = 4
# Words without a meaning here that a line with "today" may have: names and the desk of a byline. More is a sentence, in
# which "today" is no date of publication.
_MOST_STRANGERS = 4
# Larger counts are no dates of news: 10,000 days are 27 years.
_LARGEST_COUNT = 10_000


@dataclass(slots=True)
class Ago:
    """A distance back from the reference; the tokens ``start`` to ``end`` (exclusive) say it."""

    start: int
    end: int
    distance: timedelta
    precision: Precision
    whole_days: bool
    """Counted in calendar days: a time of day may be printed beside it."""
    ambiguous: bool = False


def find_relative(tokens: list[Token], *, bare: bool) -> list[Ago]:
    """All distances back that the tokens name ("3 hours ago", "yesterday", "just now"), their tokens marked as used.

    ``bare``: "3h" alone is also one, as English sites print it.
    """
    found: list[Ago] = []
    brief = sum(token.kind == "word" and not token.meanings for token in tokens) <= _MOST_STRANGERS
    index = 0
    while index < len(tokens):
        ago = None if tokens[index].used else _ago_at(tokens, index, bare=bare)
        if ago is None and brief and not tokens[index].used:
            ago = _day_word(tokens, index)
        if ago is None:
            index += 1
            continue
        for position in range(ago.start, ago.end):
            tokens[position].used = True
        found.append(ago)
        index = max(ago.end, index + 1)
    return found


def _ago_at(tokens: list[Token], index: int, *, bare: bool) -> Ago | None:
    """A count with its unit, several of them, and an "ago" word before or behind."""
    first = _amount(tokens, index)
    if first is None:
        return None
    start, end, count, unit = first
    amounts = [(count, unit)]
    while (following := _amount(tokens, _skip(tokens, end))) and following[3] != unit:  # 1 hour 5 minutes
        _, end, count, unit = following
        amounts.append((count, unit))
    before, behind = _ago_before(tokens, start), _ago_behind(tokens, end)
    if any(_is_ago(tokens, position) for position in range(start, end)):  # Hungarian órája: "hours ago" in one word
        behind = behind or end
    if before is None and behind is None and not (bare and _alone(tokens, start, end)):
        return None
    if any(unit not in _UNITS for _, unit in amounts):
        return None  # "2 months ago" names no day
    distance = sum((count * _UNITS[unit] for count, unit in amounts), timedelta())
    smallest = amounts[-1][1]
    return Ago(
        before if before is not None else start,
        behind if behind is not None else end,
        distance,
        _PRECISION[smallest],
        whole_days=smallest in ("day", "week"),
        ambiguous=smallest == "week",
    )


def _amount(tokens: list[Token], index: int) -> tuple[int, int, int, str] | None:
    """Start, end, count and unit of "3 hours", "ساعتين", "an hour", "saa 3" (Swahili puts the number behind)."""
    if not 0 <= index < len(tokens) or tokens[index].used:
        return None
    token = tokens[index]
    count = -1
    if token.kind == "number" and len(token.text) <= 4:
        if index and tokens[index - 1].kind == "number" and not tokens[index - 1].used:
            return None  # Mongolian "11 7 хоногийн өмнө" is eleven weeks ago
        count = token.value
    elif token.kind == "word" and (number := token.meaning("number")):
        count = number.number
    if count >= 0:
        after = index + 1
        while (
            after < len(tokens)
            and after <= index + 2
            and not tokens[after].meaning("unit")
            and (tokens[after].text in (".", "-") or tokens[after].meaning("filler"))
        ):
            after += 1
        if (
            after < len(tokens)
            and not tokens[after].used
            and (unit := tokens[after].meaning("unit"))
            and count <= _LARGEST_COUNT
        ):
            end = after + 1
            if (
                end < len(tokens)
                and tokens[end].text == "."
                and (end + 1 == len(tokens) or tokens[end + 1].kind == "word")
            ):
                end += 1  # the dot of an abbreviation
            return index, end, count, unit.value
        return None
    unit = token.meaning("unit") if token.kind == "word" else None
    if unit is None:
        return None
    following = index + 1
    if following + 1 < len(tokens) and tokens[following].text in ("-", "."):
        following += 1
    if (
        following < len(tokens)
        and tokens[following].kind == "number"
        and not tokens[following].used
        and len(tokens[following].text) <= 3
    ):
        if _is_ago(tokens, following + 1) and not (
            following + 1 < len(tokens) and tokens[following + 1].meaning("unit")
        ):
            return index, following + 1, tokens[following].value, unit.value
        if following + 1 == len(tokens):  # Hausa: "kwanaki da suka gabata 3" is met behind its "ago"
            return index, following + 1, tokens[following].value, unit.value
        return None
    if following < len(tokens) and (number := tokens[following].meaning("number")) and not tokens[following].used:
        return index, following + 1, number.number, unit.value
    if unit.number == 1 and (token.meaning("plural") or (index and tokens[index - 1].kind == "number")):
        return None  # "hours ago", or a number that was too large to count
    return index, index + 1, unit.number, unit.value


def _skip(tokens: list[Token], index: int) -> int:
    while index < len(tokens) and (
        tokens[index].text == "," or (tokens[index].kind == "word" and tokens[index].meaning("filler"))
    ):
        index += 1
    return index


def _is_ago(tokens: list[Token], index: int) -> bool:
    return 0 <= index < len(tokens) and tokens[index].kind == "word" and tokens[index].meaning("ago") is not None


def _ago_before(tokens: list[Token], start: int) -> int | None:
    for position in range(start - 1, max(start - 1 - _REACH, -1), -1):
        if _is_ago(tokens, position):
            return position
        token = tokens[position]
        if (
            token.kind == "number"
            or token.used
            or not (token.meaning("filler") or token.meaning("at") or token.text in "~<>(±.")
        ):
            return None
    return None


def _ago_behind(tokens: list[Token], end: int) -> int | None:
    for position in range(end, min(end + 2, len(tokens))):
        if _is_ago(tokens, position):
            return position + 1
        token = tokens[position]
        if token.kind == "number" or token.used or not (token.meaning("filler") or token.text in ".-)"):
            return None
    return None


def _alone(tokens: list[Token], start: int, end: int) -> bool:
    """The whole text is "3h" or "2 hrs". Not "5 min": that is a reading time."""
    return start == 0 and end >= len(tokens) and tokens[0].kind == "number" and tokens[1].text in _BARE_UNITS


_BARE_UNITS = frozenset({"h", "hr", "hrs", "hour", "hours", "d", "m"})


def _day_word(tokens: list[Token], index: int) -> Ago | None:
    token = tokens[index]
    if token.kind != "word":
        return None
    if day := token.meaning("day"):
        return Ago(index, index + 1, timedelta(days=day.number), "day", whole_days=True)
    if token.meaning("now"):
        return Ago(index, index + 1, timedelta(), "minute", whole_days=False)
    return None


def moment(ago: Ago, reference: datetime) -> datetime:
    """The moment that far back; for whole days midnight of that day, naive."""
    if ago.whole_days:
        day = reference - ago.distance
        return datetime(day.year, day.month, day.day)  # noqa: DTZ001 (a day has no zone)
    return (reference - ago.distance).replace(microsecond=0)

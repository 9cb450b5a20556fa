"""All days among the tokens of a text."""

from __future__ import annotations

from wiredesk.pipelines.dates.context import Context
from wiredesk.pipelines.dates.day_candidates import DayCandidate
from wiredesk.pipelines.dates.named_dates import merge_month_marks, named_day
from wiredesk.pipelines.dates.numeric_dates import compact_day, numeric_day
from wiredesk.pipelines.dates.tokens import Token, is_mark, is_number


def find_days(tokens: list[Token], context: Context) -> list[DayCandidate]:
    """All days that the tokens name, those in the allowed range, their tokens marked as used."""
    merge_month_marks(tokens)
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
        return named_day(tokens, index, context) if tokens[index].meaning("month") else None
    if tokens[index].kind != "number" or (dated and not context.has_time and _clock_like(tokens, index)):
        return None
    return numeric_day(tokens, index, context) or compact_day(tokens, index, context)


def _clock_like(tokens: list[Token], index: int) -> bool:
    """16.10.00: hours, minutes and seconds as they may stand behind a date."""
    return (
        is_number(tokens, index, 1, 2)
        and is_mark(tokens, index + 1, ".")
        and is_number(tokens, index + 2, 2)
        and is_mark(tokens, index + 3, ".")
        and is_number(tokens, index + 4, 2)
        and tokens[index].value < 24
    )

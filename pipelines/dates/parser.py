"""``parse_date``: which of the dates in a text is meant, and how much of it is known."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo

from wiredesk.pipelines.dates.calendar_dates import find_days
from wiredesk.pipelines.dates.clock import ClockTime, find_times
from wiredesk.pipelines.dates.context import EARLIEST, TOLERANCE, Context
from wiredesk.pipelines.dates.day_candidates import DayCandidate
from wiredesk.pipelines.dates.languages import as_tags, date_order_of, regions_of, vocabulary_languages
from wiredesk.pipelines.dates.machine import parse_machine_date
from wiredesk.pipelines.dates.normalization import normalize
from wiredesk.pipelines.dates.numerals import with_arabic_numerals
from wiredesk.pipelines.dates.parsed_date import DateOrder, Label, ParsedDate, Precision, TimezoneSource
from wiredesk.pipelines.dates.relative import Ago, find_relative, moment
from wiredesk.pipelines.dates.tokenizer import tokenize
from wiredesk.pipelines.dates.tokens import Token
from wiredesk.pipelines.dates.trailing_year import with_year_before_time
from wiredesk.pipelines.dates.vocabulary import load_vocabulary
from wiredesk.pipelines.dates.zones import find_zone, zone_of

# A line with a byline, two labelled dates and a reading time has about 150 characters; what stands behind this many is
# another text. Bounds the work on hostile input.
MAX_LENGTH = 300
# The year -1, which PHP makes of a database's date that is not set: "Wed, 30 Nov -0001 00:00:00 +0000".
_NO_DATE = re.compile(r"(?<![^\s,])-000\d(?!\d)")
# Basque writes the case ending of a number so that both readings fit: 2025(e)ko martxoaren 12(a).
_BRACKETED_ENDING = re.compile(r"(?<=[0-9])\((\w)\)")


def parse_date(
    text: str,
    *,
    languages: Iterable[str] = (),
    timezone: str | None = None,
    reference: datetime | None = None,
    date_order: DateOrder | None = None,
    label: Label | None = None,
) -> ParsedDate | None:
    """The publication date that ``text`` names, or None where it names none that can be trusted.

    ``languages``: BCP 47 tags of the page, likeliest first. ``timezone``: IANA name for times whose zone the text does
    not say. ``reference``: the moment that relative dates count from and that supplies a missing year (the fetch
    time); without it both are None. ``date_order`` settles 03/04/2025 before the language does. ``label`` takes only a
    date that the text itself calls so ("updated": of a line with both dates, that of the change).

    Only the first 300 characters are read. A date before 1990 or more than a day after ``reference`` (the present
    where it is not given) is refused. Of several dates the one labelled as published wins, then the first without
    the label of an update. Never raises on any text. Raises ValueError where ``timezone`` is no IANA zone.
    """
    zone = zone_of(timezone) if timezone else None
    if not isinstance(text, str) or not text or text.isspace():
        return None
    tags = as_tags([languages] if isinstance(languages, str) else languages)
    text = normalize(text.strip()[:MAX_LENGTH]).strip()[:MAX_LENGTH]
    text = with_arabic_numerals(text)
    text = with_year_before_time(_BRACKETED_ENDING.sub(r"\1", text))
    if _NO_DATE.search(text):
        return None
    anchor = reference or datetime.now(UTC)
    try:
        machine = parse_machine_date(text)
    except (ValueError, OverflowError):  # hour 25, 31 February: no other reading can save it
        return None
    if machine is not None and label is not None:
        return None
    if machine is not None:
        return _within_range(_machine_date(*machine, zone), anchor)
    keys = vocabulary_languages(tags)
    context = Context(
        languages=keys,
        reference=reference,
        latest=(anchor + TOLERANCE).date(),
        given_order=date_order,
        date_order=date_order or date_order_of(tags),
        regions=regions_of(tags),
    )
    tokens = tokenize(text, load_vocabulary(), keys)
    if not any(token.kind == "number" or token.meanings for token in tokens):
        return None
    found = _Reading(tokens, context, tags, zone).best(label)
    if found is None and not context.refused and label is None:
        from wiredesk.pipelines.dates.fallback import parse_with_dateparser  # noqa: PLC0415  # slow, rarely used

        found = parse_with_dateparser(text, tokens, tags, context, zone)
    return _within_range(found, anchor)


def _machine_date(value: datetime, precision: Precision, zone: tzinfo | None) -> ParsedDate:
    if precision == "day":
        return ParsedDate(value, precision)
    if value.tzinfo is not None:
        return ParsedDate(value, precision, "page")
    return ParsedDate(value.replace(tzinfo=zone), precision, "site" if zone else None)


def _within_range(found: ParsedDate | None, anchor: datetime) -> ParsedDate | None:
    if found is None or found.value.date() < EARLIEST:
        return None
    value = found.value
    if value.tzinfo is not None and anchor.tzinfo is not None:
        return found if value <= anchor + TOLERANCE else None
    return found if value.replace(tzinfo=None) <= anchor.replace(tzinfo=None) + TOLERANCE else None


@dataclass(slots=True)
class _Candidate:
    """A day or a distance back, with its label and the time of day that goes with it."""

    source: DayCandidate | Ago
    label: Label | None
    time: ClockTime | None = None


class _Reading:
    """The rules at work on the tokens of one text."""

    def __init__(self, tokens: list[Token], context: Context, tags: tuple[str, ...], zone: tzinfo | None) -> None:
        self.tokens = tokens
        self.context = context
        self.tags = tags
        self.zone = zone

    def best(self, label: Label | None = None) -> ParsedDate | None:
        """The publication date among all that the tokens name, or the one with a label."""
        bare = self.context.languages[:1] in ((), ("en",))
        relative = find_relative(self.tokens, bare=bare) if self.context.reference else []
        times = find_times(self.tokens, dotted=False)
        self.context.has_time = bool(times)
        days = find_days(self.tokens, self.context)
        times += find_times(self.tokens, dotted=True) if days or relative else []
        if not days and not relative:
            days = self._weekday_alone(times)
        sources: list[DayCandidate | Ago] = [*days, *relative]
        candidates = [_Candidate(source, self._label(source.start)) for source in sources]
        candidates.sort(key=lambda candidate: candidate.source.start)
        self._attach_times(candidates, sorted(times, key=lambda clock: clock.start))
        if label is not None:
            candidates = [candidate for candidate in candidates if candidate.label == label]
        if not candidates:
            return None
        return self._date(self._choose(candidates))

    def _label(self, start: int) -> Label | None:
        for position in range(start - 1, -1, -1):
            token = self.tokens[position]
            if label := token.meaning("label"):
                before = self.tokens[position - 1].meaning("label") if position else None
                if before is not None and before.value == "updated":
                    return "updated"  # "Updated date: …"
                return label.value  # type: ignore[return-value]
            if token.kind == "mark" and token.text in "|•·":
                return None
        return None

    def _weekday_alone(self, times: list[ClockTime]) -> list[DayCandidate]:
        """ "Tuesday 14:05": the last one, where there is a time to show that a moment is meant."""
        if self.context.reference is None or not times:
            return []
        today = self.context.reference.date()
        for position, token in enumerate(self.tokens):
            weekday = token.meaning("weekday")
            known = weekday and (not self.context.languages or weekday.languages & {"en", *self.context.languages})
            if (
                weekday
                and known
                and len(token.text) > 2
                and not token.used
                and not any(t.kind == "number" and not t.used for t in self.tokens)
            ):
                return [
                    DayCandidate(position, position + 1, today - timedelta(days=(today.weekday() - weekday.number) % 7))
                ]
        return []

    def _attach_times(self, candidates: list[_Candidate], times: list[ClockTime]) -> None:
        """Gives each time to the nearest day, the one before it where two are equally near."""
        for clock in times:
            nearest: tuple[float, _Candidate] | None = None
            for candidate in candidates:
                if isinstance(candidate.source, Ago) and not candidate.source.whole_days:
                    continue
                source = candidate.source
                distance = clock.start - source.end if clock.start >= source.end else source.start - clock.end + 0.5
                if clock.end <= source.start and self._has_label(clock.end, source.start):
                    distance += len(self.tokens)  # "… 12:34, updated 24 May …": the clock is of the day before
                if nearest is None or distance < nearest[0]:
                    nearest = (distance, candidate)
            if nearest and nearest[1].time is None:
                nearest[1].time = clock

    def _has_label(self, start: int, end: int) -> bool:
        return any(token.meaning("label") is not None for token in self.tokens[start:end])

    @staticmethod
    def _choose(candidates: list[_Candidate]) -> _Candidate:
        order: dict[Label | None, int] = {"published": 0, None: 1, "updated": 2}
        best = min(order[candidate.label] for candidate in candidates)
        alike = [candidate for candidate in candidates if order[candidate.label] == best]

        def rank(candidate: _Candidate) -> int:
            return candidate.source.rank if isinstance(candidate.source, DayCandidate) else 0

        # One day in two calendars, as Arabic and Persian sites print: the Gregorian one needs no conversion.
        chosen = min(alike, key=rank)
        if chosen.time is None:
            for other in alike:
                days = [one.source.day for one in (chosen, other) if isinstance(one.source, DayCandidate)]
                if other.time and len(days) == 2 and abs((days[0] - days[1]).days) <= 1:
                    chosen.time = other.time
        return chosen

    def _date(self, candidate: _Candidate) -> ParsedDate | None:
        source, clock, label = candidate.source, candidate.time, candidate.label
        if isinstance(source, Ago):
            assert self.context.reference is not None
            if not source.whole_days:
                return self._moment_back(source, label)
            local = self._local_reference()
            day = moment(source, local).date()
        else:
            day = source.day
        ambiguous = source.ambiguous
        if clock is None or clock.doubtful:
            return ParsedDate(datetime.combine(day, time()), "day", None, ambiguous, label)
        if clock.hour == 24:
            day, clock.hour = day + timedelta(days=1), 0
        zone = find_zone(self.tokens, clock.start, clock.end, self.context.languages, self.tags)
        zone_source: TimezoneSource | None = "page" if zone else "site" if self.zone else None
        value = datetime.combine(day, time(clock.hour, clock.minute, clock.second, clock.microsecond))
        return ParsedDate(value.replace(tzinfo=zone or self.zone), clock.precision, zone_source, ambiguous, label)

    def _local_reference(self) -> datetime:
        reference = self.context.reference
        assert reference is not None
        return reference.astimezone(self.zone) if self.zone and reference.tzinfo else reference

    def _moment_back(self, source: Ago, label: Label | None) -> ParsedDate:
        reference = self._local_reference()
        if self.zone and reference.tzinfo is None:
            reference = reference.replace(tzinfo=self.zone)
        return ParsedDate(
            moment(source, reference), source.precision, "site" if self.zone else None, source.ambiguous, label
        )

"""Places on a stream, as people write them: an entry id, or a date."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from wiredesk.pipelines.people_times import read_time
from wiredesk.settings.errors import UsageProblem

_ENTRY_ID = re.compile(r"[0-9]{1,20}(-[0-9]{1,20})?")
LAST_SEQUENCE = 2**64 - 1  # the largest sequence number of a stream id


def stream_position(text: str) -> str:
    """The lowest entry id at the place that `text` names.

    `text` is an entry id ("1700000000000-0"; the part after the dash may be left out), an ISO 8601 date or
    date-time ("2026-08-31", "2026-08-31T10:00+02:00"; UTC where no zone is given), an age ("7d"), "yesterday" (see
    `read_time`), or "beginning". Raises UsageProblem.
    """
    if text == "beginning":
        return "0-0"
    if _is_meant_as_id(text):
        milliseconds, _, sequence = text.partition("-")
        return f"{milliseconds}-{sequence or 0}"
    return f"{milliseconds_of(_moment(text, end=False))}-0"


def stream_end(text: str) -> str:
    """The highest entry id up to the place that `text` names, written as for `stream_position`.

    An entry id and a day are taken in; a date-time or an age is the moment before which to end. Raises UsageProblem.
    """
    if _is_meant_as_id(text):
        milliseconds, _, sequence = text.partition("-")
        return f"{milliseconds}-{sequence or LAST_SEQUENCE}"
    return just_before(f"{milliseconds_of(_moment(text, end=True))}-0")


def _is_meant_as_id(text: str) -> bool:
    # Eight digits and fewer would be 1970 as milliseconds; ISO 8601's basic form 20260831 is what is meant
    return is_entry_id(text) and not re.fullmatch(r"(19|20)\d{6}", text)


def _moment(text: str, *, end: bool) -> datetime:
    try:
        return read_time(text, end=end)
    except ValueError:
        raise UsageProblem(
            f"{text[:80]!r} is not a place on the queue: write an entry id (1700000000000-0), a date (2026-08-31), "
            "a date-time (2026-08-31T10:00:00+03:00), 'yesterday', an age (36h, 7d) or 'beginning'"
        ) from None


def is_entry_id(text: str) -> bool:
    """Whether `text` has the form of a stream entry's id, in digits that Redis can hold."""
    match = _ENTRY_ID.fullmatch(text)
    return match is not None and all(int(part) <= LAST_SEQUENCE for part in text.split("-"))


def milliseconds_of(moment: datetime) -> int:
    """Milliseconds since 1970, as in stream ids; a datetime without a zone is taken as UTC, before 1970 as 0."""
    aware = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    return max(0, int(aware.timestamp() * 1000))


def just_before(entry_id: str) -> str:
    """The id that directly precedes `entry_id`: a group created there gets `entry_id` first."""
    milliseconds, _, sequence = entry_id.partition("-")
    if int(sequence or 0) > 0:
        return f"{milliseconds}-{int(sequence) - 1}"
    return f"{int(milliseconds) - 1}-{LAST_SEQUENCE}" if int(milliseconds) > 0 else "0-0"


def just_after(entry_id: str) -> str:
    """The id that directly follows `entry_id`, where the next page of a range starts."""
    milliseconds, _, sequence = entry_id.partition("-")
    if int(sequence or 0) < LAST_SEQUENCE:
        return f"{milliseconds}-{int(sequence or 0) + 1}"
    return f"{int(milliseconds) + 1}-0"


def is_later(entry_id: str, other: str) -> bool:
    """Whether `entry_id` comes after `other` on a stream; both in full, with sequence number."""
    return _numbers(entry_id) > _numbers(other)


def _numbers(entry_id: str) -> tuple[int, ...]:
    return tuple(int(part) for part in entry_id.split("-"))

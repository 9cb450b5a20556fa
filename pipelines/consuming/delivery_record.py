"""What is written down about deliveries that failed: bounded, and storable whatever an error quotes."""

from __future__ import annotations

import json
import traceback
from datetime import UTC, datetime
from typing import Any

MOST_RECORDS = 20  # of a history: four times the default number of deliveries, and a few kB at most
LONGEST_ERROR = 500  # characters of an error: a message, not a document
LONGEST_TRACEBACK = 8000  # characters: about 80 frames, the innermost kept


def add_record(
    history: list[dict[str, Any]], delivery: int, consumer: str, outcome: str, problem: BaseException
) -> list[dict[str, Any]]:
    """The history with one more delivery, the oldest left out where it gets too long."""
    record = {
        "delivery": delivery,
        "consumer": consumer,
        "outcome": outcome,
        "at": moment(),
        "error": describe(problem),
    }
    return [*history, record][-MOST_RECORDS:]


def read_history(text: str) -> list[dict[str, Any]]:
    """A history as it was stored; what is no history reads as an empty one."""
    try:
        loaded = json.loads(text)
    except (ValueError, RecursionError):
        return []
    return [record for record in loaded if isinstance(record, dict)] if isinstance(loaded, list) else []


def describe(problem: BaseException | str) -> str:
    """Type and message of an error, or the text given."""
    text = problem if isinstance(problem, str) else f"{type(problem).__name__}: {problem}"
    return storable(text[:LONGEST_ERROR])


def stack_of(problem: BaseException | str) -> str:
    """The traceback of an error, its end where it is long; nothing for a text."""
    return (
        "" if isinstance(problem, str) else storable("".join(traceback.format_exception(problem))[-LONGEST_TRACEBACK:])
    )


def storable(text: str) -> str:
    """The text without lone surrogates, which an error may quote and which cannot be written as UTF-8."""
    return text.encode("utf-8", "replace").decode("utf-8")


def moment() -> str:
    """Now, RFC 3339 in UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")

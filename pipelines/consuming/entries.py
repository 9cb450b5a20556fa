"""One entry of the article stream: its flat fields, and the article that it carries."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pydantic import ValidationError

from wiredesk.pipelines.article import SCHEMA, Article

_SCHEMA_NAME, _, _SCHEMA_MAJOR = SCHEMA.partition("/")


class MalformedEntry(Exception):
    """An entry that holds no article of a schema that we understand; the message says why, without hostile text."""


@dataclass(frozen=True)
class StreamEntry:
    """An entry as it lies on the stream. Values that are not UTF-8 are read with replacement characters."""

    entry_id: str
    fields: Mapping[str, str]

    @property
    def queued_at(self) -> datetime:
        """When the server took the entry, in UTC: the milliseconds of its id."""
        return entry_time(self.entry_id)

    def check_envelope(self) -> None:
        """Look at the flat fields alone: raises MalformedEntry when there is no article of our schema's version 1."""
        schema = self.fields.get("schema", "")
        name, _, major = schema.partition("/")
        if name != _SCHEMA_NAME or major != _SCHEMA_MAJOR:
            raise MalformedEntry(f"schema {schema[:80]!r} where {SCHEMA!r} is expected")
        if "article" not in self.fields:
            raise MalformedEntry("no field 'article'")

    def article_dict(self) -> dict[str, Any]:
        """The article's JSON as a dict, unvalidated but of the right schema version.

        Raises MalformedEntry.
        """
        self.check_envelope()
        try:
            # RecursionError: thousands of opening brackets; ValueError: also integers of more than 4,300 digits
            loaded = json.loads(self.fields["article"], parse_constant=_refuse_constant)
        except (ValueError, RecursionError) as problem:
            raise MalformedEntry(f"the field 'article' is not JSON: {str(problem)[:200]}") from None
        if not isinstance(loaded, dict):
            raise MalformedEntry(f"the field 'article' is a JSON {type(loaded).__name__}, not an object")
        return loaded

    def article(self) -> Article:
        """The article as a validated model; fields that a later 1.x schema has added are left out.

        Raises MalformedEntry.
        """
        try:
            return Article.model_validate(self.article_dict(), extra="ignore")
        except ValidationError as problem:
            first = problem.errors(include_url=False, include_input=False)[0]
            place = ".".join(str(part) for part in first["loc"])
            raise MalformedEntry(f"the article is not valid: {place}: {first['msg'][:200]}") from None


def _refuse_constant(name: str) -> None:
    """NaN and Infinity, which Python reads and RFC 8259 does not know: we would pass on what others cannot read."""
    raise ValueError(f"{name} is no JSON value")


def entry_time(entry_id: str) -> datetime:
    """The moment in a stream id ("1700000000000-0"), in UTC; ids beyond the calendar give its last moment."""
    milliseconds = int(entry_id.partition("-")[0])
    try:
        return datetime.fromtimestamp(milliseconds / 1000, UTC)
    except (OverflowError, ValueError, OSError):
        return datetime.max.replace(tzinfo=UTC)


def decode(value: bytes | str | int | None) -> str:
    """A value of a Redis reply as text, whether the client decodes replies or not."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return "" if value is None else str(value)


def entry_from_reply(entry_id: bytes | str, values: Mapping[Any, Any] | Iterable[Any]) -> StreamEntry:
    """Make an entry from a reply: the fields as a mapping (redis-py) or as the flat list of the protocol."""
    if not isinstance(values, Mapping):
        flat = list(values)
        values = dict(zip(flat[::2], flat[1::2], strict=True))
    return StreamEntry(decode(entry_id), {decode(name): decode(value) for name, value in values.items()})

"""One article as a page shows it: its fields with their confidence, its text, and what an update has changed."""

from __future__ import annotations

import difflib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from wiredesk.pipelines.consuming.entries import MalformedEntry, decode, entry_from_reply
from wiredesk.pipelines.consuming.positions import is_entry_id
from wiredesk.pipelines.publishing.keys import Keys

MOST_COMPARED = 400
"""Paragraphs of each text that are compared: comparing takes their product in the worst case."""
SHOWN = (
    "headline", "alternative_headline", "description", "authors", "byline", "dateline", "source", "publisher",
    "date_published", "date_published_local", "date_modified", "language", "section", "keywords",
    "is_accessible_for_free",
)  # fmt: skip
"""Fields in the order in which an editor asks for them; those that are empty are shown as empty."""

Change = Literal["same", "added", "removed"]


@dataclass(frozen=True)
class FieldRow:
    """A field: its name, its value in words, and its confidence where it has one."""

    name: str
    value: str
    confidence: float | None


def field_rows(article: dict[str, Any]) -> list[FieldRow]:
    """The fields of an article, without its text."""
    record = article.get("extraction")
    confidence = record.get("confidence") if isinstance(record, dict) else None
    confidence = confidence if isinstance(confidence, dict) else {}
    return [FieldRow(name, _in_words(article.get(name)), _number(confidence.get(name))) for name in SHOWN]


def paragraphs(article: dict[str, Any]) -> list[str]:
    """The paragraphs of the text."""
    return [part for part in str(article.get("body_text") or "").split("\n\n") if part.strip()]


def text_changes(before: Sequence[str], after: Sequence[str]) -> list[tuple[Change, str]]:
    """Paragraphs of two texts, each with whether it was added or removed; the first MOST_COMPARED of each."""
    before, after = before[:MOST_COMPARED], after[:MOST_COMPARED]
    changes: list[tuple[Change, str]] = []
    for kind, i1, i2, j1, j2 in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            changes += [("same", part) for part in before[i1:i2]]
            continue
        changes += [("removed", part) for part in before[i1:i2]]
        changes += [("added", part) for part in after[j1:j2]]
    return changes


def first_revision(redis: Any, keys: Keys, article_id: str) -> dict[str, Any] | None:
    """The article as it was first published, while that is on the queue; with a blocking client."""
    entry_id = redis.hget(keys.article(article_id), "first")
    if entry_id is None or not is_entry_id(decode(entry_id)):
        return None
    rows = redis.xrange(keys.articles, decode(entry_id), decode(entry_id))
    try:
        return entry_from_reply(*rows[0]).article_dict() if rows else None
    except MalformedEntry:
        return None


def _in_words(value: Any) -> str:
    if value is None or value == []:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return "; ".join(_in_words(part.get("name") if isinstance(part, dict) else part) for part in value)
    return json.dumps(value, ensure_ascii=False)


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) else None

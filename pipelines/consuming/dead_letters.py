"""The dead letters: what consumers gave up, why, and how it is put back.

A dead letter is replayed on a stream of the group's own ({wiredesk}:replay:GROUP), which every consumer of the group
reads beside the queue. Other groups never see it; and it works also when the entry has long been trimmed from the
queue, as the letter carries the whole article.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import redis
from pydantic import BaseModel

from wiredesk.pipelines.consuming.delivery_record import read_history
from wiredesk.pipelines.consuming.entries import StreamEntry, decode
from wiredesk.pipelines.consuming.queue_state import read_groups
from wiredesk.pipelines.consuming.reading import last_entry_id, read_entries
from wiredesk.pipelines.consuming.scripts import REPLAY
from wiredesk.pipelines.publishing.keys import Keys
from wiredesk.pipelines.script_running import run_script


class DeadLetter(BaseModel):
    """One entry that a group gave up.

    `reason`: "failed" (the handler raised, too often), "abandoned" (its consumers died over it), "rejected" (the
    handler said so), "malformed" (no article of our schema). `history` has what is known of each delivery. `entry` is
    the entry's id on the queue, also for one that was replayed before.
    """

    id: str
    group: str
    entry: str
    reason: str
    error: str
    traceback: str
    delivery_count: int
    history: list[dict[str, Any]]
    consumer: str
    died_at: str
    article_id: str | None
    revision: str | None
    site: str | None
    language: str | None
    is_too_large: bool = False
    """Whether the entry had so many fields that they are kept as one, `dead_fields`."""
    article: Any = None
    """The article's JSON; the text itself where it is no JSON, None where there was none."""


def read_dead_letters(
    client: redis.Redis, keys: Keys, group: str | None = None, *, now: bool = False
) -> Iterator[DeadLetter]:
    """Yield the dead letters of all groups or one, oldest first, in pages; with `now` none that come meanwhile.

    Raises redis.RedisError.
    """
    for entry in read_entries(client, keys.dead, end=last_entry_id(client, keys.dead) if now else "+"):
        letter = _letter(entry)
        if group is None or letter.group == group:
            yield letter


def find_dead_letter(client: redis.Redis, keys: Keys, letter_id: str) -> DeadLetter | None:
    """The dead letter with this id, None when there is none."""
    return next((_letter(entry) for entry in read_entries(client, keys.dead, letter_id, letter_id)), None)


def replay(client: redis.Redis, keys: Keys, letter: DeadLetter) -> str | None:
    """Put a dead letter back for its group, once; returns the id on the replay stream, None when it is gone already.

    Raises ValueError when the group no longer exists (nobody would ever read it), or the letter is too large.
    """
    if letter.group not in {group.name for group in read_groups(client, keys)}:
        raise ValueError(f"its group {letter.group!r} no longer exists")
    if letter.is_too_large:
        raise ValueError("it was too large to be kept field by field, and can only be read or discarded")
    entry_id = run_script(client, REPLAY, (keys.dead, keys.replay(letter.group)), (letter.id, letter.group))
    return decode(entry_id) if entry_id else None


def discard(client: redis.Redis, keys: Keys, letter_id: str) -> bool:
    """Delete a dead letter for good; returns whether it was there."""
    return bool(client.xdel(keys.dead, letter_id))


def _letter(entry: StreamEntry) -> DeadLetter:
    fields = entry.fields
    return DeadLetter(
        id=entry.entry_id,
        group=fields.get("dead_group", ""),
        entry=fields.get("replay_of") or fields.get("dead_entry", ""),
        reason=fields.get("dead_reason", ""),
        error=fields.get("dead_error", ""),
        traceback=fields.get("dead_traceback", ""),
        delivery_count=_integer(fields.get("dead_delivery_count", "")),
        history=read_history(fields.get("dead_history", "")),
        consumer=fields.get("dead_consumer", ""),
        died_at=fields.get("dead_at") or entry.queued_at.isoformat(timespec="seconds").replace("+00:00", "Z"),
        article_id=fields.get("id"),
        revision=fields.get("revision"),
        site=fields.get("site"),
        language=fields.get("language"),
        is_too_large="dead_fields" in fields,
        article=_json_or_text(fields.get("article")),
    )


def _integer(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _json_or_text(text: str | None) -> Any:
    if text is None:
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text

"""What the consumer groups have done with an entry of the queue."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from typing import Any

from redis.exceptions import ResponseError

from wiredesk.crawlers.why.story import Delivery, Entry
from wiredesk.pipelines.consuming.delivery_record import read_history
from wiredesk.pipelines.consuming.entries import decode, entry_from_reply, entry_time
from wiredesk.pipelines.consuming.positions import is_later, just_after
from wiredesk.pipelines.publishing.keys import Keys

MOST_LETTERS = 2_000
"""Dead letters and replays looked at: they lie behind the entry's own place, 5 kB each."""
_PAGE = 200
MOST_GROUPS = 100
"""Groups asked about: nobody has more, and each costs a round trip."""


async def look_at_entry(redis: Any, keys: Keys, entry_id: str, revision: int | None) -> Entry:
    """The entry and its state in every group. Raises redis.RedisError."""
    queued_at = entry_time(entry_id).isoformat(timespec="seconds").replace("+00:00", "Z")
    rows = await redis.xrange(keys.articles, entry_id, entry_id)
    entry = Entry(id=entry_id, revision=revision, queued_at=queued_at, is_there=bool(rows))
    groups = await _groups(redis, keys)
    letters = await _letters(redis, keys, entry_id) if groups or not rows else {}
    for name, last_delivered in sorted(groups.items())[:MOST_GROUPS]:
        entry.deliveries.append(await _delivery(redis, keys, entry, name, last_delivered, letters.get(name)))
    return entry


async def _delivery(
    redis: Any, keys: Keys, entry: Entry, group: str, last_delivered: str, letter: dict[str, str] | None
) -> Delivery:
    if letter is not None:
        tries = letter.get("dead_delivery_count", "")
        return Delivery(
            group=group, state="dead", consumer=letter.get("dead_consumer") or None,
            deliveries=int(tries) if tries.isascii() and tries.isdigit() and len(tries) < 10 else 0,
            error=letter.get("dead_error") or letter.get("dead_reason") or None, dead_letter=letter["letter"],
        )  # fmt: skip
    if entry.is_there:
        if is_later(entry.id, last_delivered):
            return Delivery(group=group, state="waiting")
        pending = await redis.xpending_range(keys.articles, group, entry.id, entry.id, 1)
        if pending:
            return await _pending(redis, keys.deliveries(group), entry.id, group, pending[0])
    replayed = await _replayed(redis, keys, group, entry.id)
    return Delivery(group=group, state="replayed" if replayed else "processed")


async def _pending(redis: Any, failures: str, entry_id: str, group: str, row: dict[Any, Any]) -> Delivery:
    plain = {decode(name): value for name, value in row.items()}
    history = read_history(decode(await redis.hget(failures, entry_id)))
    return Delivery(
        group=group, state="pending", consumer=decode(plain.get("consumer")),
        deliveries=int(plain.get("times_delivered", 0)),
        idle_seconds=round(int(plain.get("time_since_delivered", 0)) / 1000, 1),
        error=str(history[-1].get("error", "")) or None if history else None,
    )  # fmt: skip


async def _groups(redis: Any, keys: Keys) -> dict[str, str]:
    """Group → the id that was last delivered to it."""
    try:
        rows = await redis.xinfo_groups(keys.articles)
    except ResponseError as problem:
        if "no such key" in str(problem).lower():
            return {}
        raise
    plain = [{decode(name): value for name, value in row.items()} for row in rows]
    return {decode(row["name"]): decode(row["last-delivered-id"]) for row in plain}


async def _letters(redis: Any, keys: Keys, entry_id: str) -> dict[str, dict[str, str]]:
    """Group → its dead letter of the entry; letters are younger than what they are of."""
    found: dict[str, dict[str, str]] = {}
    async for letter_id, fields in _behind(redis, keys.dead, entry_id):
        if entry_id in (fields.get("dead_entry"), fields.get("replay_of")):
            found[fields.get("dead_group", "")] = {**fields, "letter": letter_id}
    return found


async def _replayed(redis: Any, keys: Keys, group: str, entry_id: str) -> bool:
    async for _, fields in _behind(redis, keys.replay(group), entry_id):
        if fields.get("replay_of") == entry_id:
            return True
    return False


async def _behind(redis: Any, stream: str, entry_id: str) -> AsyncIterator[tuple[str, Mapping[str, str]]]:
    """The entries of a stream that are younger than `entry_id`, MOST_LETTERS at most."""
    start, seen = entry_id, 0
    while seen < MOST_LETTERS:
        rows = await redis.xrange(stream, start, "+", count=_PAGE)
        for row in rows:
            entry = entry_from_reply(*row)
            yield entry.entry_id, entry.fields
        seen += len(rows)
        if len(rows) < _PAGE:
            return
        start = just_after(decode(rows[-1][0]))


def entries_of(record: Mapping[str, str]) -> dict[str, int | None]:
    """Entry → revision, of the entries that an article's record names: the first, the newest, those of an hour."""
    found: dict[str, int | None] = {}
    if first := record.get("first"):
        found[first] = 1
    for receipt in record.get("receipts", "").split(" "):
        token, _, rest = receipt.rpartition("/")
        if token and "-" in rest:
            with suppress(ValueError):
                found[rest] = int(token.rpartition("/")[2])
    return found

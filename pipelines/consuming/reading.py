"""Reading the queue without consuming it: from end to end, or following what arrives."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import redis

from wiredesk.pipelines.consuming.entries import StreamEntry, entry_from_reply
from wiredesk.pipelines.consuming.filters import EntryFilter, SkipCounter
from wiredesk.pipelines.consuming.positions import just_after, just_before

PAGE = 100  # entries a round trip: at 5 kB each half a megabyte, which bounds the memory of a reader
BLOCK_MS = 1000  # how long one call waits for entries: below any usual socket timeout, so that idle is no error
RECONNECT_SECONDS = (0.2, 0.5, 1.0, 2.0, 5.0)  # waits while the server is away; the last is repeated


def read_entries(client: redis.Redis, stream: str, start: str = "0-0", end: str = "+") -> Iterator[StreamEntry]:
    """Yield the entries from id `start` to `end` inclusive, oldest first, in pages.

    Entries that arrive meanwhile are included when `end` is "+". Raises redis.RedisError.
    """
    while True:
        page: Any = client.xrange(stream, min=start, max=end, count=PAGE) or []
        for entry_id, fields in page:
            yield entry_from_reply(entry_id, fields)
        if len(page) < PAGE:
            return
        start = just_after(entry_from_reply(page[-1][0], {}).entry_id)


def last_entries(
    client: redis.Redis, stream: str, count: int, wanted: EntryFilter | SkipCounter | None = None
) -> list[StreamEntry]:
    """The newest `count` entries that are wanted, oldest first; looks back as far as it takes to find them."""
    found: list[StreamEntry] = []
    end = "+"
    while len(found) < count:
        page: Any = client.xrevrange(stream, max=end, count=PAGE) or []
        entries = [entry_from_reply(entry_id, fields) for entry_id, fields in page]
        for entry in entries:
            if len(found) < count and (wanted is None or wanted.accepts(entry.fields)):
                found.append(entry)
        if len(page) < PAGE:
            break
        end = just_before(entries[-1].entry_id)
    return found[::-1]


def last_entry_id(client: redis.Redis, stream: str) -> str:
    """The id of the newest entry, "0-0" for an empty or missing stream."""
    newest = last_entries(client, stream, 1)
    return newest[0].entry_id if newest else "0-0"


def follow_entries(client: redis.Redis, stream: str, after: str) -> Iterator[StreamEntry]:
    """Yield entries later than the id `after` as they arrive, for ever; outages of the server are waited out."""
    failures = 0
    while True:
        try:
            # XREAD's shape differs between the protocol versions: a list of pairs, or a dict of lists of pages
            reply: Any = client.xread({stream: after}, count=PAGE, block=BLOCK_MS)
            failures = 0
        except (redis.ConnectionError, redis.TimeoutError):
            time.sleep(RECONNECT_SECONDS[min(failures, len(RECONNECT_SECONDS) - 1)])
            failures += 1
            continue
        for entry in entries_of_reply(reply).get(stream, []):
            after = entry.entry_id
            yield entry


def entries_of_reply(reply: Any) -> dict[str, list[StreamEntry]]:
    """The entries in an XREAD or XREADGROUP reply by stream, in any shape that redis-py gives it.

    RESP2 answers a list of [stream, entries], RESP3 a map of stream to entries, which redis-py wraps in one more list.
    """
    pairs = reply.items() if isinstance(reply, dict) else (reply or [])
    found: dict[str, list[StreamEntry]] = {}
    for stream, entries in pairs:
        rows = entries[0] if len(entries) == 1 and isinstance(entries[0], list) else entries
        name = stream.decode() if isinstance(stream, bytes) else stream
        found[name] = [entry_from_reply(row[0], row[1] or {}) for row in rows]
    return found

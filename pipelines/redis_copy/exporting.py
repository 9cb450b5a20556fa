"""Reading all keys of a prefix, by type, into records of a copy; nothing is held but one piece of one key."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import Any, Final

from wiredesk.pipelines.consuming.entries import decode
from wiredesk.pipelines.publishing.keys import Keys, scan_pattern
from wiredesk.pipelines.redis_copy.copy_file import FORMAT, Record, packed

AT_ONCE: Final = 500
"""Fields, members or items in one record and one command: some hundred kB at most, a few ms of the server."""
KEYS_AT_ONCE: Final = 200
"""Keys that are asked for together: a million small ones would take many minutes one by one."""
SMALL: Final = {"hash": 64, "string": 4096}
"""Fields or bytes up to which a key is read together with others: some MB at most in all."""
ENTRIES_AT_ONCE: Final = 50
"""Entries of a stream in one record: an article may have a megabyte."""
_GONE: Final = -2  # PTTL of a key that is not there
SIZES: Final = {"hash": "HLEN", "set": "SCARD", "zset": "ZCARD", "list": "LLEN", "stream": "XLEN", "string": "STRLEN"}
"""Type → the command that tells how much a key of it holds."""


def running_crawls(client: Any, keys: Keys) -> list[str]:
    """The sites that are crawled at this moment."""
    prefix = keys.lock("").encode()
    found = client.scan_iter(match=scan_pattern(keys.lock("")), count=1000)
    return sorted({key.removeprefix(prefix).decode("utf-8", "replace") for key in found})


def records_of(client: Any, keys: Keys, server: str, on_key: Callable[[], None]) -> Iterator[Record]:
    """The records of a copy, streams last: of what is published meanwhile the entry is in the copy in any case.

    A crawl after a restore may then publish it again, but nothing is known whose entry is missing.
    """
    running = running_crawls(client, keys)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    yield {"format": FORMAT, "created_at": now, "prefix": keys.prefix, "server": server}
    counted = 0
    for streams in (False, True):
        for some in _pieces(client.scan_iter(match=scan_pattern(keys.prefix), count=1000), KEYS_AT_ONCE):
            found = [key for key in some if not _stays_behind(key, keys)]
            kinds = dict(zip(found, map(decode, _pipelined(client, [("TYPE", key) for key in found])), strict=True))
            wanted = {key: kind for key, kind in kinds.items() if (kind == "stream") is streams and kind != "none"}
            small = _small_keys(client, keys, wanted)
            for key, kind in wanted.items():
                for record in small.get(key) or _key_records(client, keys, key, kind):
                    counted += "size" in record
                    yield record
                on_key()
    running = sorted({*running, *running_crawls(client, keys)})
    yield {"end": counted, "running": running}


def _stays_behind(key: bytes, keys: Keys) -> bool:
    """What belongs to a running process: locks, which would hold others up where the copy is restored."""
    return key.startswith(keys.lock("").encode()) or key in {
        keys.alert_lock.encode(), keys.compaction_turn.encode(), keys.scheduler.encode(),
        keys.unfinished_import.encode(), keys.import_turn.encode(),
    }  # fmt: skip


def _small_keys(client: Any, keys: Keys, kinds: dict[bytes, str]) -> dict[bytes, list[Record]]:
    """The records of those keys that are small: each read in one piece."""
    some = [(key, kind) for key, kind in kinds.items() if kind in SMALL]
    sizes = _pipelined(client, [(SIZES[kind], key) for key, kind in some])
    fitting = [
        one for one, size in zip(some, sizes, strict=True) if isinstance(size, int) and 0 < size <= SMALL[one[1]]
    ]
    reads: list[tuple[str, bytes]] = []
    for key, kind in fitting:
        reads += [("HGETALL" if kind == "hash" else "GET", key), ("PTTL", key)]
    replies, now = _pipelined(client, reads), _server_ms(client)
    found: dict[bytes, list[Record]] = {}
    for at, (key, kind) in enumerate(fitting):
        value, left = replies[2 * at : 2 * at + 2]
        if not value or isinstance(value, Exception) or left == _GONE:
            continue  # changed meanwhile: read by itself
        head = {"key": packed(key.removeprefix(keys.prefix.encode())), "type": kind}
        pairs = [[packed(name), packed(text)] for name, text in value.items()] if kind == "hash" else []
        piece = {"fields": pairs} if kind == "hash" else {"value": packed(value)}
        expires = {"expires_at": now + left} if left >= 0 else {}
        found[key] = [{**head, **piece}, {**head, "size": len(value), **expires}]
    return found


def _pipelined(client: Any, commands: list[tuple[str, bytes]]) -> list[Any]:
    if not commands:
        return []
    pipeline = client.pipeline()
    for words in commands:
        pipeline.execute_command(*words)
    return list(pipeline.execute(raise_on_error=False))


def _key_records(client: Any, keys: Keys, key: bytes, kind: str) -> Iterator[Record]:
    """The pieces of one key, and then its `size` and when it expires; SCAN may name a key or a field twice."""
    head = {"key": packed(key.removeprefix(keys.prefix.encode())), "type": kind}
    if kind not in SIZES:
        yield {**head, "unknown": True}  # of a module: not ours
        return
    before = client.execute_command(SIZES[kind], key)
    for part in _parts(client, key, kind):
        yield {**head, **part}
    if kind == "stream":
        yield {**head, **_stream_state(client, key)}
        yield from ({**head, **part} for part in _pending(client, key))
    after = client.execute_command(SIZES[kind], key)
    left = client.pttl(key)
    expires = {"expires_at": _server_ms(client) + left} if left >= 0 else {}
    if left != _GONE:
        yield {**head, "size": after if before == after else None, **expires}


def _parts(client: Any, key: bytes, kind: str) -> Iterator[Record]:
    if kind == "string":
        value = client.get(key)
        if value is not None:
            yield {"value": packed(value)}
    elif kind == "hash":
        for some in _pieces(client.hscan_iter(key, count=AT_ONCE), AT_ONCE):
            yield {"fields": [[packed(name), packed(value)] for name, value in some]}
    elif kind == "set":
        for some in _pieces(client.sscan_iter(key, count=AT_ONCE), AT_ONCE):
            yield {"members": [packed(member) for member in some]}
    elif kind == "zset":
        for some in _pieces(client.zscan_iter(key, count=AT_ONCE), AT_ONCE):
            yield {"scores": [[packed(member), repr(float(score))] for member, score in some]}
    elif kind == "list":
        start = 0
        while items := client.lrange(key, start, start + AT_ONCE - 1):
            yield {"items": [packed(item) for item in items]}
            start += len(items)
    else:
        after = "-"
        while rows := client.xrange(key, min=after, count=ENTRIES_AT_ONCE):
            entries = [(decode(entry_id), fields) for entry_id, fields in rows]
            yield {
                "entries": [
                    [entry_id, [packed(part) for pair in fields.items() for part in pair]]
                    for entry_id, fields in entries
                ]
            }
            after = f"({entries[-1][0]}"


def _stream_state(client: Any, key: bytes) -> Record:
    """Where the stream and its groups stand; some of it is told by Redis 7 and later only."""
    info = client.xinfo_stream(key)
    state: Record = {"last_id": decode(info["last-generated-id"])}
    if info.get("entries-added") is not None:
        state |= {"added": info["entries-added"], "deleted": decode(info.get("max-deleted-entry-id") or "0-0")}
    groups = []
    for group in client.xinfo_groups(key):
        consumers = [packed(_bytes(one["name"])) for one in client.xinfo_consumers(key, group["name"])]
        told = {"name": packed(_bytes(group["name"])), "last_id": decode(group["last-delivered-id"])}
        groups.append({**told, "read": group.get("entries-read"), "consumers": consumers})
    return {**state, "groups": groups}


def _pending(client: Any, key: bytes) -> Iterator[Record]:
    for group in client.xinfo_groups(key):
        after, name = "-", group["name"]
        while rows := client.xpending_range(key, name, after, "+", AT_ONCE):
            now = _server_ms(client)
            yield {
                "group": packed(_bytes(name)),
                "pending": [
                    [decode(row["message_id"]), packed(_bytes(row["consumer"])),
                     now - row["time_since_delivered"], row["times_delivered"]]
                    for row in rows
                ],
            }  # fmt: skip
            after = f"({decode(rows[-1]['message_id'])}"


def _pieces(items: Iterable[Any], most: int) -> Iterator[list[Any]]:
    stream = iter(items)
    while some := list(itertools.islice(stream, most)):
        yield some


def _server_ms(client: Any) -> int:
    answer = client.time()
    seconds, microseconds = next(iter(answer.values())) if isinstance(answer, dict) else answer
    return int(seconds) * 1000 + int(microseconds) // 1000


def _bytes(value: Any) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()

"""Writing a copy into a server, by type; a mark in Redis tells as long as it is not whole."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from redis.exceptions import ResponseError

from wiredesk.pipelines.publishing.keys import Keys, scan_pattern
from wiredesk.pipelines.redis_copy.copy_file import CopyDamaged, Record, read_copy, unpacked
from wiredesk.pipelines.redis_copy.exporting import SIZES
from wiredesk.pipelines.redis_copy.import_turn import ImportTurn
from wiredesk.settings.errors import UsageProblem, WiredeskError

REMOVED_AT_ONCE: Final = 500
_CHECKED_AT_ONCE: Final = 500
_SHOWN: Final = 5


@dataclass(frozen=True)
class Restored:
    """What an import has done. `without_entry`: pending places whose entry had left the stream: nobody can read it."""

    keys: int
    without_entry: int
    differing: tuple[str, ...]
    running: tuple[str, ...]


def check_copy(path: Path) -> int:
    """Read the whole file before anything is changed; the number of keys. Raises CopyDamaged."""
    end = 0
    for record in read_copy(path):
        end = record.get("end", 0)
    return end if isinstance(end, int) else 0


def check_target(client: Any, keys: Keys, *, replace: bool) -> None:
    """Raises UsageProblem where the server holds keys of the prefix, unless they may be replaced."""
    if replace:
        return
    if client.exists(keys.unfinished_import):
        raise UsageProblem("an earlier import into this server did not end: repeat it with --replace")
    if next(_ours(client, keys), None) is not None:
        raise UsageProblem(
            f"the server already holds keys of the prefix {keys.prefix} (--replace deletes them first: export them "
            "before); or set WIREDESK_REDIS_URL to another server"
        )


def restore(path: Path, client: Any, keys: Keys, turn: ImportTurn, *, on_key: Callable[[], None]) -> Restored:
    """Put a copy into the server in place of what it holds under the prefix, in its `turn`, which must have been taken.
    Raises CopyDamaged, redis.RedisError.

    Whatever ends it early, `keys.unfinished_import` stays behind.
    """
    client.set(keys.unfinished_import, str(path))
    _remove_all(client, keys, turn)
    writer = _Writer(client, keys)
    running: tuple[str, ...] = ()
    try:
        for record in read_copy(path):
            turn.go_on()
            if "key" in record:
                writer.write(record)
                if "size" in record:
                    on_key()
            elif "end" in record:
                running = tuple(str(site) for site in record.get("running", ()))
    except (ValueError, KeyError, TypeError, IndexError) as problem:
        raise CopyDamaged(f"{path} has a record that cannot be read: {problem}") from None
    differing = _differing(path, client, keys, turn)
    if differing and not running:
        raise WiredeskError(
            f"{len(differing)} keys are not as in the copy ({', '.join(differing[:_SHOWN])}): does something else "
            "write to this server? Stop it and repeat with --replace"
        )
    client.delete(keys.unfinished_import)
    return Restored(writer.keys, writer.without_entry, tuple(differing), running)


class _Writer:
    """Writes records; a key's expiry comes with its last one."""

    def __init__(self, client: Any, keys: Keys) -> None:
        self._client, self._keys = client, keys
        self.keys = 0
        self.without_entry = 0

    def write(self, record: Record) -> None:
        key = self._keys.prefix.encode() + unpacked(record["key"])
        if "value" in record:
            self._client.set(key, unpacked(record["value"]))
        elif "fields" in record:
            self._client.hset(key, mapping={unpacked(name): unpacked(value) for name, value in record["fields"]})
        elif "members" in record:
            self._client.sadd(key, *map(unpacked, record["members"]))
        elif "scores" in record:
            self._client.zadd(key, {unpacked(member): float(score) for member, score in record["scores"]})
        elif "items" in record:
            self._client.rpush(key, *map(unpacked, record["items"]))
        elif "entries" in record:
            self._add_entries(key, record["entries"])
        elif "groups" in record:
            self._set_stream(key, record)
        elif "pending" in record:
            self._claim(key, unpacked(record["group"]), record["pending"])
        elif "size" in record:
            self.keys += 1
            if "expires_at" in record:
                self._client.pexpireat(key, int(record["expires_at"]))

    def _add_entries(self, key: bytes, entries: list[Any]) -> None:
        pipeline = self._client.pipeline()
        for entry_id, fields in entries:
            pipeline.execute_command("XADD", key, entry_id, *map(unpacked, fields))
        pipeline.execute()

    def _set_stream(self, key: bytes, record: Record) -> None:
        self._client.xgroup_create(key, "wiredesk-import", "0", mkstream=True)  # makes it where it has no entry
        self._client.xgroup_destroy(key, "wiredesk-import")
        extended = ["ENTRIESADDED", record["added"], "MAXDELETEDID", record["deleted"]] if "added" in record else []
        try:
            self._client.execute_command("XSETID", key, record["last_id"], *extended)
        except ResponseError:  # Redis 6.2 knows no more than the id
            self._client.execute_command("XSETID", key, record["last_id"])
        for group in record["groups"]:
            name = unpacked(group["name"])
            begin = ["XGROUP", "CREATE", key, name, group["last_id"]]
            read = ["ENTRIESREAD", group["read"]] if group["read"] is not None else []
            try:
                self._client.execute_command(*begin, *read)
            except ResponseError:
                self._client.execute_command(*begin)
            for consumer in group["consumers"]:
                self._client.xgroup_createconsumer(key, name, unpacked(consumer))

    def _claim(self, key: bytes, group: bytes, pending: list[Any]) -> None:
        pipeline = self._client.pipeline()
        for entry_id, consumer, delivered_at, times in pending:
            who, how = (key, group, unpacked(consumer)), {"time": delivered_at, "retrycount": times}
            pipeline.xclaim(*who, 0, [entry_id], **how, force=True, justid=True)
        self.without_entry += sum(not reply for reply in pipeline.execute())


def _ours(client: Any, keys: Keys) -> Any:
    return client.scan_iter(match=scan_pattern(keys.prefix), count=1000)


def _remove_all(client: Any, keys: Keys, turn: ImportTurn) -> None:
    kept = {keys.unfinished_import.encode(), keys.import_turn.encode()}
    some: list[bytes] = []
    for key in _ours(client, keys):
        turn.go_on()
        if key not in kept:
            some.append(key)
        if len(some) >= REMOVED_AT_ONCE:
            client.unlink(*some)
            some = []
    if some:
        client.unlink(*some)


def _differing(path: Path, client: Any, keys: Keys, turn: ImportTurn) -> list[str]:
    """The keys that hold another number of things than the copy says; those that expire are left out."""
    found: list[str] = []
    asked: list[Record] = []

    def ask() -> None:
        pipeline = client.pipeline()
        for one in asked:
            pipeline.execute_command(SIZES[one["type"]], keys.prefix.encode() + unpacked(one["key"]))
        for one, size in zip(asked, pipeline.execute(raise_on_error=False), strict=True):
            if size != one["size"]:
                found.append(unpacked(one["key"]).decode("utf-8", "replace"))
        asked.clear()

    soon = (time.time() + 60) * 1000
    for record in read_copy(path):
        turn.go_on()
        if record.get("size") is not None and record.get("expires_at", soon) >= soon:
            asked.append(record)
        if len(asked) >= _CHECKED_AT_ONCE:
            ask()
    if asked:
        ask()
    return found

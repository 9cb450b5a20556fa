"""The file of a copy: gzip of JSON lines, one record a line; docs/backup.md describes it.

Keys are written without their prefix. Bytes that are valid UTF-8 stand as strings, others as ``{"b64": …}``.
"""

from __future__ import annotations

import base64
import gzip
import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from wiredesk.settings.errors import WiredeskError

FORMAT: Final = "wiredesk.redis/1"
Record = dict[str, Any]


class CopyDamaged(WiredeskError):
    """The file is no copy, or not a whole one."""


def packed(value: bytes) -> str | dict[str, str]:
    """Bytes as they stand in the file."""
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return {"b64": base64.b64encode(value).decode()}


def unpacked(value: Any) -> bytes:
    """The inverse of `packed`. Raises ValueError for anything else."""
    if isinstance(value, str):
        return value.encode()
    if isinstance(value, dict) and isinstance(value.get("b64"), str):
        return base64.b64decode(value["b64"], validate=True)
    raise ValueError(f"{value!r:.80} stands for no bytes")


def line_of(record: Record) -> bytes:
    """A record as it is written."""
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def read_copy(path: Path) -> Iterator[Record]:
    """The records of a file: the head, those of keys, the end. Raises CopyDamaged, also where the file ends early."""
    record: Record = {}
    try:
        with gzip.open(path, "rb") as lines:
            for number, line in enumerate(lines):
                record = json.loads(line)
                if not isinstance(record, dict):
                    raise CopyDamaged(f"{path} is no copy of `wiredesk redis export`: line {number + 1} is no record")
                if number == 0:
                    _check_head(path, record)
                yield record
    except (EOFError, zlib.error, gzip.BadGzipFile, UnicodeDecodeError, json.JSONDecodeError) as problem:
        raise CopyDamaged(f"{path} is no whole copy of `wiredesk redis export`: {problem}") from None
    except OSError as problem:
        raise CopyDamaged(f"{path} cannot be read: {problem.strerror or problem}") from None
    if "end" not in record:
        raise CopyDamaged(f"{path} ends too early: the export was cut short, or the file")


def _check_head(path: Path, head: Record) -> None:
    found = head.get("format")
    if found != FORMAT:
        what = f"is a copy of format {found!r}, and this version reads {FORMAT}" if found else "is no copy"
        raise CopyDamaged(f"{path} {what}: it was not written by `wiredesk redis export` of this version")

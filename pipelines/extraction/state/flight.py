"""React's flight data: the rows in which a server sends what its components are made of (Next.js' ``__next_f``).

Source: React 19, ``ReactFlightServer.js``. A row is ``id:value`` in JSON up to the end of the line, or
``id:Tlength,text``, where the length is in bytes and hexadecimal. ``"$1a"`` in a value stands for row 1a.
"""

from __future__ import annotations

import json
import re
from contextlib import suppress
from typing import Any, Final

MAX_ROWS: Final = 20_000
"""The most seen on an article page is about 600."""

_PUSH = re.compile(r"__next_f\s*(?:\|\|\s*\[\]\s*\))?\s*\.push\s*\(\s*(?=\[)")
_ID = re.compile(rb"[0-9a-f]{1,8}:")
_LENGTH = re.compile(rb"T([0-9a-f]{1,8}),")
_JSON: Final = b'[{"'


def flight_text(scripts: list[str]) -> str:
    """The rows that a page's scripts push, put together: one row may go over several scripts."""
    decoder = json.JSONDecoder(strict=False)
    pieces: list[str] = []
    for script in scripts:
        for push in _PUSH.finditer(script):
            try:
                pushed, _ = decoder.raw_decode(script, push.end())
            except (ValueError, RecursionError):
                break  # so that each script is read through once at most
            if len(pushed) > 1 and pushed[0] == 1 and isinstance(pushed[1], str):
                pieces.append(pushed[1])
    return "".join(pieces)


def flight_rows(text: str) -> dict[str, Any]:
    """The values of the rows by their ids; what is no JSON and no text (imports, hints) is left out."""
    data = text.encode("utf-8", "surrogatepass")
    rows: dict[str, Any] = {}
    at = 0
    while at < len(data) and len(rows) < MAX_ROWS:
        end = data.find(b"\n", at)
        end = len(data) if end < 0 else end
        name = _ID.match(data, at)
        if name is None:
            at = end + 1
            continue
        key, at = name.group()[:-1].decode(), name.end()
        if (length := _LENGTH.match(data, at)) is not None:
            stop = length.end() + int(length[1], 16)
            rows[key] = data[length.end() : stop].decode("utf-8", "replace")
            at = stop
            continue
        if data[at : at + 1] and data[at] in _JSON:
            with suppress(ValueError, RecursionError):
                rows[key] = json.loads(data[at:end].decode("utf-8", "replace"), strict=False)
        at = end + 1
    return rows

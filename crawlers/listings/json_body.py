"""Reading the JSON of strangers in a time that the event loop does not notice.

`json.loads` holds the interpreter until it is done, in a thread too. So what makes it slow is counted first.
"""

from __future__ import annotations

import json
import re
from typing import Any

MOST_VALUES = 300_000
"""Commas and opening brackets of one answer, those in texts too: ten million characters of prose have half of that.
So many values take about 40 ms, of whatever kind they are."""
_LONGEST_PREFACE = 10_000
"""Bytes of warnings before the JSON."""
_BEGINNING = re.compile(rb'[\[{]\s{0,9}["{]|\[\]')
_PAGE = re.compile(rb"<(?:!doctype|html|head|body|script|meta)", re.IGNORECASE)
_LONGEST_NUMBER = 40
"""Characters of a number that are read. Reading one of 4,000 digits takes 70 µs, and 10 MB hold 2,400 of them."""


def read_json(body: bytes) -> Any:
    """The value of a JSON text. Raises ValueError for what is none, is nested too deeply, or has too many values."""
    if sum(map(body.count, (b",", b"[", b"{"))) > MOST_VALUES:
        raise ValueError(f"more than {MOST_VALUES} values")
    try:
        if (start := _behind_warnings(body)) is not None:
            value = _DECODER.raw_decode(body[start:].decode("utf-8", "replace"))[0]
        else:
            value = json.loads(body, parse_int=_integer, parse_float=_number)
        return _as_text(value) if b"\\ud" in body or b"\\uD" in body else value
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _as_text(value: Any) -> Any:
    """The value without halves of characters (``\\ud83d`` alone; RFC 8259, 8.2), which no text has and nothing can
    store. All of it at once: looking at each string takes ten times as long."""
    text = json.dumps(value, ensure_ascii=False)
    try:
        text.encode()
    except UnicodeEncodeError:
        return json.loads(text.encode("utf-8", "replace"))
    return value


def _behind_warnings(body: bytes) -> int | None:
    """Where the JSON begins behind warnings that a program (mostly PHP) has printed; None where it is as it should be,
    and for pages of HTML, whose scripts have JSON in them too."""
    if body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] not in (b"<", b"W", b"N", b"D"):  # <br /><b>Warning, Notice, Deprecated
        return None
    found = _BEGINNING.search(body, 0, _LONGEST_PREFACE)
    if found is None or _PAGE.search(body, 0, found.start()):
        return None
    return found.start()


def _integer(text: str) -> int:
    return int(text[:_LONGEST_NUMBER])


def _number(text: str) -> float:
    return float(text) if len(text) <= _LONGEST_NUMBER else 0.0


_DECODER = json.JSONDecoder(parse_int=_integer, parse_float=_number)

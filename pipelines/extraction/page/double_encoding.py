"""Text that was encoded in UTF-8 twice: ``Doctorsâ€™ Day`` for "Doctors’ Day", ``Ø§Ù„`` for "ال".

A database that was moved with the wrong setting, or a server that takes UTF-8 for Latin-1, leaves pages that are valid
UTF-8 and unreadable. In them each letter beyond ASCII is a run of characters whose bytes (in Latin-1 or windows-1252)
are that letter's UTF-8. Such runs come about by chance next to never, so that a page of them can be mended.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import Final

FEWEST_RUNS: Final = 5
"""Runs that a page must have: an article about wrong encodings quotes one or two."""
LEAST_SHARE: Final = 0.9
"""Of the candidates on the page: in text that was encoded once, words like "Ã©" do not decode as a rule."""

_SIGN: Final = re.compile(
    rb"\xc3[\x80-\xb4](?:\xc2[\x80-\xbf]|\xe2[\x80\x82\x84]|\xc5[\x92-\xbe]|\xcb[\x86\x9c]|\xc6\x92)"
)
"""The first two characters of a run, in UTF-8. A pattern with one first byte is found as fast as a word."""
_AFTER_CAPITALS: Final = "\xa0»"
"""What stands behind capitals with accents in text that was encoded once: « CAFÉ »."""

_UNDEFINED: Final = (0x81, 0x8D, 0x8F, 0x90, 0x9D)  # bytes without a character in windows-1252
_BYTES: Final[dict[str, int]] = {
    **{chr(code): code for code in range(0x80, 0x100)},
    **{bytes([code]).decode("cp1252"): code for code in range(0x80, 0xA0) if code not in _UNDEFINED},
}
"""What a byte of UTF-8 looks like when it is read as Latin-1 or as windows-1252."""
_FOLLOWING: Final = "".join(map(re.escape, (shown for shown, code in _BYTES.items() if 0x80 <= code < 0xC0)))
_RUN: Final = re.compile(
    rf"[\xc2-\xf4](?:(?<=[\xc2-\xdf])[{_FOLLOWING}]|(?<=[\xe0-\xef])[{_FOLLOWING}]{{2}}|(?<=[\xf0-\xf4])[{_FOLLOWING}]{{3}})"
)
"""Opens with one class, by which the search finds its places fast."""


def encoded_once(text: str, data: bytes) -> str:
    """The text as it was meant, where the page (``data``, its valid UTF-8) was encoded twice; else as it is."""
    if data.isascii() or sum(1 for _ in islice(_SIGN.finditer(data), FEWEST_RUNS)) < FEWEST_RUNS:
        return text
    runs = _RUN.findall(text)
    decoded = {run: _decoded(run) for run in set(runs)}
    telling = [run for run in runs if run[1] not in _AFTER_CAPITALS]
    sound = sum(decoded[run] is not None for run in telling)
    if sound < FEWEST_RUNS or sound < LEAST_SHARE * len(telling):
        return text
    return _RUN.sub(lambda match: decoded[match.group()] or match.group(), text)


def _decoded(run: str) -> str | None:
    """The one character that a run stands for; None where its bytes are no UTF-8."""
    try:
        return bytes(_BYTES[shown] for shown in run).decode("utf-8")
    except UnicodeDecodeError:
        return None

"""Text from strangers, made safe to print: no control characters, escapes or direction overrides."""

from __future__ import annotations

import re

# C0 (but tab and newline), DEL and C1 steer a terminal (ECMA-48); U+2028 and U+2029 break lines for some readers;
# U+202A to U+202E and U+2066 to U+2069 can show a text in another order than it has (CVE-2021-42574)
_STEERING = r"\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069"
_NOT_PRINTABLE = re.compile(rf"[\x00-\x08\x0b-\x1f{_STEERING}\ud800-\udfff]")
_NOT_IN_JSON_LINE = re.compile(rf"[{_STEERING}\ud800-\udfff]")

# Whole escape sequences (ECMA-48 CSI; OSC, DCS, SOS, PM, APC strings; two-byte escapes), so that "[31m" goes too
_ESCAPE_SEQUENCE = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"
    # A string ends at the beginning of another one, so that many beginnings without an end cost no search each.
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x90\x98\x9c-\x9f\n]*(?:\x07|\x1b\\|\x9c)"
    r"|\x1b[ -/]*[0-~]"
)


def terminal_safe(text: str) -> str:
    """`text` without escape sequences and control characters; newlines and tabs stay.

    The embeddings and isolates of bidirectional text go too; the plain marks (U+200E, U+200F, U+061C) stay.
    """
    return _NOT_PRINTABLE.sub("", _ESCAPE_SEQUENCE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))


def one_line(text: str, width: int | None = None) -> str:
    """`text` safe to print and on one line, cut to `width` characters with an ellipsis."""
    line = " ".join(terminal_safe(text).split())
    return line if width is None or len(line) <= width else line[: max(0, width - 1)] + "…"


def escape_in_json(json_text: str) -> str:
    r"""JSON text with the characters that steer a terminal written as ``\uXXXX``: the same value, safe to print.

    JSON itself already escapes C0; this adds DEL, C1, line separators, direction overrides and lone surrogates
    (which UTF-8 cannot hold).
    """
    return _NOT_IN_JSON_LINE.sub(lambda match: f"\\u{ord(match[0]):04x}", json_text)

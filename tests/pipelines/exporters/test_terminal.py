"""Nothing that a page says can steer the terminal it is printed on."""

from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from wiredesk.pipelines.exporters.terminal import escape_in_json, one_line, terminal_safe


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;new title\x07text", "text"),
        ("\x1b]8;;https://evil.example\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x9b2Jcleared", "cleared"),
        ("\x1bPq sixel \x1b\\after", "after"),
        ("\x1bc reset", " reset"),
        ("over\rwritten", "over\nwritten"),
        ("back\x08space\x7f", "backspace"),
        ("user\u202egnp.exe", "usergnp.exe"),
        ("كانون الثاني\u200f 2026", "كانون الثاني\u200f 2026"),
        ("tab\tand\nline stay", "tab\tand\nline stay"),
        ("lone \ud800 surrogate", "lone  surrogate"),
        ("unfinished \x1b]0;title\nnext line", "unfinished 0;title\nnext line"),
    ],
)
def test_escapes_and_controls_are_removed(hostile, shown):
    assert terminal_safe(hostile) == shown


@settings(deadline=None)
@given(st.text())
@example("\x1b\x1b[31m[31m")
def test_no_control_character_survives(text):
    safe = terminal_safe(text)
    left = {character for character in safe if unicodedata.category(character) in ("Cc", "Cs")}
    assert left <= {"\n", "\t"}
    assert not set(safe) & set("\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@settings(deadline=None)
@given(st.text())
def test_one_line_is_one_line(text):
    assert len(one_line(text).splitlines()) <= 1
    assert len(one_line(text, 10)) <= 10


@settings(deadline=None)
@given(st.recursive(st.text() | st.integers() | st.none(), st.lists) | st.dictionaries(st.text(), st.text()))
@example("\x1b[31m \x9b \x7f \u2028 \u202e \ud800")
def test_escaped_json_means_the_same(value):
    plain = json.dumps(value, ensure_ascii=False)
    escaped = escape_in_json(plain)
    assert json.loads(escaped) == value
    assert terminal_safe(escaped) == escaped
    escaped.encode()

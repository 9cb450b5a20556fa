"""The line of each key, found without a parser of our own for values: `tomllib` says which keys there must be."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import tomli_w
from hypothesis import given
from hypothesis import strategies as st

from wiredesk.crawlers.sites.toml_lines import KeyPath, key_lines

EVERY_FORM = '''\
title = "a [b] = \\" # no comment"   # a comment = with [signs]
"quoted key" = 'literal "x" ['
dotted.name . deep = 1979-05-27 07:32:00
long = """
[not.a.table]
key = "no key" ""\\""
ends with two quotes"""""
raw = \'\'\'
x = 1 '' \'\'\'
list = [ "a", # [
  [1, 2],

  { inline = true, sub.key = [ 3 ] },
]

[table]
a = -1.5e3
  [ table . "inner.x" ]
  b = 2
[[rows]]
one = 1
[[rows.cells]]
two = 2
[rows.cells.style]
three = 3
[[rows]]
one = { }
'''


def test_every_form_of_key_is_found_on_its_line() -> None:
    assert key_lines(EVERY_FORM) == {
        ("title",): 1,
        ("quoted key",): 2,
        ("dotted",): 3,
        ("dotted", "name"): 3,
        ("dotted", "name", "deep"): 3,
        ("long",): 4,
        ("raw",): 8,
        ("list",): 10,
        ("list", 0): 10,
        ("list", 1): 11,
        ("list", 1, 0): 11,
        ("list", 1, 1): 11,
        ("list", 2): 13,
        ("list", 2, "inline"): 13,
        ("list", 2, "sub"): 13,
        ("list", 2, "sub", "key"): 13,
        ("list", 2, "sub", "key", 0): 13,
        ("table",): 16,
        ("table", "a"): 17,
        ("table", "inner.x"): 18,
        ("table", "inner.x", "b"): 19,
        ("rows",): 20,
        ("rows", 0): 20,
        ("rows", 0, "one"): 21,
        ("rows", 0, "cells"): 22,
        ("rows", 0, "cells", 0): 22,
        ("rows", 0, "cells", 0, "two"): 23,
        ("rows", 0, "cells", 0, "style"): 24,
        ("rows", 0, "cells", 0, "style", "three"): 25,
        ("rows", 1): 26,
        ("rows", 1, "one"): 27,
    }


def test_windows_line_ends_count_once() -> None:
    assert key_lines("a = 1\r\n\r\nb = 2\r\n") == {("a",): 1, ("b",): 3}


def _paths(value: object, path: KeyPath = ()) -> Iterator[KeyPath]:
    if path:
        yield path
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _paths(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _paths(inner, (*path, index))


_text = st.text(st.characters(exclude_categories=("Cs",)), max_size=8) | st.sampled_from(
    ["[", "#", '"', "'''", '"""', "\n"]
)
_scalars = st.booleans() | st.integers(-9, 9) | st.floats(allow_nan=False) | st.datetimes() | st.dates() | _text
_values = st.recursive(
    _scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_text, inner, max_size=3),
    max_leaves=12,
)


@given(st.dictionaries(_text, _values, max_size=5), st.booleans())
def test_the_keys_found_are_those_that_tomllib_reads(data: dict[str, object], multiline: bool) -> None:
    text = tomli_w.dumps(data, multiline_strings=multiline)
    assert set(key_lines(text)) == set(_paths(tomllib.loads(text)))
    # each on a line that begins with its own name or header: the same text with a line on top moves everything by one
    assert key_lines("# on top\n" + text) == {path: line + 1 for path, line in key_lines(text).items()}


SHARED_TOML = sorted((Path(__file__).parents[3] / "crawlers/sites/catalogue").glob("*.toml"))[::40]


@pytest.mark.parametrize(
    "path", [*SHARED_TOML, Path(__file__).parents[3] / "pyproject.toml"], ids=lambda path: path.name
)
def test_real_files(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    found = key_lines(text)
    assert set(found) == set(_paths(tomllib.loads(text)))
    lines = text.splitlines()
    named = {path: line for path, line in found.items() if isinstance(path[-1], str)}
    assert all(str(path[-1]) in lines[line - 1] for path, line in named.items())

"""Reads the lists of entries that lie beside the modules as text files, and makes patterns of phrases."""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib.resources import files

_Tree = dict[str, "_Tree"]
"""Phrases by their letters: what may follow a beginning. The key "" marks the end of a phrase."""


def any_of(phrases: Iterable[str]) -> str:
    """A regular expression of all phrases, the longer ones first; a space matches any white space.

    Phrases that begin alike share their beginning in the pattern. Tried one by one, some hundred phrases took 5 to 10
    times as long at each place that none of them fits.
    """
    tree: _Tree = {}
    for phrase in phrases:
        node = tree
        for letter in phrase:
            node = node.setdefault(letter, {})
        node[""] = {}
    return _alternatives(tree)


def any_with_gaps(phrases: Iterable[str]) -> str:
    """As `any_of`; a star in a phrase stands for the letters of a word, or for none."""
    return any_of(phrases).replace(re.escape("*"), r"\w*")


def _alternatives(tree: _Tree) -> str:
    """The patterns of a tree's branches."""
    return "|".join(_piece(letter) + _rest(below) for letter, below in tree.items() if letter)


def _rest(tree: _Tree) -> str:
    """The pattern of what may follow a beginning: what is longer comes first."""
    branches = [letter for letter in tree if letter]
    if not branches:
        return ""
    if len(tree) == 1:
        return _piece(branches[0]) + _rest(tree[branches[0]])
    return f"(?:{_alternatives(tree)}){'?' if '' in tree else ''}"


def _piece(letter: str) -> str:
    return r"\s+" if letter == " " else re.escape(letter)


def read_entries(name: str) -> dict[str, dict[str, str]]:
    """The entries ``key: text`` of a list by its sections; indented lines go on with the entry before them."""
    found: dict[str, dict[str, str]] = {}
    section = found.setdefault("", {})
    key = ""
    for line in _lines(name):
        if line.startswith("[") and line.rstrip().endswith("]"):
            section = found.setdefault(line.strip()[1:-1], {})
        elif line.startswith(" "):
            section[key] += f" {line.strip()}"
        else:
            key, _, text = line.partition(":")
            section[key] = text.strip()
    return found


def _lines(name: str) -> list[str]:
    text = files("wiredesk.pipelines.extraction.lexicon").joinpath(name).read_text("utf-8")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]

"""Reads the lists of entries that lie beside the modules as text files, and makes patterns of phrases."""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib.resources import files


def any_of(phrases: Iterable[str]) -> str:
    """A regular expression of all phrases, the longer ones first; a space matches any white space."""
    return "|".join(re.escape(phrase).replace("\\ ", r"\s+") for phrase in sorted(phrases, key=len, reverse=True))


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

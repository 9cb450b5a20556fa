"""The page's state as one graph of values, whatever form it was printed in: references are followed by `follow`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import reduce
from typing import Any, Final

from lxml.etree import _Element

from wiredesk.pipelines.extraction.state.devalue import is_flat, revived
from wiredesk.pipelines.extraction.state.flight import flight_rows, flight_text
from wiredesk.pipelines.extraction.state.script_values import script_values

MAX_STEPS: Final = 200_000
"""Values that are looked at in one walk: ten times those of the largest state seen on an article page."""
MAX_DEPTH: Final = 60
MAX_INNER: Final = 3_000_000
"""Characters of JSON that is written into strings of the state."""
AROUND: Final = 5
_LEAST_INNER: Final = 300
_REFERENCE = re.compile(r"\$(?:[A-Z@]?[0-9a-f]{0,8}(?::[\w:]{1,80})?|undefined|Infinity|NaN|-0)")
_PATH: Final = 8  # parts of a reference such as "$1a:props:children"


@dataclass(slots=True)
class StateGraph:
    """The values of a page's state."""

    roots: list[Any] = field(default_factory=list)
    rows: dict[str, Any] = field(default_factory=dict)
    """React's flight rows by their ids: ``"$1a"`` stands for row 1a."""
    entities: dict[str, Any] = field(default_factory=dict)
    """Entries of a normalised cache (Apollo, Relay) by their keys: ``{"__ref": key}`` stands for one."""

    def is_reference(self, text: str) -> bool:
        """Whether a string stands for a row that is not there, or for no value: ``"$L3e"``, ``"$undefined"``."""
        return bool(self.rows) and _REFERENCE.fullmatch(text) is not None

    def follow(self, reference: Any) -> Any:
        """What a reference stands for; every other value as it is."""
        value: Any = reference
        key: Any
        for _ in range(_PATH):
            if isinstance(value, str):
                if not self.rows or not value.startswith("$") or len(value) > 100:
                    return value
                if value.startswith("$$"):
                    return value[1:]
                key, *path = value.lstrip("$L@Q").split(":")
                if key not in self.rows:
                    return value
                value = reduce(_part, path[:_PATH], self.rows[key])
            elif isinstance(value, dict) and len(value) <= 4 and self.entities:
                entry = value.get("__ref", value.get("id") if value.get("type") == "id" else None)
                if not isinstance(entry, str) or entry not in self.entities:
                    return value
                value = self.entities[entry]
            else:
                return value
        return None


def _part(value: Any, name: str) -> Any:
    if isinstance(value, list) and name.isdecimal() and len(name) < 6:
        return value[int(name)] if int(name) < len(value) else None
    if isinstance(value, list) and name == "props" and len(value) > 3:
        return value[3]  # ["$", type, key, props]
    return value.get(name) if isinstance(value, dict) else None


def read_state(elements: Iterable[_Element]) -> StateGraph:
    """The state of a page, from its scripts and attributes. Never raises; empty where the page has none."""
    values, code = script_values(elements)
    graph = StateGraph(rows=flight_rows(flight_text(code)))
    graph.roots = [revived(value) if is_flat(value) else value for value in values]
    graph.roots += graph.rows.values()
    inner = MAX_INNER
    for place, (_, value) in enumerate(walk(graph.roots)):
        if isinstance(value, dict):
            if "ROOT_QUERY" in value or "client:root" in value:
                graph.entities.update(value)
        elif place < MAX_STEPS and len(value) >= _LEAST_INNER and value[0] in "{[" and len(value) <= inner:
            inner -= len(value)
            try:
                read = json.loads(value, strict=False)
            except (ValueError, RecursionError):
                continue
            graph.roots.append(revived(read) if is_flat(read) else read)
    return graph


def walk(roots: list[Any]) -> Iterator[tuple[tuple[dict[str, Any], ...], Any]]:
    """All objects and texts below the roots, each with the objects around it, inner before outer (AROUND at most).
    References are not followed; an object that stands in several places comes once. Bounded by MAX_STEPS."""
    seen: set[int] = set()
    queue: list[tuple[tuple[dict[str, Any], ...], Any, int]] = [((), root, 0) for root in reversed(roots)]
    steps = 0
    while queue and steps < MAX_STEPS:
        steps += 1
        around, value, depth = queue.pop()
        if isinstance(value, str):
            yield around, value
            continue
        if not isinstance(value, (dict, list)) or depth > MAX_DEPTH or id(value) in seen:
            continue
        seen.add(id(value))
        if isinstance(value, dict):
            yield around, value
            around = (value, *around[: AROUND - 1])
            queue += [(around, child, depth + 1) for child in reversed(value.values())]
        else:
            queue += [(around, child, depth + 1) for child in reversed(value)]

"""The figures as they are in Redis now."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from wiredesk.pipelines.figures.figure_book import ABOVE
from wiredesk.pipelines.figures.figure_names import TIMED


@dataclass
class TimedValues:
    """A histogram: how many fell below each bound and not below the one before, last those above all; and the sum."""

    counts: list[int]
    seconds: float = 0.0


@dataclass
class Figures:
    """What one hash of figures holds; `counted` by name and label."""

    counted: dict[str, dict[str, int]] = field(default_factory=dict)
    timed: dict[str, TimedValues] = field(default_factory=dict)


def figures_of(values: Mapping[Any, Any]) -> Figures:
    """The figures of a hash, as HGETALL gives it; what is not ours, or no number, is left out.

    A bucket that an earlier version had, and this one has not, counts in the next larger one.
    """
    found = Figures(timed={figure.name: TimedValues([0] * (len(figure.bounds) + 1)) for figure in TIMED})
    bounds = {figure.name: figure.bounds for figure in TIMED}
    for raw, value in values.items():
        name, _, label = (raw.decode("utf-8", "replace") if isinstance(raw, bytes) else str(raw)).partition("|")
        try:
            number = int(value)
            if name not in bounds:
                found.counted.setdefault(name, {})[label] = number
            elif label == "us":
                found.timed[name].seconds = number / 1e6
            else:
                place = len(bounds[name]) if label == ABOVE else bisect_left(bounds[name], float(label))
                found.timed[name].counts[place] += number
        except ValueError:
            continue
    return found

"""Spans of time as people say them."""

from __future__ import annotations


def in_units(seconds: float) -> str:
    """A time span in the largest unit that leaves two or more of it: ``3 hours``, ``40 days``."""
    for unit, size in (("day", 86_400), ("hour", 3600), ("minute", 60)):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {unit}s"
    return f"{max(0.0, seconds):.0f} seconds"

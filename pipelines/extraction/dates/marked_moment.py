"""The moment that an attribute of an element says, whatever its text shows to readers."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from lxml.etree import _Element

from wiredesk.pipelines.extraction.dates.machine_dates import EARLIEST, Moment, read_moment

_ATTRIBUTES: Final = (
    "datetime",
    "data-datetime",
    "data-published",
    "data-time",
    "data-timestamp",
    "data-date",
    "title",
)
"""Of ``time`` elements, of scripts that print how long ago it was, and the full moment that such a text shows when the
mouse points at it."""


def marked_moment(element: _Element, latest: datetime) -> Moment | None:
    """The first credible date or moment that an attribute of the element is; None where none is wholly one."""
    for name in _ATTRIBUTES:
        moment = read_moment(element.get(name))
        if moment is not None and EARLIEST <= moment.instant() <= latest:
            return moment
    return None

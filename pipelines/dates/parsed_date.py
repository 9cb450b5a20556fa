"""What ``parse_date`` gives back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Precision = Literal["second", "minute", "hour", "day"]
TimezoneSource = Literal["page", "site"]
DateOrder = Literal["DMY", "MDY", "YMD"]
Label = Literal["published", "updated"]


@dataclass(frozen=True, slots=True)
class ParsedDate:
    """A moment as a text names it, with how much of it the text really said.

    Fields finer than ``precision`` carry no information: a day has ``value`` at 00:00 and naive; an hour ("3 hours
    ago") has the minutes of the reference it was counted from.
    """

    value: datetime
    """Aware when the zone is known or the date was counted from an aware reference, else naive local time."""
    precision: Precision
    timezone_source: TimezoneSource | None = None
    """``page``: the text names the zone. ``site``: it came from the ``timezone`` argument. None: from neither."""
    ambiguous: bool = False
    """True where the text allows another day as well (03/04/2025 in no known order, "2 weeks ago")."""
    label: Label | None = None
    """What the text itself calls the date: ``published``, ``updated``, or None where it has no label."""

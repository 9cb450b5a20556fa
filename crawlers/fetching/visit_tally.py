"""How many visits to known articles brought a change: a count in which older visits fade."""

from __future__ import annotations

from pydantic import BaseModel

_FADES = 0.98  # weight of all former visits at each new one: the last 50 count


class VisitTally(BaseModel):
    """Visits, and those of them that brought a change."""

    visits: float = 0.0
    changes: float = 0.0

    def note(self, *, changed: bool) -> None:
        """One more visit."""
        self.visits = self.visits * _FADES + 1
        self.changes = self.changes * _FADES + changed

"""What came of visits to articles of which one listing said that they had changed."""

from __future__ import annotations

from wiredesk.crawlers.fetching.visit_tally import VisitTally

ENOUGH_VISITS = 7.0
"""Visits (older ones count less) before a listing is judged: if every third hint is true, eight false ones in a row
happen by chance once in 25 cases."""
SELDOM_TRUE = 0.05
"""Share of visits with a change below which a listing lies: twenty requests for one correction."""


class HintRecord(VisitTally):
    """What came of the visits for which one listing was the reason."""

    @property
    def lies(self) -> bool:
        """Whether the listing says of articles that they have changed, and they have not."""
        return self.visits >= ENOUGH_VISITS and self.changes < SELDOM_TRUE * self.visits

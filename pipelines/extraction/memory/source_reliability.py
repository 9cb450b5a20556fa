"""Which places of a site's pages proved right, where two of them named different headlines, dates or authors.

One page cannot tell whether its ``h1`` or its ``og:title`` is what the newsroom calls the headline. The publisher says
it elsewhere: in the feed, the news sitemap, the WordPress API. Where that entry names exactly what one place holds, the
place has won against every place that holds something else. Nothing else proves anything: what most places of a page
hold is right on 39 of fundus' 64 disputed headlines only.

A place is believed where it won nearly all its disputes with another one, and where choosing the other one, as the page
alone would have it, was a mistake more than once: a choice that is right on this site is never overruled.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

FEWEST: Final = 6
"""Disputes between two places before one is believed: by mere chance one of them would win all six once in 32 sites."""
FEWEST_MISTAKES: Final = 2
"""Times that choosing the loser must have been a mistake. One mistake happens on any site: with one, newsfarm's mixed
sites lost more headlines than they gained (3 against 2 of 696), with two none, and single publishers gained as many."""
BELIEVED: Final = 0.85
"""Share of its disputes that a place must have won to be believed; one slip in seven, as of an entry that was edited
later, is forgiven."""
DROPPED: Final = 0.7
"""Share below which it is believed no longer; below BELIEVED, so that a single slip does not turn headlines over."""
REMEMBERED: Final = 24
"""Disputes of two places after which their counts are halved: seven to the contrary end any belief, and about forty
(of a redesigned template) turn it over."""
MAX_PAIRS: Final = 400
"""Pairs of places counted: more than the names in use can form; a stored memory may hold what it likes."""


class Verdict(NamedTuple):
    """A dispute between two places of one page that the publisher's entry has decided."""

    field: str
    right: str
    wrong: str
    choice: bool | None
    """whether the choice, as the page alone gives it, stood in ``right`` (True), in ``wrong`` (False), or in neither"""


class Record(NamedTuple):
    """How often one place won against another."""

    won: int = 0
    mistakes: int = 0
    """of these, how often what the other place held had been chosen"""
    kept: int = 0
    """of these, how often what the place held had been chosen"""

    def halved(self) -> Record:
        """The same with half the weight."""
        return Record(self.won // 2, self.mistakes // 2, self.kept // 2)


class SourceTally(BaseModel):
    """Disputes by field and pair of places. Reading is safe from several threads, observing is not."""

    model_config = ConfigDict(extra="forbid")

    records: dict[str, Record] = Field(default_factory=dict, description='of og against h1 under "headline og>h1"')
    believed: list[str] = Field(default_factory=list, description="the pairs whose first place is believed")

    def observe(self, verdicts: Iterable[Verdict]) -> None:
        """Counts what one article has shown; once an article."""
        for field, right, wrong, choice in verdicts:
            pair, turned = f"{field} {right}>{wrong}", f"{field} {wrong}>{right}"
            if pair not in self.records and len(self.records) >= MAX_PAIRS:
                continue
            mine, theirs = self.records.get(pair, Record()), self.records.get(turned, Record())
            mine = Record(mine.won + 1, mine.mistakes + (choice is False), mine.kept + (choice is True))
            self._judge(pair, mine, theirs)
            self._judge(turned, theirs, mine)
            if mine.won + theirs.won > REMEMBERED:
                mine, theirs = mine.halved(), theirs.halved()
            self.records[pair] = mine
            if turned in self.records:
                self.records[turned] = theirs

    def _judge(self, pair: str, mine: Record, theirs: Record) -> None:
        disputes, choices = mine.won + theirs.won, mine.mistakes + theirs.kept
        if pair in self.believed:
            if mine.won < DROPPED * disputes or mine.mistakes < DROPPED * choices:
                self.believed.remove(pair)
        elif (
            disputes >= FEWEST
            and mine.won >= BELIEVED * disputes
            and mine.mistakes >= FEWEST_MISTAKES
            and mine.mistakes >= BELIEVED * choices
        ):
            self.believed.append(pair)

    def overrules(self, field: str, places: Collection[str], chosen: Collection[str]) -> bool:
        """Whether the value found in ``places`` is believed rather than the chosen one, found in ``chosen``: at least
        one place has won against a chosen one, and none has lost."""
        if not self.believed or any(f"{field} {one}>{place}" in self.believed for place in places for one in chosen):
            return False
        return any(f"{field} {place}>{one}" in self.believed for place in places for one in chosen)

    def decides(self, field: str) -> bool:
        """Whether any dispute about the field is decided."""
        return any(pair.startswith(field) for pair in self.believed)

    def lessons(self) -> SourceTally:
        """What the extraction needs of it."""
        return SourceTally(believed=self.believed)


def verdicts(field: str, chosen: Collection[str], right: Collection[str], wrong: Collection[str]) -> list[Verdict]:
    """What an article shows: each place in ``right``, which name what the publisher's entry names, won against each in
    ``wrong``, which do not; ``chosen`` are the places of what the page alone would have chosen."""
    return [
        Verdict(field, winner, loser, True if winner in chosen else False if loser in chosen else None)
        for winner in right
        for loser in wrong
        if loser not in right
    ]

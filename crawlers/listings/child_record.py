"""What is remembered of one child sitemap of an index, and whether it is to be read again.

The index dates its children with the moments of their last changes, or with the moment at which it was made, or not at
all. So each reading is compared with the one before. A child whose new dates have brought nothing several times is
believed no more: it is looked at as those without a date are, now and then, and often where it has changed lately.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from wiredesk.pipelines.publishing.stored_times import past

HOUR = 3600.0
QUIET_AFTER = 3
"""New dates in a row that have brought nothing, from which on those of a child are not believed."""
LIVELY_FOR = 7 * 24 * HOUR
"""Seconds since its last change for which a child that nothing can be said of is read every hour: it is that of today,
or of a section."""
LOOKED_AT_EVERY = 24 * HOUR
"""Seconds between two readings of one that has not changed for longer: archives are corrected now and then."""


@dataclass(frozen=True, slots=True)
class ChildRecord:
    """Times are whole hours since the epoch; 0: never."""

    mark: str = ""
    """Its date in the index when it was last read; empty where it had none."""
    digest: str = ""
    """Tells whether it names other articles, and behind a dot whether it dates them otherwise; that may be missing."""
    looked: int = 0
    changed: int = 0
    quiet: int = 0
    """New dates in a row that have brought nothing."""

    @classmethod
    def read(cls, stored: str) -> ChildRecord:
        """The record as it is stored; of older versions it holds the date, or a digest where there was none."""
        mark, *rest = stored.split(" ")
        if len(rest) == 4 and all(part.isdecimal() for part in rest[1:]):
            return cls(mark, rest[0], *(int(part[:9]) for part in rest[1:]))
        return cls(mark if ":" in mark else "")

    def __str__(self) -> str:
        return f"{self.mark} {self.digest} {self.looked} {self.changed} {self.quiet}"

    def after_reading(self, mark: str, digest: str) -> ChildRecord:
        """The record of a child that was read once more, and names what `digest` stands for."""
        now = int(time.time() / HOUR)
        if not self.digest or _is_same(self.digest, digest):
            quiet = self.quiet + (bool(self.digest) and mark != self.mark)
            return ChildRecord(mark, digest, now, self.changed, min(quiet, QUIET_AFTER))
        return ChildRecord(mark, digest, now, now, 0)

    def is_believed(self, mark: str) -> bool:
        """Whether the date that the index has for it now says something."""
        return bool(mark) and self.quiet < QUIET_AFTER

    @property
    def age(self) -> float:
        """Seconds since it was last read."""
        now = time.time()
        return now - past(self.looked * HOUR, now)

    @property
    def is_lively(self) -> bool:
        """Whether it is time to read one that has changed lately, whatever its date says."""
        now = time.time()
        return now - past(self.changed * HOUR, now) < LIVELY_FOR and self.age >= HOUR

    @property
    def is_old(self) -> bool:
        """Whether it has not been read for so long that it is to be looked at, in its turn."""
        return self.age >= LOOKED_AT_EVERY


def _is_same(one: str, other: str) -> bool:
    mine, theirs = one.partition("."), other.partition(".")
    return mine[0] == theirs[0] and (mine[2] == theirs[2] or not (mine[2] and theirs[2]))

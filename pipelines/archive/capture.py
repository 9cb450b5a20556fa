"""What a page's way to its article has left to be kept: handed on beside the article, until it is published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Self

from wiredesk.pipelines.archive.exchange import Exchange
from wiredesk.pipelines.archive.index import IndexEntry, read_line
from wiredesk.pipelines.page import Evidence

if TYPE_CHECKING:
    from wiredesk.pipelines.archive.records import ExchangeRecords


@dataclass(frozen=True)
class Capture:
    """The pages of an article, the first one first, as they were fetched.

    `kept`: where they are in the archive already, because every answer is kept, or the URL was asked for before its
    article was published.
    """

    exchanges: tuple[Exchange | ExchangeRecords, ...] = field(repr=False)
    requested_url: str
    evidence: Evidence | None = None
    section: str | None = None
    kept: tuple[IndexEntry, ...] = ()
    is_unwanted: bool = False
    """The page asks not to be archived: nothing of it is here, and it is only counted."""

    @property
    def is_kept(self) -> bool:
        """Whether all of its pages are in the archive."""
        return len(self.kept) == len(self.exchanges)

    @classmethod
    def of_lines(cls, lines: Sequence[str], requested_url: str) -> Self | None:
        """The pages of a URL that were kept when it was asked for, by another process perhaps; None for none."""
        entries = tuple(entry for line in lines if (entry := read_line(line.encode())) is not None)
        return cls((), requested_url, kept=entries) if entries else None

    def entry_lines(self) -> tuple[str, ...]:
        """The lines for `of_lines`."""
        return tuple(entry.line().decode() for entry in self.kept)

    def with_further(self, others: Sequence[Self]) -> Self:
        """The pages of an article of which this is the first one's."""
        if self.is_unwanted:
            return self
        exchanges, kept = [*self.exchanges], [*self.kept]
        for other in others:
            exchanges += other.exchanges
            kept += other.kept
        return replace(self, exchanges=tuple(exchanges), kept=tuple(kept))

    def packed(self) -> Self:
        """The same in as little memory as it takes in the archive, for pages that have to wait. Takes milliseconds."""
        from wiredesk.pipelines.archive.records import ExchangeRecords  # noqa: PLC0415  # loads warcio

        return replace(self, exchanges=tuple(map(ExchangeRecords.of, self.exchanges)))

    def told(self) -> dict[str, Any]:
        """What the metadata record says of the pages besides their article."""
        evidence = self.evidence.model_dump(mode="json", exclude_defaults=True) if self.evidence else None
        told = {"requested_url": self.requested_url, "section": self.section, "evidence": evidence}
        return {name: value for name, value in told.items() if value}

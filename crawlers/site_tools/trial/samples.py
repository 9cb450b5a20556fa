"""Which leads a trial crawl fetches: the newest of each source, by turns, the most telling sources first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from wiredesk.crawlers.listings.lead import Lead
from wiredesk.pipelines.source_kinds import BY_TYPE
from wiredesk.pipelines.urls.identity import article_id

LEADS = 60
"""Article links after which no further page of a list is read: enough to choose a few samples of each source."""
PAGES_PER_SAMPLE = 3
"""Pages fetched for each article wanted: some links turn out to be no article."""
_TELLING_ORDER = tuple(BY_TYPE)
_EPOCH = datetime.fromtimestamp(0, UTC)


def _rank(lead: Lead) -> int:
    return _TELLING_ORDER.index(lead.via.type) if lead.via.type in BY_TYPE else len(BY_TYPE)


class SampleLeads:
    """Leads held back until it is known which are the best samples."""

    def __init__(self, wanted: int) -> None:
        """`wanted`: articles that the trial is to find."""
        self._wanted = wanted
        self._held: dict[tuple[str, str], list[Lead]] = defaultdict(list)
        self._witnesses: dict[str, Lead] = {}
        self._asked: dict[str, Lead] = {}
        self._open: set[str] = set()

    def __len__(self) -> int:
        """Different leads seen."""
        return sum(map(len, self._held.values())) + len(self._asked)

    def __iter__(self) -> Iterator[Lead]:
        """All leads seen, those that were asked for first."""
        yield from self._asked.values()
        for group in self._held.values():
            yield from group

    @property
    def are_enough(self) -> bool:
        """Whether no further page of a list need be read."""
        return sum(map(len, self._held.values())) >= LEADS

    def hold(self, leads: Iterable[Lead]) -> None:
        """Keep leads to choose from."""
        for lead in leads:
            self._held[lead.via.type, lead.via.url or ""].append(lead)

    def witness(self, leads: Iterable[Lead]) -> None:
        """Remember what the most telling listing says of each article."""
        for lead in leads:
            key = article_id(lead.url)
            known = self._witnesses.get(key)
            if known is None or _rank(lead) < _rank(known):
                self._witnesses[key] = lead

    def witness_of(self, lead: Lead) -> Lead:
        """The lead of the most telling listing that names the same article."""
        return self._witnesses.get(article_id(lead.url), lead)

    def take(self, *, found: int) -> Iterator[Lead]:
        """The leads to fetch next, when `found` articles are there already; they are open until `settled`."""
        missing = self._wanted - found - len(self._open)
        most = PAGES_PER_SAMPLE * self._wanted
        groups = sorted(self._held, key=lambda group: _TELLING_ORDER.index(group[0]))
        for group in groups:
            self._held[group].sort(key=lambda lead: lead.newest or _EPOCH, reverse=True)
        while missing > 0 and len(self._asked) < most and any(self._held.values()):
            for group in groups:
                if missing <= 0 or not self._held[group]:
                    continue
                lead = self._held[group].pop(0)
                missing -= 1
                key = article_id(lead.url)
                self._asked[key] = lead
                self._open.add(key)
                yield lead

    def settled(self, lead: Lead) -> None:
        """A lead has given its article, or none."""
        self._open.discard(article_id(lead.url))

"""Whether a listing's word that an article has changed can be believed.

A sitemap's `lastmod` may be the moment at which the sitemap was made, a feed's text may hold a view counter. The
results of the visits that a listing has caused are therefore noted. A listing that caused many without finding a
change is no longer believed: only samples of its articles are visited, so that it can regain trust, and the others
keep their schedule.
"""

from __future__ import annotations

import random

from wiredesk.crawlers.listings.hint_record import HintRecord
from wiredesk.crawlers.listings.lead import Lead
from wiredesk.crawlers.listings.source_memory import SourceMemory

SAMPLE = 0.02
"""Share of the articles that are still visited when an unreliable listing says they have changed; at most SAMPLES in a
crawl."""
SAMPLES = 3


class ChangeHints:
    """What the listings of one site say of changes in one crawl, and what became of it."""

    def __init__(self, memory: SourceMemory) -> None:
        self._memory = memory
        self._source_of: dict[str, str] = {}
        self._samples: dict[str, int] = {}
        self._noted: set[str] = set()
        self._sampled: set[str] = set()

    def belongs(self, listing: str, source: str) -> None:
        """Leads found on `listing` (a child sitemap, a page of an API) are those of `source`, which is remembered."""
        self._source_of[listing] = source

    def believes(self, lead: Lead) -> bool:
        """Whether to visit the article of a lead that says it has changed; of a listing that lies now and then."""
        source, record = self._record(lead)
        if record is None or not record.lies:
            return True
        if self._samples.get(source, 0) >= SAMPLES or random.random() >= SAMPLE:
            return False
        self._samples[source] = self._samples.get(source, 0) + 1
        self._sampled.add(lead.url)
        return True

    def still_believes(self, lead: Lead) -> bool:
        """Whether to visit the article of a lead that was believed, after what other visits have brought meanwhile."""
        _, record = self._record(lead)
        return record is None or not record.lies or lead.url in self._sampled

    def note(self, lead: Lead, *, changed: bool) -> None:
        """A known article was visited because a listing said that it had changed."""
        source, record = self._record(lead)
        if record is not None:
            record.note(changed=changed)
            self._noted.add(source)

    async def save(self) -> None:
        """Store what was noted."""
        for source in self._noted:
            if (state := self._memory.sources.get(source)) is not None:
                await self._memory.save(source, state, [])

    def _record(self, lead: Lead) -> tuple[str, HintRecord | None]:
        source = self._source_of.get(lead.via.url or "", lead.via.url or "")
        state = self._memory.sources.get(source)
        return source, state.hints if state is not None else None

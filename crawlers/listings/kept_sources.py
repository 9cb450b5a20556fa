"""What one crawl writes to the memory of its site's sources: not every crawl may."""

from __future__ import annotations

from wiredesk.crawlers.listings.lead import Lead
from wiredesk.crawlers.listings.listed_site import ListedSite
from wiredesk.crawlers.listings.source_memory import SourceMemory, SourceState


class KeptSources:
    """The states of a site's sources, in this crawl and for the next one."""

    def __init__(self, site: ListedSite, memory: SourceMemory) -> None:
        self._memory = memory
        self._keeps_records = site.keeps_records
        self._keeps_states = site.keeps_records and site.options.until is None

    async def save(self, url: str, state: SourceState, leads: list[Lead]) -> None:
        """Remember a source's state together with the leads that it brought."""
        if self._keeps_states:
            await self._memory.save(url, state, leads)
        else:  # what `--until` has left out would count as seen
            self._memory.sources[url] = state

    async def forget(self, url: str) -> None:
        """A source is gone."""
        if self._keeps_records:
            await self._memory.forget(url)

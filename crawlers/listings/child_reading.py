"""What a child sitemap of an index tells, of its articles and of the other children of the same index."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from wiredesk.crawlers.listings.asked_listings import AskedListings
from wiredesk.crawlers.listings.change_hints import ChangeHints
from wiredesk.crawlers.listings.child_record import ChildRecord
from wiredesk.crawlers.listings.child_sitemaps import Child, ChildSitemaps
from wiredesk.crawlers.listings.coverage import Coverage
from wiredesk.crawlers.listings.kept_sources import KeptSources
from wiredesk.crawlers.listings.lead import Lead
from wiredesk.crawlers.listings.lead_sorter import LeadSorter, Selection
from wiredesk.crawlers.listings.slices import aside
from wiredesk.crawlers.listings.source_memory import SourceMemory


@dataclass(kw_only=True)
class ChildReader:
    """Takes the children of one crawl's indexes."""

    memory: SourceMemory
    leads: LeadSorter
    hints: ChangeHints
    kept: KeptSources
    asked_listings: AskedListings
    children: ChildSitemaps
    coverage: Coverage

    async def take(
        self, child: Child, named: list[Lead], body: bytes, leads: list[Lead], ids: set[str]
    ) -> Selection | None:
        """Sort the `leads` of a child, whose articles are `ids`; `named` is all that it names of the site. None where
        it is to be read again in its turn."""
        state = self.memory.sources.get(child.parent)
        if not self.children.judge_witness(child, state, ids):
            self.asked_listings.may_ask_again(child.url)
            return None
        if leads and all(lead.via.type == "news-sitemap" and lead.published for lead in leads):
            self.children.take_witness(child.parent, ids, min(lead.published for lead in leads if lead.published))
        if ids:  # a list of tags or authors says nothing of where the articles are
            repeats = not self.leads.is_full and self.coverage.repeats_sections(ids)
            self.children.judge(child.parent, state, repeats=repeats)
        self.hints.belongs(child.url, child.parent)
        selection = await self.leads.select(leads)
        await self.note(child, named, body, [lead for lead, _ in selection.chosen])
        return selection

    async def note(self, child: Child, named: list[Lead], body: bytes, chosen: Sequence[Lead] = ()) -> None:
        """Remember in the state of its index that a child was read, which names leads, some of them `chosen`."""
        state = self.memory.sources.get(child.parent)
        if state is None:
            return
        digest = await aside(len(named) or len(body), _digest, named, body, dated=not state.hints.lies)
        record = ChildRecord.read(state.children.get(child.url, ""))
        state.children[child.url] = str(record.after_reading(child.mark, digest))
        await self.kept.save(child.parent, state, list(chosen))


def _digest(named: list[Lead], body: bytes, *, dated: bool) -> str:
    """The digest of `ChildRecord`; with the dates of its articles where these are believed."""
    addresses = "\n".join(lead.url for lead in named).encode("utf-8", "replace")
    digest = hashlib.sha256(addresses or body).hexdigest()[:8]
    if not dated:
        return digest
    return f"{digest}.{hashlib.sha256(repr([lead.newest for lead in named]).encode()).hexdigest()[:4]}"

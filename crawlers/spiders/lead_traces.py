"""What a crawl notes of each lead under way, from the source that has named it to its end (`wiredesk why`)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from wiredesk.crawlers.listings.lead import REVISIT, Lead
from wiredesk.pipelines.publishing.known_article import KnownArticle
from wiredesk.pipelines.tracing.trace import Step, Trace
from wiredesk.pipelines.tracing.trace_store import TraceStore


class LeadTraces:
    """The traces of a site's leads that are under way; `store` gives what keeps those that have ended, or None."""

    def __init__(self, site: str, store: Callable[[], TraceStore | None]) -> None:
        self._site = site
        self._store = store
        self._traces: dict[str, Trace] = {}

    def begin(self, lead: Lead, known: KnownArticle | None) -> Trace:
        """The trace of a lead whose page is asked for, from the source that has named it on."""
        trace = self._traces.get(lead.url)
        if trace is None:
            trace = self._traces[lead.url] = Trace(lead.url, "crawl", self._site)
            trace.note(
                "listed", by=lead.via.type, source=lead.via.url, dated=_as_text(lead.published),
                changed=_as_text(lead.modified), failures=lead.failures or None,
                known_revision=known.revision if known is not None else None,
            )  # fmt: skip
        return trace

    def note(self, lead: Lead, step: Step, **facts: Any) -> None:
        """Note a step of a lead that is under way."""
        if (trace := self._traces.get(lead.url)) is not None:
            trace.note(step, **facts)

    def end(self, lead: Lead, outcome: str, *, also: Iterable[str] = (), **facts: Any) -> None:
        """How this crawl has ended for a lead. `also`: ids by which its trace is to be found too.

        A visit that finds nothing changed is not kept: the article's record has its time, and there are very many."""
        trace = self._traces.pop(lead.url, None)
        if outcome == "unchanged":
            return
        if trace is not None and (store := self._store()) is not None:
            trace.note("outcome", outcome=outcome, **facts)
            store.add(trace, also=also)

    def end_all(self, reason: str | None) -> None:
        """The crawl ends before these leads were dealt with: they are left to the next."""
        for url in list(self._traces):
            self.end(Lead(url=url, via=REVISIT), "left", reason=reason)

    def of(self, lead: Lead) -> Trace | None:
        """The trace of a lead that is under way."""
        return self._traces.get(lead.url)


def _as_text(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment is not None else None

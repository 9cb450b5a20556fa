"""Which leads are fetched now, which later, and which need nothing."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Iterable
from typing import Protocol

from scrapy.http import Request

from wiredesk.crawlers.completeness.recorder import CaptureRecorder
from wiredesk.crawlers.listings.change_hints import ChangeHints
from wiredesk.crawlers.listings.frontier import Frontier
from wiredesk.crawlers.listings.lead import REVISIT, Lead
from wiredesk.crawlers.listings.lead_sorter import Selection
from wiredesk.crawlers.listings.slices import sliced
from wiredesk.crawlers.spiders.crawl_policy import Crawling, CrawlPolicy
from wiredesk.crawlers.spiders.late_leads import LateLeads
from wiredesk.pipelines.publishing.known_article import KnownArticle, RejectedUrl

CLOCKS_AHEAD = 300.0
"""Seconds by which the clock of a server may be ahead."""
FURTHEST_ZONE = 14 * 3600.0
"""Seconds by which the clocks of a zone may be ahead of UTC at the most (Kiribati)."""
LOOK_UP = 500
"""URLs looked up in Redis before those of them that are to be kept are written."""


class Selecting(Crawling, Protocol):
    """What the selection uses of the spider."""

    policy: CrawlPolicy
    captures: CaptureRecorder
    frontier: Frontier
    hints: ChangeHints
    late: LateLeads

    def reads_further_back(self) -> bool:
        """Whether this crawl asks for older articles than any crawl before."""

    def identity(self, url: str) -> str:
        """The id of the article that a URL leads to."""


class LeadSelection:
    """The leads that a crawl has met, sorted by what is known of them."""

    def __init__(self, spider: Selecting) -> None:
        self._spider = spider
        self.touched: set[str] = set()
        """Ids of articles whose entry in a feed has changed."""
        self.seen: set[str] = set()
        """Ids of all leads met."""
        self.unchanged: dict[str, KnownArticle] = {}
        """Those of them that are known and need no visit, by the id of the lead."""
        self.sorting = asyncio.Lock()
        """Held while leads are in `seen` that may yet go into `unchanged`."""
        self.wanted = 0
        """Articles asked for."""
        self._seen_in: defaultdict[str, set[str]] = defaultdict(set)
        self._bare: dict[str, Lead] = {}
        """Leads to be fetched, now or later, of which a listing has named no more than the address."""
        self._accounts: dict[str, Lead] = {}
        """What other listings of this crawl tell of those."""
        self._left: set[str] = set()
        """Those of them that are left to the next crawl."""

    @property
    def is_full(self) -> bool:
        """Whether this crawl has as many articles as it may fetch."""
        return self._spider.policy.is_full(self.wanted)

    async def select(self, leads: Iterable[Lead]) -> Selection:
        """Sort leads by what is known of them, and count them."""
        return await self._spider.policy.choose(list(leads), self._sorted)

    async def _sorted(self, leads: Iterable[Lead]) -> Selection:
        async with self.sorting:
            return await self._select(leads)

    async def _select(self, leads: Iterable[Lead]) -> Selection:
        unseen: dict[str, Lead] = {}
        selection = Selection()
        async for lead in sliced(leads):
            key = self._spider.identity(lead.url)
            if self._spider.late.has_left(key):
                self._spider.captures.named(key, lead.via.type, lead.published)
                self._spider.late.tell(key, lead)
                continue  # an earlier crawl has left it: after what is new
            if key not in self.seen:
                first = unseen.setdefault(key, lead)
                if lead.is_account and not first.is_account:
                    unseen[key] = first.told_by(lead)
                continue
            self._spider.captures.named_again(key, lead.via.type)
            if key in self._bare and lead.is_account:
                await self._tell(key, lead)
            elif key in self.unchanged and self._is_touched(key, lead, self.unchanged[key]):
                # Another listing has named it before, one that does not say when articles were changed.
                await self._refetch_later(lead, self.unchanged.pop(key))
                self._spider.summary.unchanged -= 1
        self.seen |= unseen.keys()
        self._spider.summary.found += len(unseen)
        waiting = list(unseen.items())
        for start in range(0, len(waiting), LOOK_UP):
            part = waiting[start : start + LOOK_UP]
            known_ones = await self._spider.desk.known.look_up([lead.url for _, lead in part])
            kept: list[Lead] = []
            async for (key, lead), known in sliced(zip(part, known_ones, strict=True)):
                self._select_one(key, lead, known, selection, kept)
            await self.keep(kept)
        return selection

    def _select_one(
        self, key: str, lead: Lead, known: KnownArticle | RejectedUrl | None, selection: Selection, kept: list[Lead]
    ) -> None:
        """Sort one lead in; `kept` takes those that are for later."""
        any_age = self._spider.options.since is None or self._spider.reads_further_back()
        if isinstance(known, RejectedUrl) and known.reason == "too_old" and any_age:
            known = None  # it was so for a crawl with another --since
        if isinstance(known, RejectedUrl):
            self._spider.summary.dropped["rejected_before"] += 1
            selection.settled.append(lead)
            return
        if known is not None:
            self._spider.memory.met(known.id)
        self._spider.captures.named(key, lead.via.type, lead.published, known)
        if known is None:
            selection.fresh = True
        elif not self._is_touched(key, lead, known):
            self._spider.summary.unchanged += 1
            self.unchanged[key] = known
            selection.settled.append(lead)
            return
        else:
            self.seen.add(known.id)
            self._spider.late.refetch(lead, known)
            kept.append(lead)
            return
        if not lead.is_account:
            self._bare[key] = lead
        if self.is_full:
            self._spider.summary.left += 1
            self._left.add(key)
            kept.append(lead)
            return
        self.wanted += 1
        selection.chosen.append((lead, known))

    async def _tell(self, key: str, lead: Lead) -> None:
        """Another listing tells more of a lead: its date is nowhere else where the page has none."""
        told = self._bare.pop(key).told_by(lead)
        self._accounts[key] = told
        if key in self._left:
            await self.keep([told])

    def completed(self, lead: Lead) -> Lead:
        """A lead with all that the listings of this crawl tell of it: those that were read after it was chosen, too."""
        told = self._accounts.get(self._spider.identity(lead.url))
        return lead if told is None or lead.is_account or lead.via == REVISIT else lead.told_by(told)

    def account_of(self, lead: Lead) -> Lead:
        """The lead by which the listings of this crawl have named its article; itself where none has."""
        return self._accounts.get(self._spider.identity(lead.url)) or lead

    def _is_touched(self, key: str, lead: Lead, known: KnownArticle) -> bool:
        """Whether a listing says that a known article has changed since it was last visited."""
        touched = key in self.touched or known.id in self.touched or says_changed(lead, known)
        touched |= lead.is_behind_its_day(known.visited, time.time())
        touched |= key in self._spider.late.taken  # so it was said to an earlier crawl, which could not have the page
        return touched and self._spider.hints.believes(lead)

    async def _refetch_later(self, lead: Lead, known: KnownArticle) -> None:
        self._spider.late.refetch(lead, known)
        await self.keep([lead])

    def refetches(self) -> tuple[list[Request], list[Lead]]:
        """Requests for some of the known articles that listings say have changed, as far as the limit of articles
        allows; and the leads of those that need no visit, as their listing is not believed any more."""
        requests: list[Request] = []
        needless: list[Lead] = []
        for lead, known in self._spider.late.take_refetches():
            if not self._spider.hints.still_believes(lead):
                self._spider.summary.unchanged += 1
                self.unchanged[self._spider.identity(lead.url)] = known
                needless.append(lead)
            elif self.is_full:
                self._spider.summary.left += 1  # kept in the frontier
            else:
                self.wanted += 1
                requests += self._spider.article_requests(lead, known)
        return requests, needless

    async def keep(self, leads: list[Lead]) -> None:
        """Leave leads to the next crawl."""
        if self._spider.policy.keeps_records:
            refused = await self._spider.frontier.add(leads)
            self._spider.summary.left = max(0, self._spider.summary.left - refused)

    def seen_in(self, stem: str, ids: set[str]) -> bool:
        """Whether a page of a list brings nothing that the pages before it did not: the end of an endless list."""
        nothing_new = ids <= self._seen_in[stem]
        self._seen_in[stem] |= ids
        return nothing_new


def says_changed(lead: Lead, known: KnownArticle) -> bool:
    """Whether a listing dates the last change of an article after the last visit to it.

    A date that is yet to come is that of a clock in the zone of the site that calls itself UTC: how far it is ahead is
    not known, so that it counts as early as it may be meant, and as it says once it has come.
    """
    if lead.modified is None:
        return False
    moment = lead.modified.timestamp()
    if moment > time.time() + CLOCKS_AHEAD:
        moment -= FURTHEST_ZONE
    return moment > (known.visited or 0.0)

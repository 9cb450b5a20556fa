"""The child sitemaps of a site's indexes: which are to be read, newest first, and when the rest can be left."""

from __future__ import annotations

import re
from bisect import insort
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from heapq import nsmallest
from operator import itemgetter
from urllib.parse import urlsplit

from wiredesk.crawlers.listings.child_record import ChildRecord
from wiredesk.crawlers.listings.sitemaps import ChildSitemap, Sitemap
from wiredesk.crawlers.listings.slices import aside, sliced
from wiredesk.crawlers.listings.source_memory import SourceState

ENDS = 3
"""Undated children at the beginning of an index that are read again, besides the last: where new articles come. So do
the first and the last of those whose names differ in a number (``posts-1.xml`` to ``posts-6.xml``)."""
TURNS = 3
"""Children of an index that are looked at in their turn in one crawl, as nothing tells whether they have changed."""
BARREN = 3
"""Children in a row, newest first, that list nothing which complete sections had not listed before."""
MOST_TRIALS = 3
"""Children that are read to see whether a news sitemap lists everything; with no more of them nothing is gained."""
_NUMBER = re.compile(r"\d{1,20}")
_EPOCH = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True)
class Child:
    """A sitemap to be read. `mark` is its lastmod as the index has it, or empty.

    `changed`: it has been read before and is another one now, which may be due to an old article.
    """

    age: float
    url: str
    parent: str
    mark: str
    position: int = 0
    changed: bool = False


@dataclass
class Witness:
    """A news sitemap that reaches back as far as its index, so that perhaps it lists everything.

    `trials`: children that it must have told already, each removed when it was read.
    """

    ids: frozenset[str]
    trials: list[Child]


class ChildSitemaps:
    """What is left to be read. `everything` reads all children again, whatever earlier crawls have read."""

    def __init__(self, *, since: datetime | None, everything: bool, in_scope: Callable[[str], bool]) -> None:
        self._since = since
        self._everything = everything
        self._in_scope = in_scope
        self._waiting: list[Child] = []
        self._barren: Counter[str] = Counter()
        self._witnesses: dict[str, Witness] = {}
        self.skipped_before = 0.0
        """Sitemaps last changed before this moment were left unread: there was enough, or nothing new in them."""
        self.unchanged = False
        """Whether an index named children that have not changed since they were read."""

    def strangers(self, sitemap: Sitemap) -> set[str]:
        """The other hosts of an index none of whose children is at the site.

        One such host is where the site keeps its sitemaps (a CDN, a bucket); many are the sister papers of a network.
        """
        if any(self._in_scope(child.url) for child in sitemap.children):
            return set()
        return {urlsplit(child.url).netloc for child in sitemap.children}

    async def add(self, index: str, state: SourceState, sitemap: Sitemap) -> int:
        """Take the children of `index` that are new or have changed since `state` was kept. Returns how many."""
        found: list[Child] = []
        in_turn: list[tuple[float, Child]] = []
        elsewhere = len(self.strangers(sitemap)) == 1
        ends = await aside(len(sitemap.children), _ends, sitemap.children)
        async for position, child in sliced(enumerate(sitemap.children)):
            mark = child.modified.isoformat() if child.modified else ""
            known = child.url in state.children and not self._everything
            too_old = self._since and child.modified and child.modified < self._since
            if too_old or not (elsewhere or self._in_scope(child.url)):
                continue
            age = -(child.modified or _EPOCH).timestamp()
            one = Child(age, child.url, index, mark, position, changed=known)
            record = ChildRecord.read(state.children[child.url]) if known else None
            if record is None or _is_to_be_read(record, mark, is_end=position in ends):
                found.append(one)
                continue
            self.unchanged = True
            if record.is_old and not record.is_believed(mark):
                in_turn.append((-record.age, one))
        found += [one for _, one in nsmallest(TURNS, in_turn, key=itemgetter(0))]
        state.undated = any(child.modified is None for child in sitemap.children)
        self._waiting = await aside(len(found), _newest_first, [*self._waiting, *found])
        named = {child.url for child in sitemap.children}
        state.children = {url: mark for url, mark in state.children.items() if url in named}
        return len(found)

    def newest(self) -> Child | None:
        """The next one to read; None when there is none."""
        return self._waiting.pop(0) if self._waiting else None  # of 50,000 at most: 10 µs

    def judge(self, parent: str, state: SourceState | None, *, repeats: bool) -> None:
        """A child was read that names something: `repeats` says that complete sections had listed all of it before.

        After BARREN such ones the older children of the index, unless they have been read before and have changed, are
        left unread, and marked as known in `state`.
        """
        self._barren[parent] = self._barren[parent] + 1 if repeats and not self._everything else 0
        if self._barren[parent] >= BARREN:
            self._leave_rest(parent, state)

    def take_witness(self, parent: str, ids: set[str], oldest: datetime) -> None:
        """A news sitemap has been read that lists `ids`, the first of them published at `oldest`.

        Where that is before the last change of the oldest child, it may list all that the index has. Three children are
        read next, as a trial: the oldest one, and the first and last of the index, one of which usually has the oldest
        articles, even if one of them has been changed today.
        """
        waiting = [child for child in self._waiting if child.parent == parent and not child.changed]
        if self._everything or len(waiting) <= MOST_TRIALS or not all(child.mark for child in waiting):
            return
        if -waiting[-1].age < oldest.timestamp():
            return
        ends = sorted(waiting, key=lambda child: child.position)
        trials = list(dict.fromkeys((waiting[-1], ends[-1], ends[0])))
        self._waiting = trials + [child for child in self._waiting if child not in trials]
        self._witnesses[parent] = Witness(frozenset(ids), trials)

    def judge_witness(self, child: Child, state: SourceState | None, ids: set[str]) -> bool:
        """A child has been read and lists `ids`; False when it was a trial that is to be read again in its turn.

        Where no trial brings anything beyond the news sitemap, this one lists everything: the rest is left unread.
        """
        witness = self._witnesses.get(child.parent)
        if witness is None or child not in witness.trials:
            return True
        if ids and ids <= witness.ids:
            witness.trials.remove(child)
            if not witness.trials:
                del self._witnesses[child.parent]
                self._leave_rest(child.parent, state)
            return True
        del self._witnesses[child.parent]
        insort(self._waiting, child, key=_age)
        return False

    def _leave_rest(self, parent: str, state: SourceState | None) -> None:
        left = [child for child in self._waiting if child.parent == parent and not child.changed]
        self._waiting = [child for child in self._waiting if child.parent != parent or child.changed]
        for child in left:
            self.skipped_before = max(self.skipped_before, -child.age)
            if state is not None:
                state.children[child.url] = str(ChildRecord(child.mark).after_reading(child.mark, ""))

    def leave_unread(self) -> None:
        """There are articles enough: note how far back the sitemaps have been read."""
        self.skipped_before = max([self.skipped_before, *(-child.age for child in self._waiting)])


def _is_to_be_read(record: ChildRecord, mark: str, *, is_end: bool) -> bool:
    if record.is_believed(mark):
        return mark != record.mark
    return (is_end and not mark) or record.is_lively


def _ends(children: Sequence[ChildSitemap]) -> set[int]:
    """The places at which new articles come, where no date says so."""
    places: dict[str, list[int]] = {}
    for place, child in enumerate(children):
        places.setdefault(_NUMBER.sub("#", child.url), []).append(place)
    rows = (row for row in places.values() if len(row) > 1)
    return {*range(min(ENDS, len(children))), len(children) - 1, *(end for row in rows for end in (row[0], row[-1]))}


def _age(child: Child) -> float:
    return child.age


def _newest_first(children: list[Child]) -> list[Child]:
    return sorted(children, key=_age)  # by a plain number: 50,000 tuples hold the interpreter five times as long

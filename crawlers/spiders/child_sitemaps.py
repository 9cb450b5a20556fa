"""The child sitemaps of a site's indexes: which are to be read, newest first, and when the rest can be left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from crawlers.discovery.sitemaps import Sitemap
from crawlers.discovery.source_memory import SourceState

ENDS = 3
"""Undated children at the beginning of an index that are read again, besides the last: where new articles come."""
BARREN = 3
"""Children in a row, newest first, that list nothing which complete sections had not listed before."""
_EPOCH = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True, order=True)
class Child:
    """A sitemap to be read; sorts newest first. `mark` is its lastmod as the index has it, or empty."""

    age: float
    url: str
    parent: str
    mark: str


class ChildSitemaps:
    """What is left to be read. `everything` reads all children again, whatever earlier crawls have read."""

    def __init__(self, *, since: datetime | None, everything: bool, in_scope: Callable[[str], bool]) -> None:
        self._since = since
        self._everything = everything
        self._in_scope = in_scope
        self._waiting: list[Child] = []
        self._barren: Counter[str] = Counter()
        self.skipped_before = 0.0
        """Sitemaps last changed before this moment were left unread: there was enough, or nothing new in them."""

    def add(self, index: str, state: SourceState, sitemap: Sitemap) -> int:
        """Take the children of `index` that are new or have changed since `state` was kept. Returns how many."""
        before = len(self._waiting)
        for position, child in enumerate(sitemap.children):
            mark = child.modified.isoformat() if child.modified else ""
            inner = ENDS <= position < len(sitemap.children) - 1
            known = child.url in state.children and not self._everything
            unchanged = known and (inner if not mark else state.children[child.url] == mark)
            too_old = self._since and child.modified and child.modified < self._since
            if not unchanged and not too_old and self._in_scope(child.url):
                self._waiting.append(Child(-(child.modified or _EPOCH).timestamp(), child.url, index, mark))
        self._waiting.sort()
        named = {child.url for child in sitemap.children}
        state.children = {url: mark for url, mark in state.children.items() if url in named}
        return len(self._waiting) - before

    def newest(self) -> Child | None:
        """The next one to read; None when there is none."""
        return self._waiting.pop(0) if self._waiting else None

    def judge(self, parent: str, state: SourceState | None, *, repeats: bool) -> None:
        """A child has been read: `repeats` says that it lists only what complete sections had listed before.

        After BARREN such ones the older children of the index are left unread, and marked as known in `state`.
        """
        self._barren[parent] = self._barren[parent] + 1 if repeats and not self._everything else 0
        if self._barren[parent] < BARREN:
            return
        for child in [child for child in self._waiting if child.parent == parent]:
            self._waiting.remove(child)
            self.skipped_before = max(self.skipped_before, -child.age)
            if state is not None:
                state.children[child.url] = child.mark

    def leave_unread(self) -> None:
        """There are articles enough: note how far back the sitemaps have been read."""
        self.skipped_before = max([self.skipped_before, *(-child.age for child in self._waiting)])

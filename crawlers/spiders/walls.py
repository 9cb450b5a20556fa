"""Walls: a page for consent or login, or a robot check, served with status 200 in the place of articles.

No phrase gives it away in every language; that the same headline and text stand at one address after another does. A
page whose headline is not the one that its feed or its address tells is therefore held until some others have been
read: where they carry its words, none of them is an article.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from wiredesk.crawlers.spiders.fetched_page import Version
from wiredesk.pipelines.extraction.page.plain_text import squash

HELD = 8
"""Pages that are held at most, some 100 kB each; the one that came first is let through when another one comes."""
SURE = 3
"""Addresses with one text that make a wall; two are enough where a feed gives each another headline."""
SAME = 0.9
"""Share of words and their followers that two texts have in common: walls differ in a number or an address."""
MOST_WORDS = 2_000
"""Words compared: a wall has fewer, and articles differ before."""
REMEMBERED = 5
"""Walls of a site that are remembered from crawl to crawl, by the hashes of their words."""
_SLUG_WORDS = re.compile(r"[^\W\d_]{4,}")
"""Words of an address or headline that say something."""

Held = tuple[Version, Version | None]
"""A page, and the version that named it, if any."""


@dataclass
class Seen:
    """What became of a page: pages that are free to be published now, and pages that turned out to be a wall."""

    free: list[Held] = field(default_factory=list)
    walled: list[Held] = field(default_factory=list)


class Walls:
    """The pages of one crawl, looked at one after the other. `remembered`: walls of the site, renewed in place."""

    def __init__(self, remembered: list[str]) -> None:
        self._remembered = remembered
        self._held: list[tuple[Held, _Words]] = []
        self._walls: list[_Words] = []

    @property
    def holds_any(self) -> bool:
        """Whether pages are held."""
        return bool(self._held)

    def see(self, page: Held) -> Seen:
        """Take in a page that has just been read."""
        version = page[0]
        if is_as_announced(version):
            return Seen(free=[page])
        words = _words(version)
        if version.article.content_hash in self._remembered or any(_alike(words, wall) for wall in self._walls):
            return Seen(walled=[page])
        same = [held for held, other in self._held if _alike(words, other)]
        together = [*same, page]
        if len({held.article.id for held, _ in together}) >= (2 if _contradicted(together) else SURE):
            self._held = [one for one in self._held if one[0] not in same]
            self._walls.append(words)
            self._remember(together)
            return Seen(walled=together)
        self._held.append((page, words))
        if len(self._held) <= HELD:
            return Seen()
        return Seen(free=[self._held.pop(0)[0]])

    def let_go(self) -> list[Held]:
        """Nothing else is under way: what is held is free."""
        held, self._held = self._held, []
        return [page for page, _ in held]

    def _remember(self, pages: list[Held]) -> None:
        for version, _ in pages:
            if version.article.content_hash not in self._remembered:
                self._remembered.append(version.article.content_hash)
        del self._remembered[:-REMEMBERED]


def is_as_announced(version: Version) -> bool:
    """Whether the headline is the one that the listing gives, or shares two words with the address."""
    evidence, headline = version.lead.evidence, version.article.headline
    title = squash(evidence.title) if evidence is not None and evidence.title else ""
    if title and (title in squash(headline) or squash(headline) in title):
        return True
    spoken = set(_SLUG_WORDS.findall(headline.casefold()))
    return (
        len(spoken & set(_SLUG_WORDS.findall(version.lead.url.rpartition("://")[2].partition("/")[2].casefold()))) >= 2
    )


def _contradicted(pages: list[Held]) -> bool:
    """Whether listings give each of these pages a headline of its own, and none has it."""
    titles = {squash(v.lead.evidence.title) for v, _ in pages if v.lead.evidence is not None and v.lead.evidence.title}
    return len(titles) == len(pages)


@dataclass(frozen=True)
class _Words:
    """What pages are compared by: short notices of a site may share all their text, but not their headline."""

    headline: str
    pairs: frozenset[tuple[str, str]]


def _words(version: Version) -> _Words:
    words = version.article.body_text.split(maxsplit=MOST_WORDS)[:MOST_WORDS]
    return _Words(squash(version.article.headline), frozenset(pairwise(words)))


def _alike(one: _Words, other: _Words) -> bool:
    if one.headline != other.headline or not one.pairs:
        return False
    return len(one.pairs & other.pairs) >= SAME * len(one.pairs | other.pairs)

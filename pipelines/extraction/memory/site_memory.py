"""What a crawl has learned about a site: the lines and the values of fields that recur on its articles.

A plain data object: whoever crawls keeps it (between crawls in Redis, as JSON) and hands it to the extraction, which
without it is pure. It is bounded, and a version in it lets a later release start again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from typing import Final

from pydantic import BaseModel, ConfigDict, Field

from wiredesk.pipelines.extraction.memory.field_memory import FieldMemory
from wiredesk.pipelines.extraction.page.plain_text import squash

MEMORY_VERSION: Final = 1
MAX_LINES: Final = 3_000
"""Lines remembered of one site: about 150 kB of JSON."""
FEWEST_ARTICLES: Final = 3
"""A line that two articles share may be a quotation; on three it is the site's own."""
LEAST_SHARE: Final = 0.05
"""Of the articles seen: a sentence of an agency that returns once in a while stays below."""
LONGEST_LINE: Final = 600
"""Characters; longer lines that recur are the same article at two addresses."""
EDGE: Final = 8
"""Lines remembered from the start and from the end of an article: boilerplate is found there."""
COPY_SHARE: Final = 2 / 3
"""Of an article's lines. One that has more lines of earlier articles than this is the same story at another address, or
its update, and no witness: three of them would make the whole story the site's own."""
LEAST_LEFT: Final = 1 / 3
"""Of the characters of an article's text. What would take more away has learned a story, and no boilerplate."""


class SiteMemory(BaseModel):
    """Recurring lines of one site. Not safe for changes from two threads at once; reading is."""

    model_config = ConfigDict(extra="forbid")

    version: int = MEMORY_VERSION
    articles: int = Field(default=0, description="articles that were observed")
    lines: dict[str, int] = Field(default_factory=dict, description="digest of a line → articles that it was on")
    fields: FieldMemory = Field(default_factory=FieldMemory, description="values of fields that are no article's own")

    def observe(self, paragraphs: list[str]) -> None:
        """Counts the lines at both ends of an article's text, as extracted without a memory; once an article."""
        self.count(edge_digests(paragraphs))

    def count(self, digests: Collection[str]) -> bool:
        """The same with the article's `edge_digests`, for who observes an article in several memories.

        False for a copy of earlier articles, of which nothing is learned.
        """
        if sum(digest in self.lines for digest in digests) > COPY_SHARE * len(digests):
            return False
        self.articles += 1
        for digest in digests:
            self.lines[digest] = self.lines.get(digest, 0) + 1
        if len(self.lines) > MAX_LINES:
            self._forget()
        return True

    def recurs(self, line: str) -> bool:
        """Whether the line is the site's own: seen on FEWEST_ARTICLES and on LEAST_SHARE of all."""
        if not 0 < len(line) <= LONGEST_LINE:
            return False
        seen = self.lines.get(_digest(line), 0)
        return seen >= FEWEST_ARTICLES and seen >= LEAST_SHARE * self.articles

    def without_recurring(self, paragraphs: list[str]) -> list[str]:
        """The paragraphs but for the site's own lines; all of them where hardly anything else would be left."""
        kept = [paragraph for paragraph in paragraphs if not self.recurs(paragraph)]
        return kept if sum(map(len, kept)) > LEAST_LEFT * sum(map(len, paragraphs)) else paragraphs

    def _forget(self) -> None:
        """Keeps the half of the lines that were seen most, of equals the latest."""
        ranked = sorted(enumerate(self.lines.items()), key=lambda item: (-item[1][1], -item[0]))
        self.lines = dict(entry for _, entry in sorted(ranked[: MAX_LINES // 2]))


def edge_digests(paragraphs: list[str]) -> set[str]:
    """Digests of the lines of an article's text among which boilerplate would stand."""
    edge = paragraphs if len(paragraphs) <= 2 * EDGE else [*paragraphs[:EDGE], *paragraphs[-EDGE:]]
    return {_digest(line) for line in edge if 0 < len(line) <= LONGEST_LINE}


def _digest(line: str) -> str:
    return hashlib.blake2b(squash(line).encode(), digest_size=8).hexdigest()

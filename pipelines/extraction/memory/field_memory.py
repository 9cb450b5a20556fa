"""What a crawl has learned of a site's fields: headlines, dates and authors that stand on article after article.

A template that prints the site's name where the headline belongs, stamps every page with the moment of its last build,
or names the editor-in-chief as the author of all cannot be told from one page. From several it can: such a value is no
article's own. It is then taken only where the page offers nothing else.
"""

from __future__ import annotations

import hashlib
import re
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from wiredesk.pipelines.extraction.memory.source_reliability import SourceTally
from wiredesk.pipelines.extraction.page.plain_text import squash

_ODD_SECONDS = re.compile(r"T\d\d:\d\d:(?!00)\d\d")
FieldName = Literal["headline", "date", "author"]

FEWEST: Final[dict[str, int]] = {"headline": 5, "date": 10, "author": 20}
"""Articles on which a value must stand. Two articles may share a headline; a busy reporter writes many articles."""
LEAST_SHARE: Final[dict[str, float]] = {"headline": 0.2, "date": 0.5, "author": 0.8}
"""Of the articles seen. A weekly "Horoscope" stays below a fifth; an import stamps some articles, a build all of them;
nobody but the editor writes four fifths."""
MAX_VALUES: Final = 600
"""Values counted: about 15 kB of JSON. A recurring value is back on top before half of them are new."""
MAX_PROVEN: Final = 60
"""Values remembered for good; a site has a handful."""


class FieldMemory(BaseModel):
    """Values of fields that recur on one site's articles. Reading is safe from several threads, observing is not."""

    model_config = ConfigDict(extra="forbid")

    articles: int = Field(default=0, description="articles that were observed")
    values: dict[str, int] = Field(default_factory=dict, description="digest of field and value → articles")
    proven: list[str] = Field(default_factory=list, description="digests of the values that are no article's own")
    sources: SourceTally = Field(default_factory=SourceTally, description="which places proved right in disputes")

    def observe(self, headline: str, published: str | None, authors: list[str]) -> None:
        """Counts the fields of an article as they were published; once an article.

        Of dates only moments with odd seconds count, as a build has them: many articles share a day, and all of a print
        edition the full minute at which it was put online.
        """
        self.articles += 1
        seen: list[tuple[FieldName, str]] = [("headline", headline)]
        if published is not None and _ODD_SECONDS.search(published):
            seen.append(("date", published))
        if len(authors) == 1:  # the same person beside others is an author like they are
            seen.append(("author", authors[0]))
        for name, value in seen:
            digest = _digest(name, value)
            count = self.values[digest] = self.values.pop(digest, 0) + 1
            if count >= FEWEST[name] and count >= LEAST_SHARE[name] * self.articles and digest not in self.proven:
                self.proven = [*self.proven, digest][-MAX_PROVEN:]
        if len(self.values) > MAX_VALUES:
            latest = list(self.values.items())
            ranked = sorted(range(len(latest)), key=lambda at: (-latest[at][1], -at))[: MAX_VALUES // 2]
            self.values = dict(latest[at] for at in sorted(ranked))

    def recurs(self, name: FieldName, value: str) -> bool:
        """Whether the value has proved to be the site's rather than an article's."""
        return bool(self.proven) and _digest(name, value) in self.proven

    @property
    def teaches(self) -> bool:
        """Whether the extraction of a page could take anything from it."""
        return bool(self.proven or self.sources.believed)

    def lessons(self) -> FieldMemory:
        """What the extraction needs of it: small enough to go along with every page to a worker process."""
        return FieldMemory(proven=self.proven, sources=self.sources.lessons())


def _digest(name: FieldName, value: str) -> str:
    text = value if name == "date" else squash(value)
    return hashlib.blake2b(f"{name}\n{text}".encode(), digest_size=8).hexdigest()

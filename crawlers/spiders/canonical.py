"""Canonical links: which page stands for an article that several pages carry.

AMP, print and mobile versions name the article's own page, and that page is fetched instead of them. Some sites' links
lie: they lead nowhere, or every page names the same one. A version of an article carries the headline of the page that
it names; one that does not is an article by itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from wiredesk.crawlers.spiders.fetched_page import Version
from wiredesk.pipelines.article import Article
from wiredesk.pipelines.extraction.page.plain_text import squash
from wiredesk.pipelines.urls.identity import article_id


def same_headline(one: str, other: str) -> bool:
    """Whether two versions of a page carry the same headline, case, punctuation and compatibility forms aside."""
    return squash(one) == squash(other)


@dataclass(frozen=True)
class Standing:
    """An article of this crawl: the id by which it is known, and its headline."""

    id: str
    headline: str


class CanonicalPages:
    """The articles of one crawl by all their URLs, and the pages that wait for the one they name to be read.

    A page that is named by others may itself still be under way. What it says is not known before it is read, so the
    others wait; whichever page is read first, the outcome is the same.
    """

    def __init__(self) -> None:
        self._standing: dict[str, Standing] = {}
        self._dealt_with: set[str] = set()
        self._waiting: defaultdict[str, list[Version]] = defaultdict(list)

    def standing(self, named: str) -> Standing | None:
        """The article that has this id or alias in this crawl; None while none has."""
        return self._standing.get(named)

    def is_dealt_with(self, named: str) -> bool:
        """Whether the page with this id has been read, or has turned out to be none, in this crawl."""
        return named in self._dealt_with

    def stands(self, article: Article, urls: Iterable[str]) -> None:
        """`article` is known by its id and these URLs."""
        for key in (article.id, *map(article_id, urls)):
            self._standing[key] = Standing(article.id, article.headline)

    def wait(self, named: str, version: Version) -> None:
        """Set a page aside until it is known what the page with the id `named` is."""
        self._waiting[named].append(version)

    def waits_for(self, named: str, article_id: str) -> bool:
        """Whether a page of the article with this id waits for the page with the id `named`."""
        return any(version.article.id == article_id for version in self._waiting.get(named, ()))

    @property
    def has_waiting(self) -> bool:
        """Whether any page waits."""
        return bool(self._waiting)

    def released(self, urls: Iterable[str]) -> list[Version]:
        """The pages that have waited for one of these URLs, which have now been dealt with."""
        keys = {article_id(url): None for url in urls}
        self._dealt_with |= keys.keys()
        return [version for key in keys for version in self._waiting.pop(key, ())]

    def next_left(self) -> tuple[str, Version] | None:
        """A page whose wait was useless, and the id that it names; None when there is none."""
        for named, versions in list(self._waiting.items()):
            version = versions.pop(0)
            if not versions:
                del self._waiting[named]
            return named, version
        return None

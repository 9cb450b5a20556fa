"""Walls: one page for consent, login or maintenance that a site shows, with status 200, in the place of its articles.

One such page looks like an article. What gives it away is that other addresses carry the same text. So a page whose
headline is neither what its listing calls the article nor what the address says is held back for a while, a few of them
at a time. A third address with the same text, or nearly the same below the same headline, makes all of them a wall; a
second one does where the listing calls the two differently. Else they are published: when others follow, and at the
latest when nothing is left to fetch. The leads of held pages stay in the frontier, so that none is lost when the crawl
is stopped or killed.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from wiredesk.crawlers.spiders.fetched_page import FetchedPage, Version, names_another
from wiredesk.pipelines.article import Article, moment_of
from wiredesk.pipelines.extraction.page.plain_text import squash
from wiredesk.pipelines.text_comparison import words_alone
from wiredesk.pipelines.urls.identity import article_id

WALL_FROM = 3
"""Addresses with one text, or headlines above one text, that make it a wall. Two are often one article twice."""
DATED_WALL_FROM = 6
"""The same for a text that its pages date alike and before today's news: agency copy stands in three sections or four,
below titles of theirs. A page for consent has no date, or the moment at which it was made."""
TITLES_FROM = 2
"""Titles of a listing for one text, none of which is its headline: two articles do not have one text by chance."""
MOST_HELD = 8
"""Pages held back at a time. At a wall all pages are the same, so that the third of them tells."""
_FEWEST_WORDS = 2
"""Words that a headline shares with an address that was made of it; one may be there by chance."""
_ALIKE = 0.85
"""Share of the words that two texts below one strange headline have in common when they are one wall, which names the
address that was asked for, the time, or the number of the request. Two reports of one form differ in more, even
where only their numbers do: these count as they are printed."""
_COMPARED = 4_000
"""Characters of a text that are compared so; walls are shorter."""
_DATED_BY_THE_PAGE = ("json-ld", "meta", "time", "text", "rules", "state")
_OF_NOW = 3600.0
"""Seconds before it was fetched from which a page's date may be that of its making."""
_SENTENCE = 3
"""Words of three letters and more; of a title in Chinese or Japanese three characters each."""
_SHORTEST_WORD = 3  # letters: articles and prepositions are in any headline


@dataclass(frozen=True, eq=False)
class ReadPage:
    """A page that was read as an article. `alternate`: the version that has named it."""

    version: Version
    alternate: Version | None
    address: str
    """Where the site has the page, by its own word: redirects for good and canonical links are believed."""

    @classmethod
    def of(cls, fetched: FetchedPage, version: Version, strip_params: Iterable[str] = ()) -> ReadPage:
        """The page of an answer, read as `version`."""
        article, address = version.article, fetched.page.url if fetched.moved else fetched.lead.url
        named = article.canonical_url
        if named and names_another(article, strip_params) and urlsplit(named).path.strip("/"):
            address = named  # print and mobile pages are no wall; one that names the home page may be
        return cls(version, fetched.alternate, address)

    @property
    def title(self) -> str:
        """What the listing calls the article; empty where it says nothing."""
        evidence = self.version.lead.evidence
        return (evidence.title if evidence else None) or ""

    @property
    def is_strange(self) -> bool:
        """Whether its headline is neither what the listing calls the article nor what the address says."""
        headline, title = self.version.article.headline, self.title
        words = _words(headline)
        if title and (squash(title) == squash(headline) or len(words & _words(title)) * 2 > len(words)):
            return False
        return all(
            len(words & _words(part)) < _FEWEST_WORDS for part in unquote(urlsplit(self.address).path).split("/")
        )


@dataclass
class _Text:
    """One text and where it was seen."""

    headlines: set[str] = field(default_factory=set)
    strange: set[str] = field(default_factory=set)
    """Ids of the addresses whose headline is strange there."""
    titles: set[str] = field(default_factory=set)
    """What the listing calls the articles of these addresses."""
    dates: set[str] = field(default_factory=set)
    """When its pages say that it was published; empty where one does not say, or says now."""
    told: bool = False

    @property
    def wall_from(self) -> int:
        """Addresses that make it a wall."""
        return DATED_WALL_FROM if len(self.dates) == 1 and all(self.dates) else WALL_FROM

    @property
    def is_wall(self) -> bool:
        """Whether it is no article's."""
        return (
            len(self.strange) >= self.wall_from or len(self.headlines) >= WALL_FROM
            or (len(self.titles) >= TITLES_FROM and len(self.strange) >= TITLES_FROM)
        )  # fmt: skip


@dataclass
class Sorted:
    """What is to become of pages now."""

    articles: list[ReadPage] = field(default_factory=list)
    walls: list[ReadPage] = field(default_factory=list)
    is_first: bool = False
    """Whether `walls` are the first of their text."""


class Walls:
    """The texts of one crawl of one site, and the pages held back."""

    def __init__(self) -> None:
        self._texts: dict[bytes, _Text] = {}
        self._held: list[tuple[bytes, ReadPage]] = []
        self._strange: dict[str, list[tuple[bytes, str]]] = {}
        """By headline, the keys and words of the texts below it whose address was strange."""

    @property
    def has_held(self) -> bool:
        """Whether pages are held back."""
        return bool(self._held)

    def sort(self, page: ReadPage) -> Sorted:
        """Take a page in; says which pages, this one or earlier ones, are articles and which are walls."""
        article = page.version.article
        key = self._text_of(page)
        text = self._texts.setdefault(key, _Text())
        if len(text.headlines) < WALL_FROM:
            text.headlines.add(squash(article.headline))
        if len(text.dates) < DATED_WALL_FROM:
            text.dates.add(_date_of(article))
        if strange := page.is_strange and len(text.strange) < DATED_WALL_FROM:
            text.strange.add(article_id(page.address))
            # What names another page is a version of that, and what dates itself is no gate
            is_gate = article.date_published_source not in _DATED_BY_THE_PAGE and not names_another(article)
            if is_gate and _is_sentence(title := page.title):
                text.titles.add(squash(title))
        if text.is_wall:
            same = [held for of, held in self._held if of == key]
            self._held = [(of, held) for of, held in self._held if of != key]
            is_first, text.told = not text.told, True
            return Sorted(walls=[*same, page], is_first=is_first)
        if not strange and len(text.headlines) == 1:
            return Sorted(articles=[page])
        self._held.append((key, page))
        return Sorted(articles=[self._held.pop(0)[1]] if len(self._held) > MOST_HELD else [])

    def _text_of(self, page: ReadPage) -> bytes:
        """The key of the page's text: its own, or that of an earlier page that is nearly the same."""
        article = page.version.article
        key = hashlib.sha256(squash(article.body_text).encode("utf-8", "surrogatepass")).digest()[:16]
        if key in self._texts or not page.is_strange:
            return key
        alike = self._strange.setdefault(squash(article.headline), [])
        words = article.body_text[:_COMPARED]
        for other, its_words in alike:
            if _are_alike(words, its_words):
                return other
        if len(alike) < MOST_HELD:
            alike.append((key, words))
        return key

    def rest(self) -> Iterator[ReadPage]:
        """Nothing else is under way: what is held back is no wall."""
        while self._held:
            yield self._held.pop(0)[1]


def _date_of(article: Article) -> str:
    """When the page says that it was published; empty where it does not say, or names the moment of its making."""
    if article.date_published_source not in _DATED_BY_THE_PAGE:
        return ""
    published, fetched = moment_of(article.date_published), moment_of(article.fetched_at)
    is_past = published is None or fetched is None or (fetched - published).total_seconds() > _OF_NOW
    return (article.date_published or "") if is_past else ""


def _are_alike(one: str, other: str) -> bool:
    mine, theirs = Counter(one.split()), Counter(other.split())
    return (mine & theirs).total() >= _ALIKE * max(mine.total(), theirs.total())


def _is_sentence(title: str) -> bool:
    """Whether a listing's title is more than a label or an address: of so many words, or in a script without spaces."""
    return len(_words(title)) >= _SENTENCE or (not title.isascii() and len(title) >= 3 * _SENTENCE)


def _words(text: str) -> set[str]:
    return {word for word in words_alone(text).split() if len(word) >= _SHORTEST_WORD and not word.isdecimal()}

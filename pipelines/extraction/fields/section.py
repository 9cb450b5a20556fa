"""The section that a story stands in, as the page's markup names it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from wiredesk.pipelines.extraction.lexicon.language_files import phrases
from wiredesk.pipelines.extraction.page.page_markup import PageMarkup
from wiredesk.pipelines.extraction.page.plain_text import clean_line, squash
from wiredesk.pipelines.extraction.page.structured_data import texts

MAX_STEP: Final = 60
"""Characters of a section or a breadcrumb; a longer one is a sentence, or the story's title."""
LEAST_TITLE: Final = 20
"""Letters from which on a breadcrumb that is a part of the headline is the headline."""
LEAST_WORDS: Final = 5
"""Words from which on a name that holds most words of the headline is another version of it."""
MOST_WORDS: Final = 0.6
_META: Final = (
    "article:section", "og:section", "parsely-section", "section", "dc.subject.section", "cXenseParse:section",
    "og:article:section",
)  # fmt: skip
_PARTS: Final = re.compile(r"\s*[,;،，、|>»]\s*|(?<=[^\x00-\x7f])_(?=\S)")
_WORD: Final = re.compile(r"[^\W_]+")
_AROUND: Final = " \t-–—#*•·>»/"
_NUMBERED: Final = re.compile(r"\s\d{1,2}$")
_HOME: Final = frozenset(
    "home homepage startseite start inicio accueil الرئيسية anasayfa главная início beranda головна početna naslovna"
    " index strona_główna etusivu forside hem".split()
)
_NO_SECTION: Final = frozenset(map(squash, phrases("topics.section")))
"""What front pages and systems call the place of any story; a better name stands elsewhere on most pages."""


def read_section(page: PageMarkup, headline: str | None, own_names: Iterable[str] = ()) -> str | None:
    """The section: articleSection, the meta tags for it, or the last breadcrumb before the article.

    A name that says nothing ("News", "À la une") is taken where there is no other; the site's own (``own_names``,
    squashed) and the headline are none.
    """
    key = squash(headline or "")
    own = frozenset(own_names)
    words = set(_WORD.findall((headline or "").casefold()))
    names = [name for name in _named(page, own) if not _is_headline(squash(name), key) and not _is_version(name, words)]
    return next(iter(sorted(names, key=_says_nothing)), None)


def _named(page: PageMarkup, own: frozenset[str]) -> Iterator[str]:
    stated = texts(page.structured.article.get("articleSection"))
    stated += [value for key in _META if (value := page.first_meta(key))]
    for value in stated:
        line = clean_line(value, limit=200)
        if not line or "://" in line:
            continue
        parts = [name for part in _PARTS.split(line) if len(name := part.strip(_AROUND)) <= MAX_STEP]
        tidy = (
            _NUMBERED.sub("", part) if _NUMBERED.sub("", part).casefold() == "destacado" else part for part in parts
        )
        yield from sorted((one for one in tidy if (key := squash(one)) and key not in own), key=_says_nothing)[:1]
    trail = [step for step in breadcrumbs(page) if step.casefold() not in _HOME and len(step) <= MAX_STEP]
    yield from (step for step in reversed(trail) if squash(step) not in own)


def _says_nothing(name: str) -> bool:
    return squash(name) in _NO_SECTION


def _is_headline(key: str, headline: str) -> bool:
    return key == headline or (LEAST_TITLE <= len(key) > len(headline) // 2 and key in headline)


def _is_version(name: str, words: set[str]) -> bool:
    """Whether a name is a sentence in the headline's words, as some systems write the title for search engines."""
    own = _WORD.findall(name.casefold())
    return len(own) >= LEAST_WORDS and sum(word in words for word in own) >= MOST_WORDS * len(own)


def breadcrumbs(page: PageMarkup) -> list[str]:
    """The steps of the first schema.org BreadcrumbList, in order."""
    for node in page.structured.of_type("breadcrumblist"):
        items = node.get("itemListElement")
        steps: list[tuple[float, str]] = []
        for number, item in enumerate(items if isinstance(items, list) else [items]):
            if not isinstance(item, dict):
                continue
            inner = item.get("item")
            name = next(
                iter(texts(item.get("name")) or (texts(inner.get("name")) if isinstance(inner, dict) else [])), ""
            )
            line = clean_line(name, limit=200)
            place = item.get("position")
            if line:
                steps.append((float(place) if isinstance(place, (int, float)) else float(number), line))
        if steps:
            return [line for _, line in sorted(steps, key=lambda step: step[0])][:8]
    return []

"""The story's keywords: what its markup names, without what systems and search optimisers put in between.

A tag's list can be the site's, the same on all pages; the words of the headline, one by one; or codes for the
advertising system. What an editor chose is kept as it is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final
from urllib.parse import unquote, urlsplit

from wiredesk.pipelines.extraction.fields.story_nodes import story_texts
from wiredesk.pipelines.extraction.fields.story_words import LEAST_STEM, plain_words, stem, story_words
from wiredesk.pipelines.extraction.lexicon.language_files import phrases
from wiredesk.pipelines.extraction.lexicon.platforms import UNPARTED
from wiredesk.pipelines.extraction.page.page_markup import PageMarkup
from wiredesk.pipelines.extraction.page.plain_text import clean_line, squash
from wiredesk.pipelines.extraction.page.structured_data import texts

MAX_KEYWORDS: Final = 40
MAX_KEYWORD: Final = 80
"""Characters; longer ones are sentences stuffed into the tag."""
LEAST_RUN: Final = 4
"""Single words in the order of the headline that are the headline, cut up, if they hold most of its words."""
SURE_RUN: Final = 6
"""So many are it even where they are few of its words; an editor seldom lists topics in the order of a sentence."""
MOST_OF_IT: Final = 0.75
LEAST_LIST: Final = 4
"""Keywords from which on a list can be told to be the site's: of fewer, all may be missing in the text by chance."""
MOST_HITS: Final = 0.12
"""Share of a site's own keywords that a story may hold by chance ("news", the country's name)."""
LEAST_NEWSY: Final = 2
"""Names of the trade ("breaking news", "haberler") from which on a list of tags is read with less faith."""
MOST_HITS_OF_NEWSY: Final = 0.4
LEAST_SPACES: Final = 2
"""Spaces in a keyword of a script that has none between words, from which on they part keywords."""
MOST_ADDED: Final = 0.5
"""Share of a list that another list of the page holds, if the rest was added."""
_SPLIT: Final = re.compile(r"\s*[,;،，、|]\s*")
_AROUND: Final = " \t#\"'“”„«»‹›[]()"
_KEYED: Final = re.compile(
    r"(?P<key>tags?|section|subject|category|topic|keyword|kategorie|type|path|clone|author|id|site|brand|channel"
    r"|content|layout|template|elevated|lite|[a-z]{3,20}source|layercake|ssts|wc|word count|(?:page|article) type"
    r"|partner|language|day|time|includes|nlp [a-z ]{3,20})\s?:\s?(?P<value>.*)",
    re.I | re.S,
)
"""Fields of the content system in the list of keywords: "Tag:Science", "path:news"."""
_TELLING_KEYS: Final = frozenset({"tag", "tags", "section", "subject", "category", "topic", "keyword", "kategorie"})
_CODE: Final = re.compile(
    r"(?:\d{6,}|[\w-]*[a-z\d]_[\w -]*[\w.-]*|_\w+|true|false|null|none|undefined|(?:comments|paywall)[- ]\w+|type_\w+"
    r"|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})",
    re.I,
)
"""Numbers and identifiers: "100312362", "ISIN_US3453708600", "magazin_feature"."""
_OF_THE_TRADE: Final = frozenset(map(squash, phrases("topics.keyword")))
"""What every story is: of no use to anybody who searches by keywords."""


def read_keywords(
    page: PageMarkup,
    extra: Iterable[str] = (),
    *,
    headline: str = "",
    description: str = "",
    own_names: Iterable[str] = (),
    authors: Iterable[str] = (),
    url: str = "",
) -> list[str]:
    """The keywords in the page's order without duplicates; ``extra`` (the feed's) stand in where the page has none.

    ``headline`` and ``description`` are the story's, ``own_names`` the site's and ``authors`` the story's, squashed;
    ``url`` is the page's own, whose words some systems list.
    """
    own = frozenset(own_names) | _OF_THE_TRADE | frozenset(authors)
    story = frozenset({squash(headline), squash(description)} - {""})
    runs = [plain_words(headline), plain_words(description), plain_words(unquote(_path(url)).rpartition("/")[2])]
    sources: tuple[tuple[Sequence[str], bool], ...] = (
        (texts(page.structured.article.get("keywords")), False),
        (page.meta.get("newskeywords", ()), True),
        (page.meta.get("articletag", ()), False),
        (page.meta.get("parselytags", ()), False),
        (page.meta.get("keywords", ()), True),
        (story_texts(page, "keywords"), False),
        (tuple(extra), False),
    )
    lists = [_tidy(values, own, story) for values, _ in sources]
    for (values, any_page), listed in zip(sources, lists, strict=True):
        found = listed
        for words in runs:
            found = _without_run(found, words)
        if not found or _is_glued(found, lists):
            continue
        if not (any_page and _is_of_site(values, found, page, f"{headline} {description}")):
            return _named_twice(found, lists, page, f"{headline} {description}")[:MAX_KEYWORDS]
    return []


def _is_glued(found: list[str], lists: Iterable[list[str]]) -> bool:
    """Whether a list is but one text, and another one has its parts: "Fairs Valley Building"."""
    if len(found) != 1 or " " not in found[0]:
        return False
    key = squash(found[0])
    return any(len(other) > 1 and sum(squash(one) in key for one in other) == len(other) for other in lists)


def _named_twice(chosen: list[str], lists: list[list[str]], page: PageMarkup, told: str) -> list[str]:
    """The chosen keywords, without those that most others are named beside twice and that the story does not hold.

    Systems add sections, layouts and codes to what the editor chose ("web", "RED", "splitscreenleft"); the other list
    of the page is the editor's alone.
    """
    keys = [squash(one) for one in chosen]
    for other in lists:
        shared = {squash(one) for one in other}
        if not shared < set(keys) or len(shared) < MOST_ADDED * len(keys):
            continue
        story = story_words(page, told)
        return [
            one
            for one, key in zip(chosen, keys, strict=True)
            if key in shared or (story and any(stem(word) in story for word in plain_words(one)))
        ]
    return chosen


def _tidy(values: Sequence[str], own: frozenset[str], story: frozenset[str]) -> list[str]:
    found: dict[str, str] = {}
    for value in values:
        line = clean_line(value, limit=4_000)
        if _is_in(squash(line), story):
            continue
        for part in _parts(line):
            word = _without_key(
                part.strip(_AROUND) if part.count("(") == part.count(")") - 1 else part.strip(_AROUND[:-2])
            )
            key = squash(word)
            if not key or key in own or _is_told(key, story) or len(word) > MAX_KEYWORD or "://" in word:
                continue
            if _CODE.fullmatch(word) is None:
                found.setdefault(key, word)
    return list(found.values())


def _parts(line: str) -> list[str]:
    """The keywords of a line: "Finance, & Economics" is one, "航天 太空 外空" are three."""
    parts: list[str] = []
    for part in _SPLIT.split(line):
        if parts and part.startswith(("& ", "＆")):
            parts[-1] += f" {part}"
        elif part.count(" ") >= LEAST_SPACES and len(UNPARTED.findall(part)) > len(part) // 2:
            parts += part.split()
        else:
            parts.append(part)
    return parts


def _path(url: str) -> str:
    """The path of an address, without a slash at its end."""
    try:
        return urlsplit(url).path.rstrip("/")
    except ValueError:
        return ""


def _without_key(word: str) -> str:
    keyed = _KEYED.fullmatch(word)
    if keyed is None:
        return word
    return keyed["value"].rpartition(":")[2].strip() if keyed["key"].lower() in _TELLING_KEYS else ""


def _is_told(key: str, story: frozenset[str]) -> bool:
    """Whether a keyword is the headline or the description, nearly all of one, or more."""
    return _is_in(key, story) or any(text in key for text in story)


def _is_in(key: str, story: frozenset[str]) -> bool:
    return any(len(key) > MOST_OF_IT * len(text) and key in text for text in story)


def _without_run(keywords: list[str], words: list[str]) -> list[str]:
    """Without single words that follow each other as they do in the headline or the description."""
    if not keywords:
        return []
    content = sum(len(word) >= LEAST_STEM for word in words)
    kept: list[str] = []
    run: list[str] = []
    at = 0
    for keyword in (*keywords, ""):
        end = _place_behind(keyword, words, at)
        if end is not None:
            run.append(keyword)
            at = end
            continue
        if len(run) < LEAST_RUN or (len(run) < SURE_RUN and len(run) < MOST_OF_IT * content):
            kept += run
        run, at = [], 0
        if (end := _place_behind(keyword, words, 0)) is not None:
            run, at = [keyword], end
        elif keyword:
            kept.append(keyword)
    return kept


def _place_behind(keyword: str, words: list[str], start: int) -> int | None:
    """The place behind a single word (or a compound with hyphens) among the words from a place on."""
    parts = plain_words(keyword)
    if not parts or " " in keyword or len(parts) > 3:
        return None
    for at in range(start, len(words) - len(parts) + 1):
        if words[at : at + len(parts)] == parts:
            return at + len(parts)
    return None


def _is_of_site(values: Sequence[str], keywords: list[str], page: PageMarkup, told: str) -> bool:
    """Whether next to none of the keywords occurs in the story: then they are those of all pages.

    Of a list that names the trade several times, or a paper's departments, more has to occur.
    """
    if len(keywords) < LEAST_LIST or page.tree is None:
        return False
    if not (story := story_words(page, told)):
        return False
    named = {squash(part) for value in values for part in _SPLIT.split(value[:4_000])}
    is_newsy = sum(name in _OF_THE_TRADE for name in named) >= LEAST_NEWSY
    trade = _OF_THE_TRADE if is_newsy else frozenset[str]()
    hits = sum(any(stem(word) in story for word in plain_words(keyword) if word not in trade) for keyword in keywords)
    return hits <= (MOST_HITS_OF_NEWSY if is_newsy else MOST_HITS) * len(keywords)

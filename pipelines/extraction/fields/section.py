"""The section that a story stands in, as the page's markup names it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final
from urllib.parse import urlsplit

from lxml.etree import _Element

from wiredesk.pipelines.extraction.fields.section_path import AROUND, KINDS, MAX_STEP, is_above, section_by_path
from wiredesk.pipelines.extraction.fields.story_nodes import story_texts
from wiredesk.pipelines.extraction.lexicon.language_files import phrases
from wiredesk.pipelines.extraction.page.page_markup import PageMarkup, naming
from wiredesk.pipelines.extraction.page.plain_text import clean_line, element_text, squash
from wiredesk.pipelines.extraction.page.structured_data import texts
from wiredesk.pipelines.extraction.page.telling_names import CRUMB_PARTS

LEVELS: Final = 8
"""Boxes around a category's link of which one holds the headline as well."""
MAX_LISTS: Final = 40
"""Lists of a page that are asked what they are called: the trail stands above the story."""
MAX_CRUMBS: Final = 12
"""Parts and links of a trail that are looked at."""
MAX_TRAIL: Final = 4
"""Links of a trail from the home page to a story."""
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
_NUMBERED: Final = re.compile(r"\s\d{1,2}$")
_HOME: Final = frozenset(
    "home homepage startseite start inicio accueil الرئيسية anasayfa главная início beranda головна početna naslovna"
    " index strona_główna etusivu forside hem".split()
)
_NO_SECTION: Final = frozenset(map(squash, phrases("topics.section")))
"""What front pages and systems call the place of any story; a better name stands elsewhere on most pages."""


def read_section(
    page: PageMarkup, headline: str | None, own_names: Iterable[str] = (), url: str = "", alternative: str | None = None
) -> str | None:
    """The section: articleSection, the meta tags for it, the last breadcrumb before the article, or what it prints.

    A name that says nothing ("News", "À la une") is taken where there is no other; the site's own (``own_names``,
    squashed) and the headlines are none. Where nothing is stated, the page's name for a folder above the story's
    address decides, and is a section by itself.
    """
    keys = {key for one in (headline, alternative) if (key := squash(one or ""))}
    own = frozenset(own_names)
    words = set(_WORD.findall((headline or "").casefold()))

    def fits(name: str) -> bool:
        key = squash(name)
        return key not in KINDS and not any(_is_headline(key, one) for one in keys) and not _is_version(name, words)

    stated = [name for name in _stated(page, own) if fits(name)]
    if stated and not _says_nothing(stated[0]):
        return stated[0]
    printed = [name for name in _trails(page, own, url) if fits(name)]
    names = [*stated, *printed]
    folder = section_by_path(page, url) if not names or _says_nothing(names[0]) else None
    if folder is not None and fits(folder.name) and not {squash(folder.name), folder.part} & (own | _HOME):
        names += [folder.name] if folder.part not in map(squash, names) else []
    return next(iter(sorted(names, key=_says_nothing)), None)


def _stated(page: PageMarkup, own: frozenset[str]) -> Iterator[str]:
    stated = story_texts(page, "articleSection")
    stated += [value for key in _META if (value := page.first_meta(key))]
    for value in stated:
        line = clean_line(value, limit=200)
        if not line or "://" in line:
            continue
        parts = [name for part in _PARTS.split(line) if len(name := part.strip(AROUND)) <= MAX_STEP]
        tidy = (
            _NUMBERED.sub("", part) if _NUMBERED.sub("", part).casefold() == "destacado" else part for part in parts
        )
        yield from sorted((one for one in tidy if (key := squash(one)) and key not in own), key=_says_nothing)[:1]


def _trails(page: PageMarkup, own: frozenset[str], url: str) -> Iterator[str]:
    trail = [step for step in breadcrumbs(page) if step.casefold() not in _HOME and len(step) <= MAX_STEP]
    yield from (step for step in reversed(trail) if squash(step) not in own)
    yield from (name for name in _printed(page, url) if squash(name) not in own and name.casefold() not in _HOME)


def _printed(page: PageMarkup, url: str) -> Iterator[str]:
    """The section as the page prints it: microdata, the category beside the headline, the trail from the home page."""
    around = set(page.heading.iterancestors()) if page.heading is not None else set()
    shared = {one for one in around if one.tag not in ("body", "html")}
    near = (link for link in page.category_links if not shared.isdisjoint(islice(link.iterancestors(), LEVELS)))
    links = [link for link in near if not page.is_aside(link)]
    crumbs = page.crumbs[:MAX_CRUMBS] or _lists_of_crumbs(page)
    trail = [link for crumb in crumbs for link in crumb.iter("a") if not _leads_home(link)]
    if len(trail) > MAX_TRAIL:  # a menu hangs at it
        trail = [link for link in trail if is_above(link, url)] or trail
    for element in (*page.properties.get("articlesection", ())[:1], *links[:1], *reversed(trail[:MAX_CRUMBS])):
        line = clean_line(element.get("content") or element_text(element, limit=MAX_STEP + 1)).strip(AROUND)
        if line and len(line) <= MAX_STEP:
            yield line


def _lists_of_crumbs(page: PageMarkup) -> list[_Element]:
    """The first list or ``nav`` that is called a trail from the home page."""
    if page.tree is None:
        return []
    lists = islice(page.tree.iter("nav", "ol", "ul"), MAX_LISTS)
    return [one for one in lists if any(part in naming(one).lower() for part in CRUMB_PARTS)][:1]


def _leads_home(link: _Element) -> bool:
    try:
        return urlsplit(link.get("href") or "").path.strip("/") == ""
    except ValueError:
        return True


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

"""The section by the story's address: the page's own link to a folder above it, "/news/valley/" above its bridge."""

from __future__ import annotations

import re
from collections import Counter
from itertools import islice
from typing import Final, NamedTuple
from urllib.parse import unquote, urlsplit

from lxml.etree import _Element

from wiredesk.pipelines.extraction.page.page_markup import PageMarkup
from wiredesk.pipelines.extraction.page.plain_text import clean_line, element_text, squash, without_accents

MAX_LINKS: Final = 3_000
"""Links of a page that are looked at; menus and the story's head come first."""
MAX_STEP: Final = 60
"""Characters of a section's name; a longer one is a sentence, or the story's title."""
LEAST_PART: Final = 2
"""Letters of a folder's name: "/a/" and "/n/" are no sections."""

LEAST_SHARED: Final = 3
"""Letters at the beginning of a word: "noticias" and "notícia", "biz-monday" and "Business Monday"."""
KINDS: Final = frozenset(
    "article articles articolo artículo artigo artikel post posts blogpost story stories newsarticle blogposting page"
    " статья статьи beitrag".split()
)
"""Kinds of pages that systems put where sections stand."""
_DOMAIN: Final = re.compile(r"[\w-]+(?:\.[\w-]+)+", re.I)
_WORD: Final = re.compile(r"[^\W\d_]+")
AROUND: Final = " \t-–—#*•·<>«»/"


class Folder(NamedTuple):
    """A folder above the story's address, as the address and as the page calls it."""

    part: str
    name: str


def section_by_path(page: PageMarkup, url: str) -> Folder | None:
    """The deepest folder above the page's address to which it links; None where it links to none.

    Of several names ("Politics", "All of politics") the one that is like the folder's, else the most frequent that
    shares the beginning of a word with it; names in other scripts than the address need not.
    """
    parts = _parts(url)
    if page.tree is None or len(parts) < 2:
        return None
    host = _host(url)
    named: dict[int, Counter[str]] = {}
    for link in islice(page.tree.iter("a"), MAX_LINKS):
        href = link.get("href")
        if not href or (parts[0] not in href and "%" not in href):
            continue
        if depth := _depth(link, parts, host):
            line = clean_line(element_text(link, limit=MAX_STEP + 1)).strip(AROUND)
            if len(line) <= MAX_STEP and _is_name(line):
                named.setdefault(depth, Counter())[line] += 1
    for depth in sorted(named, reverse=True):
        part = squash(parts[depth - 1])
        if (
            any(map(str.isdigit, part))
            or len(part) < LEAST_PART
            or part in KINDS
            or parts[depth - 1].startswith(("@", "~"))
        ):
            continue
        names = [name for name, _ in named[depth].most_common() if _is_like(name, parts[depth - 1])]
        if names:
            return Folder(part, next((name for name in names if squash(name) == part), names[0]))
    return None


def _is_name(line: str) -> bool:
    return any(map(str.isalpha, line)) and "://" not in line and _DOMAIN.fullmatch(line) is None


def _is_like(name: str, part: str) -> bool:
    """Whether a name and a folder share the beginning of a word, or are in different scripts."""
    mine, theirs = (
        {word[:LEAST_SHARED] for word in _WORD.findall(without_accents(text.casefold())) if len(word) >= LEAST_SHARED}
        for text in (name, part.replace("-", " "))
    )
    if not any(letter.isascii() and letter.isalpha() for letter in without_accents(name.casefold())):
        return True
    return squash(name) == squash(part) or not mine.isdisjoint(theirs)


def is_above(link: _Element, url: str) -> bool:
    """Whether a link leads to a folder above the story's address."""
    return _depth(link, _parts(url), _host(url)) > 0


def _depth(link: _Element, parts: list[str], host: str) -> int:
    """How many folders of the address a link names, 0 where it leads elsewhere."""
    href = (link.get("href") or "").strip()
    if not href or href[0] in "#?" or len(href) > 300 or href.startswith(("javascript:", "mailto:", "tel:")):
        return 0
    if "://" in href or href.startswith("//"):
        try:
            target = urlsplit(href)
        except ValueError:
            return 0
        if target.netloc.lower().removeprefix("www.") != host or target.query:
            return 0
        href = target.path
    elif href[0] != "/" or "?" in href or "#" in href:
        return 0
    found = [part for part in unquote(href).split("/") if part]
    return len(found) if 0 < len(found) < len(parts) and found == parts[: len(found)] else 0


def _parts(url: str) -> list[str]:
    try:
        return [part for part in unquote(urlsplit(url).path).split("/") if part]
    except ValueError:
        return []


def _host(url: str) -> str:
    try:
        return urlsplit(url).netloc.lower().removeprefix("www.")
    except ValueError:
        return ""

"""Pen names and accounts: one word, often without a capital, that the markup calls the author ("von jkruse").

Asked only where no full name stands anywhere: a word is believed for its place, not for its looks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from lxml.etree import _Element

from wiredesk.pipelines.extraction.fields.byline_labels import strip_label
from wiredesk.pipelines.extraction.fields.credit import Credit, address_of
from wiredesk.pipelines.extraction.fields.east_asian_names import names_a_trade
from wiredesk.pipelines.extraction.fields.name_kinds import is_nobody, is_organization
from wiredesk.pipelines.extraction.fields.names import split_names
from wiredesk.pipelines.extraction.lexicon.language_files import phrases
from wiredesk.pipelines.extraction.lexicon.platforms import names_platform
from wiredesk.pipelines.extraction.lexicon.word_lists import any_of
from wiredesk.pipelines.extraction.page.page_markup import PageMarkup, naming
from wiredesk.pipelines.extraction.page.plain_text import element_text

MAX_ELEMENTS: Final = 40
"""Byline blocks and links to authors that are looked at, the nearest to the headline first."""
MAX_LINE: Final = 70
"""Characters: a label, the name and a date."""
NEAR: Final = 150
"""Elements after the headline within which a byline is expected; it may stand under the text as well."""
_PLACE: Final = re.compile(
    r"(?<![\w-])(?:author|fn|vcard|username)(?![\w-])|(?:post|entry|article|by)[-_]{0,2}author(?![\w-])|author[-_]{0,2}(?:name|link)"
    r"|(?<![a-z])(?:by-?line|posted-?by)(?![a-z])|document-?author",
    re.I,
)
"""Class names of elements that hold the author and nothing else."""
_NAME: Final = re.compile(r"(?:(?:der|die|the|el|la|le|il)\s)?[^\W_][\w.-]{1,24}", re.I)
_LABELS: Final = frozenset((*phrases("bylines.label"), *phrases("bylines.weak_label")))
_SMALL_LABEL: Final = re.compile(rf"^(?:{any_of(phrases('bylines.weak_label'))})\s(?=\S+$)")
"""In small letters, and before a single word, these are labels; a name such as "von Trapp" has more words in print."""


def pen_names(page: PageMarkup) -> list[Credit]:
    """The name in the nearest place that is made for the author's; empty where there is none."""
    elements = [(element, False) for element in page.bylines] + [(link, True) for link in page.author_links]
    elements.sort(key=lambda entry: page.distance(entry[0], NEAR))
    for element, linked in elements[:MAX_ELEMENTS]:
        if page.is_aside(element) or not (_is_place(element) or (linked and _is_labelled(element))):
            continue
        for line in _lines(element):
            names = split_names(line)
            if len(names) == 1 and _is_pen_name(name := _SMALL_LABEL.sub("", names[0])):
                return [Credit(name, address_of(element))]
    return []


def _is_place(element: _Element) -> bool:
    return "author" in (element.get("rel") or "").lower().split() or _PLACE.search(naming(element)) is not None


def _is_labelled(link: _Element) -> bool:
    """Whether the text right before a link is a label: "by <a>oz</a>"."""
    previous, parent = link.getprevious(), link.getparent()
    before = previous.tail if previous is not None else parent.text if parent is not None else None
    return (before or "").strip().rstrip(":").casefold() in _LABELS


def _lines(element: _Element) -> Iterator[str]:
    text = element_text(element, limit=MAX_LINE + 1, apart=True)
    if len(text) <= MAX_LINE:
        yield text.replace("\n", " ")
        yield from text.split("\n")[:4]


def _is_pen_name(name: str) -> bool:
    if (
        _NAME.fullmatch(name) is None
        or not any(map(str.isalpha, name))
        or strip_label(f"{name} x") == "x"
        or names_a_trade(name)
    ):
        return False
    return not (is_nobody(name) or names_platform(name) or (is_organization(name) and not name.isupper()))

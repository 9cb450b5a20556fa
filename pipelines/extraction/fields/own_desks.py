"""Whether a name that stands where sources stand is an agency's, and not the paper's own desk or reporter."""

from __future__ import annotations

import re
from collections.abc import Iterable, Set
from typing import Final

from wiredesk.pipelines.extraction.fields.name_kinds import DESKS, ORGANIZATION_WORDS
from wiredesk.pipelines.extraction.lexicon.agencies import agency_name
from wiredesk.pipelines.extraction.lexicon.language_files import phrases
from wiredesk.pipelines.extraction.page.plain_text import squash

_AGENCIES: Final = frozenset(phrases("bylines.agencies"))
"""Desks that are others': copy that was put together from agencies which nobody names."""
_DESK_WORDS: Final = (
    ORGANIZATION_WORDS | frozenset(word for phrase in (*DESKS, *phrases("bylines.role")) for word in phrase.split())
) - frozenset(phrases("bylines.agency"))
_WORD: Final = re.compile(r"[^\s/.,;:()\[\]«»\"'|–—-]+")


LEAST_PERSON: Final = 7
"""Letters of a name that no other begins with by chance: "Ann Lee", but not "Ann"."""
MAX_AROUND: Final = 4
"""Letters around the site's name that make no other of it: "The Valley Courier", "valleycourier.com"."""


def is_own_desk(name: str) -> bool:
    """Whether a name is nothing but words for desks and reporters: "Web Desk", "نمائندہ خصوصی", "Redacción".

    >>> is_own_desk("Newsroom"), is_own_desk("Valley Newsroom"), is_own_desk("AFP")
    (True, False, False)
    """
    key = name.casefold().strip()
    if agency_name(name) is not None:
        return False
    words = _WORD.findall(key)
    if any(word in _AGENCIES for word in words):
        return False
    return key in DESKS or (bool(words) and all(word in _DESK_WORDS for word in words))


def _is_person(key: str, person: str) -> bool:
    """Whether a source is an author, alone or with a trade behind the name: "Ann Smith Staff Writer"."""
    return key == person or (len(person) > LEAST_PERSON and key.startswith(person))


def is_other_source(name: str, own_names: Set[str], persons: Iterable[str]) -> bool:
    """Whether a credited source is another's than the paper's (``own_names``, squashed) and the authors' (``persons``).

    A known agency is a source also on its own site.
    """
    if agency_name(name) is not None:
        return True
    key = squash(name)
    if is_own_desk(name) or any(_is_person(key, squash(person)) for person in persons):
        return False
    return not any(own in key and len(key) - len(own) <= MAX_AROUND for own in own_names if len(own) > MAX_AROUND)

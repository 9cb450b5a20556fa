"""Credits of the site itself under any of its names: "Valley News Staff", and what was cut out of such a name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from wiredesk.pipelines.extraction.fields.credit import Credit
from wiredesk.pipelines.extraction.fields.name_kinds import is_organization
from wiredesk.pipelines.extraction.fields.person_names import looks_like_person
from wiredesk.pipelines.extraction.lexicon.agencies import agency_name
from wiredesk.pipelines.extraction.page.plain_text import squash

_SITE_ACCOUNT = re.compile(r"/(?:admin|administrator|webmaster|root|superuser|wp-?admin)/?$", re.I)
"""The end of the address of the account that the system was installed with, however it calls itself."""
LEAST_SHORT_NAME: Final = 5
"""Letters: a shorter beginning of a site's name is often a real one ("Ann" at Annapolis)."""
LEAST_WORD: Final = 2
"""Letters of a word of a name in full; one is an initial, or the edition of a paper."""
LEAST_LONG_NAME: Final = 9
"""Letters of what can be the site's name without its article."""


def others_than(credits: Iterable[Credit], own_names: set[str]) -> list[Credit]:
    """The credits of others than the site, whose names (squashed) are ``own_names``.

    What stands beside the site's name in one declared value is a section or a place where no person is among it.
    """
    found = list(credits)
    others = [one for one in found if not (is_own(one.name, own_names) or is_of_own(one, own_names))]
    parts = [one for one in found if one.whole and one.name != one.whole]
    shared = {one.whole for one in parts if is_own(one.name, own_names) or _holds_own(one.whole or "", own_names)}
    sections = {one.whole for one in others if one.whole in shared and _is_place_or_section(one.name)}
    return [one for one in others if one.whole not in sections]


def _holds_own(whole: str, own_names: set[str]) -> bool:
    key = squash(whole)
    return any(len(own) >= LEAST_LONG_NAME and own in key for own in own_names)


def _is_place_or_section(name: str) -> bool:
    """Whether what stands beside the site's name in one declared value is no person: "(Town - Valley Courier)"."""
    return not (looks_like_person(name) or is_organization(name) or agency_name(name))


def is_of_own(credit: Credit, own_names: set[str]) -> bool:
    """Whether a name was cut out of the site's: "Church and Life" is split at "and" before one knows whose it is.

    Behind the site's name a single word is its town or country.
    """
    key, whole = squash(credit.name), squash(credit.whole or "")
    if not whole or key == whole:
        return False
    place = " " not in credit.name and not is_organization(credit.name)
    return any(
        len(own) >= LEAST_SHORT_NAME and own in whole and (key in own or (place and whole.startswith(own)))
        for own in own_names
    )


def site_accounts(credits: Iterable[Credit], own_names: set[str]) -> set[str]:
    """The names, squashed, by which the site's own account goes: not that of somebody who writes under it."""
    return {
        squash(one.name)
        for one in credits
        if one.url is not None and _SITE_ACCOUNT.search(one.url) and not _is_writer(one.name, own_names)
    }


def _is_writer(name: str, own_names: set[str]) -> bool:
    """Whether a name is a person's in full, and no word of it the site's: "Harbour D" at the Harbour Post."""
    words = [squash(word) for word in name.split()]
    if not looks_like_person(name) or any(len(word) < LEAST_WORD for word in words):
        return False
    return not any(len(word) >= LEAST_SHORT_NAME and word in own for word in words for own in own_names)


def is_own(name: str, own_names: set[str]) -> bool:
    """Whether the name is the site's own, or the site's with "news", "staff" or an ending around it."""
    key = squash(name)
    if key in own_names:
        return True
    if len(key) >= LEAST_SHORT_NAME and " " not in name and any(own.startswith(key) for own in own_names):
        return True  # the account "valley" at valleynews.example
    if len(key) >= LEAST_LONG_NAME and any(own.endswith(key) and len(own) - len(key) <= 4 for own in own_names):
        return True  # "Courrier du Nord" at "Le Courrier du Nord": the article was taken for a label
    return any(
        len(own) > 2
        and (key.startswith(own) or key.endswith(own))
        and (len(key) - len(own) <= 4 or is_organization(name))
        for own in own_names
    )

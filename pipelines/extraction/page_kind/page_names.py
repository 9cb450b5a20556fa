"""The names of pages that are no article on any site: errors, robot checks, logins, and those about the site itself."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from typing import Final
from urllib.parse import unquote

from wiredesk.pipelines.extraction.lexicon.language_files import phrases
from wiredesk.pipelines.extraction.page.plain_text import squash
from wiredesk.pipelines.extraction.page.service_names import service_names

LONGEST_NAME: Final = 150
"""Characters of a name, or of the first sentence of an error page."""
GAP: Final = 40
"""Letters that may stand for the * of a phrase: "page * not found"."""
MORE: Final = 30
"""Letters behind the beginning of a login page's name: the site's name, "to continue"."""
OPENING: Final = 3
"""Words of a phrase with which the name of a login page may begin: "Sign in" also opens "Sign in the sky"."""
_LONGEST_PATH: Final = 60
_LANGUAGE: Final = 3  # letters of a path's first part that names a language: "/en/contact"


def is_error_name(name: str) -> bool:
    """Whether a name or first sentence is that of an error page, a robot check or a page of maintenance.

    >>> is_error_name("Samahani, ukurasa unaotafuta haupatikani"), is_error_name("Page found in the archive")
    (True, False)
    """
    plain = squash(name[:LONGEST_NAME])
    whole, parted = _error_phrases()
    return plain in whole or any(_stands_in(parts, plain) for parts in parted)


def is_login_name(name: str, sites: Collection[str] = ()) -> bool:
    """Whether a name is that of a page to log in, register or subscribe at; ``sites`` as in :func:`is_service_name`.

    >>> is_login_name("Subscribe to Pier Post", ["Pier Post"]), is_login_name("Login of the mayor was stolen")
    (True, False)
    """
    whole, openings = _login_phrases()
    words = " ".join(name[:LONGEST_NAME].casefold().split()) + " "
    if any(words.startswith(one) and len(words) <= len(one) + MORE for one in openings):
        return True
    return _is_one_of(whole, name, sites)


def is_login_path(path: str) -> bool:
    """Whether a part of the path of a URL is the name of a page to log in, register or subscribe at.

    >>> is_login_path("/user/sign-in.php"), is_login_path("/news/sign-in-the-sky")
    (True, False)
    """
    whole = _login_phrases()[0]
    return len(path) <= _LONGEST_PATH and any(squash(part.split(".")[0]) in whole for part in unquote(path).split("/"))


def is_service_name(name: str, sites: Collection[str] = ()) -> bool:
    """Whether a name is that of a page about the site: contact, about us, privacy. ``sites``: names of the site, which
    may stand at either end.

    >>> is_service_name("About Pier Post", ["Pier Post"]), is_service_name("Über uns"), is_service_name("Pier Post")
    (True, True, False)
    """
    return _is_one_of(service_names(), name, sites)


def is_service_path(path: str) -> bool:
    """Whether the path of a URL is that of such a page, at the root of the site or of one of its languages.

    >>> is_service_path("/en/privacy-policy.html"), is_service_path("/town/contact")
    (True, False)
    """
    if len(path) > _LONGEST_PATH:
        return False
    parts = [part for part in unquote(path).split("/") if part]
    if len(parts) == 2 and len(parts[0]) <= _LANGUAGE:
        parts = parts[1:]
    return len(parts) == 1 and squash(parts[0].split(".")[0]) in service_names()


def _is_one_of(known: frozenset[str], name: str, sites: Collection[str]) -> bool:
    plain = squash(name[:LONGEST_NAME])
    if plain in known:
        return True
    keys = [key for site in sites if (key := squash(site[:LONGEST_NAME]))]
    return any(plain.removesuffix(key) in known or plain.removeprefix(key) in known for key in keys if plain != key)


def _stands_in(parts: tuple[str, ...], plain: str) -> bool:
    """Whether the parts of a phrase stand in a name one behind the other, not far apart."""
    end = plain.find(parts[0])
    if end < 0:
        return False
    end += len(parts[0])
    for part in parts[1:]:
        place = plain.find(part, end, end + GAP + len(part))
        if place < 0:
            return False
        end = place + len(part)
    return True


@lru_cache(maxsize=1)
def _error_phrases() -> tuple[frozenset[str], tuple[tuple[str, ...], ...]]:
    parted = {tuple(map(squash, phrase.split("*"))) for phrase in phrases("pages.error_part")}
    return frozenset(map(squash, phrases("pages.error"))), tuple(sorted(parted))


@lru_cache(maxsize=1)
def _login_phrases() -> tuple[frozenset[str], tuple[str, ...]]:
    known = phrases("pages.login")
    return frozenset(map(squash, known)), tuple(f"{phrase} " for phrase in known if len(phrase.split()) >= OPENING)

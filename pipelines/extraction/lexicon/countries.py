"""The names of countries in the language of a text: what stands in brackets behind a place may be one."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

_COMMON: Final = "en"
"""Read too, whatever the language: copy is taken over from English agencies."""


def names_country(text: str, language: str | None) -> bool:
    """Whether a text is the name of a country or territory in a language (BCP 47) or in English, after CLDR.

    >>> names_country("Russland", "de"), names_country("Kenya", "sw"), names_country("Interfax", "de")
    (True, True, False)
    """
    name = text.casefold().strip(" .")
    return name in _territories((language or _COMMON).split("-")[0]) or name in _territories(_COMMON)


@lru_cache(maxsize=32)  # languages of the sites that one process reads
def _territories(language: str) -> frozenset[str]:
    # Read only where brackets hold a name that no agency is known by: Babel and its first locale take 0.1 s.
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415

    try:
        locale = Locale(language)
    except (UnknownLocaleError, ValueError):
        return frozenset()
    return frozenset(name.casefold() for code, name in locale.territories.items() if code.isalpha())

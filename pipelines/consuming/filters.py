"""Which entries a reader wants, told from the flat fields alone, without parsing the article."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class EntryFilter:
    """Conditions on an entry's flat fields; an empty tuple sets no condition.

    `sites` and `events` match exactly; `languages` are ranges as in RFC 4647 basic filtering: "pt" takes "pt-BR",
    "pt-BR" does not take "pt". With `near_duplicates` False, articles tied to an earlier one are left out; with `mends`
    False, updates that a re-extraction made, where the publisher has changed nothing.
    """

    sites: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    near_duplicates: bool = True
    mends: bool = True

    def accepts(self, fields: Mapping[str, str]) -> bool:
        """Whether an entry with these flat fields is wanted."""
        if self.sites and fields.get("site") not in self.sites:
            return False
        if self.events and fields.get("event") not in self.events:
            return False
        if self.languages and not any(
            in_language_range(fields.get("language", ""), wanted) for wanted in self.languages
        ):
            return False
        if not self.mends and fields.get("cause") == "reextraction":
            return False
        return self.near_duplicates or not fields.get("near_duplicate_of")


class SkipCounter:
    """An EntryFilter that counts what it does not let through."""

    def __init__(self, wanted: EntryFilter) -> None:
        self._wanted = wanted
        self.skipped = 0

    def accepts(self, fields: Mapping[str, str]) -> bool:
        """Whether an entry with these flat fields is wanted."""
        accepted = self._wanted.accepts(fields)
        self.skipped += not accepted
        return accepted


def in_language_range(tag: str, language_range: str) -> bool:
    """RFC 4647, 3.3.1 (basic filtering): equal, or equal up to a hyphen; case does not count; "*" takes all."""
    tag, language_range = tag.lower(), language_range.lower()
    return language_range == "*" or tag == language_range or tag.startswith(language_range + "-")

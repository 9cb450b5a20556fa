"""The places that name authors, compared with the entry that led to the page and with the site's tally."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from wiredesk.pipelines.extraction.fields.credit import Credit, persons
from wiredesk.pipelines.extraction.fields.declared_authors import marked_authors, meta_authors
from wiredesk.pipelines.extraction.fields.names import split_names
from wiredesk.pipelines.extraction.fields.own_names import others_than
from wiredesk.pipelines.extraction.fields.printed_bylines import linked_authors
from wiredesk.pipelines.extraction.memory.source_reliability import Verdict, verdicts
from wiredesk.pipelines.extraction.page.page_markup import PageMarkup
from wiredesk.pipelines.extraction.page.plain_text import squash


def author_readings(page: PageMarkup, stated: list[Credit], printed: list[Credit]) -> dict[str, list[Credit]]:
    """What single places of the page say, by what the tally calls them; those that cost least."""
    return {
        "json-ld": stated,
        "marked": marked_authors(page),
        "printed": printed,
        "meta": meta_authors(page),
        "linked": linked_authors(page),
    }


def readings_of_persons(readings: dict[str, list[Credit]], own_names: set[str]) -> dict[str, list[Credit]]:
    """The readings that name persons, without the site's own names."""
    return {name: others for name, read in readings.items() if persons(others := others_than(read, own_names))}


def agreeing_readings(chosen: list[Credit], readings: dict[str, list[Credit]]) -> set[str]:
    """The readings of the same names as those that were chosen."""
    mine = name_keys(one.name for one in chosen)
    return {name for name, read in readings.items() if name_keys(one.name for one in read) == mine}


def author_verdicts(
    chosen: set[str], readings: dict[str, list[Credit]], entry_authors: Sequence[str], own_names: set[str]
) -> list[Verdict]:
    """Which readings name the entry's authors and no others, and which do not name all of them.

    One that names more than the entry may be the better one: many feeds have room for the first author only.
    """
    credits = others_than((Credit(name) for line in entry_authors[:20] for name in split_names(line)), own_names)
    entry = name_keys(one.name for one in persons(credits))
    if not entry:
        return []
    named = {name: name_keys(one.name for one in read) for name, read in readings.items()}
    right = {name for name, keys in named.items() if keys == entry}
    return verdicts("author", chosen, right, {name for name, keys in named.items() if not entry <= keys})


def name_keys(names: Iterable[str]) -> set[str]:
    """Names as they are compared: see `squash`."""
    return {squash(name) for name in names} - {""}

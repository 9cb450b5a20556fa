"""Who wrote the article: authors with their kind, the byline as printed, the agency credited.

The usual faults are the publisher or a role taken for an author, an agency or desk for a person, and names not split.
So several readings are made (JSON-LD, meta tags, marked elements, the printed byline, links to author pages), and the
first that names somebody other than the publisher is taken, persons before organizations.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from wiredesk.pipelines.article import Author
from wiredesk.pipelines.extraction.explanation import Candidate, current_explanation
from wiredesk.pipelines.extraction.fields.author_tally import (
    agreeing_readings,
    author_readings,
    author_verdicts,
    name_keys,
    readings_of_persons,
)
from wiredesk.pipelines.extraction.fields.byline_labels import begins_with_source
from wiredesk.pipelines.extraction.fields.columnist import columnist
from wiredesk.pipelines.extraction.fields.credit import Credit, persons
from wiredesk.pipelines.extraction.fields.credited_part import credited_part
from wiredesk.pipelines.extraction.fields.dated_lines import dated_line
from wiredesk.pipelines.extraction.fields.declared_authors import (
    json_ld_authors,
    marked_authors,
    meta_authors,
    twitter_authors,
)
from wiredesk.pipelines.extraction.fields.labelled_lines import labelled_line, line_below_headline
from wiredesk.pipelines.extraction.fields.name_kinds import is_organization, name_kind
from wiredesk.pipelines.extraction.fields.names import split_names
from wiredesk.pipelines.extraction.fields.own_names import is_of_own, is_own, others_than, site_accounts
from wiredesk.pipelines.extraction.fields.pen_names import pen_names
from wiredesk.pipelines.extraction.fields.person_names import looks_like_person
from wiredesk.pipelines.extraction.fields.printed_bylines import linked_authors, printed_byline
from wiredesk.pipelines.extraction.fields.signatures import signature, signed_line
from wiredesk.pipelines.extraction.lexicon.agencies import agency_name
from wiredesk.pipelines.extraction.memory.field_memory import FieldMemory
from wiredesk.pipelines.extraction.memory.source_reliability import Verdict
from wiredesk.pipelines.extraction.page.page_markup import PageMarkup
from wiredesk.pipelines.extraction.page.plain_text import squash

LONGEST_DESK: Final = 4
"""Words; more are a person with a post."""
LEAST_SOURCE: Final = 2
"""Letters of an agency that is not known."""
_SINGLE_NAME = re.compile(r"[^\W\d_\u0590-\U0010ffff]+")
"""One word in a script with capitals: an account's name more often than a mononym; a full name in print is better."""
SURE_READINGS = 3
"""Of these the first are asked where JSON-LD gives one word for a name."""
READINGS = (
    twitter_authors,
    marked_authors,
    None,
    meta_authors,
    linked_authors,
    line_below_headline,
    dated_line,
    signed_line,
    signature,
    labelled_line,
    columnist,
)
"""Tried in this order where JSON-LD names no person; None stands for the printed byline, which is read anyway."""


@dataclass(slots=True)
class Credits:
    """Who is credited."""

    authors: list[Author] = field(default_factory=list)
    byline: str | None = None
    source: str | None = None
    verdicts: list[Verdict] = field(default_factory=list)
    """Which readings proved right and wrong (`source_reliability`)."""
    readings: dict[str, list[str]] = field(default_factory=dict)
    """The names that single places of the page give by themselves."""


def read_credits(
    page: PageMarkup, own_names: set[str], memory: FieldMemory | None = None, entry_authors: Sequence[str] = ()
) -> Credits:
    """Chooses the authors among everything that the page says. ``own_names`` are the site's, squashed. Never raises.

    Somebody whom ``memory`` knows as the author of nearly all articles of the site gives way to a name in print, and
    the reading that was chosen to one that proved right where the two differed. ``entry_authors`` are those of the feed
    entry that led to the page: they prove, and do not choose.
    """
    stated = json_ld_authors(page)
    own_names = own_names | site_accounts(stated, own_names)
    chosen = others_than(stated, own_names)
    result = Credits()
    printed, result.byline = printed_byline(page)
    named = persons(chosen)
    usual = {credit.name for credit in named if memory is not None and memory.recurs("author", credit.name)}
    doubtful = bool(named) and all(one.name in usual or _SINGLE_NAME.fullmatch(one.name) for one in named)
    if not named or doubtful:
        is_named = any(_is_full_name(one.name) for one in (*stated, *twitter_authors(page), *meta_authors(page)))
        for read in READINGS[:SURE_READINGS] if doubtful else READINGS:
            if read is linked_authors and printed and not persons(printed):
                continue  # a printed desk is honester than a link to somebody whom the site writes about
            if read is signature and is_named:
                continue  # somebody whose name the site bears; a last line only looks like one
            credits = printed if read is None else read(page)
            own_names |= site_accounts(credits, own_names)
            others = others_than(credits, own_names)
            people = persons(others)
            if any(" " in one.name and one.name not in usual for one in people) if doubtful else people:
                agencies = [credit for credit in chosen if agency_name(credit.name)]
                chosen = [*others, *agencies]
                break
            chosen = chosen or others
    else:
        chosen = _outvoting(page, named, printed, own_names) or chosen
    readings = author_readings(page, stated, printed)
    tally = memory.sources if memory is not None and memory.sources.decides("author") else None
    if (tally is not None and not doubtful) or entry_authors:
        compared = readings_of_persons(readings, own_names)
        agreeing = agreeing_readings(chosen, compared)
        result.verdicts = author_verdicts(agreeing, compared, entry_authors, own_names)
        if tally is not None and not doubtful:
            overruling = (name for name in compared if tally.overrules("author", [name], agreeing))
            chosen = next((compared[name] for name in overruling), chosen)
    if not chosen:
        declared = [credit for read in (stated, twitter_authors(page), meta_authors(page)) for credit in read[:1]]
        others = others_than((*stated, *twitter_authors(page), *meta_authors(page)), own_names)
        declared = [one for one in declared if not is_of_own(one, own_names)]
        declared = [one for one in declared if one in others or is_own(one.name, own_names)][:1]
        chosen = declared or printed[:1] or pen_names(page)
    chosen = [_as_declared(credit, stated, page) for credit in chosen]
    seen: set[str] = set()
    if result.byline and begins_with_source(result.byline) and not any(one.name in result.byline for one in chosen):
        result.byline = None  # it says where the copy is from, and the authors stand elsewhere
    result.byline = result.byline or next((credit.line for credit in chosen if credit.line), None)
    if result.byline is not None:
        result.byline = credited_part(result.byline, [credit.name for credit in (*printed, *chosen)])
    for credit in chosen:
        key = squash(agency_name(credit.name) or credit.name)
        if not key or key in seen:
            continue
        seen.add(key)
        own = is_own(credit.name, own_names)
        kind = "organization" if own else name_kind(credit.name)
        result.authors.append(Author(name=credit.name, type=kind, url=credit.url))
        if kind == "organization" and not own and result.source is None and _is_source(credit.name):
            result.source = agency_name(credit.name) or credit.name
    result.readings = {name: [credit.name for credit in said] for name, said in readings.items()}
    if result.source is None:
        result.source = _desk(others_than(printed, own_names))
    _note(page, stated, printed, result)
    return result


def _as_declared(credit: Credit, stated: list[Credit], page: PageMarkup) -> Credit:
    """A credit that is printed in capitals, written as the markup writes the same name, where it does."""
    if not credit.name.isupper() or " " not in credit.name:
        return credit
    key = squash(credit.name)
    usual = (one.name for one in (*stated, *twitter_authors(page), *meta_authors(page)) if squash(one.name) == key)
    return credit._replace(name=next((name for name in usual if not name.isupper()), credit.name))


def _outvoting(
    page: PageMarkup, named: list[Credit], printed: list[Credit], own_names: set[str]
) -> list[Credit] | None:
    """The printed names, where they are all others than JSON-LD's and two more readings give the same ones.

    JSON-LD then names the account that typed the story in.
    """
    others = others_than(printed, own_names)
    keys = name_keys(one.name for one in persons(others))
    if not keys or keys & name_keys(one.name for one in named):
        return None
    for read in (meta_authors, marked_authors):
        if name_keys(one.name for one in persons(others_than(read(page), own_names))) != keys:
            return None
    return others


def _desk(printed: list[Credit]) -> str | None:
    """The agency or desk of a printed byline that names nobody else: markup then names who typed the story in."""
    if persons(printed):
        return None
    names = (one.name for one in printed if _is_source(one.name) and len(one.name.split()) <= LONGEST_DESK)
    return next((agency_name(name) or name for name in names), None)


def _note(page: PageMarkup, stated: list[Credit], printed: list[Credit], result: Credits) -> None:
    """Note what every reading says, also those that were not asked."""
    if (explanation := current_explanation()) is None:
        return
    readings = [("json-ld", stated)]
    for read in READINGS:
        name = "printed byline" if read is None else read.__name__.removesuffix("_authors").replace("_", " ")
        readings.append((name, printed if read is None else read(page)))
    offers = [
        Candidate(value="; ".join(one.name for one in credits), found=name) for name, credits in readings if credits
    ]
    explanation.choice("authors", "; ".join(author.name for author in result.authors) or None, offers)
    explanation.choice("byline", result.byline)


def authors_from_text(text: str) -> list[Author]:
    """The authors that a text credits, for what a site's own rule points at."""
    return [Author(name=name, type=name_kind(name)) for name in split_names(text)]


def _is_source(name: str) -> bool:
    """Whether an organization can be where the copy comes from; two capitals are somebody's initials."""
    return agency_name(name) is not None or (is_organization(name) and len(name) > LEAST_SOURCE)


def _is_full_name(name: str) -> bool:
    """Whether a declared name is a person's, whole: two words at least, none of them an initial."""
    words = name.split()
    return len(words) > 1 and all(len(word) > 2 for word in words) and looks_like_person(name)

"""The places that hold a publication date, compared with the entry that led to the page and with the site's tally.

Dates differ by time zones: what is at most a day apart agrees, and only what is further apart is a dispute.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from wiredesk.pipelines.extraction.dates.agreeing_claims import Claim, agreed, same_instant
from wiredesk.pipelines.extraction.dates.date_reading import DateReader
from wiredesk.pipelines.extraction.dates.machine_dates import Moment
from wiredesk.pipelines.extraction.dates.printed_beside import Printed
from wiredesk.pipelines.extraction.dates.printed_dates import url_date
from wiredesk.pipelines.extraction.memory.source_reliability import SourceTally, Verdict, verdicts
from wiredesk.pipelines.source_kinds import DateSource


class DatePlace(NamedTuple):
    """A date, what its source is called on the article, and what the tally calls its place."""

    name: str
    source: DateSource
    moment: Moment


def date_places(
    claims: Sequence[Claim], vague: Sequence[Claim], beside: Printed | None, url: str, reader: DateReader
) -> list[DatePlace]:
    """The first date of each kind of place: declared, printed below the headline (``beside``), and that of the URL."""
    places = {source: DatePlace(source, source, moment) for source, moment in reversed(claims)}
    found = list(reversed(places.values()))
    found += [DatePlace("vague meta", source, moment) for source, moment in vague[:1]]
    if beside is not None:
        found.append(DatePlace("printed", beside.source, beside.moment))
    address = url_date(url, reader.latest)
    if address is not None:
        found.append(DatePlace("url", "url", address))
    return found


def decided(chosen: Moment, places: Sequence[DatePlace], tally: SourceTally) -> Claim | None:
    """The date of the place that proved right on this site in a dispute with where ``chosen`` stands, if one did."""
    theirs = {place.name for place in places if _agree(place.moment, chosen)}
    for rival in places:
        if rival.name in theirs:
            continue
        allies = [place for place in places if _agree(place.moment, rival.moment) and place.name not in theirs]
        if tally.overrules("date", [place.name for place in allies], theirs):
            return agreed([(place.source, place.moment) for place in allies])
    return None


def date_verdicts(chosen: Moment, places: Sequence[DatePlace], entry: Moment, modified: Moment | None) -> list[Verdict]:
    """Which places named the entry's day. An entry that was stamped again with a later change proves nothing."""
    if modified is not None and same_instant(modified, entry):
        return []
    right = {place.name for place in places if _agree(place.moment, entry)}
    theirs = {place.name for place in places if _agree(place.moment, chosen)}
    return verdicts("date", theirs, right, {place.name for place in places} - right)


def _agree(one: Moment, other: Moment) -> bool:
    return abs((one.day - other.day).days) <= 1

"""Which of two dates is the publication where the page's markup and what it prints disagree.

Markup is exact, but some systems stamp it again: with the last publication of the whole site, the last change, the day
of the print issue, or a wrong order of day and month. What stands right below the headline is what readers are told.
An older date there is the older publication; a later one is most often an update that is not called so.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Final

from lxml.etree import _Element

from wiredesk.pipelines.extraction.dates.agreeing_claims import Claim, agreed, same_instant
from wiredesk.pipelines.extraction.dates.date_lines import first_printed
from wiredesk.pipelines.extraction.dates.date_offsets import in_local_time, of_utc_clock
from wiredesk.pipelines.extraction.dates.date_reading import DateReader
from wiredesk.pipelines.extraction.dates.machine_dates import Moment
from wiredesk.pipelines.extraction.dates.printed_beside import Printed
from wiredesk.pipelines.extraction.dates.printed_dates import url_date
from wiredesk.pipelines.extraction.page.page_markup import PageMarkup

OLDER_THAN_PICTURE: Final = timedelta(days=180)
"""A story that waits for its day has its picture sooner."""
_NUMBERS: Final = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-]\d{4}(?!\d)")


def settle(
    claims: list[Claim],
    vague: list[Claim],
    modified: Moment | None,
    page: PageMarkup,
    tree: _Element,
    url: str,
    reader: DateReader,
    beside: Printed | None,
) -> Claim:
    """The publication among what markup claims and what is printed at the headline (``beside``).

    ``vague`` claims (a meta tag "date") only make exact what agrees with them.
    """
    source, chosen = agreed([*claims, *vague])
    turned = _turned(chosen, beside, tree, page, reader)
    if turned is not None:
        return source, turned
    if modified is not None and modified.day < chosen.day - timedelta(days=1):
        for other_source, other in claims[1:]:  # published after its last change: published again
            if other.day <= modified.day:
                return other_source, other
    if beside is not None and beside.moment.day != chosen.day:
        apart = (chosen.day - beside.moment.day).days
        exact = chosen.zone_known and chosen.precision != "day"
        if apart > 1 or (apart == 1 and not exact):
            return beside.source, beside.moment
        for other_source, other in claims[1:]:
            declared = other_source in ("json-ld", "meta") and other_source != source
            if apart < -1 and declared and other.day == beside.moment.day and not _is_update(other, modified):
                return other_source, other
    if beside is None and source == "meta" and (day := _day_of_picture(chosen, page, reader)) is not None:
        return "url", day
    local = of_utc_clock(chosen, claims, beside, page)
    return source, local if local is not None else in_local_time(chosen, claims, beside, page, url, reader)


def _day_of_picture(chosen: Moment, page: PageMarkup, reader: DateReader) -> Moment | None:
    """The day in the address of the article's own picture, where a bare day in a meta tag is much older than that.

    Then it is one that the template has for all articles. A story is not written half a year before its picture; one
    that moved with its site to another system keeps a full date.
    """
    if isinstance(chosen.value, datetime):
        return None
    picture = url_date(page.first_meta("og:image", "og:image:url", "twitter:image") or "", reader.latest)
    return picture if picture is not None and picture.day - chosen.day > OLDER_THAN_PICTURE else None


def _is_update(moment: Moment, modified: Moment | None) -> bool:
    return modified is not None and same_instant(moment, modified)


def _turned(
    chosen: Moment, beside: Printed | None, tree: _Element, page: PageMarkup, reader: DateReader
) -> Moment | None:
    """The claim with day and month changed over, where its numbers allow that and the page prints that day."""
    numbers = _NUMBERS.match(chosen.raw)
    if numbers is None or numbers[1] == numbers[2] or int(numbers[1]) > 12 or int(numbers[2]) > 12:
        return None
    other = chosen.value.replace(month=chosen.value.day, day=chosen.value.month)
    turned = Moment(other, chosen.precision, chosen.raw, zone_known=chosen.zone_known)
    if turned.instant() > reader.latest:
        return None
    if beside is not None and beside.moment.day in (chosen.day, turned.day):
        return turned if beside.moment.day == turned.day else None
    plain = first_printed(tree, page, reader, labelled=True)
    return turned if plain is not None and plain.day == turned.day else None

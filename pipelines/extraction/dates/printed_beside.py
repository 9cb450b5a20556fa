"""The date that is printed right below the headline: what readers are told."""

from __future__ import annotations

from typing import Final, NamedTuple

from wiredesk.pipelines.extraction.dates.date_claims import names_update
from wiredesk.pipelines.extraction.dates.date_lines import NEAR
from wiredesk.pipelines.extraction.dates.date_reading import DateReader
from wiredesk.pipelines.extraction.dates.machine_dates import Moment
from wiredesk.pipelines.extraction.dates.printed_dates import names_other_day, read_element
from wiredesk.pipelines.extraction.page.page_markup import PageMarkup, naming
from wiredesk.pipelines.source_kinds import DateSource

BESIDE: Final = 12
"""Elements after the headline: its own date line. On the development pages an older date there was the publication in
all 12 disputes by more than a day; dates 40 and more elements away never were."""


class Printed(NamedTuple):
    """A date printed near the headline, in its place."""

    moment: Moment
    source: DateSource
    distance: float


def printed_beside(page: PageMarkup, reader: DateReader) -> Printed | None:
    """The date in a date element right below the headline, nearest first; none that is called an update."""
    near = []
    for element in {*page.times, *page.dates}:
        distance = page.distance(element, NEAR)
        if distance <= BESIDE:
            near.append((distance, page.positions.get(element, 0), element))
    near.sort(key=lambda one: one[:2])
    for distance, _, element in near:
        name = naming(element)
        if names_update(name) or names_other_day(name) or page.is_aside(element):
            continue
        moment, source = read_element(element, reader)
        if moment is not None:
            return Printed(moment, source, distance)
    return None

"""The time of day that a page prints, where its markup declares the day alone."""

from __future__ import annotations

from datetime import datetime

from lxml.etree import _Element

from wiredesk.pipelines.extraction.dates.agreeing_claims import Claim
from wiredesk.pipelines.extraction.dates.date_lines import first_printed
from wiredesk.pipelines.extraction.dates.date_reading import DateReader
from wiredesk.pipelines.extraction.dates.printed_beside import Printed
from wiredesk.pipelines.extraction.page.page_markup import PageMarkup


def with_printed_clock(
    claim: Claim, beside: Printed | None, tree: _Element, page: PageMarkup, reader: DateReader
) -> Claim:
    """The claim made exact by the same day with a time: right below the headline, or in a line called the publication.

    Other lines of that day may be of a comment, or of a teaser.
    """
    day = claim[1]
    if isinstance(day.value, datetime):
        return claim
    if beside is not None and beside.moment.day == day.day and isinstance(beside.moment.value, datetime):
        return beside.source, beside.moment
    line = first_printed(tree, page, reader, only=day.day, labelled=True)
    return ("text", line) if line is not None and line.day == day.day and isinstance(line.value, datetime) else claim

"""When the article was published and modified: the choice among everything that the page says.

Markup that names the publication date comes first (JSON-LD, meta tags, microdata, marked ``time`` elements), then the
dates printed beside the headline, then the URL. The modification date never stands in for the publication date.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Literal

from lxml.etree import _Element

from wiredesk.pipelines.article import DatePrecision
from wiredesk.pipelines.extraction.dates.agreeing_claims import Claim
from wiredesk.pipelines.extraction.dates.clock_beside import with_clock_beside
from wiredesk.pipelines.extraction.dates.date_claims import modified_claim, published_claims, vague_claims
from wiredesk.pipelines.extraction.dates.date_disputes import settle
from wiredesk.pipelines.extraction.dates.date_offsets import change_in_zone, with_zone_of_change
from wiredesk.pipelines.extraction.dates.date_reading import DateReader, date_reader
from wiredesk.pipelines.extraction.dates.date_tally import DatePlace, date_places, date_verdicts, decided
from wiredesk.pipelines.extraction.dates.machine_dates import EARLIEST, Moment
from wiredesk.pipelines.extraction.dates.printed_beside import printed_beside
from wiredesk.pipelines.extraction.dates.printed_clock import with_printed_clock
from wiredesk.pipelines.extraction.dates.printed_dates import search_printed
from wiredesk.pipelines.extraction.dates.printed_updates import printed_update
from wiredesk.pipelines.extraction.explanation import Candidate, current_explanation
from wiredesk.pipelines.extraction.memory.field_memory import FieldMemory
from wiredesk.pipelines.extraction.memory.source_reliability import Verdict
from wiredesk.pipelines.extraction.page.page_markup import PageMarkup
from wiredesk.pipelines.page import Evidence
from wiredesk.pipelines.site_profile import SiteProfile
from wiredesk.pipelines.source_kinds import DateSource


@dataclass(slots=True)
class PublicationDates:
    """The two dates, and how the first was found."""

    published: Moment | None = None
    modified: Moment | None = None
    source: DateSource | None = None
    timezone_source: Literal["page", "site"] | None = None
    verdicts: list[Verdict] = field(default_factory=list)
    """Which places proved right and wrong (`source_reliability`)."""
    agreeing: frozenset[str] = frozenset()
    differing: frozenset[str] = frozenset()
    """The places of the page that name the same day, and another."""

    @property
    def precision(self) -> DatePrecision | None:
        """How exact the publication date is as given: ``day`` where its time has no zone."""
        if self.published is None:
            return None
        return self.published.precision if self.published.zone_known else "day"


def read_dates(
    page: PageMarkup,
    tree: _Element,
    url: str,
    *,
    languages: Iterable[str] = (),
    profile: SiteProfile | None = None,
    evidence: Evidence | None = None,
    evidence_source: DateSource = "feed",
    proof: Evidence | None = None,
    fetched_at: datetime | None = None,
    memory: FieldMemory | None = None,
) -> PublicationDates:
    """Chooses the publication and the modification date. Never raises.

    ``languages`` of the page (likeliest first) say how printed dates are read. A time without a zone gets the site's
    (``profile.timezone``), else only its day is given. Nothing later than a day after ``fetched_at`` is believed.
    ``proof`` is evidence that tells which places of the page are right (``verdicts``).
    """
    zone = profile.timezone if profile else None
    reader = date_reader(languages, profile, fetched_at)
    result = PublicationDates()
    result.modified = modified_claim(page, reader)
    claims = list(published_claims(page, reader))
    vague = list(vague_claims(page, reader))
    if memory is not None:
        claims, vague = _own(claims, memory, zone), _own(vague, memory, zone)
    beside = printed_beside(page, reader)
    places = date_places(claims, vague, beside, url, reader)
    found: Claim | None
    if claims:
        found = settle(claims, vague, result.modified, page, tree, url, reader, beside)
        found = with_printed_clock(found, beside, tree, page, reader)
    else:
        found = search_printed(page, tree, url, reader, vague=vague)
    if found is not None:
        found = with_clock_beside(found, page, reader)
        found = _weighed(found, result, places, reader, proof, memory)
        result.source, result.published = found
    if result.published is not None:
        result.published = with_zone_of_change(result.published, result.modified)
    _use_evidence(result, evidence, evidence_source, reader, zone)
    if result.published is not None and result.published.zone_known:
        result.timezone_source = "page" if result.published.zone_told else None
    elif result.published is not None and isinstance(result.published.value, datetime) and zone:
        result.published = result.published.in_zone(zone)
        result.timezone_source = "site" if result.published.zone_known else None
    if result.modified is None:
        result.modified = printed_update(tree, page, reader)
    if result.modified is not None and zone:
        result.modified = result.modified.in_zone(zone)
    if result.published is not None and result.modified is not None:
        result.modified = change_in_zone(result.modified, result.published)
        if result.modified.day < result.published.day:
            result.modified = None  # a template's or a copy's date
    if result.published is not None:
        result.agreeing = frozenset(place.name for place in places if place.moment.day == result.published.day)
        result.differing = frozenset(place.name for place in places) - result.agreeing
    _note(result, claims, vague, found)
    return result


def _note(result: PublicationDates, claims: list[Claim], vague: list[Claim], found: Claim | None) -> None:
    if (explanation := current_explanation()) is None:
        return
    offers: list[tuple[str, Moment]] = [*claims]
    offers += [(f"{source}, some date of the page", moment) for source, moment in vague]
    if found is not None and found not in claims and found not in vague:
        offers.append(found)
    candidates = [
        Candidate(value=moment.rfc3339(), found=f"{where}: {moment.raw}"[:200] if moment.raw else where)
        for where, moment in offers
    ]
    explanation.choice("date_published", result.published.rfc3339() if result.published else None, candidates)
    explanation.choice("date_modified", result.modified.rfc3339() if result.modified else None)


def _weighed(
    found: Claim,
    result: PublicationDates,
    places: list[DatePlace],
    reader: DateReader,
    proof: Evidence | None,
    memory: FieldMemory | None,
) -> Claim:
    """The date that was found, or another place's that proved right on this site; notes what the page itself proves."""
    entry = reader.markup(proof.date_published) if proof is not None and proof.date_published else None
    tally = memory.sources if memory is not None and memory.sources.decides("date") else None
    if entry is None and tally is None:
        return found
    if entry is not None:
        result.verdicts = date_verdicts(found[1], places, entry, result.modified)
    return (decided(found[1], places, tally) if tally is not None else None) or found


def _own(claims: list[Claim], memory: FieldMemory, zone: str | None) -> list[Claim]:
    """The claims without the moments that stand on article after article: of a build or an import."""
    return [
        (source, moment)
        for source, moment in claims
        if not memory.recurs("date", (moment.in_zone(zone) if zone else moment).rfc3339())
    ]


_LAG: Final = timedelta(minutes=30)
"""Between the clock that a page prints and that of its feed; further apart the feed's is of an update."""


def _is_another_time(printed: Moment, stated: Moment, zone: str | None) -> bool:
    """Whether a moment of the feed is another than that of the clock which the page prints without a zone.

    The two can be compared where the site's zone is known, or the feed states its own: UTC is that of any system.
    """
    mine, theirs = printed.value, stated.value
    if not isinstance(mine, datetime) or not isinstance(theirs, datetime) or printed.zone_known:
        return False
    if zone and (placed := printed.in_zone(zone)).zone_known:
        return abs(placed.instant() - stated.instant()) > _LAG
    return bool(theirs.utcoffset()) and abs(theirs.replace(tzinfo=None) - mine.replace(tzinfo=None)) > _LAG


def _use_evidence(
    result: PublicationDates, evidence: Evidence | None, source: DateSource, reader: DateReader, zone: str | None
) -> None:
    """Fills from the feed or sitemap what the page lacks: the date, or the time of a day that both name."""
    if evidence is None:
        return
    mine = result.published
    if evidence.date_published and (mine is None or not mine.zone_known or mine.precision == "hour"):
        moment = reader.markup(evidence.date_published)
        if moment is not None and moment.instant() >= EARLIEST:
            same = mine is not None and moment.zone_known and abs((moment.day - mine.day).days) <= 1
            if same and mine is not None and _is_another_time(mine, moment, zone):
                same = False
            if mine is not None and mine.zone_known:  # "3 hours ago"
                same = same and abs(moment.instant() - mine.instant()) <= timedelta(hours=2)
            if mine is None or same:
                result.published, result.source = moment, source
    if evidence.date_modified and result.modified is None:
        moment = reader.markup(evidence.date_modified)
        if moment is not None:
            result.modified = moment

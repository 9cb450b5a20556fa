"""From a visit to a definition: as small as is right, every fact with its evidence."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from wiredesk.crawlers.fetching.host_limits import LONGEST_DELAY
from wiredesk.crawlers.site_tools.drafting.evidence import Finding
from wiredesk.crawlers.site_tools.drafting.home_facts import HomeFacts, read_home_facts
from wiredesk.crawlers.site_tools.drafting.locale_inference import find_country, find_timezone
from wiredesk.crawlers.site_tools.drafting.naming import find_name, site_id
from wiredesk.crawlers.site_tools.drafting.sample_quality import FieldQuality, judge_fields
from wiredesk.crawlers.site_tools.drafting.site_languages import find_languages
from wiredesk.crawlers.site_tools.trial.visit import SiteVisit
from wiredesk.crawlers.sites.definition import FetchRules, SiteDefinition


@dataclass(frozen=True)
class Draft:
    """A definition that is proposed, with all that was found out on the way."""

    definition: SiteDefinition
    findings: dict[str, Finding]
    """name, languages, country, timezone: whatever anything speaks for, sure enough to be written or not"""
    system: str | None
    fields: list[FieldQuality] = field(default_factory=list)


def draft_definition(visit: SiteVisit, *, name: str | None = None, today: date | None = None) -> Draft:
    """The definition for the site of a visit; `name` is its id, by default made from the home page's host.

    Sources are not written: a definition that names some switches discovery off, and discovery finds what is new too.
    """
    home = read_home_facts(visit.home) if visit.home is not None else HomeFacts()
    country = find_country(visit, home)
    languages, language = find_languages(visit, home)
    found = {
        "name": find_name(visit, home), "languages": language, "country": country,
        "timezone": find_timezone(visit, country),
    }  # fmt: skip
    findings = {key: finding for key, finding in found.items() if finding is not None}
    sure = {key: finding.value for key, finding in findings.items() if finding.is_sure}
    url = visit.definition.url
    definition = SiteDefinition(
        id=name or site_id(url),
        url=url,
        name=sure.get("name"),
        languages=languages if "languages" in sure else [],
        country=sure.get("country"),
        timezone=sure.get("timezone"),
        facts=f"found by wiredesk sites add on {today or date.today():%Y-%m-%d}",  # noqa: DTZ011 (the user's own day)
        fetch=FetchRules(delay=_delay(visit.crawl_delay)),
    )
    return Draft(definition, findings, home.system, judge_fields(visit.samples))


def _delay(wished: float | None) -> float | None:
    """The delay to write: what robots.txt asks for, whether it is more or less than our default."""
    return min(wished, LONGEST_DELAY) if wished else None

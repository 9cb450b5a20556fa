"""Where a site is at home: its country and its time zone, by evidence only."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib import resources
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import TZPATH, ZoneInfo

from wiredesk.crawlers.site_tools.drafting.evidence import Finding, Vote, decide
from wiredesk.crawlers.site_tools.drafting.home_facts import HomeFacts
from wiredesk.crawlers.site_tools.trial.visit import SiteVisit
from wiredesk.crawlers.sites.standard_codes import COUNTRIES, check_timezone

# Country domains that are sold and used as general ones (Google Search Central, "Managing multi-regional sites":
# generic country-code top-level domains), and .gg, .to, .tm, .ly, .sh, .ac, .vc, .vg, .st, .am, sold in the same way.
_GENERAL_DOMAINS = frozenset(
    "ad ai am as ac bz cc cd co dj fm gg io la ly me ms nu sc sh sr st su tk tm to tv vc vg ws".split()
)
_OWN_NAMES = {"uk": "gb"}  # country domains that are not the country's ISO code

# How often each kind of evidence names the right country on news sites, estimated: addresses and domains are chosen on
# purpose; the region of a language tag is often only the template's.
_BY_DOMAIN, _BY_ADDRESS, _BY_ZONE, _BY_REGION, _BY_USUAL_REGION = 0.9, 0.85, 0.85, 0.6, 0.3
# Locales that templates and plug-ins write unasked.
_USUAL_LOCALES = frozenset(("en-US", "en-GB", "fr-FR", "de-DE", "es-ES", "pt-PT", "it-IT", "ru-RU", "ar-AR", "ar-SA"))

_BY_SETTING, _BY_ONLY_ZONE, _AGREES, _BY_OFFSET, _CONTRADICTED = 0.98, 0.9, 0.97, 0.75, 0.3


def find_country(visit: SiteVisit, home: HomeFacts) -> Finding | None:
    """The country (ISO 3166-1 alpha-2, lower case) with its evidence."""
    return decide(vote for vote in _country_votes(visit, home) if vote.value in COUNTRIES)


def _country_votes(visit: SiteVisit, home: HomeFacts) -> Iterator[Vote]:
    url = visit.home.url if visit.home else visit.definition.url
    domain = (urlsplit(url).hostname or "").rpartition(".")[2]
    if len(domain) == 2 and domain.isalpha() and domain not in _GENERAL_DOMAINS:
        yield Vote(_OWN_NAMES.get(domain, domain), _BY_DOMAIN, f"domain .{domain}")
    for code, where in dict.fromkeys(home.countries):
        yield Vote(code, _BY_ADDRESS, where)
    settings = visit.settings
    if settings is not None and settings.timezone and (country := _country_of(settings.timezone)):
        yield Vote(country, _BY_ZONE, f"{settings.system} time zone {settings.timezone[:40]}")
    tags = {tag: "html lang" for tag in (home.language,) if tag} | {tag: "og:locale" for tag in (home.locale,) if tag}
    for listing in visit.sources:
        if listing.language:
            tags.setdefault(listing.language.replace("_", "-"), "feed language")
    regions: dict[str, Vote] = {}
    for tag, where in tags.items():
        region = next((part.lower() for part in tag.split("-")[1:] if len(part) == 2), None)
        if region:
            weight = _BY_USUAL_REGION if _tidy(tag) in _USUAL_LOCALES else _BY_REGION
            regions.setdefault(region, Vote(region, weight, f"{where} {tag[:20]}"))
    yield from regions.values()


def _tidy(tag: str) -> str:
    parts = tag.split("-")
    return f"{parts[0].lower()}-{parts[-1].upper()}"


def find_timezone(visit: SiteVisit, country: Finding | None) -> Finding | None:
    """The time zone (IANA name) with its evidence: a setting, or the country's zone that fits the dates' offsets."""
    settings = visit.settings
    stated = (settings.timezone if settings is not None else None) or ""
    if settings is not None and "/" in stated and _is_zone(stated) and not stated.startswith("Etc/"):
        return Finding(stated, _BY_SETTING, f"the time zone set in {settings.system}")
    if country is None or not country.is_sure:
        return None
    seen = list(_observed(visit))
    zones = _zones_of(country.value)
    fitting = [zone for zone in zones if all(_offset(zone, moment) == offset for moment, offset in seen)]
    different = {_habit(zone) for zone in zones}
    if not zones:
        return None
    if seen and not fitting:
        return Finding(
            zones[0], _CONTRADICTED, f"of {country.value.upper()}; but dates have the offset {_shown(seen[0][1])}"
        )
    if len(different) == 1:
        reason = f"the one zone of {country.value.upper()}"
        if seen:
            return Finding(fitting[0], _AGREES, f"{reason}, dates have its offset {_shown(seen[0][1])}")
        return Finding(zones[0], round(min(_BY_ONLY_ZONE, country.confidence), 2), reason)
    if seen and len({_habit(zone) for zone in fitting}) <= 2:  # two that differ in their summer time alone
        reason = f"of {country.value.upper()}, dates have the offset {_shown(seen[0][1])}"
        return Finding(fitting[0], _BY_OFFSET, reason)
    return None


def _observed(visit: SiteVisit) -> Iterator[tuple[datetime, timedelta]]:
    """The moments with offsets that the pages themselves print; UTC says nothing, many systems write it everywhere."""
    for article in visit.articles:
        if article.timezone_source != "page" or not article.date_published or "T" not in article.date_published:
            continue
        moment = datetime.fromisoformat(article.date_published)
        offset = moment.utcoffset()
        if offset:
            yield moment, offset
    hours = visit.settings.utc_offset if visit.settings is not None else None
    if hours and abs(hours) <= 14:
        yield datetime.now(UTC), timedelta(hours=hours)


def _offset(zone: str, moment: datetime) -> timedelta | None:
    return moment.astimezone(ZoneInfo(zone)).utcoffset()


def _habit(zone: str) -> tuple[timedelta | None, timedelta | None]:
    """The zone's offsets in this year's January and July: zones that share them tell the same time."""
    year = datetime.now(UTC).year
    return _offset(zone, datetime(year, 1, 15, tzinfo=UTC)), _offset(zone, datetime(year, 7, 15, tzinfo=UTC))


def _shown(offset: timedelta) -> str:
    minutes = int(offset.total_seconds() // 60)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


def _is_zone(name: str) -> bool:
    try:
        check_timezone(name)
    except ValueError:
        return False
    return True


def _country_of(zone: str) -> str | None:
    return next((country for country, name in _zone_table() if name == zone), None)


def _zones_of(country: str) -> list[str]:
    return [name for code, name in _zone_table() if code == country]


@cache
def _zone_table() -> tuple[tuple[str, str], ...]:
    """(country, zone) as the IANA time zone database lists them (zone.tab): of this machine, else of `tzdata`."""
    for folder in TZPATH:
        path = Path(folder) / "zone.tab"
        if path.is_file():
            return tuple(_table_rows(path.read_text("utf-8").splitlines()))
    try:
        return tuple(_table_rows((resources.files("tzdata.zoneinfo") / "zone.tab").read_text("utf-8").splitlines()))
    except (ModuleNotFoundError, FileNotFoundError):
        return ()


def _table_rows(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        cells = line.split("\t")
        if len(cells) >= 3 and re.fullmatch("[A-Z]{2}", cells[0]) and _is_zone(cells[2]):
            yield cells[0].lower(), cells[2]

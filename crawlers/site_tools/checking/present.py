"""What a visit tells about a site's present state."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from urllib.parse import urlsplit

from scrapy.http import HtmlResponse

from wiredesk.crawlers.crawl.crawl_record import ArticleFields, without_article
from wiredesk.crawlers.crawl.health import SiteHealth
from wiredesk.crawlers.fetching.certificate import CertificateState
from wiredesk.crawlers.listings.api_table import APIS
from wiredesk.crawlers.listings.listing import parse_listing
from wiredesk.crawlers.listings.source_memory import SourceState
from wiredesk.crawlers.listings.transient_failures import listing_text
from wiredesk.crawlers.reasons import counted, in_words
from wiredesk.crawlers.site_tools.checking.fault import Fault, FaultKind, moment
from wiredesk.crawlers.site_tools.checking.own_selectors import idle_in_visit
from wiredesk.crawlers.site_tools.checking.same_headline import one_headline_of_samples
from wiredesk.crawlers.site_tools.checking.usual_fields import (
    CUT_SHORT,
    FEWEST_ARTICLES,
    collapsed_from,
    expectation,
    missing,
    usual_share,
)
from wiredesk.crawlers.site_tools.trial.moved import new_address
from wiredesk.crawlers.site_tools.trial.visit import HomePage, SiteVisit
from wiredesk.crawlers.sites.definition import SiteDefinition, Source
from wiredesk.pipelines.source_kinds import TELLING

EXPIRES_SOON = timedelta(days=14)
"""A certificate that ends sooner should have been renewed: the usual programs do it 30 days before."""
_FEW_SAMPLES = 3  # a median of fewer bodies says nothing
_MOSTLY = 0.5  # share of the article links


def judge_visit(
    definition: SiteDefinition,
    visit: SiteVisit,
    health: SiteHealth,
    remembered: Mapping[str, SourceState],
    certificate: CertificateState | None = None,
) -> list[Fault]:
    """The faults that a visit shows; `remembered` are the sources that earlier crawls have used."""
    faults = [*_home(definition, visit, health, certificate), *_moved(visit, health), *_robots(visit, health)]
    broken = {fault.kind for fault in faults if fault.severity == "broken"}
    if not broken & {"unreachable", "no_articles", "certificate", "robots", "moved"}:
        gone = list(_sources(definition, visit, remembered))
        faults += gone
        if visit.leads or not gone:  # without sources a site has no articles: nothing more need be said
            faults += [*_articles(visit, health), *_samples(definition, visit, health)]
    return faults


def _home(
    definition: SiteDefinition, visit: SiteVisit, health: SiteHealth, certificate: CertificateState | None
) -> Iterator[Fault]:
    if certificate is not None and certificate.problem:
        yield Fault(
            kind="certificate", since=_since_last_good(health),
            message=f"the TLS certificate of {definition.url} is refused: {certificate.problem}",
        )  # fmt: skip
        return
    if certificate is not None and certificate.expires and certificate.expires - datetime.now(UTC) < EXPIRES_SOON:
        yield Fault(
            kind="certificate", severity="notice",
            message=f"the TLS certificate of {definition.url} ends on {certificate.expires:%Y-%m-%d %H:%M} UTC",
        )  # fmt: skip
    reason = visit.failures.get(definition.url)
    if reason is None and not visit.samples and (instead := _another_page(visit.home)) is not None:
        yield Fault(
            kind="no_articles", since=_since_last_good(health),
            message=f"{definition.url} answers with no home page: the page {instead}",
        )  # fmt: skip
    if reason is None or reason.startswith("robots") or (reason in ("offsite", "sent_away") and new_address(visit)):
        return
    of_robots = ", as its robots.txt is" if visit.robots_unreachable else ""
    yield Fault(
        kind="unreachable", severity="notice" if visit.samples else "broken", since=_since_last_good(health),
        message=f"the home page {definition.url} is unavailable{of_robots}: {in_words(reason)}",
    )  # fmt: skip


def _another_page(home: HomePage | None) -> str | None:
    """What a page does that came in the place of the home page: a check for robots, a parked domain, an error."""
    if home is None or home.status != HTTPStatus.OK:
        return None
    text = listing_text(HtmlResponse(home.url, headers=home.headers, body=home.body))
    listing = parse_listing(text or "", home.url)
    host = urlsplit(home.url).netloc
    own = (link for link in listing.links if urlsplit(link.url).netloc == host)
    return listing.in_place_of_home(home.url, own)


def _since_last_good(health: SiteHealth) -> datetime | None:
    """The first crawl that failed after the last one that could do its work."""
    later = [crawl.at for crawl in health.crawls if crawl.at > (health.last_good or 0.0)]
    return moment(min(later)) if later else None


def _moved(visit: SiteVisit, health: SiteHealth) -> Iterator[Fault]:
    address = new_address(visit)
    if address is None:
        return
    still = bool(visit.samples)  # articles are found by the old address
    yield Fault(
        kind="moved", severity="notice" if still else "broken", since=None if still else _since_last_good(health),
        message=f"{visit.definition.url} has moved for good to {address}",
    )  # fmt: skip


def _robots(visit: SiteVisit, health: SiteHealth) -> Iterator[Fault]:
    since = moment(health.last_new)
    if visit.robots_unreachable and visit.failures.get(visit.definition.url) == "robots_unreachable":
        yield Fault(
            kind="robots", since=_since_last_good(health),
            message="robots.txt is unavailable, so nothing may be fetched for now (RFC 9309, 2.3.1.4)",
        )  # fmt: skip
    elif visit.leads and visit.forbidden_leads > _MOSTLY * visit.leads:
        yield Fault(
            kind="robots", since=since,
            message=f"robots.txt does not allow {visit.forbidden_leads} of {visit.leads} article links",
        )  # fmt: skip
    elif not visit.home_allowed and not visit.robots_unreachable:
        severe = not visit.samples
        yield Fault(
            kind="robots", severity="broken" if severe else "notice", since=since if severe else None,
            message=f"robots.txt does not allow the home page {visit.definition.url}",
        )  # fmt: skip


def _sources(definition: SiteDefinition, visit: SiteVisit, remembered: Mapping[str, SourceState]) -> Iterator[Fault]:
    """Sources that are gone: those of the definition, or those that crawls have found and used."""
    for source in definition.sources:
        reason = _failure_of(source, visit)
        if reason is not None:
            yield Fault(
                kind="source", source=source.url, since=_last_read(source.url, remembered),
                message=f"the {source.type.replace('_', ' ')} {source.url} is gone: {in_words(reason)}",
            )  # fmt: skip
    if definition.sources:
        return
    found = {listing.url for listing in visit.sources}
    still = any(listing.type in TELLING for listing in visit.sources)
    for url, state in remembered.items():
        if state.type in TELLING and (state.leads or state.children) and url not in found and not visit.cut_short:
            reason = visit.failures.get(url)
            yield Fault(
                kind="source", source=url, severity="notice" if still else "broken", since=_last_read(url, remembered),
                message=f"the {state.type.replace('_', ' ')} {url} is gone"
                f"{f': {in_words(reason)}' if reason else ': the site offers it no more'}",
            )  # fmt: skip


def _failure_of(source: Source, visit: SiteVisit) -> str | None:
    """Why a source could not be read. An API is asked at an address of its own making."""
    api = APIS.get(source.type)
    return visit.failures.get(source.url if api is None else api.first_page(source.url))


def _last_read(url: str, remembered: Mapping[str, SourceState]) -> datetime | None:
    state = remembered.get(url)
    return moment(max(state.verified, state.changed)) if state is not None else None


def _articles(visit: SiteVisit, health: SiteHealth) -> Iterator[Fault]:
    if visit.samples:
        return
    seen = without_article(visit.summary)
    if not visit.leads:
        message = "none of its sources names an article"
    elif seen:
        tried = sum(seen.values())
        message = f"of {visit.leads} article links {tried} were tried, and none gave an article: {counted(seen)}"
    else:
        reasons = {**visit.summary.failed, **visit.summary.dropped}
        said = ", ".join(f"{in_words(reason)} ({count})" for reason, count in reasons.items())
        message = f"none of its {visit.leads} article links could be fetched{f': {said}' if said else ''}"
    yield Fault(kind="no_articles", since=moment(health.last_new), message=message)


def _samples(definition: SiteDefinition, visit: SiteVisit, health: SiteHealth) -> Iterator[Fault]:
    """Fields that are missing, and bodies that are short, in the samples of this moment."""
    fields = ArticleFields()
    for article in visit.articles:
        fields.note(article)
    fields.empty_reasons = without_article(visit.summary)
    fields.empty = sum(fields.empty_reasons.values())
    if not fields.articles:
        return
    if (walls := fields.empty_reasons.get("wall", 0)) > fields.articles:
        yield Fault(
            kind="headline",
            message=f"{walls} of {walls + fields.articles} pages show one text: of consent, a log-in or maintenance, "
            "or of a template that has lost the articles",
        )  # fmt: skip
    yield from idle_in_visit(definition, health, visit)
    yield from one_headline_of_samples(definition, [article.headline for article in visit.articles])
    days = [day.fields for day in health.days]
    known = sum(day.articles for day in days) >= FEWEST_ARTICLES
    names: tuple[FaultKind, ...] = ("authors", "dates")
    for name in names:
        share = expectation(definition, name) or (usual_share(days, name) if known else None)
        if share is not None and (fault := missing(name, name, fields, share)) is not None:
            yield fault
    if known and fields.articles >= _FEW_SAMPLES and (length := collapsed_from(fields, days)) is not None:
        now = f"{fields.body_length:.0f} characters (median)"
        yield Fault(kind="body_length", message=f"articles have {now}; usual: {length:.0f}. {CUT_SHORT}")

"""What a site's health record tells without a visit: failing crawls, silence, fields that went missing."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from functools import partial

from wiredesk.crawlers.crawl.crawl_record import ArticleFields, CrawlRecord
from wiredesk.crawlers.crawl.health import SiteHealth
from wiredesk.crawlers.reasons import in_words
from wiredesk.crawlers.runtime.time_spans import in_units
from wiredesk.crawlers.site_tools.checking.fault import Fault, FaultKind, Severity, moment
from wiredesk.crawlers.site_tools.checking.own_selectors import idle_selectors
from wiredesk.crawlers.site_tools.checking.same_headline import one_headline
from wiredesk.crawlers.site_tools.checking.usual_fields import (
    COLLAPSED,
    CUT_SHORT,
    FEWEST_ARTICLES,
    collapsed_from,
    expectation,
    missing,
    usual_share,
)
from wiredesk.crawlers.sites.definition import SiteDefinition

FAILING_CRAWLS = 3
"""Crawls in a row that could not do their work: one or two are a maintenance window."""
FAILING_SECONDS = 86_400.0
"""Seconds without a crawl that could do its work, after which two failed ones are enough: quiet sites are visited once
a day."""
SILENCE_FACTOR = 2.0
"""A silence is unusual from twice the longest one of the last 60 days on: holidays are longer than weekends."""
FEW_ARTICLES, FEW_FACTOR = 8, 4.0
"""New articles from which on a silence may be unusual, and how much longer it must be while they are fewer than
FEWEST_ARTICLES. The longest of eight pauses that come by chance is 2.7 times the mean one; one of four times that
comes once in 40,000 pauses."""
QUIET = 0.5
"""Share of an unusual silence from which `sites check` looks whether the site has newer articles than its sources name:
that is told by the articles themselves, and needs no certainty before."""
SHORTEST_SILENCE = 24.0
"""Hours of silence that are never unusual where the definition does not say so: small newsrooms have closed days."""
DAYS_TO_KNOW = 7
"""Days with crawls after which it is known what is usual: a week has all its weekdays."""
NEW_BESIDE_FEEDS = 5
"""New articles that a site's feeds have not named, after which they are said to stand still: a feed may lack one."""
RATE_FLOOR = 0.25
"""Share of the expected articles a day below which the site has become too quiet."""
NOT_CRAWLED_DAYS = 3.0
"""Days without a crawl at the least, before it is said that the crawls have stopped."""
_RECENT_ARTICLES = 10  # so many of the newest articles are "recent", the ones before are what is usual
_LONG_AGO = 7 * 86_400.0  # seconds: articles older than this are not recent, however few there are


def judge_history(definition: SiteDefinition, health: SiteHealth, now: float | None = None) -> list[Fault]:
    """The faults that the record shows at `now` (seconds since the epoch)."""
    if not health.crawls:
        return [Fault(kind="never_crawled", severity="notice", message="no crawl yet")] if definition.enabled else []
    now = time.time() if now is None else now
    causes = [*_not_crawled(definition, health, now), *_failing(health), *_barren(health), *_fields(definition, health)]
    causes += [*_standing(health), *idle_selectors(definition, health.selectors), *one_headline(definition, health)]
    return [*causes, *_silence(definition, health), *_rate(definition, health)]  # what follows from them stands behind


def is_quiet(definition: SiteDefinition, health: SiteHealth) -> bool:
    """Whether no new article has come for about as long as it ever takes: no fault yet, and worth a second look."""
    known = _silent_hours(definition, health)
    return known is not None and known[0] > QUIET * known[1]


def _not_crawled(definition: SiteDefinition, health: SiteHealth, now: float) -> Iterator[Fault]:
    last = health.crawls[-1].at
    longest = max(NOT_CRAWLED_DAYS * 86_400, 3 * definition.schedule.longest * 60)
    if definition.enabled and now - last > longest:
        yield Fault(
            kind="not_crawled", severity="notice", since=moment(last),
            message=f"the last crawl was {in_units(now - last)} ago; do the crawls still run?",
        )  # fmt: skip


def _failing(health: SiteHealth) -> Iterator[Fault]:
    bad = []
    for crawl in reversed(health.crawls):
        if not crawl.is_bad:
            break
        bad.append(crawl)
    never_worked = health.last_good is None and bad
    if not bad:
        return
    has_lasted = len(bad) > 1 and health.last_good is not None and bad[0].at - health.last_good >= FAILING_SECONDS
    reasons = bad[0].problem or ", ".join(map(in_words, bad[0].reasons)) or "nothing could be fetched"
    crawls = f"{len(bad)} crawls" if len(bad) > 1 else "crawl"
    needs_somebody = never_worked or has_lasted or len(bad) >= FAILING_CRAWLS
    told = "no crawl has ever worked" if never_worked else f"the last {crawls} failed"
    since = moment(bad[-1].at)
    if never_worked and len(health.days) > 1:  # the crawls are kept one by one for a while only
        since = datetime.fromisoformat(health.days[0].day).replace(tzinfo=UTC)
    severity: Severity = "broken" if needs_somebody else "notice"
    rarely = "; it is tried more and more rarely, once a day at the least" if len(bad) > 1 else ""
    yield Fault(kind="crawls_fail", severity=severity, since=since, message=f"{told}: {reasons}{rarely}")


def _barren(health: SiteHealth) -> Iterator[Fault]:
    """Crawls that could do their work, and none has ever brought an article."""
    good = [crawl for crawl in health.crawls if not crawl.is_bad]
    if good and health.last_new is None and not any(crawl.unchanged for crawl in good):
        yield Fault(
            kind="no_articles", severity="broken" if len(good) >= FAILING_CRAWLS else "notice",
            since=moment(health.first), message="no crawl has found an article yet",
        )  # fmt: skip


def _silence(definition: SiteDefinition, health: SiteHealth) -> Iterator[Fault]:
    """No new article for longer than usual, by the crawls that could do their work."""
    if (known := _silent_hours(definition, health)) is None:
        return
    hours, limit, usual = known
    if hours > limit:
        yield Fault(
            kind="silence", since=moment(health.last_new or health.first),
            message=f"no new article for {in_units(hours * 3600)}; usual: {usual}",
        )  # fmt: skip


def _silent_hours(definition: SiteDefinition, health: SiteHealth) -> tuple[float, float, str] | None:
    """For how many hours no new article has come, after how many that is unusual, and what is usual, in words; None
    where that is not known."""
    last_new, last_good = health.last_new or health.first, health.last_good
    if last_new is None or last_good is None:
        return None
    hours = (last_good - last_new) / 3600
    expected = definition.expect.longest_silence
    if expected is not None:
        return hours, expected, f"at most {expected:g} hours, says the definition"
    if (known := _usual_silence(health)) is None:
        return None
    longest, limit = known
    return hours, limit, f"at most {in_units(longest * 3600)} in the last {len(health.days)} days with crawls"


def _usual_silence(health: SiteHealth) -> tuple[float, float] | None:
    """The longest silence of the days on record, and from which on one is unusual, in hours; None where too little is
    known. One that was unusual is no habit before there is another like it: a week in which the site was broken would
    hide the next."""
    days = [day for day in health.days if day.new]
    articles = sum(day.new for day in days)
    if len(health.days) < DAYS_TO_KNOW or articles < FEW_ARTICLES:
        return None
    factor = SILENCE_FACTOR if articles >= FEWEST_ARTICLES else FEW_FACTOR
    longest = odd = 0.0
    for place, day in enumerate(days):
        unusual = place >= DAYS_TO_KNOW and day.silence > max(SHORTEST_SILENCE, factor * longest)
        if unusual and day.silence > SILENCE_FACTOR * odd:
            odd = day.silence
        else:
            longest = max(longest, day.silence)
    return longest, max(SHORTEST_SILENCE, factor * longest)


def _standing(health: SiteHealth) -> Iterator[Fault]:
    """Feeds and APIs that name the same for longer than the site is ever silent, while its pages name new articles."""
    since, known = health.feeds_changed, _usual_silence(health)
    if since is None or known is None or health.last_good is None:
        return
    since = since or health.first or health.last_good
    later = [crawl for crawl in health.crawls if crawl.at > since][1:]  # the first of them has seen the feeds change
    new = sum(crawl.new for crawl in later)
    if (health.last_good - since) / 3600 > known[1] and new >= NEW_BESIDE_FEEDS:
        yield Fault(
            kind="source", severity="notice", since=moment(since),
            message=f"its feeds stand still: {new} new articles came since, all of them by its other listings",
        )  # fmt: skip


def _rate(definition: SiteDefinition, health: SiteHealth) -> Iterator[Fault]:
    """Fewer articles a day than the definition expects, over the last days."""
    expected = definition.expect.articles_per_day
    days = health.days[-DAYS_TO_KNOW - 1 : -1]  # today is not over
    if expected is None or len(days) < DAYS_TO_KNOW:
        return
    rate = sum(day.new for day in days) / len(days)
    if rate < RATE_FLOOR * expected:
        yield Fault(
            kind="rate", since=datetime.fromisoformat(days[0].day).replace(tzinfo=UTC),
            message=f"{rate:.1f} new articles a day in the last {len(days)} days; expected: {expected:g}",
        )  # fmt: skip


# -- fields -----------------------------------------------------------------------------------------------------------

_NAMES: tuple[tuple[FaultKind, str], ...] = (("headline", "headline"), ("authors", "authors"), ("dates", "dates"))


def _fields(definition: SiteDefinition, health: SiteHealth) -> Iterator[Fault]:
    recent, before = _divide(health)
    known = sum(fields.articles for fields in before) >= FEWEST_ARTICLES
    now = _sum(recent)
    for kind, name in _NAMES:
        share = expectation(definition, name) or (usual_share(before, name) if known else None)
        if share is not None and (fault := missing(kind, name, now, share)) is not None:
            fault.since = _since(health, partial(ArticleFields.share, name=name), share.share / 2)
            yield fault
    if known and now.articles >= _RECENT_ARTICLES / 2 and (length := collapsed_from(now, before)) is not None:
        yield Fault(
            kind="body_length", since=_since(health, _length, COLLAPSED * length),
            message=f"the {now.articles} newest articles have {now.body_length:.0f} characters (median); "
            f"usual: {length:.0f}. {CUT_SHORT}",
        )  # fmt: skip


def _length(fields: ArticleFields) -> float | None:
    return fields.body_length


def _divide(health: SiteHealth) -> tuple[list[ArticleFields], list[ArticleFields]]:
    """What the crawls with the newest articles brought, and what was brought before them, by days (by crawls, where the
    record is younger than a day).
    """
    recent: list[CrawlRecord] = []
    seen = 0
    for crawl in reversed(health.crawls):
        pages = crawl.fields.articles + crawl.fields.empty
        if seen >= _RECENT_ARTICLES or health.crawls[-1].at - crawl.at > _LONG_AGO:
            break
        if pages:
            seen += pages
            recent.append(crawl)
    if not recent:
        return [], [day.fields for day in health.days]
    first = recent[-1].at
    first_day = datetime.fromtimestamp(first, UTC).date().isoformat()
    before = [day.fields for day in health.days if day.day < first_day]
    return [crawl.fields for crawl in recent], before or [crawl.fields for crawl in health.crawls if crawl.at < first]


def _sum(parts: Iterable[ArticleFields]) -> ArticleFields:
    total = ArticleFields()
    for part in parts:
        total.add(part)
    return total


def _since(health: SiteHealth, value: Callable[[ArticleFields], float | None], floor: float) -> datetime | None:
    """From when on the value has stayed below `floor`: by crawls, and by days beyond those."""
    since: float | None = None
    for crawl in reversed(health.crawls):
        found = value(crawl.fields)
        if found is not None and found >= floor:
            return moment(since)
        since = crawl.at if found is not None else since
    begin = moment(since)
    for day in reversed(health.days):
        found = value(day.fields)
        if found is not None and found >= floor:
            break
        started = datetime.fromisoformat(day.day).replace(tzinfo=UTC)
        if found is not None and (begin is None or started < begin):
            begin = started
    return begin

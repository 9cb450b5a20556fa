"""What a site's health record tells without a visit: failing crawls, silence, fields that went missing."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from functools import partial
from math import comb, exp, lgamma
from statistics import median
from typing import NamedTuple

from wiredesk.crawlers.crawl.health import ArticleFields, CrawlRecord, SiteHealth
from wiredesk.crawlers.runtime.time_spans import in_units
from wiredesk.crawlers.site_tools.checking.fault import Fault, FaultKind, Severity, moment
from wiredesk.crawlers.sites.definition import SiteDefinition

CHANCE = 0.001
"""How improbable a count must be to count as a change: with five questions a day about a site, one false alarm in
half a year at the most."""
FAILING_CRAWLS = 3
"""Crawls in a row that could not do their work: one or two are a maintenance window."""
FAILING_SECONDS = 86_400.0
"""Seconds without a crawl that could do its work, after which two failed ones are enough: quiet sites are visited once
a day."""
SILENCE_FACTOR = 2.0
"""A silence is unusual from twice the longest one of the last 60 days on: holidays are longer than weekends."""
SHORTEST_SILENCE = 24.0
"""Hours of silence that are never unusual where the definition does not say so: small newsrooms have closed days."""
DAYS_TO_KNOW = 7
"""Days with crawls after which it is known what is usual: a week has all its weekdays."""
FEWEST_ARTICLES = 20
"""New articles after which it is known what is usual."""
COLLAPSED = 0.4
"""Share of the usual body length: wiredesk has then got the standfirst or a paywall's first lines."""
RATE_FLOOR = 0.25
"""Share of the expected articles a day below which the site has become too quiet."""
NOT_CRAWLED_DAYS = 3.0
"""Days without a crawl at the least, before it is said that the crawls have stopped."""
_GROUP = 20
"""Pages at the least, of which a share is taken: that of the three articles of a quiet day would mostly be 1."""
_MOST_WEIGHT = 100
"""Pages for which what is usual counts at the most: habits drift, and thousands of pages do not make them surer."""
_RECENT_ARTICLES = 10  # so many of the newest articles are "recent", the ones before are what is usual
_LONG_AGO = 7 * 86_400.0  # seconds: articles older than this are not recent, however few there are


def judge_history(definition: SiteDefinition, health: SiteHealth, now: float | None = None) -> list[Fault]:
    """The faults that the record shows at `now` (seconds since the epoch)."""
    if not health.crawls:
        return [Fault(kind="never_crawled", severity="notice", message="no crawl yet")] if definition.enabled else []
    now = time.time() if now is None else now
    faults = [*_not_crawled(definition, health, now), *_failing(health), *_barren(health)]
    faults += _silence(definition, health)
    return [*faults, *_rate(definition, health), *_fields(definition, health)]


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
    reasons = bad[0].problem or ", ".join(bad[0].reasons) or "nothing could be fetched"
    crawls = f"{len(bad)} crawls" if len(bad) > 1 else "crawl"
    needs_somebody = never_worked or has_lasted or len(bad) >= FAILING_CRAWLS
    told = "no crawl has ever worked" if never_worked else f"the last {crawls} failed"
    since = moment(bad[-1].at)
    if never_worked and len(health.days) > 1:  # the crawls are kept one by one for a while only
        since = datetime.fromisoformat(health.days[0].day).replace(tzinfo=UTC)
    severity: Severity = "broken" if needs_somebody else "notice"
    yield Fault(kind="crawls_fail", severity=severity, since=since, message=f"{told}: {reasons}")


def _barren(health: SiteHealth) -> Iterator[Fault]:
    """Crawls that could do their work, and none has ever brought an article."""
    good = [crawl for crawl in health.crawls if not crawl.is_bad]
    if good and health.last_new is None:
        yield Fault(
            kind="no_articles", severity="broken" if len(good) >= FAILING_CRAWLS else "notice",
            since=moment(health.first), message="no crawl has found an article yet",
        )  # fmt: skip


def _silence(definition: SiteDefinition, health: SiteHealth) -> Iterator[Fault]:
    """No new article for longer than usual, by the crawls that could do their work."""
    last_new, last_good = health.last_new or health.first, health.last_good
    if last_new is None or last_good is None:
        return
    hours = (last_good - last_new) / 3600
    expected = definition.expect.longest_silence
    if expected is not None:
        usual, limit = f"at most {expected:g} hours, says the definition", expected
    else:
        days = [day for day in health.days if day.new]
        if len(health.days) < DAYS_TO_KNOW or sum(day.new for day in days) < FEWEST_ARTICLES:
            return
        longest = max(day.silence for day in days)
        usual = f"at most {in_units(longest * 3600)} in the last {len(health.days)} days with crawls"
        limit = max(SHORTEST_SILENCE, SILENCE_FACTOR * longest)
    if hours > limit:
        yield Fault(
            kind="silence", since=moment(last_new),
            message=f"no new article for {in_units(hours * 3600)}; usual: {usual}",
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
_MISSING = {
    "headline": "pages taken for articles give an article",
    "authors": "new articles credit somebody",
    "dates": "new articles have a publication date",
}


def _fields(definition: SiteDefinition, health: SiteHealth) -> Iterator[Fault]:
    recent, before = _divide(health)
    known = sum(fields.articles for fields in before) >= FEWEST_ARTICLES
    now = _sum(recent)
    for kind, name in _NAMES:
        share = expectation(definition, name) or (usual_share(before, name) if known else None)
        if share is not None and (fault := missing(kind, name, now, share)) is not None:
            fault.since = _since(health, partial(ArticleFields.share, name=name), share.share / 2)
            yield fault
    length = usual_length(before) if known else None
    if length is None or now.body_length is None or now.articles < _RECENT_ARTICLES / 2:
        return
    if now.body_length < COLLAPSED * length:
        yield Fault(
            kind="body_length", since=_since(health, _length, COLLAPSED * length),
            message=f"the {now.articles} newest articles have {now.body_length:.0f} characters (median); "
            f"usual: {length:.0f}",
        )  # fmt: skip


class Share(NamedTuple):
    """The share of articles that have a field."""

    share: float
    pages: int | None = None
    """Of how many it was counted; None: the definition expects it."""


def usual_share(days: Iterable[ArticleFields], name: str) -> Share | None:
    """The median of the share over groups of days: what it is on most of them, however it has been lately."""
    shares, pages = [], 0
    group = ArticleFields()
    for day in days:
        group.add(day)
        size = group.articles + group.empty
        if size >= _GROUP and (share := group.share(name)) is not None:
            shares.append(share)
            pages += size
            group = ArticleFields()
    if not shares and (share := group.share(name)) is not None:
        shares, pages = [share], group.articles + group.empty
    return Share(median(shares), pages) if shares else None


def usual_length(days: Iterable[ArticleFields]) -> float | None:
    """What half of the articles are longer than, in characters, by the medians of their days."""
    lengths = sorted((length, day.articles) for day in days if (length := day.body_length) is not None)
    half = sum(articles for _, articles in lengths) / 2
    for length, articles in lengths:
        half -= articles
        if half <= 0:
            return length
    return None


def _length(fields: ArticleFields) -> float | None:
    return fields.body_length


def expectation(definition: SiteDefinition, name: str) -> Share | None:
    """The share of articles that should have a field, as the definition's ``[expect]`` says."""
    expect = definition.expect
    share = {"headline": expect.headline, "authors": expect.authors, "dates": expect.date}[name]
    return None if share is None else Share(share)


def missing(kind: FaultKind, name: str, fields: ArticleFields, share: Share) -> Fault | None:
    """The fault that `fields` have so few of something of which `share` is usual that it cannot be chance."""
    total = fields.articles + (fields.empty if name == "headline" else 0)
    have = fields.articles if name == "headline" else int(getattr(fields, name))
    if not total or probability_of_so_few(have, total, share) > CHANCE:
        return None
    usual = "expected" if share.pages is None else "usual"
    told = f"{have} of {total} {_MISSING[name]}; {usual}: {share.share:.0%}"
    if name == "headline" and fields.empty_reasons:
        why = Counter(fields.empty_reasons).most_common(3)
        told += f"; the others: {', '.join(f'{count} {reason}' for reason, count in why)}"
    return Fault(kind=kind, message=told)


def probability_of_so_few(have: int, total: int, share: Share) -> float:
    """The chance that at most `have` of `total` have what a `share` of all have.

    A binomial distribution where the share is given; where it was counted, a beta-binomial one, since it is only known
    as well as from so many pages (Gelman et al., Bayesian Data Analysis, with Jeffreys' prior). An expected share of 1
    counts as .99, so that a single odd page is no proof.
    """
    part = min(share.share, 0.99 if share.pages is None else 1.0)
    if share.pages is None:
        return sum(comb(total, count) * part**count * (1 - part) ** (total - count) for count in range(have + 1))
    weight = min(share.pages, _MOST_WEIGHT)
    yes, no = part * weight + 0.5, (1 - part) * weight + 0.5
    return sum(
        comb(total, count) * exp(_log_beta(count + yes, total - count + no) - _log_beta(yes, no))
        for count in range(have + 1)
    )


def _log_beta(one: float, two: float) -> float:
    return lgamma(one) + lgamma(two) - lgamma(one + two)


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

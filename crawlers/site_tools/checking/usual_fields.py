"""What is usual of a site's articles, and whether so few of them have something that it cannot be chance."""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable, Iterator, Sequence
from math import comb, exp, lgamma, sqrt
from operator import itemgetter
from statistics import NormalDist
from typing import NamedTuple

from wiredesk.crawlers.crawl.crawl_record import ArticleFields
from wiredesk.crawlers.reasons import counted
from wiredesk.crawlers.site_tools.checking.fault import Fault, FaultKind
from wiredesk.crawlers.sites.definition import SiteDefinition

CHANCE = 0.001
"""How improbable a count must be to count as a change: with five questions a day about a site, one false alarm in
half a year at the most."""
FEWEST_ARTICLES = 20
"""New articles after which it is known what is usual."""
COLLAPSED = 0.4
"""Share of the usual body length: wiredesk has then got the standfirst or a paywall's first lines."""
CUT_SHORT = "A paywall lets only the first lines be seen, or the page has another form"
"""What is to be said of that."""
HABIT_DAYS = 30
"""Days with crawls after which a change for the worse counts as a habit: by then it was told for a month."""
_GROUP = 20
"""Pages at the least, of which a share is taken: that of the three articles of a quiet day would mostly be 1."""
_MOST_WEIGHT = 100
"""Pages for which what is usual counts at the most: habits drift, and thousands of pages do not make them surer."""
_MISSING = {
    "headline": "pages taken for articles give an article",
    "authors": "new articles credit somebody",
    "dates": "new articles have a publication date",
}


class Share(NamedTuple):
    """The share of articles that have a field."""

    share: float
    pages: int | None = None
    """Of how many it was counted; None: the definition expects it."""


def usual_share(days: Iterable[ArticleFields], name: str) -> Share | None:
    """The median of the share over groups of days, the oldest first: what it is on most of them. What has fallen from
    that is no habit before it has lasted (HABIT_DAYS): else what is broken would become usual within days.
    """
    usual, fallen = _Habit(), _Habit()
    for group in _groups(days):
        share = group.fields.share(name)
        if share is None:
            continue
        known = usual.share
        if known is not None and share < known.share and _is_fallen(group.fields, name, known):
            fallen.add(share, group)
            if fallen.days >= HABIT_DAYS:
                usual, fallen = fallen, _Habit()
        else:
            usual.add(share, group)
            fallen = _Habit()
    return usual.share


class _Habit:
    """The shares of some groups of days."""

    def __init__(self) -> None:
        self._ordered: list[float] = []
        self._pages = 0
        self.days = 0

    def add(self, share: float, group: _Group) -> None:
        insort(self._ordered, share)
        self._pages += group.fields.articles + group.fields.empty
        self.days += group.days

    @property
    def share(self) -> Share | None:
        """Their median."""
        if not self._ordered:
            return None
        middle = len(self._ordered) // 2
        return Share((self._ordered[middle] + self._ordered[~middle]) / 2, self._pages)


class _Group(NamedTuple):
    """Days one after the other that have _GROUP pages together."""

    fields: ArticleFields
    days: int


def _groups(days: Iterable[ArticleFields]) -> Iterator[_Group]:
    fields, count, any_whole = ArticleFields(), 0, False
    for day in days:
        fields.add(day)
        count += 1
        if fields.articles + fields.empty >= _GROUP:
            yield _Group(fields, count)
            fields, count, any_whole = ArticleFields(), 0, True
    if not any_whole:
        yield _Group(fields, count)


def _is_fallen(fields: ArticleFields, name: str, usual: Share) -> bool:
    have, total = _counts(fields, name)
    known = usual.pages is not None and usual.pages >= FEWEST_ARTICLES
    return known and total > 0 and probability_of_so_few(have, total, usual) <= CHANCE


def lengths_as_usual(days: Sequence[ArticleFields]) -> list[ArticleFields]:
    """The days with texts, without those on which they have collapsed, unless that has lasted."""
    usual: list[tuple[float, ArticleFields]] = []
    fallen: list[tuple[float, ArticleFields]] = []
    articles = 0
    for day in days:
        if (length := day.body_length) is None:
            continue
        known = _middle(usual) if articles >= FEWEST_ARTICLES and length < COLLAPSED * usual[-1][0] else None
        if known is not None and length < COLLAPSED * known:
            fallen.append((length, day))
            if len(fallen) >= HABIT_DAYS:
                usual, fallen = sorted(fallen, key=itemgetter(0)), []
        else:
            insort(usual, (length, day), key=itemgetter(0))
            fallen = []
        articles += day.articles
    return [day for _, day in usual]


def usual_length(days: Iterable[ArticleFields]) -> float | None:
    """What half of the articles are longer than, in characters, by the medians of their days."""
    lengths = [(length, day) for day in days if (length := day.body_length) is not None]
    return _middle(sorted(lengths, key=itemgetter(0)))


def _middle(lengths: Sequence[tuple[float, ArticleFields]]) -> float | None:
    half = sum(day.articles for _, day in lengths) / 2
    for length, day in lengths:
        half -= day.articles
        if half <= 0:
            return length
    return None


def collapsed_from(now: ArticleFields, before: Sequence[ArticleFields]) -> float | None:
    """The usual length of texts in characters, where those of `now` are so much shorter that it cannot be chance."""
    before = lengths_as_usual(before)
    usual, length = usual_length(before), now.body_length
    if usual is None or length is None or length >= COLLAPSED * usual:
        return None
    known = [length for day in before for length in day.lengths]
    return usual if probability_of_so_short(now.lengths, known) <= CHANCE else None


def probability_of_so_short(now: Sequence[int], known: Sequence[int]) -> float:
    """The chance that lengths like the `known` ones give ones as short as `now` (Mann and Whitney's test, 1947, by the
    normal distribution)."""
    count = len(now) * len(known)
    if not count:
        return 1.0
    longer = sum((one > other) + (one == other) / 2 for one in now for other in known)
    spread = sqrt(count * (len(now) + len(known) + 1) / 12)
    return NormalDist().cdf((longer + 0.5 - count / 2) / spread)


def expectation(definition: SiteDefinition, name: str) -> Share | None:
    """The share of articles that should have a field, as the definition's ``[expect]`` says."""
    expect = definition.expect
    share = {"headline": expect.headline, "authors": expect.authors, "dates": expect.date}[name]
    return None if share is None else Share(share)


def missing(kind: FaultKind, name: str, fields: ArticleFields, share: Share) -> Fault | None:
    """The fault that `fields` have so few of something of which `share` is usual that it cannot be chance."""
    have, total = _counts(fields, name)
    if not total or probability_of_so_few(have, total, share) > CHANCE:
        return None
    usual = "expected" if share.pages is None else "usual"
    told = f"{have} of {total} {_MISSING[name]}; {usual}: {share.share:.0%}"
    if name == "headline" and fields.empty_reasons:
        told += f"; the others: {counted(fields.empty_reasons)}"
    return Fault(kind=kind, message=told)


def _counts(fields: ArticleFields, name: str) -> tuple[int, int]:
    """How many have something, and of how many."""
    if name == "headline":
        return fields.articles, fields.articles + fields.empty
    return int(getattr(fields, name)), fields.articles


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

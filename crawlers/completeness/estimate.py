"""How many articles there are, from how many of them several kinds of sources have named.

Sources are like catches of fish: the more of what one kind names another has named too, the less is left that none has
named. The model is Darroch's (1958) M_t: every kind names an article with a chance of its own, independently of the
others. The interval is the shortest one that holds 95 % of the likelihood, once the unknown chances are averaged out
by Jeffreys' prior. In simulations (benchmarks/completeness.py) it holds the truth in 95 of 100 cases or a few more;
that of the profile likelihood, which is usual, holds it in 80 to 93 where articles are few or nearly all are found.

Articles are counted by *marks*: a number whose bit n says that the n-th kind has named the article.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, combinations
from math import exp, lgamma, log, sqrt
from typing import Literal

Untold = Literal["one_kind", "too_few", "no_overlap"]
"""Why no number is given: all was named by one kind; too few articles; hardly any was named by two kinds."""

FEWEST_ARTICLES = 5
"""Articles below which nothing is said: with four of them every interval begins below a half."""
FEWEST_TWICE = 3
"""Times that an article was named once more: with fewer, the interval has no useful end."""

_HELD = 0.95
_NEGLIGIBLE = -10.0  # logarithm of a likelihood, compared with the greatest one: a twenty-thousandth
_MOST_TIMES = 50  # the total is looked for up to so many times what was found: a share of 2 %
_MOST_STEPS = 100_000  # 50 ms
_REMEMBERED = 20_000  # estimates, of 0.3 kB each: a week of 2,500 sites
_DEPENDENT = 1.96  # standard errors of a logarithmic odds ratio: exceeded in 5 of 100 cases where there is none


@dataclass(frozen=True, slots=True)
class Estimate:
    """`found` articles of a `total` that lies between `least` and `most` in 95 of 100 cases."""

    found: int
    total: int
    least: int
    most: int

    @property
    def share(self) -> float:
        """The share of all articles that was found, from 0 to 1."""
        return self.found / self.total

    @property
    def low(self) -> float:
        """The share at the lower end of the interval."""
        return self.found / self.most

    @property
    def high(self) -> float:
        """The share at the upper end of the interval."""
        return self.found / self.least


def estimate(marks: Mapping[int, int], groups: Sequence[int] = ()) -> Estimate | Untold:
    """The estimate from the numbers of articles by their marks, or why there is none.

    `groups`: marks of kinds that count as one, as `dependent_kinds` tells.
    """
    cells = _joined(marks, groups)
    found = sum(cells.values())
    named = [count for bit in _bits(cells) if (count := sum(cells[cell] for cell in cells if cell & bit))]
    if found and len(named) < 2:
        return "one_kind"
    if found < FEWEST_ARTICLES:
        return "too_few"
    if sum(named) - found < FEWEST_TWICE:
        return "no_overlap"
    return _told(found, tuple(sorted(named)))


@lru_cache(maxsize=_REMEMBERED)
def _told(found: int, named: tuple[int, ...]) -> Estimate | Untold:
    """Of days that are over, which pages, metrics and alerts ask for again and again."""
    weights = _weights(found, named)
    return _interval(found, weights) if weights else "no_overlap"


def _weights(found: int, named: Sequence[int]) -> list[float]:
    """How likely each total is, from `found` on, compared with the likeliest one; nothing where they go on too far."""
    end = min(_MOST_TIMES * found, found + _MOST_STEPS)
    if _goes_on(found, named, end):
        return []
    logarithms = [0.0]
    here = best = 0.0
    for total in range(found, end):
        here += log(_ratio(total, found, named))
        best = max(best, here)
        logarithms.append(here)
        if here < best + _NEGLIGIBLE:
            return [exp(value - best) for value in logarithms]
    return []


def _ratio(total: int, found: int, named: Iterable[int]) -> float:
    """How much likelier the next total is than this one."""
    ratio = (total + 1) / (total + 1 - found)
    for count in named:
        ratio *= (total - count + 0.5) / (total + 1)
    return ratio


def _goes_on(found: int, named: Sequence[int], end: int) -> bool:
    """Whether totals are likely up to `end`; seen without a look at all of them, as they rise once and fall once."""
    likeliest = bisect_left(range(found, end), True, key=lambda total: _ratio(total, found, named) < 1) + found
    return _logarithm(end, found, named) > _logarithm(likeliest, found, named) + _NEGLIGIBLE


def _logarithm(total: int, found: int, named: Sequence[int]) -> float:
    """Of how likely a total is, but for a constant."""
    each = sum(lgamma(total - count + 0.5) - lgamma(total + 1) for count in named)
    return lgamma(total + 1) - lgamma(total + 1 - found) + each


def _interval(found: int, weights: Sequence[float]) -> Estimate:
    """The median, and the shortest run of totals that holds 95 % of all weights; these rise once and fall once."""
    whole = sum(weights)
    middle = bisect_left(list(accumulate(weights)), whole / 2)
    low = high = max(range(len(weights)), key=weights.__getitem__)
    held = weights[low]
    while held < _HELD * whole:
        below = weights[low - 1] if low else -1.0
        above = weights[high + 1] if high + 1 < len(weights) else -1.0
        if below > above:
            low, held = low - 1, held + below
        elif above >= 0:
            high, held = high + 1, held + above
        else:
            break
    return Estimate(found, found + middle, found + low, found + high)


def dependent_kinds(days: Iterable[Mapping[int, int]]) -> list[int]:
    """Which kinds of three or more name the same articles more often than by chance, or less: marks of those to join.

    Two kinds are compared among the articles that a further kind has named, over all `days` together (Mantel and
    Haenszel's odds ratio, so that days that differ count for themselves). The most dependent ones are joined first, as
    long as two groups stay.
    """
    tables = [Counter(day) for day in days]
    groups: list[int] = []
    while True:
        joined = [_joined(table, groups) for table in tables]
        bits = _bits(sum(joined, Counter()))
        if len(bits) < 3:
            return groups
        worst, pair = max((abs(_dependence(joined, one, other)), one | other) for one, other in combinations(bits, 2))
        if worst < _DEPENDENT:
            return groups
        merged = pair
        for group in groups:
            if group & pair:
                merged |= group
        groups = [*(group for group in groups if not group & merged), merged]


def _dependence(tables: Iterable[Mapping[int, int]], one: int, other: int) -> float:
    """The logarithm of the odds ratio of two kinds in its standard errors (Robins, Breslow and Greenland 1986)."""
    agree = differ = agree_agree = mixed = differ_differ = 0.0
    for table in tables:
        both = first = second = neither = 0
        for cell, count in table.items():
            if not cell & ~(one | other):
                continue  # only these two could have named it
            both += count if cell & one and cell & other else 0
            first += count if cell & one and not cell & other else 0
            second += count if cell & other and not cell & one else 0
            neither += count if not cell & (one | other) else 0
        total = both + first + second + neither
        if not total:
            continue
        straight, crossed = (both + neither) / total, (first + second) / total
        r, s = both * neither / total, first * second / total
        agree, differ = agree + r, differ + s
        agree_agree += straight * r
        mixed += straight * s + crossed * r
        differ_differ += crossed * s
    if not agree or not differ:
        return 0.0
    variance = agree_agree / (2 * agree**2) + mixed / (2 * agree * differ) + differ_differ / (2 * differ**2)
    return log(agree / differ) / sqrt(variance) if variance else 0.0


def _joined(marks: Mapping[int, int], groups: Sequence[int]) -> Counter[int]:
    """The marks with the kinds of each group as one: its lowest bit."""
    cells: Counter[int] = Counter()
    for cell, count in marks.items():
        for group in groups:
            if cell & group:
                cell = cell & ~group | group & -group
        if cell and count > 0:
            cells[cell] += count
    return cells


def _bits(cells: Mapping[int, int]) -> list[int]:
    """The single kinds that have named anything."""
    every = 0
    for cell in cells:
        every |= cell
    return list(_single(every))


def _single(marks: int) -> Iterator[int]:
    while marks:
        yield marks & -marks
        marks &= marks - 1

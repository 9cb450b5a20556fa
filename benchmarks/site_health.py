"""What the history of a site tells, by the day: when something breaks, and when nothing is wrong.

    python benchmarks/site_health.py                         300 sites, 120 simulated days

Time is simulated, the judgement is real (`SiteHealth.add`, `judge_history`). Sites publish at random with the rhythm of
`benchmarks/scheduling.py`; each has habits of its own: the share of articles with authors and dates, of pages that are
no articles, and the length of its texts. Crawls come when they are due; one in fifty fails. Each site is judged once a
day, as by cron; an alarm is a fault that was not there the day before and needs a person (`broken`).

First line: nothing is wrong, so that each alarm is a false one. The others: something breaks at half of the time in
sites that have had what goes missing; how many were told rightly within a day, three days, and a week.
"""

from __future__ import annotations

import argparse
import random
from bisect import bisect_right
from collections import Counter

from scheduling import DAY, publications

from wiredesk.crawlers.crawl.crawl_record import ArticleFields, CrawlRecord
from wiredesk.crawlers.crawl.health import SiteHealth
from wiredesk.crawlers.fetching.revisit import pause_until_next_crawl, publishing_rate
from wiredesk.crawlers.site_tools.checking.history import judge_history
from wiredesk.crawlers.sites.definition import SiteDefinition

START = 1_790_000_000.0
"""The epoch's seconds at the beginning of the simulation; any day would do."""
FIRST = 30
"""Articles that the first crawl finds."""
FAILED = 0.02
"""Share of crawls that fail for reasons of their own."""
BREAKS: dict[str, str] = {
    "authors": "authors go missing", "dates": "dates go missing", "headline": "nine pages of ten give no article",
    "body_length": "texts are cut to a fifth", "silence": "nothing new is found", "crawls_fail": "every crawl fails",
}  # fmt: skip
"""What breaks: the fault that should be told → in words."""
FEWEST_WITH_AUTHORS = 0.3
"""Share of articles with authors from which on it can be missed."""


class Site:
    """A site with its habits."""

    def __init__(self, number: int, days: int, broken: str | None, chance: random.Random) -> None:
        self.definition = SiteDefinition(id=f"site{number}", url=f"https://site{number}.example/")
        self.chance, self.broken, self.breaks_at = chance, broken, days / 2 * DAY
        self.authors = chance.choice((0.0, 0.3, 0.7, 0.9, 0.98, 1.0))
        self.dates = chance.choice((0.9, 0.99, 1.0, 1.0))
        self.empty = chance.choice((0.0, 0.0, 0.02, 0.1))
        self.length = chance.lognormvariate(7.5, 0.4)
        self.articles = publications(days, chance)
        if broken == "silence":
            self.articles = [told for told in self.articles if told < self.breaks_at]

    def crawl(self, moment: float, new: int) -> CrawlRecord:
        """The record of a crawl at `moment` that finds `new` articles; one that fails finds none."""
        broken = self.broken if moment >= self.breaks_at else None
        if broken == "crawls_fail" or self.chance.random() < FAILED:
            return CrawlRecord(at=START + moment, failed=3, problem="timeout", reason="timeout")
        fields = ArticleFields()
        for _ in range(new):
            if self.chance.random() < (0.9 if broken == "headline" else self.empty):
                fields.empty += 1
                continue
            fields.articles += 1
            fields.authors += broken != "authors" and self.chance.random() < self.authors
            fields.dates += broken != "dates" and self.chance.random() < self.dates
            if len(fields.lengths) < 40:
                length = self.length * self.chance.lognormvariate(0, 0.6)
                fields.lengths.append(round(length / 5 if broken == "body_length" else length))
        return CrawlRecord(at=START + moment, found=20, new=fields.articles, fields=fields)


def alarms_of(site: Site, days: int) -> list[tuple[int, str]]:
    """The faults that began and their days, judged once a day."""
    health, found = SiteHealth(), []
    rate: float | None = None
    now, read, before = 0.0, 0, 0.0
    known: set[str] = set()
    for day in range(1, days):
        while now < day * DAY:
            end = bisect_right(site.articles, now)
            record = site.crawl(now, end - read + (0 if health.crawls else FIRST))
            if not record.is_bad:
                rate = publishing_rate(rate, end - read, now - before) if before else rate
                before, read = now, end
            health.add(record)
            now += pause_until_next_crawl(rate, 600.0, DAY)
        faults = judge_history(site.definition, health, START + now)
        kinds = {fault.kind for fault in faults if fault.severity == "broken"}
        found += [(day, kind) for kind in sorted(kinds - known)]
        known = kinds
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sites", type=int, default=300)
    parser.add_argument("--days", type=int, default=120)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    days = arguments.days
    for broken in (None, *BREAKS):
        chance = random.Random(arguments.seed)
        sites = [Site(number, days, broken, chance) for number in range(arguments.sites)]
        if broken == "authors":
            sites = [site for site in sites if site.authors >= FEWEST_WITH_AUTHORS]
        alarms = [alarms_of(site, days) for site in sites]
        if broken is None:
            kinds = Counter(kind for found in alarms for _, kind in found)
            each = kinds.total() / (len(sites) * days / 60)
            print(f"nothing is wrong: {kinds.total()} alarms of {len(sites)} sites in {days} days, "
                  f"{each:.3f} a site in 60 days: {dict(kinds)}", flush=True)  # fmt: skip
            continue
        told = [[day - days / 2 for day, kind in found if kind == broken and day > days / 2][:1] for found in alarms]
        within = [sum(bool(day) and day[0] <= limit for day in told) / len(told) for limit in (1, 3, 7)]
        print(f"{BREAKS[broken]:<34} told within a day: {within[0]:>5.0%}, three: {within[1]:>5.0%}, "
              f"a week: {within[2]:>5.0%} of {len(told)} sites", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()

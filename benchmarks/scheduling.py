"""How soon news is found and what that costs: the schedule of wiredesk beside a poll every ten minutes.

    python benchmarks/scheduling.py                                    10,000 sites, seven simulated days
    python benchmarks/scheduling.py --sites 2000 --days 3 --longest 30 --longest 1440
    python benchmarks/scheduling.py --sites 10000 --days 0             the scheduler alone

First part: time is simulated, the decisions are real (`due_site`, `in_order`, `publishing_rate`,
`pause_until_next_crawl`). The first third of the days, in which rates are learned, does not count, nor does the last
day, whose articles may not have been fetched at the end. Beside each way stands a poll in regular pauses that makes as
many visits. Sites publish at
random (a Poisson process) with an assumed rhythm: articles a day are spread log-normally around a median of 12, one
site in a hundred brings more than 200; nine in ten come between 6 and 24 o'clock of the site's own zone; at weekends
half as many. A visit asks for the listings (two), then for each new article, with the default pause of two seconds
between two requests. As many sites are crawled at once as ten workers have places. `longest` is the bound of that name
in a site's definition. Visits to known articles cost both ways the same, and are left out.

Second part: a real scheduler on a real server with as many definitions: processor time of one look, memory of Redis.
"""

from __future__ import annotations

import argparse
import heapq
import random
import sys
import tempfile
import time
from bisect import bisect_right
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, median, quantiles

import redis
from killable_server import KillableServer

from wiredesk.crawlers.fetching.revisit import pause_until_next_crawl, publishing_rate
from wiredesk.crawlers.listings.source_memory import SITE_FIELD, SiteState
from wiredesk.crawlers.scale_out.definition_files import DefinitionFiles
from wiredesk.crawlers.scale_out.need import DueSite, due_site, in_order
from wiredesk.crawlers.scale_out.scheduler import ROUND, Scheduler
from wiredesk.crawlers.scale_out.site_jobs import SiteQueues
from wiredesk.crawlers.sites.definition import Schedule
from wiredesk.pipelines.publishing.keys import Keys
from wiredesk.settings.server_binary import bundled_binary

DAY = 86_400
MEDIAN_PER_DAY, SPREAD = 12.0, 1.21
"""Of the log-normal distribution: e ** (ln 12 + 2.33 * 1.21) is 200, where 2.33 cuts off one in a hundred."""
AT_NIGHT, AT_WEEKENDS = 0.1 / (6 / 24), 0.5
"""Of the mean rate; between midnight and six, and on days 5 and 6."""
BY_DAY = 0.9 / (18 / 24)
LISTINGS, DELAY = 2, 2.0
"""Requests of a visit that finds nothing, and seconds between two."""
PLACES = 10 * 50
"""Ten workers with their default of sites at once."""
POLL = 600.0
"""Seconds between two polls of the peer."""


@dataclass
class Result:
    """What one way of scheduling brought."""

    minutes: list[float]
    """From the publication of each article until it was fetched."""
    visits: int

    @property
    def requests(self) -> int:
        """Listings and articles."""
        return self.visits * LISTINGS + len(self.minutes)

    def row(self, name: str) -> str:
        """A line of the table."""
        cuts = quantiles(self.minutes, n=20)
        return (
            f"{name:<26} {median(self.minutes):>8.1f} {fmean(self.minutes):>8.1f} {cuts[14]:>8.1f} {cuts[18]:>8.1f} "
            f"{self.requests / len(self.minutes):>9.2f} {self.visits:>10,}"
        )


def publications(days: int, chance: random.Random) -> list[float]:
    """When a site publishes, in seconds from the beginning; in order."""
    mean = chance.lognormvariate(0, SPREAD) * MEDIAN_PER_DAY / DAY
    highest, zone, moment, found = mean * BY_DAY, chance.randrange(24) * 3600, 0.0, []
    while (moment := moment + chance.expovariate(highest)) < days * DAY:
        local = moment + zone
        rate = AT_NIGHT if local % DAY < DAY / 4 else BY_DAY
        if int(local // DAY) % 7 >= 5:
            rate *= AT_WEEKENDS
        if chance.random() < rate / BY_DAY:
            found.append(moment)
    return found


def counted(days: int) -> tuple[float, float]:
    """The part of the time that counts, in seconds from the beginning."""
    return days * DAY / 3, (days - 1) * DAY


def scheduled(sites: list[list[float]], days: int, schedule: Schedule) -> Result:
    """Visits as wiredesk's scheduler and crawls decide them."""
    states = [SiteState() for _ in sites]
    read = [0] * len(sites)  # articles of each that are fetched
    counted_from, counted_to, result = *counted(days), Result([], 0)
    coming = [(0.0, number) for number in range(len(sites))]  # when each is due
    waiting: list[int] = []
    crawling: list[float] = []  # when each place is free again
    now = 0.0
    while now < days * DAY:
        while coming and coming[0][0] <= now:
            waiting.append(heapq.heappop(coming)[1])
        while crawling and crawling[0] <= now:
            heapq.heappop(crawling)
        due = [site for number in waiting if (site := due_site(str(number), states[number], now)) is not None]
        chosen: list[DueSite] = in_order(due)[: PLACES - len(crawling)]
        gone = {int(site.name) for site in chosen}
        waiting = [number for number in waiting if number not in gone]
        for number in gone:
            state, end = states[number], bisect_right(sites[number], now)
            new = sites[number][read[number] : end]
            ended = now + DELAY * (LISTINGS + len(new))
            result.visits += counted_from <= now < counted_to
            fetched = (now + DELAY * (LISTINGS + place) for place in range(len(new)))
            waits = zip(fetched, reversed(new), strict=True)  # the newest first
            result.minutes += [(moment - told) / 60 for moment, told in waits if counted_from <= told < counted_to]
            if state.crawled_at:
                state.per_hour = publishing_rate(state.per_hour, len(new), ended - state.crawled_at)
            state.crawled_at, state.seconds, read[number] = ended, ended - now, end
            pause = pause_until_next_crawl(state.per_hour, schedule.shortest * 60, schedule.longest * 60)
            state.due_at = ended + pause
            heapq.heappush(coming, (state.due_at, number))
            heapq.heappush(crawling, ended)
        now += ROUND
    return result


def polled(sites: list[list[float]], days: int, pause: float, chance: random.Random) -> Result:
    """Each site every `pause` seconds, from a moment of its own."""
    counted_from, counted_to = counted(days)
    result = Result([], round(len(sites) * (counted_to - counted_from) / pause))
    for times in sites:
        offset = chance.random() * pause
        by_visit: dict[int, list[float]] = {}
        for told in times:
            if counted_from <= told < counted_to:
                by_visit.setdefault(int((told - offset) // pause) + 1, []).append(told)
        for visit, new in by_visit.items():
            for place, told in enumerate(reversed(new)):
                result.minutes.append((visit * pause + offset + DELAY * (LISTINGS + place) - told) / 60)
    return result


def simulate(arguments: argparse.Namespace) -> None:
    """Print the table."""
    chance = random.Random(arguments.seed)
    sites = [publications(arguments.days, chance) for _ in range(arguments.sites)]
    daily = sum(map(len, sites)) / arguments.days
    print(f"{arguments.sites:,} sites, {daily:,.0f} articles a day, {arguments.days} days\n")
    columns = ("median", "mean", "75 %", "95 %")
    print(
        f"{'minutes to the fetch:':<26} "
        + " ".join(f"{name:>8}" for name in columns)
        + f" {'requests':>9} {'visits':>10}"
    )
    print(f"{'an article':>72}")
    peer = polled(sites, arguments.days, POLL, chance)
    print(peer.row("every 10 minutes"), flush=True)
    counted_from, counted_to = counted(arguments.days)
    for longest in arguments.longest or [60, 240, 1440]:
        began = time.monotonic()
        ours = scheduled(sites, arguments.days, Schedule(longest=longest))
        print(f"  simulated in {time.monotonic() - began:.0f} s", file=sys.stderr)
        print(
            f"\n{ours.row(f'wiredesk, longest = {longest:g}')}   1/{peer.requests / ours.requests:.1f} of the requests"
        )
        pause = (counted_to - counted_from) * len(sites) / ours.visits
        print(polled(sites, arguments.days, pause, chance).row(f"every {pause / 60:.0f} minutes"), flush=True)


def measure_scheduler(count: int) -> None:
    """Print what one look of a real scheduler takes."""
    binary = bundled_binary()
    assert binary is not None, "the bundled Valkey does not run here"
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        folder, keys = Path(name), Keys()
        server = KillableServer(binary, folder, durable=False)
        server.start()
        try:
            (folder / "sites").mkdir()
            for number in range(count):
                (folder / "sites" / f"site{number}.toml").write_text(f'url = "https://site{number}.example/"\n')
            client = redis.Redis.from_url(server.url)
            empty = client.info("memory")["used_memory"]
            now = time.time()
            with client.pipeline(transaction=False) as pipeline:
                for number in range(count):
                    state = SiteState(crawled_at=now - 600, seconds=9.0, per_hour=1.0, due_at=now + 3600)
                    pipeline.hset(keys.sources(f"site{number}"), SITE_FIELD, state.model_dump_json())
                pipeline.execute()
            stored = client.info("memory")["used_memory"]
            scheduler = Scheduler(SiteQueues(client, keys.prefix), keys, DefinitionFiles((folder / "sites",)))
            scheduler.take_charge()
            for what in ("first look, reads all definitions", "a look when nothing is due", "a look when all are due"):
                if what.endswith("all are due"):
                    with client.pipeline(transaction=False) as pipeline:
                        for number in range(count):
                            state = SiteState(crawled_at=now - 9000, seconds=9.0, per_hour=1.0, due_at=now - 60)
                            pipeline.hset(keys.sources(f"site{number}"), SITE_FIELD, state.model_dump_json())
                        pipeline.execute()
                cpu, wall = time.process_time(), time.monotonic()
                found = scheduler.look()
                print(f"{what}: {time.process_time() - cpu:.2f} s of processor time, "
                      f"{time.monotonic() - wall:.2f} s; {found.queued} queued")  # fmt: skip
            full = client.info("memory")["used_memory"]
            print(f"Redis, bytes a site: {(stored - empty) / count:,.0f} for its times, "
                  f"{(full - stored) / count:,.0f} for a job that waits")  # fmt: skip
        finally:
            server.kill()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sites", type=int, default=10_000)
    parser.add_argument("--days", type=int, default=7, help="0: the scheduler alone")
    parser.add_argument("--longest", type=float, action="append", help="minutes; may be given again")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    if arguments.days:
        simulate(arguments)
        print()
    measure_scheduler(arguments.sites)


if __name__ == "__main__":
    main()

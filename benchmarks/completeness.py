"""How often the interval of a day's completeness holds the truth: in simulated worlds, and in real crawls of newsfarm.

    python benchmarks/completeness.py simulate               # a minute; the peer is the profile likelihood's interval
    python benchmarks/completeness.py crawl --sites 20       # five minutes; needs ../shared/tools and ../shared/corpora
    python benchmarks/completeness.py crawl --alike 0.3      # feed and front page choose alike

`crawl` runs `wiredesk crawl` over a newsfarm whose sources leave articles out (cut_farm.py), and compares what
`wiredesk sites check` says of each day with the number of articles that the farm has published on it. So that the days
count, the sites' records are begun before them.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from math import exp, lgamma, log
from pathlib import Path
from typing import Any

from farm import ROOT, SHARED, control, open_farm

from wiredesk.crawlers.completeness.estimate import Estimate, dependent_kinds, estimate
from wiredesk.pipelines.publishing.keys import Keys
from wiredesk.settings.environment import read_environment
from wiredesk.settings.redis_connection import open_redis_sync

CHANCES = (
    (0.9, 0.9), (0.7, 0.5), (0.95, 0.3), (0.4, 0.4), (0.8, 0.6, 0.5), (0.5, 0.5, 0.3), (0.9, 0.7, 0.5, 0.3),
)  # fmt: skip
DAYS = 28


def day_of(
    luck: random.Random, articles: int, chances: Sequence[float], alike: float = 0.0, prominent: float = 0.0
) -> Counter[int]:
    """Marks → articles that just these kinds have named.

    Of a share `alike` of them the first two kinds choose by one lot. `prominent` is the standard deviation of what
    makes all kinds more, or less, likely to name an article, in logits.
    """
    day: Counter[int] = Counter()
    for _ in range(articles):
        lots = [luck.random() for _ in chances]
        if alike and luck.random() < alike:
            lots[1] = lots[0]
        more = exp(luck.gauss(0, prominent)) if prominent else 1.0
        odds = [more * chance / (1 - chance) for chance in chances]
        day[sum(1 << at for at, one in enumerate(odds) if lots[at] < one / (1 + one))] += 1
    del day[0]
    return day


def profile_interval(day: Mapping[int, int]) -> tuple[int, int]:
    """The peer: all totals whose profile likelihood is within half a chi-square of the greatest (Cormack 1992)."""
    found = sum(day.values())
    named = [n for bit in (1, 2, 4, 8) if (n := sum(count for marks, count in day.items() if marks & bit))]

    def value(total: int) -> float:
        parts = [n * log(n / total) + ((total - n) * log(1 - n / total) if total > n else 0) for n in named]
        return lgamma(total + 1) - lgamma(total - found + 1) + sum(parts)

    values, best = [], -1e300
    for total in range(found, 50 * found):
        values.append(here := value(total))
        best = max(best, here)
        if here < best - 5:
            break
    inside = [found + at for at, here in enumerate(values) if here >= best - 1.9207]
    return inside[0], inside[-1]


def simulate(site_days: int, seed: int) -> None:
    """Print how often the truth is held, by the number of articles a day and the kinds' chances."""
    luck = random.Random(seed)
    print("| articles a day | chances of the kinds | dependence | days told | held | held, profile | error | width |")
    print("|---|---|---|---|---|---|---|---|")
    few = ((0.7, 0.6), (0.7, 0.6, 0.5), CHANCES[-1])
    plan = [(n, chances, 0.0, 0.0) for n in (8, 15, 30, 80, 250) for chances in CHANCES]
    plan += [(n, chances, alike, 0.0) for n in (15, 30, 80) for alike in (0.2, 0.4) for chances in few]
    plan += [(n, chances, 0.0, prominent) for n in (15, 30, 80) for prominent in (0.5, 1.0) for chances in few]
    sums: Counter[str] = Counter()
    for articles, chances, alike, prominent in plan:
        told = held = peer = whole = 0
        error = width = 0.0
        while whole < site_days:
            days = [day_of(luck, articles, chances, alike, prominent) for _ in range(DAYS)]
            groups = dependent_kinds(days)
            for day in days:
                whole += 1
                found = estimate(day, groups)
                if not isinstance(found, Estimate):
                    continue
                told += 1
                held += found.least <= articles <= found.most
                low, high = profile_interval(day)
                peer += low <= articles <= high
                error += found.share - sum(day.values()) / articles
                width += found.high - found.low
        if not alike and not prominent:
            sums.update(told=told, held=held, peer=peer)
        dependence = f"{alike:.0%} alike" if alike else f"prominence {prominent}" if prominent else "none"
        print(
            f"| {articles} | {', '.join(map(str, chances))} | {dependence} | {told / whole:.0%} | {held / told:.1%} "
            f"| {peer / told:.1%} | {error / told:+.3f} | {width / told:.2f} |"
        )
    print(
        f"independent kinds together: {sums['told']} days, held on {sums['held'] / sums['told']:.1%} "
        f"(profile likelihood {sums['peer'] / sums['told']:.1%})"
    )


def published(port: int) -> dict[int, Counter[str]]:
    """The truth: site → day → articles."""
    manifest = control(port, "/manifest?text=0")
    truth: dict[int, Counter[str]] = {site["index"]: Counter() for site in manifest["sites"]}
    for article in manifest["articles"]:
        truth[article["site"]][article["expected"]["published"][:10]] += 1
    return truth


def crawled(folder: Path, sites: Sequence[int], port: int) -> Iterator[dict[str, Any]]:
    """What `wiredesk sites check` says of each site after a crawl."""
    definitions = folder / "sites"
    definitions.mkdir()
    for index in sites:
        text = f'url = "http://127.10.{index // 250}.{1 + index % 250}:{port}/"\n[fetch]\ndelay = 0\nconcurrency = 4\n'
        (definitions / f"farm{index}.toml").write_text(text)
    environment = os.environ | {
        "WIREDESK_SITES": str(definitions), "WIREDESK_HOME": str(folder / "home"),
        "WIREDESK_ALLOW_ADDRESSES": "127.0.0.0/8",
    }  # fmt: skip
    wiredesk = [sys.executable, "-m", "wiredesk"]
    subprocess.run([*wiredesk, "redis", "start"], env=environment, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    try:
        settings = read_environment(environment)
        client: Any = open_redis_sync(settings)
        for index in sites:
            begun = json.dumps({"begun": time.time() - 30 * 86_400})
            client.hset(Keys(settings.key_prefix).captures(f"farm{index}"), "summary", begun)
        began = time.monotonic()
        subprocess.run([*wiredesk, "crawl", "--quiet"], env=environment, cwd=ROOT, check=False)
        print(f"crawled in {time.monotonic() - began:.0f} s", file=sys.stderr)
        command = [*wiredesk, "sites", "check", "--offline", "--json"]
        done = subprocess.run(command, env=environment, cwd=ROOT, check=False, stdout=subprocess.PIPE, text=True)
        yield from map(json.loads, done.stdout.splitlines())
    finally:
        subprocess.run([*wiredesk, "redis", "stop"], env=environment, cwd=ROOT, stdout=subprocess.DEVNULL)


def crawl(sites: int, articles: int, alike: float, port: int, seed: int) -> None:
    """Print how often the truth of a farm's days is held."""
    environment = os.environ | {"CUT_ALIKE": str(alike), "PYTHONPATH": f"{SHARED / 'tools'}:{ROOT}"}
    program = [str(ROOT / "benchmarks/cut_farm.py")]
    farm = open_farm(port, sites, articles, "--latency-ms", "0", seed=seed, program=program, environment=environment)
    with tempfile.TemporaryDirectory() as name, farm:
        truth = published(port)
        checks = list(crawled(Path(name), sorted(truth), port))
    print("| kinds | days | told | held | found of all | share told | error | width | whole week held |")
    print("|---|---|---|---|---|---|---|---|---|")
    by_kinds: dict[str, list[tuple[dict[str, Any], Counter[str]]]] = {}
    for check in checks:
        said = check["completeness"]
        by_kinds.setdefault(", ".join(said["named"]), []).append((said, truth[int(check["site"].removeprefix("farm"))]))
    every = [one for group in by_kinds.values() for one in group]
    for kinds, group in [*sorted(by_kinds.items()), ("all", every)]:
        days = [(day, real[day["day"]]) for said, real in group for day in said["days"]]
        told = [(day, real) for day, real in days if day["share"] is not None]
        if not told:
            print(f"| {kinds} | {len(days)} | 0 |")
            continue
        held = sum(holds(day, real) for day, real in told)
        error = sum(day["share"] - day["found"] / real for day, real in told) / len(told)
        weeks = [
            (said, sum(real[day["day"]] for day in said["days"])) for said, real in group if said["share"] is not None
        ]
        print(
            f"| {kinds} | {len(days)} | {len(told)} | {held / len(told):.1%} "
            f"| {sum(day['found'] for day, _ in told) / sum(real for _, real in told):.1%} "
            f"| {sum(day['share'] for day, _ in told) / len(told):.1%} | {error:+.3f} "
            f"| {sum(day['high'] - day['low'] for day, _ in told) / len(told):.2f} "
            f"| {sum(holds(said, real) for said, real in weeks)} of {len(weeks)} |"
        )


def holds(said: dict[str, Any], real: int) -> bool:
    """Whether the interval holds the number of articles that there were."""
    return bool(round(said["found"] / said["high"]) <= real <= round(said["found"] / said["low"]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["simulate", "crawl"])
    parser.add_argument("--site-days", type=int, default=2000, help="simulate: days for each line")
    parser.add_argument("--sites", type=int, default=20)
    parser.add_argument("--articles-per-site", type=int, default=210)
    parser.add_argument("--alike", type=float, default=0.0)
    parser.add_argument("--port", type=int, default=8400)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    if arguments.what == "simulate":
        simulate(arguments.site_days, arguments.seed)
    else:
        crawl(arguments.sites, arguments.articles_per_site, arguments.alike, arguments.port, arguments.seed)


if __name__ == "__main__":
    main()

"""What `wiredesk sites check` makes of sites that change: is it noticed, is the cause named, is the mend right.

    python benchmarks/changed_sites.py                       22 sites of a newsfarm, each change on two, six minutes

Every site is added with `sites add`, crawled twice with new articles between, and checked: what is told then is a
false alarm. Then each site changes (benchmarks/changing_web.py), publishes, is crawled once and checked again. Where
the check proposes another definition, that is applied, the site publishes once more, and is crawled. `got` is the share
of the articles published after the change that are on the queue with date and text; `then` that of the ones published
after the mend. A change is passed where everything still comes, or the right cause is named. Exit status 1 if one is
not, or where something is told before any change.

Needs ../shared/tools (newsfarm) and ../shared/corpora; only loopback traffic.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from changing_web import CHANGES, FARM, NEW_DOMAIN, OURS, ChangingWeb
from farm import control, open_farm
from sites_add import add, free_ports, wiredesk

NAMED: dict[str, set[str]] = {
    "template": {"definition", "selector", "headline", "body_length", "no_articles"},
    "feed moved": {"source"}, "feed gone": {"source"},
    "domain": {"moved"},
    "dates": {"dates"},
    "paywall": {"body_length", "headline", "no_articles"},
    "emptied": {"headline", "body_length", "no_articles"},
    "robots": {"robots"},
    "blocked": {"unreachable"}, "challenge": {"unreachable", "no_articles"}, "parked": {"unreachable", "no_articles"},
}  # fmt: skip
"""The kinds of fault that name the cause rightly."""
PUBLISHED = 12
"""Articles that each site publishes each time: enough to see that a field is missing."""


class Bench:
    """The farm, the changing web and a wiredesk of its own."""

    def __init__(self, folder: Path, sites: int, port: int) -> None:
        self.folder, self.sites, self.port = folder, sites, port
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith("WIREDESK_")}
        self.environment |= {
            "WIREDESK_HOME": str(folder / "home"), "WIREDESK_SITES": str(folder / "sites"),
            "WIREDESK_ALLOW_ADDRESSES": "127.0.0.0/8", "WIREDESK_USER_AGENT": "bench/1.0 (+https://bench.example)",
        }  # fmt: skip
        self.web = ChangingWeb(self.port, sites)
        self.web.start()
        self.known: set[str] = set()

    def publish(self) -> list[dict[str, Any]]:
        """Each site publishes; returns what is new since the last call and can be found."""
        for number in range(self.sites):
            control(self.port, "/publish", {"n": PUBLISHED, "site": number})
        return self.fresh()

    def fresh(self) -> list[dict[str, Any]]:
        """Articles of the farm that were not there at the last call."""
        entries = control(self.port, "/manifest?text=0")["articles"]
        for entry in entries:
            for url in (entry["url"], *entry["alternates"]):
                host, _, path = url.removeprefix("http://").partition("/")
                self.web.articles.add(f"{int(host.partition(':')[0].rpartition('.')[2]) - 1}/{path}")
        found = [entry for entry in entries if entry["id"] not in self.known and entry["via"]]
        self.known |= {entry["id"] for entry in entries}
        return found

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """A command of wiredesk."""
        return wiredesk(self.environment, *words)

    def checks(self) -> dict[str, dict[str, Any]]:
        """`sites check` of every site, by its file's name."""
        lines = self.run("sites", "check", "--json").stdout.splitlines()
        return {check["site"]: check for check in map(json.loads, lines)}

    def got(self, wanted: list[dict[str, Any]]) -> dict[int, float]:
        """For each site the share of `wanted` articles that are on the queue with date and text."""
        complete = set()
        for line in self.run("queue", "read").stdout.splitlines():
            article = json.loads(line)
            if article["date_published"] and len(article["body_text"]) > 200:
                complete |= {self._farm_url(article[name]) for name in ("url", "canonical_url") if article[name]}
        shares: dict[int, list[bool]] = {}
        for entry in wanted:
            urls = {entry["url"], *entry["alternates"]}
            shares.setdefault(entry["site"], []).append(bool(urls & complete))
        return {site: sum(found) / len(found) for site, found in shares.items()}

    @staticmethod
    def _farm_url(url: str) -> str:
        return url.replace(OURS, FARM).replace(NEW_DOMAIN, FARM)

    def close(self) -> None:
        """Stop the server."""
        self.run("redis", "stop")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--each", type=int, default=2, help="sites for each change")
    parser.add_argument("--change", action="append", choices=sorted(CHANGES), help="only this one; may be given again")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--verbose", action="store_true", help="all faults that are told")
    arguments = parser.parse_args()
    kinds = [kind for kind in CHANGES if kind in (arguments.change or CHANGES)]
    port, sites = free_ports(), len(kinds) * arguments.each
    farm = open_farm(port, sites, 30, "--fresh-dates", "--scale", seed=arguments.seed)
    with tempfile.TemporaryDirectory(dir="/tmp", prefix="wd-changed-", ignore_cleanup_errors=True) as name, farm:
        bench = Bench(Path(name), sites, port)
        try:
            return judge(bench, kinds, verbose=arguments.verbose)
        finally:
            bench.close()


def judge(bench: Bench, kinds: list[str], *, verbose: bool) -> int:
    """Run everything and print the table."""
    bases = [f"http://{OURS}{1 + number}:{bench.port}/" for number in range(bench.sites)]
    bench.fresh()
    with ThreadPoolExecutor(2) as pool:
        added = list(pool.map(lambda base: add(bench.environment, base), bases))
    names = [found["definition"]["id"] if found else None for _, found, _ in added]  # type: ignore[index]
    for name in filter(None, names):
        path = bench.folder / "sites" / f"{name}.toml"
        lines = [line for line in path.read_text().splitlines() if not line.startswith("delay =")]
        lines += [] if "[fetch]" in lines else ["[fetch]"]
        lines.insert(lines.index("[fetch]") + 1, "delay = 0.1")
        path.write_text("\n".join([*lines, "[extract]", "headline = ['h1']", ""]))
    bench.run("crawl", "--quiet")
    bench.publish()
    bench.run("crawl", "--quiet")
    alarms = {site: check["faults"] for site, check in bench.checks().items() if check["faults"]}
    print(f"{len(bases)} sites, {names.count(None)} not added; before any change {len(alarms)} with faults told:")
    for site, faults in alarms.items():
        print(f"  {site}: {'; '.join(fault['kind'] + ': ' + fault['message'] for fault in faults)[:200]}")

    bench.web.changes = {number: kinds[number % len(kinds)] for number in range(bench.sites)}
    wanted = bench.publish()
    bench.run("crawl", "--quiet")
    after, checks = bench.got(wanted), bench.checks()
    mended = 0
    for check in checks.values():
        if check["mended"]:
            (bench.folder / "sites" / f"{check['site']}.toml").write_text(check["mended"])
            mended += 1
    wanted = bench.publish()
    bench.run("crawl", "--quiet")
    healed = bench.got(wanted)
    passed = 0
    print(f"\n{'change':<12} {'site':<22} {'got':>5} {'mend':>5} {'then':>5}  named")
    for number, name in sorted(enumerate(names), key=lambda pair: (pair[0] % len(kinds), pair[0])):
        kind = kinds[number % len(kinds)]
        check = checks.get(name or "", {"faults": [], "mended": None})
        told = {fault["kind"] for fault in check["faults"]}
        right = bool(told & NAMED[kind])
        good = right or after.get(number, 0.0) == 1.0
        passed += good
        shown = check["faults"] if verbose else check["faults"][:2]
        words = "; ".join(f"{fault['kind']}: {fault['message']}" for fault in shown)
        words = words if verbose else words[:160]
        print(f"{kind:<12} {name or '-':<22} {after.get(number, 0):>5.0%} {'yes' if check['mended'] else '-':>5} "
              f"{healed.get(number, 0):>5.0%}  {'' if good else 'NOT FOUND  '}{words}")  # fmt: skip
    print(f"\n{passed} of {bench.sites} found or harmless, {mended} mends proposed")
    return 0 if passed == bench.sites and not alarms else 1


if __name__ == "__main__":
    sys.exit(main())

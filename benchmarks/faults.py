"""What `wiredesk crawl` makes of a web that fails: newsfarm's faults, one kind at a time on one site, and all mixed.

    python benchmarks/faults.py                       # everything, about ten minutes
    python benchmarks/faults.py alone --kind drip     # one kind, at 100 % on one site while nine others are crawled
    python benchmarks/faults.py mixed                 # all kinds on all sites, then a run without faults

`alone`: the other nine sites must be complete (recall 1.0), nothing twice, every process below 400 MB, no request to a
closed or secret address, no traceback, and the crawl must end in the time that the time-outs allow: what it takes
without faults, and on top what the failing site may cost (SLOWEST_SITE).

`mixed`: the crawl must end; after the faults have ended, the next run must bring all that is still missing.

Needs ../shared/tools (newsfarm) and ../shared/corpora. Exit code 1 where anything falls short.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
from farm import ROOT, check, control, open_farm
from sites_add import free_ports

SITES = 10
TIMEOUT = 5.0
"""Seconds, `[fetch] timeout` of the definitions: short, so that what hangs does not make the measurement long."""
MOST_MEMORY = 400.0
"""MB of a process, the bound of docs/security.md."""
SLOWEST_SITE = 6 * TIMEOUT + 20
"""Seconds that a site of which every answer fails may add: robots.txt and the home page tried twice each, two
listings, the pauses between tries (up to 8 s) and 10 s for extraction on a busy machine."""
LONGEST_RUN = 600.0
"""Seconds after which a crawl counts as one that does not end."""

ALONE: list[dict[str, Any]] = [
    {"kind": "status", "status": 500},
    {"kind": "status", "status": 503, "retry_after": 2},
    {"kind": "status", "status": 429, "retry_after": 1},
    {"kind": "status", "status": 429, "retry_after": 3600},
    {"kind": "status", "status": 403},
    {"kind": "reset"},
    {"kind": "reset", "after_bytes": 2000},
    {"kind": "truncate"},
    {"kind": "latency", "ms": 60_000},
    {"kind": "latency", "ms": 1000},
    {"kind": "drip", "chunk": 64, "ms": 200},
    {"kind": "gzip_bomb", "mb": 500},
    {"kind": "redirect_loop"},
    {"kind": "redirect_to"},
    {"kind": "redirect_metadata"},
    {"kind": "huge", "mb": 100},
    {"kind": "deep", "levels": 100_000},
    {"kind": "bad_xml"},
    {"kind": "entity_bomb"},
    {"kind": "wrong_type"},
    {"kind": "binary"},
    {"kind": "empty"},
]
"""Every kind that newsfarm has, some with several options."""

MIXED: list[dict[str, Any]] = [
    {"kind": "status", "status": 500, "percent": 10},
    {"kind": "reset", "percent": 5},
    {"kind": "status", "status": 429, "retry_after": 1, "percent": 3, "times": 2},
    {"kind": "drip", "percent": 2, "chunk": 64, "ms": 500},
    {"kind": "redirect_loop", "percent": 2},
    {"kind": "bad_xml", "percent": 4},
    {"kind": "entity_bomb", "percent": 3},
    {"kind": "truncate", "percent": 5},
    {"kind": "wrong_type", "percent": 5},
    {"kind": "gzip_bomb", "percent": 1},
    {"kind": "empty", "percent": 2},
]
"""The mixture: a tenth of the URLs answers 500, and so on. A percentage picks URLs for as long as the rules hold."""


@dataclass
class Farm:
    """A running newsfarm and its control server."""

    port: int

    def control(self, path: str, data: dict[str, Any] | None = None) -> Any:
        """Ask the control server; with `data` a POST."""
        return control(self.port, path, data)

    def check(self, articles: Path, sites: list[int]) -> dict[str, Any]:
        """The farm's own judgement of what was delivered."""
        return check(self.port, articles, sites, "title=headline,text=body_text,published=date_published")


@contextmanager
def running_farm(articles: int, seed: int) -> Iterator[Farm]:
    """A newsfarm of its own."""
    port = free_ports()
    with open_farm(port, SITES, articles, "--scale", "--latency-ms", "5", seed=seed):
        yield Farm(port)


@dataclass
class Crawl:
    """What one `wiredesk crawl` did. Memory in MB: the largest of any process, resident and proportional."""

    seconds: float
    exit_code: int | None
    rss: float
    pss: float
    log: str
    summary: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def faults(self) -> list[str]:
        """What must never be, whatever the web does."""
        found = []
        if self.exit_code is None:
            found.append(f"did not end in {LONGEST_RUN:g} s")
        elif self.exit_code not in (0, 1):
            found.append(f"exit code {self.exit_code}")
        if "Traceback" in self.log:
            found.append("a traceback in the log")
        if max(self.rss, self.pss) > MOST_MEMORY:
            found.append(f"{max(self.rss, self.pss):.0f} MB in one process")
        return found


class Installation:
    """A wiredesk with a folder of its own, an embedded Redis and a definition for each site of the farm."""

    def __init__(self, folder: Path, farm: Farm) -> None:
        self.folder = folder
        definitions = folder / "sites"
        definitions.mkdir(parents=True)
        for site in farm.control("/manifest?text=0")["sites"]:
            text = f'url = "{site["base"]}/"\n[fetch]\ndelay = 0\nconcurrency = 4\ntimeout = {TIMEOUT}\n'
            (definitions / f"farm{site['index']}.toml").write_text(text)
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith("WIREDESK_")} | {
            "WIREDESK_SITES": str(definitions),
            "WIREDESK_HOME": str(folder / "home"),
            "WIREDESK_ALLOW_ADDRESSES": "127.10.0.0/15",  # the farm's sites, not its control server
        }

    def _run(self, *arguments: str) -> str:
        command = [sys.executable, "-m", "wiredesk", *arguments]
        return subprocess.run(command, env=self.environment, cwd=ROOT, capture_output=True, text=True).stdout

    def forget(self) -> None:
        """Begin again, with an empty Redis."""
        self._run("redis", "stop")
        shutil.rmtree(self.folder / "home", ignore_errors=True)
        self._run("redis", "start")

    def stop(self) -> None:
        """End its Redis."""
        self._run("redis", "stop")

    def articles(self) -> Path:
        """All that is on the queue, as a file of JSON lines."""
        path = self.folder / "articles.jsonl"
        path.write_text(self._run("queue", "read"), encoding="utf-8")
        return path

    def crawl(self) -> Crawl:
        """`wiredesk crawl`, watched."""
        began = time.monotonic()
        log = (self.folder / "crawl.log").open("w+", encoding="utf-8")
        process = subprocess.Popen(
            [sys.executable, "-m", "wiredesk", "crawl", "--quiet", "--summary", "json"], env=self.environment, cwd=ROOT,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log, text=True,
        )  # fmt: skip
        peaks = [0.0, 0.0]
        done = threading.Event()
        watcher = threading.Thread(target=_watch, args=(psutil.Process(process.pid), peaks, done))
        watcher.start()
        code: int | None
        try:
            out, _ = process.communicate(timeout=LONGEST_RUN)
            code = process.returncode
        except subprocess.TimeoutExpired:
            process.kill()
            out, code = process.communicate()[0], None
        seconds = time.monotonic() - began
        done.set()
        watcher.join()
        log.seek(0)
        sites = json.loads(out)["sites"] if out.strip() else []
        with log:
            return Crawl(seconds, code, *peaks, log.read(), {site["site"]: site for site in sites})


def _watch(main: psutil.Process, peaks: list[float], done: threading.Event) -> None:
    """Note the largest memory of any process of the family, ten times a second, in MB: resident, proportional."""
    while not done.wait(0.1):
        try:
            family = [main, *main.children(recursive=True)]
        except psutil.NoSuchProcess:
            return
        for member in family:
            try:
                peaks[0] = max(peaks[0], member.memory_info().rss / 1e6)
                if member.memory_info().rss > 0.7 * peaks[0] * 1e6:  # the costly look for those that matter
                    peaks[1] = max(peaks[1], member.memory_full_info().pss / 1e6)
            except psutil.Error:
                continue


def named(rule: dict[str, Any]) -> str:
    """A rule in few words."""
    options = (f"{name}={value}" for name, value in rule.items() if name not in ("kind", "site"))
    return " ".join([rule["kind"], *options])


def alone(farm: Farm, installation: Installation, rules: list[dict[str, Any]]) -> list[str]:
    """Each rule at 100 % on one site; returns what fell short."""
    missed = []
    farm.control("/reset", {"world": True})
    installation.forget()
    usual = installation.crawl()
    scores = farm.check(installation.articles(), list(range(SITES)))
    missed += [f"without faults: {fault}" for fault in usual.faults]
    allowed = usual.seconds + SLOWEST_SITE
    print("| fault, all of one site | site | recall of the others | of it | twice | s | allowed | RSS | PSS | missed |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    print(f"| none | | {scores['recall']:.3f} | | {scores['duplicates']} | {usual.seconds:.1f} | | {usual.rss:.0f} "
          f"| {usual.pss:.0f} | {'; '.join(usual.faults)} |", flush=True)  # fmt: skip
    for number, rule in enumerate(rules):
        site = rule.get("site", number % SITES)
        others = [index for index in range(SITES) if index != site]
        farm.control("/reset", {})
        farm.control("/faults", {**rule, "site": site})
        installation.forget()
        crawl = installation.crawl()
        summary = farm.control("/log/summary")
        articles = installation.articles()
        scores, own = farm.check(articles, others), farm.check(articles, [site])
        faults = list(crawl.faults)
        if scores["recall"] != 1.0:
            faults.append(f"recall of the others: {scores['missing'][:3]}")
        if scores["duplicates"]:
            faults.append(f"{scores['duplicates']} articles twice")
        if scores["strangers"]:
            faults.append(f"no articles: {scores['strangers'][:3]}")
        if summary["secret"] or summary["private"]:
            faults.append(f"secret {summary['secret']}, private {summary['private']}")
        if crawl.seconds > allowed:
            faults.append("too slow")
        missed += [f"{named(rule)} on site {site}: {fault}" for fault in faults]
        print(f"| {named(rule)} | {site} | {scores['recall']:.3f} | {own['recall']:.3f} | {scores['duplicates']} "
              f"| {crawl.seconds:.1f} | {allowed:.0f} | {crawl.rss:.0f} | {crawl.pss:.0f} | {'; '.join(faults)} |",
              flush=True)  # fmt: skip
    return missed


def mixed(farm: Farm, installation: Installation, rules: list[dict[str, Any]]) -> list[str]:
    """All rules on all sites, then a run without faults; returns what fell short."""
    missed = []
    farm.control("/reset", {"world": True})
    farm.control("/faults", {"rules": rules})
    installation.forget()
    print("| run | recall | twice | strangers | requests | s | RSS | PSS | faults served | missed |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    for run in ("all faults", "faults ended"):
        crawl = installation.crawl()
        summary = farm.control("/log/summary")
        scores = farm.check(installation.articles(), list(range(SITES)))
        faults = list(crawl.faults)
        if scores["duplicates"]:
            faults.append(f"{scores['duplicates']} articles twice")
        if scores["strangers"]:
            faults.append(f"no articles: {scores['strangers'][:3]}")
        if summary["secret"]:
            faults.append(f"secret {summary['secret']}")
        if run == "faults ended" and scores["recall"] != 1.0:
            faults.append(f"missing by site {scores['missing_by_site']}: {scores['missing'][:5]}")
        missed += [f"{run}: {fault}" for fault in faults]
        print(f"| {run} | {scores['recall']:.3f} | {scores['duplicates']} | {len(scores['strangers'])} "
              f"| {summary['requests']} | {crawl.seconds:.1f} | {crawl.rss:.0f} | {crawl.pss:.0f} "
              f"| {sum(summary['faults'].values())} | {'; '.join(faults)} |", flush=True)  # fmt: skip
        farm.control("/reset", {})
    return missed


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("which", nargs="*", help="alone, mixed; default: both")
    parser.add_argument("--kind", action="append", help="only faults of this kind")
    parser.add_argument("--site", type=int, help="the failing site; default: another one for each fault")
    parser.add_argument("--articles-per-site", type=int, default=12)
    parser.add_argument("--seed", type=int, default=3, help="of the farm; together its sites have every kind of source")
    parser.add_argument("--farm", type=int, metavar="PORT", help="a farm that runs already (10 sites)")
    arguments = parser.parse_args()
    wanted = arguments.which or ["alone", "mixed"]
    if unknown := set(wanted) - {"alone", "mixed"}:
        parser.error(f"neither alone nor mixed: {', '.join(sorted(unknown))}")
    rules = [rule for rule in ALONE if not arguments.kind or rule["kind"] in arguments.kind]
    if arguments.site is not None:
        rules = [{**rule, "site": arguments.site} for rule in rules]
    missed = []
    with tempfile.TemporaryDirectory() as name:

        def measure(farm: Farm) -> None:
            installation = Installation(Path(name), farm)
            try:
                if "alone" in wanted:
                    missed.extend(alone(farm, installation, rules))
                if "mixed" in wanted:
                    missed.extend(mixed(farm, installation, MIXED))
            finally:
                installation.stop()

        if arguments.farm:
            measure(Farm(arguments.farm))
        else:
            with running_farm(arguments.articles_per_site, arguments.seed) as farm:
                measure(farm)
    print("\n".join(f"MISSED: {line}" for line in missed) or "nothing missed", file=sys.stderr)
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()

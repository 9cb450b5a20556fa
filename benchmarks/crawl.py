"""Articles per second, CPU and memory of `wiredesk crawl` beside a plain Scrapy spider, on the same farm in one run.

    python benchmarks/crawl.py --sites 20 --articles-per-site 100

The peer is the program a user would write in an afternoon: it follows links and sitemaps with Scrapy's own means and
calls trafilatura in the callback (benchmarks/plain_spider.py). Needs ../shared/tools (newsfarm) and ../shared/corpora.
Sites that ask for a Crawl-delay are left out for both, because only wiredesk would obey it; --all-sites keeps them.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
from farm import ROOT, check, control, open_farm


@dataclass
class Run:
    """What one program took."""

    seconds: float
    cpu_seconds: float
    peak_main: float
    peak_all: float
    exit_code: int


def measure(command: list[str], environment: dict[str, str]) -> Run:
    """Run a program to its end and watch it and its children; memory in MB (resident set size)."""
    began = time.monotonic()
    process = subprocess.Popen(command, env=environment, cwd=ROOT, stdin=subprocess.DEVNULL)
    main = psutil.Process(process.pid)
    cpu: dict[int, float] = {}
    peaks = [0.0, 0.0]
    done = threading.Event()

    def watch() -> None:
        while not done.is_set():
            total = 0.0
            try:
                family = [main, *main.children(recursive=True)]
            except psutil.NoSuchProcess:
                return
            for member in family:
                try:
                    times, memory = member.cpu_times(), member.memory_info().rss / 1e6
                except psutil.NoSuchProcess:
                    continue
                cpu[member.pid] = times.user + times.system
                total += memory
                if member.pid == main.pid:
                    peaks[0] = max(peaks[0], memory)
            peaks[1] = max(peaks[1], total)
            done.wait(0.1)

    watcher = threading.Thread(target=watch)
    watcher.start()
    code = process.wait()
    seconds = time.monotonic() - began
    done.set()
    watcher.join()
    return Run(seconds, sum(cpu.values()), peaks[0], peaks[1], code)


def crawl_with_wiredesk(folder: Path, sites: list[dict[str, Any]], articles: Path) -> Run:
    """`wiredesk crawl` with definitions that say no more than the address and how fast."""
    definitions = folder / "sites"
    definitions.mkdir()
    for site in sites:
        text = f'url = "{site["base"]}/"\n[fetch]\ndelay = 0\nconcurrency = 8\n'
        (definitions / f"farm{site['index']}.toml").write_text(text)
    environment = os.environ | {
        "WIREDESK_SITES": str(definitions),
        "WIREDESK_HOME": str(folder / "home"),
        "WIREDESK_ALLOW_ADDRESSES": "127.0.0.0/8",
    }
    wiredesk = [sys.executable, "-m", "wiredesk"]
    subprocess.run([*wiredesk, "redis", "start"], env=environment, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    try:
        run = measure([*wiredesk, "crawl", "--quiet"], environment)
        with articles.open("wb") as out:
            subprocess.run([*wiredesk, "queue", "read"], env=environment, cwd=ROOT, check=True, stdout=out)
    finally:
        subprocess.run([*wiredesk, "redis", "stop"], env=environment, cwd=ROOT, stdout=subprocess.DEVNULL)
    return run


def crawl_with_plain_spider(sites: list[dict[str, Any]], articles: Path) -> Run:
    """The afternoon's program."""
    starts = ",".join(site["base"] + "/" for site in sites)
    return measure([sys.executable, str(ROOT / "benchmarks/plain_spider.py"), starts, str(articles)], dict(os.environ))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sites", type=int, default=10)
    parser.add_argument("--articles-per-site", type=int, default=40)
    parser.add_argument("--port", type=int, default=8300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--all-sites", action="store_true", help="also the sites that ask for a Crawl-delay")
    parser.add_argument("--only", choices=["wiredesk", "plain"], help="run one of the two")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        spool = str(folder / "spool")
        with open_farm(
            arguments.port, arguments.sites, arguments.articles_per_site, "--spool", spool, seed=arguments.seed
        ):
            manifest = control(arguments.port, "/manifest?text=0")
            sites = [s for s in manifest["sites"] if arguments.all_sites or not s["offers"]["crawl_delay"]]
            numbers = [site["index"] for site in sites]
            print(f"{len(sites)} sites crawled", file=sys.stderr)
            results: dict[str, tuple[Run, dict[str, Any], int]] = {}
            for program in ("plain", "wiredesk") if arguments.only is None else (arguments.only,):
                control(arguments.port, "/reset", {})
                articles = folder / f"{program}.jsonl"
                if program == "wiredesk":
                    run = crawl_with_wiredesk(folder, sites, articles)
                    fields = "title=headline,text=body_text,published=date_published"
                else:
                    run = crawl_with_plain_spider(sites, articles)
                    fields = "url=url"
                requests = control(arguments.port, "/log/summary")["requests"]
                results[program] = (run, check(arguments.port, articles, numbers, fields), requests)
    print("| program | articles | recall | duplicates | s | articles/s | CPU s | requests/article | main MB | all MB |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    rates = {}
    for program, (run, scores, requests) in results.items():
        rates[program] = scores["articles"] / run.seconds
        print(
            f"| {program} | {scores['articles']} | {scores['recall']:.3f} | {scores['duplicates']} | {run.seconds:.1f} "
            f"| {rates[program]:.1f} | {run.cpu_seconds:.1f} | {requests / max(1, scores['articles']):.2f} "
            f"| {run.peak_main:.0f} | {run.peak_all:.0f} |"
        )
    if len(rates) == 2:
        if rates["plain"]:
            print(f"wiredesk / plain: {rates['wiredesk'] / rates['plain']:.2f} times the articles per second")
        else:
            print("wiredesk / plain: the plain spider has found no article")


if __name__ == "__main__":
    main()

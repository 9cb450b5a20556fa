"""Extraction beside trafilatura: body, fields and pages per CPU-second, on the development corpora.

    PYTHONPATH=../shared/tools python benchmarks/extraction.py                  all corpora (several minutes)
    PYTHONPATH=../shared/tools python benchmarks/extraction.py --corpus aeb     one of them
    PYTHONPATH=../shared/tools python benchmarks/extraction.py --languages      news-dev: body word F1 by language

Each system reads each corpus in a process of its own, so that the peak of memory is its own. Exit code 1 where wiredesk
raises, takes more than MAX_SECONDS of CPU for a page or more than MAX_MEGABYTES of memory.

The body model is trained on these pages: the figures show that the pieces work together, and the speed. What to expect
of pages never seen is printed by ``benchmarks/train_body_model.py`` (cross-validation by host).
"""

from __future__ import annotations

import argparse
import gzip
import json
import logging
import resource
import sys
import time
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from statistics import fmean
from typing import Any

from newsbench import __main__ as newsbench
from newsbench import metrics, score

CORPORA = Path(__file__).resolve().parents[1] / "../shared/corpora"
ROW = (
    "| {corpus} | {system} | {body} | {title} | {authors} | {day} | {minute} | {language} | {speed} | {slowest} "
    "| {memory} | {crashes} |"
)
MAX_SECONDS = 2.0
"""CPU of one page."""
MAX_MEGABYTES = 250.0
"""Resident memory of the process, its libraries among it."""


@dataclass(frozen=True)
class Run:
    """One system over one corpus."""

    scores: dict[str, Any]
    peak_megabytes: float


def run(corpus: str, system: str) -> Run:
    """Reads the pages of a corpus with a system, in this process."""
    logging.disable(logging.CRITICAL)
    folder = CORPORA / corpus
    pages = [json.loads(line) for line in (folder / "pages.jsonl").open(encoding="utf-8")]
    rows = newsbench.run(newsbench.SYSTEMS[system](), pages, folder)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Run(score.summarise(corpus, pages, rows, None, rounds=1), peak)


def corpora(names: list[str]) -> list[str]:
    """Prints the table and returns what of wiredesk is out of bounds."""
    print("| corpus | system | body F1 | title | authors F1 | day | minute | language | pages per CPU-second", end=" ")
    print("| slowest page, ms | peak memory, MB | crashes |")
    print("|---|---|---|---|---|---|---|---|---|---|---|---|")
    faults = []
    for corpus in names:
        speeds = {}
        for system in newsbench.SYSTEMS:
            with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
                found = process.submit(run, corpus, system).result()
            result = found.scores
            speeds[system] = result["speed"]["pages_per_cpu_s"]
            slowest = result["speed"]["max_ms"]
            print(
                ROW.format(
                    corpus=corpus,
                    system=system,
                    body=newsbench.figure(result["body"]["f1"] if result.get("body") else None),
                    title=newsbench.figure(result["title"]),
                    authors=newsbench.figure(result["authors_f1"]),
                    day=newsbench.figure(result["day"]),
                    minute=newsbench.figure(result["minute"]),
                    language=newsbench.figure(result["language"]),
                    speed=f"{speeds[system]:.1f}",
                    slowest=f"{slowest:.0f}",
                    memory=f"{found.peak_megabytes:.0f}",
                    crashes=result["crashes"],
                ),
                flush=True,
            )
            if system == "wiredesk":
                if result["crashes"]:
                    faults.append(f"{corpus}: {result['crashes']} pages raised")
                if slowest > MAX_SECONDS * 1000:
                    faults.append(f"{corpus}: a page took {slowest:.0f} ms of CPU")
                if found.peak_megabytes > MAX_MEGABYTES:
                    faults.append(f"{corpus}: {found.peak_megabytes:.0f} MB of memory")
        print(
            f"{corpus}: {speeds['wiredesk'] / speeds['trafilatura']:.2f} times as many pages per CPU-second", flush=True
        )
    return faults


def languages() -> None:
    """Body word F1 by language on news-dev, whose gold text has the standfirst in it (the body has not)."""
    folder = CORPORA / "news-dev"
    rows = [json.loads(line) for line in (folder / "index.jsonl").open(encoding="utf-8")]
    found: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    seconds: dict[str, float] = defaultdict(float)
    for system, extractor in newsbench.SYSTEMS.items():
        extract = extractor()
        for row in rows:
            html = gzip.decompress((folder / row["file"]).read_bytes())
            started = time.process_time()
            text = extract(html, row["url"]).get("text")
            seconds[system] += time.process_time() - started
            found[row["language"] or "not told"][system].append(metrics.word_scores(row["text"], text)[0])
    print("| language | pages | wiredesk | trafilatura |\n|---|---|---|---|")
    for language, systems in sorted(found.items(), key=lambda item: -len(item[1]["wiredesk"])):
        ours, theirs = systems["wiredesk"], systems["trafilatura"]
        print(f"| {language} | {len(ours)} | {fmean(ours):.3f} | {fmean(theirs):.3f} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--corpus", action="append", choices=newsbench.NAMES)
    parser.add_argument("--languages", action="store_true")
    args = parser.parse_args()
    logging.disable(logging.CRITICAL)
    if args.languages:
        languages()
    else:
        faults = corpora(args.corpus or list(newsbench.NAMES))
        print(*faults, sep="\n", end="\n" if faults else "")
        sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()

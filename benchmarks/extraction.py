"""Extraction beside trafilatura: body, fields and pages per CPU-second, on the development corpora.

    PYTHONPATH=../shared/tools python benchmarks/extraction.py                  all corpora (several minutes)
    PYTHONPATH=../shared/tools python benchmarks/extraction.py --corpus aeb     one of them
    PYTHONPATH=../shared/tools python benchmarks/extraction.py --languages      news-dev: body word F1 by language

The body model is trained on these pages: the figures show that the pieces work together, and the speed. What to expect
of pages never seen is printed by ``benchmarks/train_body_model.py`` (cross-validation by host).
"""

from __future__ import annotations

import argparse
import gzip
import json
import logging
import time
from collections import defaultdict
from pathlib import Path
from statistics import fmean

from newsbench import __main__ as newsbench
from newsbench import metrics, score

CORPORA = Path(__file__).resolve().parents[1] / "../shared/corpora"
ROW = "| {corpus} | {system} | {body} | {title} | {authors} | {day} | {minute} | {language} | {speed} |"


def corpora(names: list[str]) -> None:
    print("| corpus | system | body F1 | title | authors F1 | day | minute | language | pages per CPU-second |")
    print("|---|---|---|---|---|---|---|---|---|")
    for corpus in names:
        folder = CORPORA / corpus
        pages = [json.loads(line) for line in (folder / "pages.jsonl").open(encoding="utf-8")]
        speeds = {}
        for system, extractor in newsbench.SYSTEMS.items():
            result = score.summarise(corpus, pages, newsbench.run(extractor(), pages, folder), None, rounds=1)
            speeds[system] = result["speed"]["pages_per_cpu_s"]
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
                ),
                flush=True,
            )
        print(
            f"{corpus}: {speeds['wiredesk'] / speeds['trafilatura']:.2f} times as many pages per CPU-second", flush=True
        )


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
        corpora(args.corpus or list(newsbench.NAMES))


if __name__ == "__main__":
    main()

"""What the memory of a site's recurring lines is worth: body scores on newsfarm's sites with and without it.

    PYTHONPATH=../shared/tools python benchmarks/site_memory.py [--sites 12] [--articles 20]

Each site's articles are read in order, as a first crawl does: the memory knows only the lines of the articles before.
newsfarm makes several articles of one template by exchanging every word of title and body, so that what recurs is what
the template prints around the text. Score: word F1 against newsfarm's truth; precision tells what boilerplate is left.
"""

from __future__ import annotations

import argparse
import gzip
import logging
from collections import defaultdict
from pathlib import Path
from statistics import fmean

from newsbench import metrics
from newsfarm.world import World

from pipelines.extraction import extract_article
from pipelines.extraction.site_memory import SiteMemory

CORPUS = Path(__file__).resolve().parents[1] / "../shared/corpora/news-dev"
PORT = 18655  # only part of the addresses: nothing is served


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sites", type=int, default=12)
    parser.add_argument("--articles", type=int, default=20, help="of each site")
    parser.add_argument("--seed", type=int, default=7)
    args = parser.parse_args()
    logging.disable(logging.CRITICAL)
    world = World(CORPUS, args.sites, args.articles, PORT, args.seed)
    memories: dict[int, SiteMemory] = defaultdict(SiteMemory)
    plain: list[tuple[float, float, float]] = []
    cleaned: list[tuple[float, float, float]] = []
    changed = 0
    for article in list(world.articles.values()):
        gold = world.text(article)
        if not gold:
            continue
        found = extract_article(gzip.decompress(world.packed(article)), world.url(article))
        paragraphs = found.body_text.split("\n\n") if found is not None else []
        memory = memories[article.site]
        kept = memory.without_recurring(paragraphs)
        if found is not None:
            memory.observe(paragraphs)
        changed += kept != paragraphs
        plain.append(metrics.word_scores(gold, "\n".join(paragraphs)))
        cleaned.append(metrics.word_scores(gold, "\n".join(kept)))
    print(f"{len(plain)} articles of {len(memories)} sites; the memory took lines off {changed} of them")
    print("| | word F1 | precision | recall |\n|---|---|---|---|")
    for name, rows in (("without memory", plain), ("with memory", cleaned)):
        print(f"| {name} | " + " | ".join(f"{fmean(column):.4f}" for column in zip(*rows, strict=True)) + " |")
    touched = [place for place in range(len(plain)) if plain[place] != cleaned[place]]
    if touched:
        better = sum(cleaned[place][0] > plain[place][0] for place in touched)
        before, after = (fmean(rows[place][0] for place in touched) for rows in (plain, cleaned))
        print(f"on the {len(touched)} articles that it changed: F1 {before:.4f} → {after:.4f}; better on {better}")


if __name__ == "__main__":
    main()

"""What the memory of a site's recurring lines is worth, on articles made of the pages of newsfarm.

    PYTHONPATH=../shared/tools python benchmarks/site_memory.py [--articles 8]

newsfarm's sites mix the pages of many publishers, so that no line recurs on them. Here every page is a site of its own:
newsfarm makes several articles of it by exchanging every word of its title and body, and what the publisher prints
around the text stays. They are read in order, as a first crawl does: the memory knows the lines of those before.
The body model is trained for this on one half of the hosts and used on the other half, so that no page was seen.
Score: word F1 against newsfarm's truth; precision tells what boilerplate is left.
"""

from __future__ import annotations

import argparse
import gzip
import logging
import sys
from collections import defaultdict
from pathlib import Path
from statistics import fmean

sys.path.insert(0, str(Path(__file__).parent))
from newsbench import metrics
from newsfarm.world import World
from train_body_model import exported, fit, folds, labelled_pages

from wiredesk.pipelines.extraction import extract_article
from wiredesk.pipelines.extraction.body import article_body as body
from wiredesk.pipelines.extraction.body.block_features import FEATURES
from wiredesk.pipelines.extraction.body.body_model import BodyModel, as_trees
from wiredesk.pipelines.extraction.memory.site_memory import SiteMemory
from wiredesk.pipelines.urls.same_site import registrable_domain

CORPUS = Path(__file__).resolve().parents[1] / "../shared/corpora/news-dev"
PORT = 18655  # only part of the addresses: nothing is served


def unseen_models() -> tuple[dict[str, BodyModel], BodyModel]:
    """The model for each host, trained without its pages; and one for hosts that no corpus knows."""
    pages = list(labelled_pages())
    columns = list(range(len(FEATURES)))
    models: dict[str, BodyModel] = {}
    model = None
    for learned, unseen in folds(pages, 2, 0):
        data = exported(fit([pages[place] for place in learned], columns))
        model = BodyModel(data["bias"], as_trees(data["trees"], columns))
        models |= {pages[place].host: model for place in unseen}
    assert model is not None
    return models, model


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=int, default=8, help="made of each page")
    parser.add_argument("--pages", type=int, default=60)
    parser.add_argument("--seed", type=int, default=7)
    args = parser.parse_args()
    logging.disable(logging.CRITICAL)
    models, other = unseen_models()
    count = len((CORPUS / "index.jsonl").read_text(encoding="utf-8").splitlines())
    world = World(CORPUS, 1, (args.articles + 1) * count, PORT, args.seed)
    made = defaultdict(list)
    for article in list(world.articles.values()):
        made[article.page].append(article)
    memories: dict[int, SiteMemory] = defaultdict(SiteMemory)
    plain: list[tuple[float, float, float]] = []
    cleaned: list[tuple[float, float, float]] = []
    changed = 0
    for number, articles in sorted(made.items())[: args.pages]:
        model = models.get(registrable_domain(world.pages[number].url), other)
        body.body_model = lambda model=model: model  # type: ignore[assignment]
        for article in articles[: args.articles]:
            gold = world.text(article)
            if not gold:
                continue
            found = extract_article(gzip.decompress(world.packed(article)), world.url(article))
            paragraphs = found.body_text.split("\n\n") if found is not None else []
            memory = memories[number]
            kept = memory.without_recurring(paragraphs)
            if found is not None:
                memory.observe(paragraphs)
            changed += kept != paragraphs
            plain.append(metrics.word_scores(gold, "\n".join(paragraphs)))
            cleaned.append(metrics.word_scores(gold, "\n".join(kept)))
    print(f"{len(plain)} articles of {len(memories)} publishers; the memory took lines off {changed} of them")
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

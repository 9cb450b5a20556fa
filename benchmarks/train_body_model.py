"""Trains the model that tells article blocks from the rest, and measures it on hosts that it has not seen.

    PYTHONPATH=../shared/tools python benchmarks/train_body_model.py              cross-validation by host
    PYTHONPATH=../shared/tools python benchmarks/train_body_model.py --ablation   the same without each group
    PYTHONPATH=../shared/tools python benchmarks/train_body_model.py --write      trains on all pages, writes the model

The pages come from all development corpora (training_pages.py); most are learnt a second time in an altered form
(altered_pages.py). Needs ../shared/corpora, and numpy and lightgbm, which nothing else needs:

    .venv/bin/pip install --require-hashes -r requirements-training.lock
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import fmean
from typing import Any

try:
    import lightgbm
    import numpy as np
except ImportError as missing:
    sys.exit(f"{missing}: pip install --require-hashes -r requirements-training.lock")

sys.path.insert(0, str(Path(__file__).parent))
from altered_pages import altered_pages
from newsbench import metrics
from regionalbench import plain as plain_line
from training_pages import WHOLE_TEXTS, LabelledPage, labelled_pages

from wiredesk.pipelines.extraction.body.article_body import DOUBT
from wiredesk.pipelines.extraction.body.block_choice import CHOSEN, doubt, least_probability, with_votes
from wiredesk.pipelines.extraction.body.block_features import FEATURES

ROOT = Path(__file__).resolve().parents[1]
MODEL = ROOT / "pipelines/extraction/body/body_model.json"
WEIGHTS = {"aeb": 60.0, "fundus": 60.0, "wcxb": 30.0, "peers": 12.0, "regional": 30.0}
"""What one page counts: the news pages more than the many blog pages of wcxb; less where little of a page is known."""
ALTERED = 0.2
"""What an altered page counts of the weight of its corpus. With 1.0, unseen pages of wcxb lose .008."""
ROUNDS = 100
SETTINGS: dict[str, Any] = {
    "objective": "binary",
    "learning_rate": 0.13,
    "num_leaves": 24,
    "min_data_in_leaf": 40,
    "lambda_l2": 1.0,
    "max_bin": 127,
    "num_threads": 1,
    "force_row_wise": True,
    "deterministic": True,
    "seed": 0,
    "verbose": -1,
}
"""Half the learning rate with twice the trees, a third of the columns for each tree, the 110 or 80 columns that matter
most, half the weight for wcxb: all within 0.003 of this, on either side."""
GROUPS: dict[str, re.Pattern[str]] = {
    "cue lists": re.compile(r"cue|ends_since"),
    "words in class and id": re.compile(r"near_|around_"),
    "kinds of elements": re.compile(r"inside_|tag$|heading_level$"),
    "comparison with headline, description, authors": re.compile(
        r"in_headline|is_description|in_description|is_caption|has_author|has_publisher|headline_distance|shared_"
    ),
    "JSON-LD articleBody": re.compile(r"(?:has|in)_article_body"),
    "rows of containers alike": re.compile(r"row_|headings_in|dates_in"),
    "blocks like this one, repetition": re.compile(r"like_|repeated"),
}
"""Groups of measures by the names of their columns."""
LEARNT: dict[str, Callable[[LabelledPage], bool]] = {
    "altered pages": lambda page: not page.altered,
    "peers and regional": lambda page: page.corpus in WHOLE_TEXTS,
    "any of these": lambda page: page.corpus in WHOLE_TEXTS and not page.altered,
}
"""Which pages are learnt from, for the ablation."""
SNIPPET_ARTICLE = 1_500.0
"""Characters that an article has at least of which only snippets or the ends are known."""
FAR = 0.25
"""Share kept of the blocks that lie far from any article block: most are menus that say the same again and again."""


def weights(page: LabelledPage, draw: np.random.Generator) -> np.ndarray:
    """A block counts by its length as a share of the article; far blocks are thinned out (weight 0)."""
    sizes = np.array([len(text) for text in page.texts], float)
    article = max(300.0 if page.gold else SNIPPET_ARTICLE, sizes[page.labels].sum())
    weight = np.clip(sizes / article, 0.001, 0.5) * WEIGHTS[page.corpus] * page.known
    if page.altered:
        weight *= ALTERED
    reach = np.ones(13)
    near = np.convolve(page.labels, reach, "full")[6 : 6 + len(sizes)] > 0
    near &= page.judged
    return np.where(near, weight, np.where(page.judged & (draw.random(len(sizes)) < FAR), weight / FAR, 0.0))


def fit(pages: list[LabelledPage], columns: list[int], seed: int = 0) -> lightgbm.Booster:
    draw = np.random.default_rng(seed)
    weight = np.concatenate([weights(page, draw) for page in pages])
    kept = weight > 0
    rows = np.vstack([page.rows for page in pages])[kept][:, columns]
    labels = np.concatenate([page.labels for page in pages])[kept]
    return lightgbm.train(SETTINGS, lightgbm.Dataset(rows, labels.astype(float), weight=weight[kept]), ROUNDS)


def predicted(model: lightgbm.Booster, page: LabelledPage, columns: list[int]) -> np.ndarray:
    found = np.zeros(len(page.texts))
    if page.judged.any():
        found[page.judged] = model.predict(page.rows[page.judged][:, columns], num_threads=1)
    return found


def folds(pages: list[LabelledPage], count: int, seed: int) -> Iterator[tuple[list[int], list[int]]]:
    """(learned, unseen) pages; all pages of a host are in the same fold."""
    hosts = sorted({page.host for page in pages})
    np.random.default_rng(seed).shuffle(hosts)
    fold = {host: place % count for place, host in enumerate(hosts)}
    for number in range(count):
        unseen = [place for place, page in enumerate(pages) if fold[page.host] == number]
        yield [place for place, page in enumerate(pages) if fold[page.host] != number], unseen


def unseen_probabilities(
    pages: list[LabelledPage],
    columns: list[int],
    count: int,
    seed: int,
    learnt: Callable[[LabelledPage], bool] = lambda page: True,
) -> list[np.ndarray]:
    """Each page judged by a model that has seen no page of its host; `learnt` says which pages models learn from."""
    found: list[Any] = [None] * len(pages)
    for learned, unseen in folds(pages, count, seed):
        model = fit([pages[place] for place in learned if learnt(pages[place])], columns)
        for place in unseen:
            found[place] = predicted(model, pages[place], columns)
    return found


def chosen_blocks(page: LabelledPage, found: np.ndarray, doubtful: float = DOUBT, best_f1: bool = True) -> np.ndarray:
    """The blocks that `wiredesk.pipelines.extraction.body.article_body` would choose."""
    known = found.tolist()
    if doubt(page.texts, known) > doubtful:
        known = with_votes(page.texts, known, page.votes)
    return np.array(known) > (least_probability(page.texts, known) if best_f1 else CHOSEN)


def report(name: str, pages: list[LabelledPage], chosen: list[np.ndarray]) -> None:
    """Body F1 by corpus, of the altered pages apart, and the snippets had and the foreign snippets of peers."""
    scores = defaultdict(list)
    had, foreign = [], []
    for page, mask in zip(pages, chosen, strict=True):
        text = "\n".join(text for text, kept in zip(page.texts, mask, strict=True) if kept)
        if page.gold:
            score = metrics.shingle_shares if page.corpus == "aeb" else metrics.word_scores
            scores[page.corpus, page.altered].append(score(page.gold, text))
        plain = plain_line(text)
        had += [one in plain for one in page.snippets[0]]
        foreign += [one in plain for one in page.snippets[1]]
    cells = []
    for (corpus, altered), rows in scores.items():
        f1 = metrics.shingle_scores(rows)["f1"] if corpus == "aeb" else fmean(row[0] for row in rows)
        cells.append(f"{corpus}{altered and ' ' + altered} {f1:.4f}")
    print(f"{name}: {', '.join(cells)}; snippets {fmean(had):.3f}, foreign {fmean(foreign):.3f}", flush=True)


def exported(model: lightgbm.Booster) -> dict[str, Any]:
    dump = model.dump_model()

    def tree(node: Any) -> Any:
        if "leaf_value" in node:
            return round(float(node["leaf_value"]), 4)
        threshold = float(f"{node['threshold']:.6g}")
        return [int(node["split_feature"]), threshold, tree(node["left_child"]), tree(node["right_child"])]

    # The bias is in the leaves of the first tree.
    return {
        "features": list(FEATURES),
        "bias": 0.0,
        "trees": [tree(one["tree_structure"]) for one in dump["tree_info"]],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--ablation", action="store_true")
    parser.add_argument("--folds", type=int, default=4)
    parser.add_argument("--draws", type=int, default=2, help="different divisions into folds")
    args = parser.parse_args()
    pages = [*labelled_pages(), *altered_pages()]
    every = list(range(len(FEATURES)))
    print(len(pages), "pages,", sum(len(page.texts) for page in pages), "blocks,", len(FEATURES), "measures")
    if args.write:
        model = fit(pages, every)
        MODEL.write_text(json.dumps(exported(model), separators=(",", ":")) + "\n", encoding="utf-8")
        report("seen pages", pages, [chosen_blocks(page, predicted(model, page, every)) for page in pages])
        return
    report("block oracle", pages, [page.labels for page in pages])
    for seed in range(args.draws):
        found = unseen_probabilities(pages, every, args.folds, seed)
        both = list(zip(pages, found, strict=True))
        print(f"unseen hosts, division {seed}")
        report("  model alone", pages, [chosen_blocks(*one, 9.0, False) for one in both])
        report("  best expected F1", pages, [chosen_blocks(*one, 9.0) for one in both])
        report("  trafilatura's vote on doubtful pages", pages, [chosen_blocks(*one, best_f1=False) for one in both])
        report("  both (as shipped)", pages, [chosen_blocks(*one) for one in both])
        report("  both, vote on every page", pages, [chosen_blocks(*one, -1.0) for one in both])
        for name, learnt in LEARNT.items() if args.ablation else ():
            left = unseen_probabilities(pages, every, args.folds, seed, learnt)
            report(f"  without {name}", pages, [chosen_blocks(*one) for one in zip(pages, left, strict=True)])
        for group, names in GROUPS.items() if args.ablation else ():
            columns = [place for place, name in enumerate(FEATURES) if not names.match(name)]
            left = unseen_probabilities(pages, columns, args.folds, seed)
            report(f"  without {group}", pages, [chosen_blocks(*one) for one in zip(pages, left, strict=True)])


if __name__ == "__main__":
    main()

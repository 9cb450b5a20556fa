"""Trains the model that tells article blocks from the rest, and measures it on hosts that it has not seen.

    PYTHONPATH=../shared/tools python benchmarks/train_body_model.py            cross-validation by host
    PYTHONPATH=../shared/tools python benchmarks/train_body_model.py --write    trains on all pages, writes the model

Needs scikit-learn and numpy (training only) and the development corpora in ../shared/corpora.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Any

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.model_selection import GroupKFold

sys.path.insert(0, str(Path(__file__).parent))
from gold_labels import block_labels
from newsbench import metrics

from pipelines.extraction.block_features import FEATURES, PageHints, page_features
from pipelines.extraction.blocks import read_blocks
from pipelines.extraction.body import CHOSEN, DOUBT, doubt, trafilatura_paragraphs, with_votes
from pipelines.extraction.document import parse_document
from pipelines.extraction.fields import read_fields
from pipelines.same_site import registrable_domain

ROOT = Path(__file__).resolve().parents[1]
CORPORA = ROOT / "../shared/corpora"
MODEL = ROOT / "pipelines/extraction/body_model.json"
WEIGHTS = {"aeb": 60.0, "fundus": 60.0, "wcxb": 30.0}
"""What one page counts: the news pages more than the many blog pages of wcxb."""
SETTINGS: dict[str, Any] = {
    "max_iter": 80,
    "learning_rate": 0.14,
    "max_leaf_nodes": 20,
    "min_samples_leaf": 40,
    "l2_regularization": 1.0,
    "random_state": 0,
}
FAR = 0.25
"""Share kept of the blocks that lie far from any article block: most are menus that say the same again and again."""


@dataclass
class LabelledPage:
    corpus: str
    host: str
    texts: list[str]
    rows: np.ndarray
    judged: np.ndarray
    """Whether the model is asked at all: not about blocks that are surely none of the article's."""
    votes: list[str]
    """What trafilatura takes for the article."""
    labels: np.ndarray
    gold: str


def labelled_pages() -> Iterator[LabelledPage]:
    for corpus in WEIGHTS:
        folder = CORPORA / corpus
        for line in (folder / "pages.jsonl").open(encoding="utf-8"):
            page = json.loads(line)
            if not page["gold"]["text"]:
                continue
            document = parse_document(gzip.decompress((folder / page["file"]).read_bytes()), page["url"])
            fields = read_fields(document)
            blocks = read_blocks(document.tree)
            if not blocks.blocks:
                continue
            hints = PageHints(
                headline=fields.headline or "",
                description=fields.description or "",
                article_body=fields.article_body or "",
                authors=tuple(author.name for author in fields.authors),
                publisher=fields.publisher or "",
            )
            rows = page_features(blocks, hints)
            nothing = [0.0] * len(FEATURES)
            yield LabelledPage(
                corpus=corpus,
                host=registrable_domain(page["url"]),
                texts=[block.text for block in blocks.blocks],
                rows=np.array([row if row is not None else nothing for row in rows], dtype=np.float32),
                judged=np.array([row is not None for row in rows]),
                votes=trafilatura_paragraphs(document),
                labels=np.array(block_labels(blocks.blocks, page["gold"]["text"])) > 0.5,
                gold=page["gold"]["text"],
            )


def weights(page: LabelledPage, draw: np.random.Generator) -> np.ndarray:
    """A block counts by its length as a share of the article; far blocks are thinned out (weight 0)."""
    sizes = np.array([len(text) for text in page.texts], float)
    article = max(300.0, sizes[page.labels].sum())
    weight = np.clip(sizes / article, 0.001, 0.5) * WEIGHTS[page.corpus]
    reach = np.ones(13)
    near = np.convolve(page.labels, reach, "full")[6 : 6 + len(sizes)] > 0
    near &= page.judged
    return np.where(near, weight, np.where(page.judged & (draw.random(len(sizes)) < FAR), weight / FAR, 0.0))


def fit(pages: list[LabelledPage], seed: int = 0) -> HistGradientBoostingClassifier:
    draw = np.random.default_rng(seed)
    weight = np.concatenate([weights(page, draw) for page in pages])
    kept = weight > 0
    rows = np.vstack([page.rows for page in pages])[kept]
    labels = np.concatenate([page.labels for page in pages])[kept]
    return HistGradientBoostingClassifier(**SETTINGS).fit(rows, labels, sample_weight=weight[kept])


def predicted(model: HistGradientBoostingClassifier, page: LabelledPage) -> np.ndarray:
    return np.where(page.judged, model.predict_proba(page.rows)[:, 1], 0.0)


def report(name: str, pages: list[LabelledPage], chosen: list[np.ndarray]) -> None:
    scores = defaultdict(list)
    for page, mask in zip(pages, chosen, strict=True):
        text = "\n".join(text for text, kept in zip(page.texts, mask, strict=True) if kept)
        score = metrics.shingle_shares if page.corpus == "aeb" else metrics.word_scores
        scores[page.corpus].append(score(page.gold, text))
    cells = []
    for corpus, rows in scores.items():
        f1 = metrics.shingle_scores(rows)["f1"] if corpus == "aeb" else fmean(row[0] for row in rows)
        cells.append(f"{corpus} {f1:.4f}")
    print(f"{name}: {', '.join(cells)}", flush=True)


def exported(model: HistGradientBoostingClassifier) -> dict[str, Any]:
    def tree(nodes: Any, place: int) -> Any:
        node = nodes[place]
        if node["is_leaf"]:
            return round(float(node["value"]), 4)
        threshold = float(f"{node['num_threshold']:.6g}")
        return [int(node["feature_idx"]), threshold, tree(nodes, int(node["left"])), tree(nodes, int(node["right"]))]

    return {
        "features": list(FEATURES),
        "bias": float(model._baseline_prediction.ravel()[0]),
        "trees": [tree(stage[0].nodes, 0) for stage in model._predictors],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--folds", type=int, default=5)
    args = parser.parse_args()
    pages = list(labelled_pages())
    print(len(pages), "pages,", sum(len(page.texts) for page in pages), "blocks")
    if args.write:
        model = fit(pages)
        MODEL.write_text(json.dumps(exported(model), separators=(",", ":")) + "\n", encoding="utf-8")
        report("seen pages", pages, [predicted(model, page) > CHOSEN for page in pages])
        return
    report("block oracle", pages, [page.labels for page in pages])
    hosts = [page.host for page in pages]
    chosen: list[Any] = [None] * len(pages)
    for learned, unseen in GroupKFold(args.folds, shuffle=True, random_state=0).split(pages, groups=hosts):
        model = fit([pages[place] for place in learned])
        for place in unseen:
            chosen[place] = predicted(model, pages[place])
    for threshold in (0.3, 0.4, 0.5, 0.6):
        report(f"unseen hosts, threshold {threshold}", pages, [found > threshold for found in chosen])
    voted = []
    for page, found in zip(pages, chosen, strict=True):
        known = found.tolist()
        if doubt(page.texts, known) > DOUBT:
            known = with_votes(page.texts, known, page.votes)
        voted.append(np.array(known) > CHOSEN)
    report("unseen hosts, with trafilatura's vote on doubtful pages", pages, voted)


if __name__ == "__main__":
    main()

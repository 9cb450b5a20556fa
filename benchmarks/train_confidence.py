"""Fits the confidence of each field of an article, and shows how well it is calibrated on hosts not learnt from.

    PYTHONPATH=../shared/tools python benchmarks/train_confidence.py            the curve, cross-validated by host
    PYTHONPATH=../shared/tools python benchmarks/train_confidence.py --write    also writes confidence_weights.py

Every page is read with a body model that was trained without the page's host: the shipped model knows the development
pages and is surer of them than of a stranger's. Needs what train_body_model.py needs; about six minutes.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
import regionalbench
from altered_pages import altered_pages
from newsbench.metrics import word_scores
from newsbench.score import score_page
from train_body_model import exported, fit
from training_pages import corpus_rows, labelled_pages

from wiredesk.pipelines.article import Article
from wiredesk.pipelines.extraction.assembly import read_page
from wiredesk.pipelines.extraction.body import article_body
from wiredesk.pipelines.extraction.body.block_features import FEATURES
from wiredesk.pipelines.extraction.body.body_model import BodyModel, as_trees
from wiredesk.pipelines.extraction.explanation import explaining
from wiredesk.pipelines.page import page_from_bytes
from wiredesk.pipelines.urls.same_site import registrable_domain

ROOT = Path(__file__).resolve().parents[1]
WEIGHTS_FILE = ROOT / "pipelines/extraction/confidence/confidence_weights.py"
FOLDS = 4
PENALTY = 3.0
"""Of the squared weights. With 1.0 the numbers of authors and days stray further: by .028 and .023."""
WHOLLY_RIGHT = 0.95
"""F1 of the words from which on a text counts as right: a byline or a caption too many in an article of 20 lines."""
LEAST_WEIGHT = 0.01
"""Log-odds that change no second decimal."""
BINS = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 1.001)
TRUTH = {
    "headline": ("fundus", "peers", "regional"),
    "authors": ("fundus", "peers", "regional"),
    "date_published": ("fundus", "htmldate", "peers", "regional"),
    "language": ("fundus", "peers", "regional"),
    "body_text": ("aeb", "fundus", "wcxb", "peers", "regional"),
}
"""Where the truth of a field can be trusted. The titles and authors of wcxb are those of its web pages, blogs and shops
among them."""


@dataclass
class Example:
    """One field of one page: what speaks for it, and whether it is right."""

    host: str
    measures: dict[str, float]
    right: bool


def examples() -> dict[str, list[Example]]:
    """The examples of each field, every page read without its host's pages in the body model."""
    pages = [*labelled_pages(), *altered_pages()]
    found: dict[str, list[Example]] = defaultdict(list)
    for fold in range(FOLDS):
        model = exported(fit([page for page in pages if fold_of(page.host) != fold], list(range(len(FEATURES)))))
        unaware = BodyModel(model["bias"], as_trees(model["trees"], list(range(len(FEATURES)))))
        article_body.body_model = lambda unaware=unaware: unaware  # type: ignore[attr-defined]
        for corpus in ("aeb", "fundus", "wcxb", "htmldate", "peers", "regional"):
            for row, data in corpus_rows(corpus):
                host = registrable_domain(row["url"])
                if fold_of(host) == fold:
                    for field, measures, right in judged(corpus, row, data):
                        if corpus in TRUTH[field]:
                            found[field].append(Example(host, measures, right))
        print(f"fold {fold}: {sum(map(len, found.values()))} examples", flush=True)
    return found


def fold_of(host: str) -> int:
    return crc32(host.encode()) % FOLDS


def judged(corpus: str, row: dict[str, Any], data: bytes) -> Iterator[tuple[str, dict[str, float], bool]]:
    """The fields of a page of which the truth is known."""
    fetched = datetime.fromisoformat(row["fetched"] + "T12:00:00+00:00") if row.get("fetched") else None
    with explaining() as explanation:
        article = read_page(page_from_bytes(data, row["url"], None, fetched), None).result
    if not isinstance(article, Article):
        return
    right = regional_verdicts(row, article) if corpus == "regional" else corpus_verdicts(corpus, row, article)
    for field, verdict in right.items():
        if field in explanation.measures and verdict is not None:
            yield field, explanation.measures[field], verdict


def regional_verdicts(row: dict[str, Any], article: Article) -> dict[str, bool | None]:
    if row["kind"] == "listing":
        return {}
    persons = [author.name for author in article.authors if author.type == "person"]
    got = {
        "headline": article.headline,
        "authors": persons,
        "date": article.date_published,
        "language": article.language,
        "text": article.body_text,
    }
    verdict = regionalbench.judge(row, got)
    names = {"date_published": "day", "body_text": "body"}
    return {name: verdict.get(names.get(name, name)) for name in TRUTH}


def corpus_verdicts(corpus: str, row: dict[str, Any], article: Article) -> dict[str, bool | None]:
    output = {
        "title": article.headline,
        "authors": [author.name for author in article.authors],
        "published": article.date_published,
        "text": article.body_text,
        "language": (article.language or "").split("-")[0] or None,
    }
    score = score_page(corpus, row, {"output": output})
    body = None
    if row["gold"]["text"]:
        body = word_scores(row["gold"]["text"], article.body_text)[0] >= WHOLLY_RIGHT
    elif score.get("with") is not None and score.get("without") is not None:
        body = score["with"] == 1.0 and score["without"] == 0.0
    authors = score.get("authors")
    return {
        "headline": score.get("title"),
        "authors": authors == 1.0 if authors is not None else None,
        "date_published": score.get("day"),
        "language": score.get("language"),
        "body_text": body,
    }


def regression(rows: list[Example]) -> dict[str, float]:
    """Logistic regression with a penalty on all weights but "always", by Newton's method."""
    names = sorted({name for row in rows for name in row.measures})
    matrix = np.array([[1.0, *(row.measures.get(name, 0.0) for name in names)] for row in rows])
    truth = np.array([row.right for row in rows], float)
    penalty = np.full(len(names) + 1, PENALTY)
    penalty[0] = 1e-6
    weights = np.zeros(len(names) + 1)
    for _ in range(30):
        expected = 1 / (1 + np.exp(-matrix @ weights))
        gradient = matrix.T @ (truth - expected) - penalty * weights
        curve = (matrix * (expected * (1 - expected))[:, None]).T @ matrix + np.diag(penalty)
        weights = weights + np.linalg.solve(curve, gradient)
    return dict(zip(["always", *names], map(float, weights), strict=True))


def expected_share(weights: dict[str, float], measures: dict[str, float]) -> float:
    odds = weights["always"] + sum(weights.get(name, 0.0) * value for name, value in measures.items())
    return float(min(0.99, max(0.01, 1 / (1 + np.exp(-odds)))))


def print_curve(field: str, rows: list[Example]) -> None:
    """How often values are right, by the confidence that a regression without their host gives them."""
    pairs: list[tuple[float, bool]] = []
    for fold in range(FOLDS):
        weights = regression([row for row in rows if fold_of(row.host) != fold])
        pairs += [(expected_share(weights, row.measures), row.right) for row in rows if fold_of(row.host) == fold]
    print(f"\n{field}: {len(pairs)} values, {sum(right for _, right in pairs) / len(pairs):.3f} right")
    print("| confidence | values | expected | right |\n|---|---|---|---|")
    error = 0.0
    for low, high in pairwise(BINS):
        inside = [(given, right) for given, right in pairs if low <= given < high]
        if inside:
            given, right = (sum(one[at] for one in inside) / len(inside) for at in (0, 1))
            error += abs(given - right) * len(inside) / len(pairs)
            print(f"| {low:.2f} to {min(high, 1):.2f} | {len(inside)} | {given:.3f} | {right:.3f} |")
    print(f"expected calibration error {error:.3f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true", help="write the weights into the package")
    parser.add_argument("--keep", type=Path, help="keep the examples in this file, or take them from it")
    args = parser.parse_args()
    if args.keep and args.keep.exists():
        read = json.loads(args.keep.read_text("utf-8"))
        found = {field: [Example(**row) for row in rows] for field, rows in read.items()}
    else:
        found = examples()
        if args.keep:
            args.keep.write_text(json.dumps({f: [vars(row) for row in rows] for f, rows in found.items()}), "utf-8")
    for field in TRUTH:
        print_curve(field, found[field])
    if args.write:
        lines = []
        for field in TRUTH:
            lines.append(f'    "{field}": {{')
            weights = regression(found[field])
            lines += [
                f"        {json.dumps(name)}: {value:.3f}," for name, value in weights.items() if abs(value) > 0.01
            ]
            lines.append("    },")
        WEIGHTS_FILE.write_text(
            '"""Weights of the confidence of each field, written by ``benchmarks/train_confidence.py``: do not edit by'
            ' hand."""\n\nfrom __future__ import annotations\n\nWEIGHTS: dict[str, dict[str, float]] = {\n'
            + "\n".join(lines)
            + "\n}\n",
            encoding="utf-8",
        )


if __name__ == "__main__":
    main()

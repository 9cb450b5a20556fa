"""Trains the weights by which the headline is chosen, and says how good they are on hosts not trained on.

    python benchmarks/train_headline.py            # prints the cross-validated share of right headlines
    python benchmarks/train_headline.py --write    # also writes pipelines/extraction/fields/headline_weights.py

Data: the development pages in ../shared/corpora (fundus and wcxb). Model: softmax over the candidates of a page, linear
in their features, L2-penalised, fitted by gradient ascent; five folds by host.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import html
import json
import math
import re
import unicodedata
from collections import defaultdict
from pathlib import Path
from urllib.parse import urlsplit

from wiredesk.pipelines.extraction.fields.headline import host_and_slug
from wiredesk.pipelines.extraction.fields.headline_candidates import headline_candidates
from wiredesk.pipelines.extraction.fields.headline_features import features
from wiredesk.pipelines.extraction.fields.publisher import declared_publisher
from wiredesk.pipelines.extraction.fields.site_names import site_names
from wiredesk.pipelines.extraction.page.document import parse_document
from wiredesk.pipelines.extraction.page.markup_reading import read_markup
from wiredesk.pipelines.extraction.rejection import PageRefused

ROOT = Path(__file__).resolve().parents[1]
CORPORA = ROOT / "../shared/corpora"
WEIGHTS_FILE = ROOT / "pipelines/extraction/fields/headline_weights.py"
CORPUS_WEIGHT = {"fundus": 3.0, "wcxb": 1.0}
"""The news pages count three times: they are our trade, and there are six times fewer of them."""
PENALTY = 0.002
ROUNDS = 250

Example = tuple[str, str, list[dict[str, float]], set[int], list[str]]


def words_only(text: str) -> str:
    """What counts as the same headline: words in compatibility form, without case."""
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFKC", html.unescape(text)).casefold()))


def examples(corpus: str) -> list[Example]:
    found: list[Example] = []
    for line in (CORPORA / corpus / "pages.jsonl").open(encoding="utf-8"):
        page = json.loads(line)
        gold = page["gold"]["title"]
        if not gold:
            continue
        try:
            document = parse_document(gzip.decompress((CORPORA / corpus / page["file"]).read_bytes()), page["url"])
        except PageRefused:
            continue
        markup = read_markup(document.tree, document.url)
        host, slug = host_and_slug(document.url)
        sites = site_names(markup, declared_publisher(markup, None), host)
        candidates = headline_candidates(markup, sites, host)
        rows = [features(one, candidates, markup, sites, slug) for one in candidates]
        right = {at for at, one in enumerate(candidates) if words_only(one.text) == words_only(gold)}
        found.append(
            (corpus, urlsplit(page["url"]).netloc or page["url"][:20], rows, right, [one.text for one in candidates])
        )
    return found


def fit(data: list[Example]) -> dict[str, float]:
    weights: dict[str, float] = defaultdict(float)
    squares: dict[str, float] = defaultdict(lambda: 1e-8)
    for _ in range(ROUNDS):
        gradient: dict[str, float] = defaultdict(float)
        total = 0.0
        for corpus, _host, rows, right, _texts in data:
            if not right:
                continue
            scale = CORPUS_WEIGHT[corpus]
            total += scale
            scores = [sum(weights[name] * value for name, value in row.items()) for row in rows]
            top = max(scores)
            powers = [math.exp(one - top) for one in scores]
            whole, good = sum(powers), sum(powers[at] for at in right)
            for at, row in enumerate(rows):
                pull = scale * ((powers[at] / good if at in right else 0.0) - powers[at] / whole)
                if abs(pull) > 1e-6:
                    for name, value in row.items():
                        gradient[name] += pull * value
        for name in list(gradient):
            step = gradient[name] / total - PENALTY * weights[name]
            squares[name] += step * step
            weights[name] += 0.5 * step / math.sqrt(squares[name])
    return dict(weights)


def accuracy(data: list[Example], weights: dict[str, float]) -> dict[str, tuple[int, int]]:
    result: dict[str, tuple[int, int]] = {}
    for corpus, _host, rows, right, _texts in data:
        hits, count = result.get(corpus, (0, 0))
        chosen = max(
            range(len(rows)), key=lambda at: sum(weights.get(n, 0.0) * v for n, v in rows[at].items()), default=-1
        )
        result[corpus] = (hits + (chosen in right), count + 1)
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true", help="write the weights into the package")
    args = parser.parse_args()
    data = [row for corpus in CORPUS_WEIGHT for row in examples(corpus)]
    for corpus in CORPUS_WEIGHT:
        mine = [row for row in data if row[0] == corpus]
        print(corpus, "some candidate is right:", round(sum(bool(row[3]) for row in mine) / len(mine), 4))
    totals: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for fold in range(5):
        test = [row for row in data if int(hashlib.md5(row[1].encode()).hexdigest(), 16) % 5 == fold]
        train = [row for row in data if int(hashlib.md5(row[1].encode()).hexdigest(), 16) % 5 != fold]
        for corpus, (hits, count) in accuracy(test, fit(train)).items():
            totals[corpus][0] += hits
            totals[corpus][1] += count
    print("cross-validated by host:", {corpus: round(hits / count, 4) for corpus, (hits, count) in totals.items()})
    weights = fit(data)
    print("on the training pages:", {c: round(h / n, 4) for c, (h, n) in accuracy(data, weights).items()})
    for name, value in sorted(weights.items(), key=lambda row: -abs(row[1])):
        print(f"{value:7.3f} {name}")
    if args.write:
        lines = [
            f"    {json.dumps(name)}: {value:.3f}," for name, value in sorted(weights.items()) if abs(value) >= 0.01
        ]
        WEIGHTS_FILE.write_text(
            '"""Weights of the headline model, written by ``benchmarks/train_headline.py``: do not edit by hand."""\n\n'
            "from __future__ import annotations\n\nWEIGHTS: dict[str, float] = {\n" + "\n".join(lines) + "\n}\n",
            encoding="utf-8",
        )


if __name__ == "__main__":
    main()

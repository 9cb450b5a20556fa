"""The trained model that says how surely a text block belongs to the article.

Gradient-boosted decision trees, trained by ``benchmarks/train_body_model.py`` on the development pages and kept as
plain data in ``body_model.json``; nothing but this module is needed to run it.
"""

from __future__ import annotations

import json
from functools import lru_cache
from importlib.resources import files
from math import exp
from typing import Any, Final

from pipelines.extraction.block_features import FEATURES

_SURE: Final = 4.0
"""Log-odds from which on the trees that are left are not asked: they have never changed such a verdict."""
_CHECKED_EVERY: Final = 8  # trees between two looks at whether the verdict is sure


class BodyModel:
    """An ensemble of trees. A tree is a leaf (float) or (column, threshold, branch if ≤, branch if >)."""

    def __init__(self, bias: float, trees: list[Any]) -> None:
        self.bias = bias
        self.groups = [trees[start : start + _CHECKED_EVERY] for start in range(0, len(trees), _CHECKED_EVERY)]

    def probability(self, row: list[float]) -> float:
        """How surely the block with these features (see FEATURES) is part of the article, 0 to 1."""
        score = self.bias
        for group in self.groups:
            for node in group:
                while type(node) is tuple:
                    node = node[2] if row[node[0]] <= node[1] else node[3]
                score += node
            if not -_SURE < score < _SURE:
                break
        return 1 / (1 + exp(-max(-30.0, min(30.0, score))))


@lru_cache(maxsize=1)
def body_model() -> BodyModel:
    """The shipped model. Raises ValueError when its data does not fit the features of this version."""
    data = json.loads(files("pipelines.extraction").joinpath("body_model.json").read_text("utf-8"))
    columns = {name: place for place, name in enumerate(FEATURES)}
    missing = [name for name in data["features"] if name not in columns]
    if missing:
        raise ValueError(
            f"body_model.json was trained with features that are gone: {', '.join(missing)}; train it anew"
        )
    places = [columns[name] for name in data["features"]]
    return BodyModel(float(data["bias"]), [_tree(tree, places) for tree in data["trees"]])


def _tree(node: Any, places: list[int]) -> Any:
    if isinstance(node, list):
        return (places[node[0]], float(node[1]), _tree(node[2], places), _tree(node[3], places))
    return float(node)

"""The trained model that says how surely a text block belongs to the article.

Gradient-boosted decision trees, trained by ``benchmarks/train_body_model.py`` on the development pages and kept as
plain data in ``body_model.json``; nothing but this module is needed to run it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import lru_cache
from importlib.resources import files
from math import exp
from typing import Any, Final, cast

from wiredesk.pipelines.extraction.body.block_features import FEATURES

_SURE: Final = 4.0
"""Log-odds from which on the trees that are left are not asked: they have never changed such a verdict."""
_CHECKED_EVERY: Final = 8  # trees between two looks at whether the verdict is sure


class BodyModel:
    """An ensemble of trees. A tree is a leaf (float) or (column, threshold, branch if ≤, branch if >).

    The trees are compiled to byte code, one function of a row for each group: twice as fast as walking them.
    """

    def __init__(self, bias: float, trees: list[Any]) -> None:
        self.bias = bias
        self.groups = [
            _compiled(trees[start : start + _CHECKED_EVERY]) for start in range(0, len(trees), _CHECKED_EVERY)
        ]

    def probability(self, row: list[float]) -> float:
        """How surely the block with these features (see FEATURES) is part of the article, 0 to 1."""
        score = self.bias
        for group in self.groups:
            score += group(row)
            if not -_SURE < score < _SURE:
                break
        return 1 / (1 + exp(-max(-30.0, min(30.0, score))))


def _compiled(trees: list[Any]) -> Callable[[list[float]], float]:
    """A function of a row: the sum of the leaves that it reaches. Its text is made of numbers alone.

    (As a tree of `ast` nodes it would take twice as long, at the start of every process that extracts.)
    """
    text = "lambda row: " + " + ".join(map(_expression, trees))
    return cast(Callable[[list[float]], float], eval(compile(text, "body_model.json", "eval"), {}))  # noqa: S307


def _expression(node: Any) -> str:
    if not isinstance(node, tuple):
        return repr(float(node))
    column, threshold, low, high = node
    return f"({_expression(low)} if row[{int(column)}] <= {float(threshold)!r} else {_expression(high)})"


@lru_cache(maxsize=1)
def body_model() -> BodyModel:
    """The shipped model. Raises ValueError when its data does not fit the features of this version."""
    data = json.loads(files("wiredesk.pipelines.extraction.body").joinpath("body_model.json").read_text("utf-8"))
    columns = {name: place for place, name in enumerate(FEATURES)}
    missing = [name for name in data["features"] if name not in columns]
    if missing:
        raise ValueError(
            f"body_model.json was trained with features that no longer exist: {', '.join(missing)}; train it again"
        )
    places = [columns[name] for name in data["features"]]
    return BodyModel(float(data["bias"]), as_trees(data["trees"], places))


def as_trees(data: list[Any], places: list[int]) -> list[Any]:
    """The trees of the model's data; `places` are the columns of FEATURES that its own columns stand for."""
    return [_tree(tree, places) for tree in data]


def _tree(node: Any, places: list[int]) -> Any:
    if isinstance(node, list):
        return (places[node[0]], float(node[1]), _tree(node[2], places), _tree(node[3], places))
    return float(node)

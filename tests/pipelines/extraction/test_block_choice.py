"""The choice of blocks from the model's probabilities."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wiredesk.pipelines.extraction.body.block_choice import LEAST_CHOSEN, doubt, least_probability, with_votes

SIZE = "x" * 100


def test_where_the_model_is_sure_a_block_must_be_likelier_than_not() -> None:
    assert least_probability([SIZE] * 4, [0.999, 0.998, 0.001, 0.002]) == pytest.approx(0.5, abs=0.01)


def test_on_a_doubtful_page_less_is_enough_but_never_next_to_nothing() -> None:
    assert LEAST_CHOSEN < least_probability([SIZE] * 3, [0.6, 0.5, 0.4]) < 0.5
    assert least_probability([SIZE] * 3, [0.02, 0.05, 0.03]) == LEAST_CHOSEN


@given(st.lists(st.floats(0.02, 0.98), min_size=1, max_size=8))
def test_no_other_choice_has_a_better_expected_f1(probabilities: list[float]) -> None:
    """Expected F1 in the form of the paper: expected hits over the sum of chosen and expected."""
    expected = sum(probabilities)

    def score(chosen: tuple[float, ...]) -> float:
        return 2 * sum(chosen) / (len(chosen) + expected)

    best = max(score(some) for size in range(1, len(probabilities) + 1) for some in combinations(probabilities, size))
    least = least_probability([SIZE] * len(probabilities), probabilities)
    ours = tuple(probability for probability in probabilities if probability > least)
    assert score(ours) == pytest.approx(best) or least == LEAST_CHOSEN


def test_doubt_is_the_text_likely_misjudged() -> None:
    assert doubt([SIZE * 10], [1.0]) == 0
    assert doubt([SIZE * 10, SIZE * 10], [1.0, 0.5]) == pytest.approx(0.5)


def test_votes_turn_doubtful_blocks_and_no_others() -> None:
    texts = ["A line both have.", "A line only the model has.", "A sure line."]
    voted = with_votes(texts, [0.4, 0.6, 0.999], ["A line both have."])
    assert voted[0] > 0.5 > voted[1]
    assert voted[2] == 0.999

"""The choice of blocks from the model's probabilities."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.pipelines.extraction.story_pages import HEADLINE, STORY, paragraphs
from wiredesk.pipelines.article import Article
from wiredesk.pipelines.engines import Engine
from wiredesk.pipelines.extraction import extract_page
from wiredesk.pipelines.extraction.assembly import page_from_bytes
from wiredesk.pipelines.extraction.body.article_body import LEAST_CHOSEN, doubt, least_probability, with_votes
from wiredesk.pipelines.extraction.body.block_features import FEATURES
from wiredesk.pipelines.extraction.body.body_model import BodyModel, body_model
from wiredesk.pipelines.site_profile import SiteProfile

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


def test_compiled_trees_give_the_leaf_that_the_row_reaches() -> None:
    model = BodyModel(0.5, [(0, 1.0, -2.0, (1, 0.0, 3.0, 1.0)), 0.25])
    for row, score in (([1.0, 9.0], -1.25), ([1.5, 0.0], 3.75), ([1.5, 0.1], 1.75)):
        probability = model.probability(row)
        assert probability == pytest.approx(1 / (1 + 2.718281828459045**-score))


def test_the_shipped_model_fits_the_measures() -> None:
    assert 0 < body_model().probability([0.0] * len(FEATURES)) < 1


@pytest.mark.parametrize("engine", ["model", "trafilatura"])
def test_a_site_can_choose_who_reads_its_bodies(engine: Engine) -> None:
    html = f"<html><body><article><h1>{HEADLINE}</h1>{paragraphs()}</article></body></html>".encode()
    page = page_from_bytes(html, "https://www.pier-post.example/town/2026/broken-pier", None, None)
    article = extract_page(page, SiteProfile(id="pier-post").with_engine(engine))
    assert isinstance(article, Article)
    assert article.extraction.method == engine
    assert article.body_text.split("\n\n") == list(STORY)

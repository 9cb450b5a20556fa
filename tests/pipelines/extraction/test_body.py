"""The trained model, and who reads the body of a page."""

from __future__ import annotations

import pytest

from tests.pipelines.extraction.story_pages import HEADLINE, STORY, paragraphs
from wiredesk.pipelines.article import Article
from wiredesk.pipelines.engines import Engine
from wiredesk.pipelines.extraction import extract_page
from wiredesk.pipelines.extraction.body.block_features import FEATURES
from wiredesk.pipelines.extraction.body.body_model import BodyModel, body_model
from wiredesk.pipelines.page import page_from_bytes
from wiredesk.pipelines.site_profile import SiteProfile


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

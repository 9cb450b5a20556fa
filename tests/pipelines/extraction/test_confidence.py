"""How sure the fields of an article are: what agrees speaks for a field, what differs against it."""

from __future__ import annotations

import json

import pytest
from story_pages import HEADLINE, paragraphs

from wiredesk import SiteProfile, extract_article
from wiredesk.crawlers.cli.explanation_display import explanation_lines
from wiredesk.pipelines.article import Article, Author
from wiredesk.pipelines.extraction.confidence.agreement import (
    author_measures,
    body_measures,
    date_measures,
    headline_measures,
    language_measures,
)
from wiredesk.pipelines.extraction.confidence.field_confidence import FIELDS, LEAST, MOST, RULED, confidence
from wiredesk.pipelines.extraction.explained_page import explain_page
from wiredesk.pipelines.page import page_from_bytes

URL = "https://www.pier-post.example/town/2026/council-rebuilds-the-broken-pier"
BYLINE = '<p class="byline">By Mina Okafor</p>'
OWN_RULES = {"headline": ["h1"], "authors": [".byline"], "date": ["time"], "body": ["p"]}
DATE = '<time datetime="2026-03-04T10:20:00+01:00">4 March 2026</time>'


def page(*, author: str = "Mina Okafor", title: str = HEADLINE) -> bytes:
    data = {
        "@type": "NewsArticle",
        "headline": HEADLINE,
        "datePublished": "2026-03-04T10:20:00+01:00",
        "author": {"@type": "Person", "name": author},
    }
    head = f"<title>{title} | Pier Post</title><meta property='og:title' content='{title}'>"
    head += f'<script type="application/ld+json">{json.dumps(data)}</script>'
    body = f"<article><h1>{HEADLINE}</h1>{BYLINE}{DATE}{paragraphs()}</article>"
    return f'<html lang="en"><head>{head}</head><body>{body}</body></html>'.encode()


def sure(html: bytes, **options) -> dict[str, float]:
    article = extract_article(html, URL, **options)
    assert article is not None
    return article.extraction.confidence


def test_every_field_that_the_article_has_gets_a_number():
    found = sure(page())
    assert set(found) == set(FIELDS)
    assert all(0.7 < value <= MOST for value in found.values())


def test_fields_that_are_not_there_get_none():
    html = f"<html><head><title>{HEADLINE}</title></head><body><h1>{HEADLINE}</h1>{paragraphs()}</body></html>"
    assert {"authors", "date_published"}.isdisjoint(sure(html.encode()))


def test_places_that_differ_make_a_field_doubtful():
    assert sure(page(author="Webdesk Account"))["authors"] < sure(page())["authors"]
    assert sure(page(title="Pier news of the week and the weather"))["headline"] < sure(page())["headline"]


def test_what_the_sites_own_rule_points_at_is_sure():
    profile = SiteProfile(id="pier-post", extract=OWN_RULES)
    found = sure(page(), site=profile)
    assert [found[name] for name in ("headline", "authors", "date_published", "body_text")] == [RULED] * 4
    assert found["language"] == sure(page())["language"]


def test_a_rule_that_finds_nothing_makes_nothing_sure():
    profile = SiteProfile(id="pier-post", extract={"authors": [".nobody"]})
    assert sure(page(), site=profile) == sure(page())


def test_trafilatura_alone_says_nothing_of_its_text():
    profile = SiteProfile(id="pier-post", extract={"engine": "trafilatura"})
    assert "body_text" not in sure(page(), site=profile)


def test_the_explanation_tells_it_too():
    explanation = explain_page(page_from_bytes(page(), URL, None, None))
    lines = explanation_lines(explanation)
    assert any(line.startswith("  headline ") and "(confidence 0." in line for line in lines)
    assert any(line.startswith("BODY by") and "(confidence 0." in line for line in lines)


def test_it_survives_the_journey_as_json():
    article = extract_article(page(), URL)
    assert article is not None
    assert Article.model_validate_json(article.model_dump_json()) == article


@pytest.mark.parametrize("name", FIELDS)
def test_it_stays_between_its_bounds(name):
    assert LEAST <= confidence(name, dict.fromkeys(("margin", "differing", "doubt"), 1e9)) <= MOST
    assert LEAST <= confidence(name, dict.fromkeys(("margin", "differing", "doubt"), -1e9)) <= MOST


def test_measures_of_single_fields():
    assert headline_measures("Pier", {"h1"}, None) == {"in h1": 1.0, "places": 1 / 6, "alone": 1.0, "short": 1.0}
    authors = [Author(name="Mina Okafor", type="person")]
    readings = {"json-ld": ["MINA OKAFOR"], "meta": ["Web Desk"], "marked": []}
    assert author_measures(authors, readings) == {
        "json-ld agrees": 1.0, "meta differs": 1.0, "agreeing": 0.25, "differing": 0.25,
    }  # fmt: skip
    assert date_measures("meta", {"meta", "url"}, {"printed"})["printed differs"] == 1.0
    assert language_measures("ckb", ["ku", None, "not a tag"], "x" * 500)["declared"] == 0.0
    assert body_measures(1.0, 3.0, "model", 100)["doubt"] == 1.0

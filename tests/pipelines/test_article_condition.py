"""Conditions on articles: what they mean, and that nothing else than a condition is read."""

from __future__ import annotations

import contextlib
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wiredesk.pipelines.article import Article, Author, DiscoveredVia, ExtractionRecord, Image
from wiredesk.pipelines.article_condition import NotACondition, read_condition

ARTICLE = Article(
    id="a1", site="rudaw.net", url="https://rudaw.net/1", requested_url="https://rudaw.net/1", revision=2,
    event="update", headline="Old bridge", body_text="Eight", content_hash="x", language="ckb",
    authors=[Author(name="Ann Hall"), Author(name="AFP", type="organization")], keywords=["Bridge", "Erbil"],
    images=[Image(url="https://rudaw.net/1.jpg", width=640)], date_published="2026-03-05T12:00:00+03:00",
    date_modified="2026-03-06", is_accessible_for_free=False, fetched_at="2026-03-07T00:00:00Z",
    discovered_via=DiscoveredVia(type="feed"),
    extraction=ExtractionRecord(method="model", version="3", warnings=["truncated"], confidence={"headline": 0.5}),
)  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "extraction.version < 4",
        'extraction.version = 3 and extraction.version = "3"',
        'site = "rudaw.net" and not language = "ar"',
        "revision >= 2 and (revision = 3 or revision < 2.5)",
        'date_published < "2026-03-05T10:00:00Z" and date_published > "2026-03-05T08:00:00+00:00"',
        'date_published = "2026-03-05" and date_modified = "2026-03-06" and date_modified <= "2026-03-06"',
        "source = null and headline != null and date_published_local = null",
        'source != "AFP" and not source < "z"',
        'authors.name = "AFP" and authors.type = "person"',
        'keywords contains "ridg" and headline contains "BRIDGE" and keywords not contains "dohuk"',
        'site in ["a", "rudaw.net"] and language not in ["ar", "ku"] and source in ["x", null]',
        "length(authors) = 2 and length(body_text) < 10 and length(source) = 0",
        'extraction.warnings = "truncated" and extraction.confidence.headline < 0.6',
        "not extraction.confidence.authors < 1",
        "not is_accessible_for_free and is_accessible_for_free = false",
        "images.width >= 640",
        "headline = 'Old bridge' or headline = \"it's\\\" no\"",
        "event = 'update' and cause = null",
    ],
)
def test_what_holds(text):
    assert read_condition(text)(ARTICLE)
    assert not read_condition(f"not ({text})")(ARTICLE)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "at the end: the name of a field"),
        ("extraction.verison < 4", "did you mean extraction.version?"),
        ("extraction < 4", "extraction.version"),
        ("headlin = 'x'", "did you mean headline"),
        ("revision < '4'", "a number is expected"),
        ("headline = bridge", "quotation marks"),
        ("headline", "a comparison is expected"),
        ("event = 'gone'", "one of new, update"),
        ("is_accessible_for_free > true", "no order"),
        ("date_published < 'yesterday'", "not a date"),
        ("date_published < '2026-02-31'", "not a date"),
        ("revision = 1 revision = 2", "an end"),
        ("revision = 1 and", "at the end"),
        ("(revision = 1", "`)` is expected"),
        ("revision not 1", "`in` or `contains`"),
        ("revision contains 'x'", "no text"),
        ("__class__ = 'x'", "no field"),
        ("site.__class__ = 'x'", "no field"),
        ("__import__('os')", "no field"),
        ("revision = 1; 2", "character 13"),
        ("site = 'open", "character 8"),
        ("not " * 50 + "revision = 1", "too many"),
        ("(" * 1_000, "too many"),
        ("revision = 1 or " * 200 + "revision = 2", "2000 characters"),
    ],
)  # fmt: skip
def test_what_is_no_condition(text, said):
    with pytest.raises(NotACondition) as problem:
        read_condition(text)
    assert said in str(problem.value)


@given(st.text() | st.text("()[]=<>!'\"\\ .,andornotin01_aversion"))
def test_any_text_is_read_or_refused_at_once(text):
    began = time.perf_counter()
    with contextlib.suppress(NotACondition):
        read_condition(text)(ARTICLE)
    assert time.perf_counter() - began < 1

"""The truth of one page: what is judged, and when two values are the same."""

from __future__ import annotations

import pytest
import town_pages
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from wiredesk import extract_article
from wiredesk.crawlers.site_tools.own_pages.corrected_page import CorrectedPage, plain, same_date, same_end


@pytest.fixture(scope="module")
def article():
    found = extract_article(town_pages.html("mill").encode(), town_pages.url("mill"), fetched_at=town_pages.FETCHED)
    assert found is not None
    return found


def test_only_what_is_known_is_judged(article):
    assert set(CorrectedPage().judge(article)) == {"kind"} == CorrectedPage().known_fields()
    assert set(CorrectedPage(authors=[]).judge(article)) == {"kind", "authors"}
    known = CorrectedPage(
        authors=[], headline="x", date="2026-04-05", language="en", first="a", last="b", words=9, foreign=["c"]
    )
    assert set(known.judge(article)) == known.known_fields()


def test_right_and_wrong_fields(article):
    right = CorrectedPage(
        headline="Valley Echo: the week", authors=["BO EKMAN"], date="2026-04-05", language="en-GB",
        first="The council of the valley", last="such a cold evening", words=100, foreign=["no such text"],
    )  # fmt: skip
    assert all(right.judge(article).values())
    wrong = right.model_copy(
        update={"headline": "Another", "authors": [], "words": 5, "foreign": ["trip to the coast"]}
    )
    assert [name for name, good in wrong.judge(article).items() if not good] == [
        "headline", "authors", "length", "foreign",
    ]  # fmt: skip


def test_one_of_two_headlines_will_do(article):
    assert CorrectedPage(headline="Another¦Valley Echo: the week").judge(article)["headline"]


def test_a_listing_is_right_when_it_is_refused(article):
    assert CorrectedPage(kind="listing").judge(None) == {"kind": True}
    assert CorrectedPage(kind="listing").judge(article) == {"kind": False}
    assert CorrectedPage().judge(None) == {"kind": False}


@pytest.mark.parametrize(
    ("right", "given", "same"),
    [
        ("2026-03-04", "2026-03-04", True),
        ("2026-03-04", "2026-03-04T23:30:00-05:00", True),
        ("2026-03-04", "2026-03-05", False),
        ("2026-03-04T10:20:00+01:00", "2026-03-04T09:20:30+00:00", True),
        ("2026-03-04T10:20:00+01:00", "2026-03-04T10:20:00+00:00", False),
        ("2026-03-04T10:20:00+01:00", "2026-03-04", False),
        ("2026-03-04", None, False),
    ],
)
def test_dates(right, given, same):
    assert same_date(right, given) is same


@pytest.mark.parametrize("tag", ["klingonisch", "e", "en us", "-"])
def test_a_language_that_is_none_is_refused(tag):
    with pytest.raises(ValidationError, match="not a language tag"):
        CorrectedPage(language=tag)


def test_a_date_that_is_none_is_refused():
    with pytest.raises(ValidationError, match="neither a day"):
        CorrectedPage(date="yesterday")


@given(st.text(max_size=40), st.text(max_size=10))
def test_any_texts_can_be_compared(text, last):
    assert same_end(plain(text), text)
    same_end(text, last)

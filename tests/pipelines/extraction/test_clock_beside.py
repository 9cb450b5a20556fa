"""The clock of a day that is printed without one: apart from it in an element of its own, or in an attribute."""

from datetime import UTC, datetime

import pytest

from wiredesk import Article, extract_article

FETCHED = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)
TEXT = "The city opened a new bridge after two years of work. The mayor said that it takes traffic off the centre"


def article(below: str, language: str = "en") -> Article:
    paragraphs = "".join(f"<p>{TEXT}, part {number}.</p>" for number in range(5))
    html = f"<html lang={language}><title>Viadukt Ost</title><h1>Viadukt Ost</h1>{below}<div>{paragraphs}</div>"
    found = extract_article(html.encode(), "https://paper.example/viadukt", fetched_at=FETCHED)
    assert found is not None
    return found


@pytest.mark.parametrize(
    "line",
    [
        "<div><span>24 November 2026</span><span>|</span><span>08:15</span></div>",
        "<ul><li><i></i>24 November 2026</li><li>By Staff</li><li><i></i> 08:15</li></ul>",
        "<div><div><span>2026-11-24</span></div><div><span>08.15 Uhr</span></div></div>",
        "<div><span class='time'>08:15</span> <span class='date'>24.11.2026</span></div>",
        "<div><div>at 8:15 am</div><div>Nov 24, 2026</div></div>",
    ],
)
def test_a_clock_in_an_element_of_its_own_is_that_of_the_day(line: str) -> None:
    assert article(line).date_published_local == "2026-11-24T08:15"


@pytest.mark.parametrize(
    "line",
    [
        "<div><span>24 November 2026</span><span>Updated</span><span>08:15</span></div>",
        "<div><span>24 November 2026</span><span>3:20 min</span></div>",
        "<div><span>24 November 2026</span><span class='audio-length'>03:20</span></div>",
        "<div><span>24 November 2026</span><span>4.20</span></div>",
        "<div><span>24 November 2026</span><b>08:15</b><i>, then</i><b>10:30</b></div>",
    ],
)
def test_other_clocks_are_not(line: str) -> None:
    found = article(line)
    assert (found.date_published, found.date_published_local) == ("2026-11-24", None)


@pytest.mark.parametrize(
    ("line", "moment"),
    [
        (
            "<div class='meta'>By <a rel='author' href='/a'>Ann Lee</a> | "
            "<time datetime='2026-11-24T08:15:00+03:00'>Nov 24, 2026</time></div>",
            "2026-11-24T08:15:00+03:00",
        ),
        (
            "<time class='post-published updated' datetime='2026-11-24T08:15:00+03:00'>November 24, 2026</time>",
            "2026-11-24T08:15:00+03:00",
        ),
        (
            "<div class='date'>24 November 2026, 08:15 <time class='x' datetime='2026-11-24T05:15:00Z'></time></div>",
            "2026-11-24T08:15:00+03:00",
        ),
        ("<span class='date' title='2026-11-24T08:15:00+03:00'>4 days ago</span>", "2026-11-24T08:15:00+03:00"),
    ],
)
def test_an_attribute_tells_clock_and_zone(line: str, moment: str) -> None:
    assert article(line).date_published == moment


@pytest.mark.parametrize(
    "marked",
    [
        "<time datetime='2026-11-24T00:00:00+03:00'></time>",  # a day that a template made a moment
        "<time datetime='2026-11-23T08:15:00+03:00'></time>",
        "<time class='updated' datetime='2026-11-24T08:15:00+03:00'>Updated</time>",
    ],
)
def test_other_moments_do_not(marked: str) -> None:
    assert article(f"<div class='date'>24 November 2026 {marked}</div>").date_published == "2026-11-24"

"""Values of fields that stand on article after article are no article's own."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.pipelines.extraction.html_pages import FETCHED, page
from wiredesk.pipelines.extraction.fields.field_reading import read_fields
from wiredesk.pipelines.extraction.fields.fields import Fields
from wiredesk.pipelines.extraction.memory.field_memory import FEWEST, MAX_PROVEN, MAX_VALUES, FieldMemory
from wiredesk.pipelines.extraction.page.document import parse_document
from wiredesk.pipelines.site_profile import SiteProfile

BUILD = "2026-11-19T03:00:07+00:00"


def read(html: bytes, memory: FieldMemory, profile: SiteProfile | None = None) -> Fields:
    document = parse_document(html, "https://news.example.org/a/story-of-the-day-in-town")
    return read_fields(document, fetched_at=FETCHED, memory=memory, profile=profile)


def crawl(pages: list[bytes], profile: SiteProfile | None = None) -> list[Fields]:
    """The pages of a site one after another, each read with what those before it have taught."""
    memory, found = FieldMemory(), []
    for html in pages:
        fields = read(html, memory.lessons(), profile)
        memory.observe(fields.headline or "", fields.date_published, [one.name for one in fields.authors])
        found.append(fields)
    return found


def build_stamped(number: int, stamp: str = BUILD) -> bytes:
    head = f'<script type="application/ld+json">{{"@type": "NewsArticle", "datePublished": "{stamp}"}}</script>'
    return page(head, f"<h1>Story {number}</h1><p>Posted on {number + 1} May 2026</p>")


def test_the_moment_of_a_build_is_no_publication():
    dates = [one.date_published for one in crawl([build_stamped(number) for number in range(15)])]
    assert dates[:10] == [BUILD] * 10
    assert dates[10:] == [f"2026-05-{number + 1:02d}" for number in range(10, 15)]


@pytest.mark.parametrize("stamp", ["2026-11-19T05:00:00+00:00", "2026-11-19T00:00:00+00:00"])
def test_the_articles_of_a_print_edition_share_their_moment(stamp):
    dates = [one.date_published for one in crawl([build_stamped(number, stamp) for number in range(15)])]
    assert dates == [stamp] * 15


def test_the_moment_of_a_build_without_its_zone():
    pages = [build_stamped(number, "2026-11-19T03:00:07") for number in range(12)]
    dates = [one.date_published for one in crawl(pages, SiteProfile(timezone="Asia/Baghdad"))]
    assert dates[9:11] == ["2026-11-19T03:00:07+03:00", "2026-05-11"]


def test_a_logo_s_heading_is_no_headline():
    pages = []
    for number in range(10):
        story = f"Story number {number} of the day"
        head = (
            f'<meta property="og:title" content="Welt Heute"><title>Welt Heute</title><h2 class="headline">{story}</h2>'
        )
        pages.append(page("", f"{head}<h1>Welt Heute</h1>"))
    headlines = [one.headline for one in crawl(pages)]
    assert headlines[5:] == [f"Story number {number} of the day" for number in range(5, 10)]


def editor_s(number: int, byline: bool = True) -> bytes:
    author = json.dumps({"@type": "NewsArticle", "author": {"@type": "Person", "name": "Emma Berg"}})
    names = ("Ann Smith", "Bob Jones", "Cem Kaya")
    printed = f"<div class='byline'>By {names[number % 3]}</div>" if byline else ""
    return page(f'<script type="application/ld+json">{author}</script>', f"<h1>Story {number}</h1>{printed}")


def test_the_editor_of_all_articles_gives_way_to_names_in_print():
    authors = [[author.name for author in one.authors] for one in crawl([editor_s(number) for number in range(23)])]
    assert authors[: FEWEST["author"]] == [["Emma Berg"]] * FEWEST["author"]
    assert authors[20:] == [["Cem Kaya"], ["Ann Smith"], ["Bob Jones"]]


def test_who_really_writes_everything_stays_the_author():
    authors = [[author.name for author in one.authors] for one in crawl([editor_s(n, byline=False) for n in range(25)])]
    assert authors == [["Emma Berg"]] * 25


def test_what_returns_now_and_then_is_an_article_s_own():
    memory = FieldMemory()
    for number in range(200):
        memory.observe("Horoscope" if number % 20 == 10 else f"Story {number}", None, [])
    assert not memory.recurs("headline", "Horoscope")


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["2026-11-19", BUILD]), st.lists(st.text()))))
def test_days_and_the_first_articles_prove_nothing(articles):
    memory = FieldMemory()
    for headline, published, authors in articles[:2]:
        memory.observe(headline, published, authors)
    assert memory.proven == []
    assert not memory.recurs("date", "2026-11-19")


def test_it_stays_small():
    memory = FieldMemory()
    for number in range(3_000):
        memory.observe(f"Story {number}", f"2026-11-19T03:00:00+00:{number % 60:02d}", [f"Author {number}"])
        memory.observe("Town News", None, [])
    assert len(memory.values) <= MAX_VALUES
    assert len(memory.proven) <= MAX_PROVEN
    assert len(memory.model_dump_json()) < 30_000
    assert memory.recurs("headline", "TOWN NEWS")


@pytest.mark.parametrize("number", [0, 5])
def test_nothing_learnt_changes_nothing(number):
    html = build_stamped(number)
    assert read(html, FieldMemory()) == read_fields(
        parse_document(html, "https://news.example.org/a/story-of-the-day-in-town"), fetched_at=FETCHED
    )

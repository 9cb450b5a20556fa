"""The dates of whole pages."""

from __future__ import annotations

import pytest

from tests.pipelines.extraction.html_pages import fields, ld, page
from wiredesk.pipelines.extraction.fields.fields import Fields
from wiredesk.pipelines.page import Evidence
from wiredesk.pipelines.site_profile import SiteProfile


def names(found: Fields) -> list[tuple[str, str]]:
    return [(author.name, author.type) for author in found.authors]


def test_time_and_zone_are_kept():
    found = fields(page(ld(datePublished="2026-11-19T08:05:00+03:00", dateModified="2026-11-19T10:00:00+03:00")))
    assert found.date_published == "2026-11-19T08:05:00+03:00"
    assert found.date_modified == "2026-11-19T10:00:00+03:00"
    assert found.date_published_precision == "second"
    assert (found.date_published_source, found.timezone_source) == ("json-ld", "page")
    assert found.date_published_raw == "2026-11-19T08:05:00+03:00"


def test_a_time_without_a_zone_gives_only_its_day():
    found = fields(page(ld(datePublished="2026-11-19T08:05:00")))
    assert (found.date_published, found.date_published_precision, found.timezone_source) == ("2026-11-19", "day", None)


def test_the_site_s_zone_completes_a_time():
    found = fields(page(ld(datePublished="2026-11-19T08:05:00")), profile=SiteProfile(timezone="Asia/Baghdad"))
    assert (found.date_published, found.timezone_source) == ("2026-11-19T08:05:00+03:00", "site")


def test_local_time_with_a_false_z_gives_way_to_the_other_claim():
    head = ld(datePublished="2026-11-19T08:05:00Z")
    head += "<meta property='article:published_time' content='2026-11-19T08:05:00+03:00'>"
    assert fields(page(head)).date_published == "2026-11-19T08:05:00+03:00"


@pytest.mark.parametrize(
    ("stated", "zone", "published", "local"),
    [
        ("Thu, 19 Nov 2026 08:05:00 +0300", None, "2026-11-19T08:05:00+03:00", None),
        ("Thu, 19 Nov 2026 18:05:00 +0300", None, "2026-11-19", "2026-11-19T08:05"),  # of the update
        ("Thu, 19 Nov 2026 18:05:00 +0300", "Asia/Baghdad", "2026-11-19T08:05:00+03:00", None),
        ("Thu, 19 Nov 2026 05:05:00 +0000", "Asia/Baghdad", "2026-11-19T05:05:00+00:00", None),
        ("Thu, 19 Nov 2026 05:05:00 +0000", None, "2026-11-19T05:05:00+00:00", None),
    ],
)
def test_a_feeds_date_of_an_update_does_not_replace_the_printed_clock(stated, zone, published, local):
    html = page(body="<h1>Bridge</h1><div class='post-date'>19 November 2026 08:05</div>")
    profile = SiteProfile(timezone=zone) if zone else None
    found = fields(html, evidence=Evidence(date_published=stated), profile=profile)
    assert (found.date_published, found.date_published_local) == (published, local)


def test_a_bare_day_is_completed_by_a_claim_that_agrees():
    head = (
        ld(datePublished="2026-11-19") + "<meta property='article:published_time' content='2026-11-19T08:05:00+03:00'>"
    )
    assert fields(page(head)).date_published == "2026-11-19T08:05:00+03:00"


@pytest.mark.parametrize(
    ("line", "local"),
    [
        ("Published: 19 November 2026 08:05. Updated: 19 November 2026 11:30", "2026-11-19T08:05"),
        ("Published: 18 November 2026 08:05", None),
        ("Updated: 19 November 2026 11:30", None),
    ],
)
def test_a_bare_day_gets_the_clock_of_the_printed_line(line, local):
    found = fields(page(ld(datePublished="2026-11-19"), f"<h1>Bridge</h1><p>{line}</p>"))
    assert (found.date_published, found.date_published_local) == ("2026-11-19", local)


def test_a_time_called_entry_date_and_updated_at_once_is_the_publication():
    body = '<h1>Bridge</h1><time class="entry-date updated" datetime="2026-11-19T08:05:00+03:00">19.11.2026</time>'
    assert fields(page(body=body)).date_published == "2026-11-19T08:05:00+03:00"
    both = body.replace("entry-date updated", "entry-date published") + (
        '<time class="updated" datetime="2026-11-20T08:05:00+03:00">20.11.2026</time>'
    )
    assert fields(page(body=both)).date_published == "2026-11-19T08:05:00+03:00"


def test_the_modification_date_never_stands_in():
    head = ld(dateModified="2026-11-19T10:00:00+03:00")
    assert fields(page(head, "<h1>Bridge</h1><p>Last updated 19 November 2026</p>")).date_published is None


@pytest.mark.parametrize("text", ["2027-05-01T10:00:00Z", "1970-01-01T00:00:00Z", "nonsense", "0000-00-00"])
def test_what_cannot_be_a_date_is_left_out(text):
    found = fields(page(f"<meta name='date' content='{text}'>"))
    assert found.date_published is None
    assert found.date_published_raw is None


def test_the_date_printed_under_the_headline():
    found = fields(page(body="<h1>Bridge</h1><div class='post-date'>19 November 2026</div>"))
    assert (found.date_published, found.date_published_source) == ("2026-11-19", "text")


@pytest.mark.parametrize(
    ("printed", "day"),
    [("20260304", "2026-03-04"), ("202603041020", "2026-03-04"), ("20260304102000", "2026-03-04"), ("20261304", None)],
)
def test_a_date_that_a_script_was_to_make_readable(printed, day):
    assert fields(page(body=f"<h1>Bridge</h1><span class='date'>{printed}</span>")).date_published == day


def test_teasers_dates_are_not_the_article_s():
    teaser = "<aside class='related'><span class='date'>1 January 2020</span></aside>"
    assert fields(page(body=f"<h1>Bridge</h1>{teaser}")).date_published is None


def test_the_day_in_the_url():
    found = fields(page(body="<h1>Bridge</h1>"), "https://news.example.org/2026/11/19/bridge")
    assert (found.date_published, found.date_published_source) == ("2026-11-19", "url")


def test_the_feed_fills_only_what_the_page_lacks():
    evidence = Evidence(date_published="Thu, 19 Nov 2026 08:05:00 +0300", title="Feed title", authors=["Ann Smith"])
    found = fields(page(), evidence=evidence)
    assert (found.date_published, found.date_published_source) == ("2026-11-19T08:05:00+03:00", "feed")
    assert names(found) == [("Ann Smith", "person")]
    found = fields(page(ld(datePublished="2026-11-18T08:00:00Z", headline="Page title")), evidence=evidence)
    assert (found.date_published, found.headline) == ("2026-11-18T08:00:00+00:00", "Page title")


def test_the_feed_gives_the_time_of_the_day_that_the_page_prints():
    body = "<h1>Bridge</h1><div class='post-date'>19 November 2026</div>"
    evidence = Evidence(date_published="2026-11-19T08:05:00+03:00")
    assert fields(page(body=body), evidence=evidence).date_published == "2026-11-19T08:05:00+03:00"
    evidence = Evidence(date_published="2026-11-02T08:05:00+03:00")
    assert fields(page(body=body), evidence=evidence).date_published == "2026-11-19"


def test_a_clock_without_a_zone_is_a_field_of_its_own():
    found = fields(page(ld(datePublished="2026-11-19 08:05:30")))
    assert (found.date_published, found.date_published_local) == ("2026-11-19", "2026-11-19T08:05:30")
    assert (found.date_published_precision, found.timezone_source) == ("day", None)
    printed = fields(page("", "<h1>Bridge</h1><div class='post-date'>November 19, 2026, 08:05</div>"))
    assert (printed.date_published, printed.date_published_local) == ("2026-11-19", "2026-11-19T08:05")
    zoned = fields(page(ld(datePublished="2026-11-19 08:05:30")), profile=SiteProfile(timezone="Asia/Baghdad"))
    assert (zoned.date_published, zoned.date_published_local) == ("2026-11-19T08:05:30+03:00", None)
    assert fields(page(ld(datePublished="2026-11-19"))).date_published_local is None

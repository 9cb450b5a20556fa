"""A clock of the markup has a wrong offset from UTC, or none that is the site's."""

from __future__ import annotations

import pytest

from tests.pipelines.extraction.html_pages import fields, ld, page, published


def test_a_day_before_in_local_time_keeps_the_exact_moment():
    assert published({"datePublished": "2026-11-19T02:41:41Z"}, "November 18, 2026")[0] == "2026-11-19T02:41:41+00:00"


@pytest.mark.parametrize(
    "local",
    [
        "<time datetime='2026-11-18T20:41:41-06:00'>November 18</time>",
        "<meta name='date' content='2026-11-18T20:41:00-06:00'>",
        "<span class='post-date'>Published Nov. 18, 2026, 8:41 p.m. CST</span>",
    ],
)
def test_the_offset_of_the_same_instant_written_elsewhere(local):
    head = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2026-11-19T02:41:41Z"}</script>'
    )
    html = page(head + local, "<h1>Bridge</h1>") if local.startswith("<meta") else page(head, f"<h1>Bridge</h1>{local}")
    assert fields(html).date_published == "2026-11-18T20:41:41-06:00"


def test_a_utc_clock_with_the_site_s_offset_is_set_right_by_the_printed_clock() -> None:
    stamp = "<meta property='article:published_time' content='2026-11-18T15:35:23-04:00'>"
    body = "<h1>Bridge</h1><div class='meta'><time datetime='2026-11-18 11:35:00'>18 November 2026</time></div>"
    assert fields(page(stamp, body)).date_published == "2026-11-18T11:35:23-04:00"


def test_a_clock_that_is_printed_as_it_is_declared_stays() -> None:
    stamp = "<meta property='article:published_time' content='2026-11-18T15:35:23-04:00'>"
    body = "<h1>Bridge</h1><div class='meta'><time datetime='2026-11-18 15:35:00'>18 November 2026</time></div>"
    assert fields(page(stamp, body)).date_published == "2026-11-18T15:35:23-04:00"


def test_a_utc_clock_with_the_site_s_offset_is_set_right_by_the_day_declared_apart() -> None:
    meta = "<meta property='article:published_time' content='2026-11-19T02:00:36Z'>"
    meta += "<meta name='publishdate' content='2026-11-18'>"
    claims = {"datePublished": "2026-11-19T02:00:36-03:00"}
    assert published(claims, meta=meta)[0] == "2026-11-18T23:00:36-03:00"


@pytest.mark.parametrize(
    ("changed", "day"),
    [
        ("2026-11-10T09:24:06-03:00", "2026-11-10T09:23:44-03:00"),
        ("2026-11-10T09:23:44-03:00", "2026-11-10T09:23:44-03:00"),
        ("2026-11-10T12:24:06-03:00", "2026-11-10T09:23:44+00:00"),
        ("2026-11-10T09:24:06+00:00", "2026-11-10T09:23:44+00:00"),
        ("2026-11-10T09:20:00-03:00", "2026-11-10T09:23:44+00:00"),
    ],
)
def test_a_local_clock_in_utc_gets_the_offset_of_the_change_that_follows_at_once(changed: str, day: str) -> None:
    claims = {"datePublished": "2026-11-10T09:23:44+00:00", "dateModified": changed}
    assert published(claims) == (day, "json-ld")


@pytest.mark.parametrize(
    ("stated", "changed", "meant"),
    [
        ("2026-11-10T19:30:57-07:00", "2026-11-10T19:30:57+00:00", "2026-11-10T19:30:57-07:00"),
        ("2026-11-10T19:30:57+05:30", "2026-11-10T19:34:00Z", "2026-11-10T19:34:00+05:30"),
        ("2026-11-10T19:30:57-07:00", "2026-11-11T04:30:57Z", "2026-11-11T04:30:57+00:00"),
        ("2026-11-10T19:30:57-07:00", "2026-11-10T19:30:57-05:00", "2026-11-10T19:30:57-05:00"),
    ],
)
def test_a_change_at_the_same_clock_in_utc_gets_the_offset_of_the_publication(
    stated: str, changed: str, meant: str
) -> None:
    head = f"<meta property='article:published_time' content='{stated}'>"
    head += f"<meta property='article:modified_time' content='{changed}'>"
    found = fields(page(head, "<h1>Bridge</h1>"))
    assert (found.date_published, found.date_modified) == (stated, meant)


def test_a_clock_without_a_zone_gets_the_offset_of_a_change_at_the_same_clock() -> None:
    head = ld(datePublished="2026-11-10 15:44")
    changed = "<meta property='og:updated_time' content='2026-11-10T15:44:29+02:00'>"
    assert fields(page(head + changed, "<h1>Bridge</h1>")).date_published == "2026-11-10T15:44:00+02:00"
    later = changed.replace("15:44", "18:44")
    assert fields(page(head + later, "<h1>Bridge</h1>")).date_published == "2026-11-10"

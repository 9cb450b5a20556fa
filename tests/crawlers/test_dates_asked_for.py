"""`--since` and `--until` where the listing says no date: the article's own date decides."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hand_made_site import PUBLISHED, PUBLISHED_AT, Answer, article_page


def dated(date: str) -> Answer:
    page = article_page("Old bridge to be repaired")
    assert isinstance(page.body, str)
    page.body = page.body.replace(PUBLISHED, date)
    return page


@pytest.mark.parametrize(
    ("option", "limit", "reason"),
    [
        ("--until", "2026-01-31", "too_new"),
        ("--until", (PUBLISHED_AT - timedelta(minutes=1)).isoformat(), "too_new"),
        ("--since", (PUBLISHED_AT + timedelta(minutes=1)).isoformat(), "too_old"),
    ],
    ids=["months earlier", "a minute earlier", "a minute later"],
)
def test_an_article_outside_of_the_dates_is_left_to_a_crawl_without_them(wiredesk, start_site, option, limit, reason):
    site = start_site()
    wiredesk.define_with_feed("harbour", site, "/news/bridge-1001")
    site.pages["/news/bridge-1001"] = article_page("Old bridge to be repaired")
    figures = wiredesk.crawl(option, limit)["harbour"]
    assert (figures["new"], figures["dropped"]) == (0, {reason: 1})
    assert wiredesk.queue() == []
    assert wiredesk.crawl()["harbour"]["new"] == 1


@pytest.mark.parametrize("option", ["--since", "--until"])
@pytest.mark.parametrize("date", [PUBLISHED, PUBLISHED[:10]], ids=["moment", "day"])
def test_an_article_of_the_very_day_or_moment_is_within_the_dates(wiredesk, start_site, option, date):
    site = start_site()
    wiredesk.define_with_feed("harbour", site, "/news/bridge-1001")
    site.pages["/news/bridge-1001"] = dated(date)
    assert wiredesk.crawl(option, PUBLISHED)["harbour"]["new"] == 1

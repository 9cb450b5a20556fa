"""The day of the visit in the head of the site is no date of the story."""

import pytest

from tests.pipelines.extraction.html_pages import fields, page

LINKS = "".join(f"<a href='/{name}'>{name}</a>" for name in ("news", "sport", "world", "town", "opinion"))
MENU = f"<nav>{LINKS}</nav>"
HEADLINE = "<h1>Bridge</h1>"


@pytest.mark.parametrize(
    "clock",
    [
        "<div>Friday, 20 November 2026 11:58</div>",
        "<span class='today-date'>Fri, Nov 20, 2026</span>",
        "<div class='qx'>الجمعة 20 نوفمبر 2026</div>",
        "<p>20 Kasım 2026 Cuma</p>",
        "<div>19.11.2026 23:59:59</div>",
    ],
)
def test_a_clock_above_the_menu_or_beside_it_dates_nothing(clock):
    assert fields(page(body=f"<div>{clock}</div>{MENU}<div>{HEADLINE}</div>")).date_published is None
    assert fields(page(body=f"<div>{MENU}{clock}</div><div>{HEADLINE}</div>")).date_published is None


def test_a_date_right_above_the_headline_is_the_story_s():
    body = f"<div>{MENU}</div><div><p>20 November 2026</p>{HEADLINE}</div>"
    assert fields(page(body=body)).date_published == "2026-11-20"


def test_another_day_above_the_menu_can_be_the_issue_s():
    body = f"<div>Monday, 2 November 2026</div>{MENU}<div>{HEADLINE}</div>"
    assert fields(page(body=body)).date_published == "2026-11-02"

"""The headlines of whole pages."""

from __future__ import annotations

import pytest

from tests.pipelines.extraction.html_pages import fields, ld, page


def test_the_site_s_name_is_taken_off_the_headline():
    head = "<title>Bridge to be repaired - Town News</title><meta property='og:site_name' content='Town News'>"
    assert fields(page(head)).headline == "Bridge to be repaired"


def test_the_logo_s_heading_is_no_headline():
    head = "<title>Bridge to be repaired | Town News</title><meta property='og:title' content='Bridge to be repaired'>"
    body = "<h1>Town News</h1><h2>Bridge to be repaired</h2>"
    assert fields(page(head, body)).headline == "Bridge to be repaired"


@pytest.mark.parametrize(
    ("title", "body"),
    [
        (
            "旧桥下月重新开放 两侧增设步道--河畔快讯",
            "<div class='bt'>旧桥下月重新开放 两侧增设步道</div><a href='/'>河畔快讯</a>",
        ),
        (
            "旧桥下月重新开放 两侧增设步道-河畔网",
            "<a href='/'>河畔网</a><div class='t'>旧桥下月重新开放 两侧增设步道</div>",
        ),
        ("旧桥下月重新开放 两侧增设步道_河畔网", "<div class='t'>旧桥下月重新开放 两侧增设步道</div>"),
        (
            "河畔网 - 旧桥下月重新开放 两侧增设步道",
            "<h1><a href='/'>河畔网</a></h1><h2>旧桥下月重新开放 两侧增设步道</h2>",
        ),
    ],
)
def test_a_site_s_name_behind_any_mark_is_taken_off(title: str, body: str) -> None:
    assert fields(page(f"<title>{title}</title>", body)).headline == "旧桥下月重新开放 两侧增设步道"


def test_a_box_that_holds_title_byline_and_day_is_no_headline() -> None:
    body = (
        "<div class='title-box'><div class='story-title'><h2>Council repairs the old bridge at last</h2></div>"
        "<p class='who'>Valley Reader</p><span>Posted: 11-08 12:00</span></div>"
    )
    assert fields(page("<title>Council repairs the old bridge at last</title>", body)).headline == (
        "Council repairs the old bridge at last"
    )


@pytest.mark.parametrize(
    "logo", ["<h1>Navigation and service</h1>", "<h1 class='sr-only'>All the news of the valley</h1>"]
)
def test_a_heading_that_repeats_what_the_markup_says_beats_one_for_navigation(logo: str) -> None:
    head = "<title>Press - Ferry stuck in the ice for a week</title>"
    head += "<meta property='og:title' content='Ferry stuck in the ice for a week'>"
    assert fields(page(head, f"{logo}<h1>Ferry stuck in the ice for a week</h1>")).headline == (
        "Ferry stuck in the ice for a week"
    )


def test_a_headline_is_not_cut_at_a_dash_that_is_printed_in_it() -> None:
    head = "<title>Wine tastings from January – May in the old mill - Town News</title>"
    body = "<h1><a href='/'>Town News</a></h1><h1>Wine tastings from January – May in the old mill</h1>"
    assert fields(page(head, body)).headline == "Wine tastings from January – May in the old mill"


def test_a_day_at_the_edge_is_no_part_of_the_headline() -> None:
    assert fields(page(body="<h1>23.01.2022 - Ferry stuck in the ice</h1>")).headline == "Ferry stuck in the ice"
    assert fields(page(body="<h1>27.01.2022Ferry stuck in the ice</h1>")).headline == "Ferry stuck in the ice"


def test_an_attribute_that_ends_at_a_quotation_mark_in_it_is_not_the_whole_headline() -> None:
    title = 'Mayor calls the bridge "a disgrace"'
    head = f'<meta property="og:title" content="{title}"><title>{title}</title>'
    assert fields(page(head)).headline == 'Mayor calls the bridge "a disgrace"'


def test_a_title_in_english_letters_is_not_that_of_a_story_in_another_script() -> None:
    head = "<meta property='og:title' content='पुराने पुल की मरम्मत अगले महीने शुरू होगी'>"
    head += "<meta property='og:description' content='नगर परिषद ने कहा कि पुल अगले महीने तक बंद रहेगा और नावें चलेंगी'>"
    body = "<h1>Repair of the old bridge to begin next month</h1>"
    assert fields(page(head, body)).headline == "पुराने पुल की मरम्मत अगले महीने शुरू होगी"


def test_the_publisher_s_other_headline_is_the_alternative() -> None:
    head = "<meta property='og:title' content='Old bridge to be repaired in May, council says'>"
    head += "<title>Old bridge to be repaired in May, council says | Town News</title>"
    found = fields(page(head, "<h1>Council votes for repair of the old bridge</h1>"))
    two = {"Old bridge to be repaired in May, council says", "Council votes for repair of the old bridge"}
    assert {found.headline, found.alternative_headline} == two
    stated = fields(page(ld(headline="Old bridge to be repaired", alternativeHeadline="No crossing in May")))
    assert (stated.headline, stated.alternative_headline) == ("Old bridge to be repaired", "No crossing in May")


def test_names_of_site_and_section_and_cut_titles_are_no_alternative() -> None:
    head = "<meta property='og:title' content='Old bridge to be repaired in…'><title>Town News and Views</title>"
    found = fields(page(head, "<h1>Old bridge to be repaired in May</h1><h1>More from the region and valley</h1>"))
    assert (found.headline, found.alternative_headline) == ("Old bridge to be repaired in May", None)


def test_invisible_and_direction_characters_leave_the_headline():
    body = "<h1>Bridge\u202e to\u200b be\x07 re\u00adpaired &amp; opened</h1>"
    assert fields(page(body=body)).headline == "Bridge to be repaired & opened"


def test_persian_joiners_stay():
    assert fields(page(body="<h1>پل شهر تعمیر می\u200cشود</h1>", language="fa")).headline == "پل شهر تعمیر می\u200cشود"


def test_on_a_page_without_headings_the_element_that_is_called_the_title_is_the_headline() -> None:
    """Tables of older systems, whose title tag is the site's name on every page."""
    head = "<title>Voice of the North</title>"
    cells = "<td class='boxtitle'>Latest news of the town and the region</td>"
    title = "<span id='ctl00_lblTitle'><font size=5>Council repairs the old bridge</font></span>"
    found = fields(page(head, f"<table><tr>{cells}</tr><tr>{cells}</tr></table>{title}"))
    assert found.headline == "Council repairs the old bridge"


def test_the_colon_behind_a_kicker_is_taken_from_the_markup() -> None:
    whole = "Repairs in Millbrook: Two bridges - and many open questions"
    head = f"<title>{whole} | Town News</title><meta property='og:title' content='{whole}'>"
    body = "<h1><span>Repairs in Millbrook</span> <span>Two bridges - and many open questions</span></h1>"
    assert fields(page(head, body)).headline == whole

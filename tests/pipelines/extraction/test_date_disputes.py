"""Markup and print disagree about the day of publication."""

from __future__ import annotations

import time

import pytest

from tests.pipelines.extraction.html_pages import fields, page, published


def test_an_older_date_right_under_the_headline_is_the_publication():
    stamp = "2026-11-20T16:02:46Z"  # of the last publication of the whole site
    assert published({"datePublished": stamp, "dateModified": stamp}, "May 14, 2026") == ("2026-05-14", "text")


def test_a_later_date_under_the_headline_is_an_update():
    claims = {"datePublished": "2026-05-14T08:00:00+03:00", "dateModified": "2026-11-19T08:00:00+03:00"}
    assert published(claims, "November 19, 2026") == ("2026-05-14T08:00:00+03:00", "json-ld")


def test_a_far_older_date_is_another_text_s():
    filler = "".join(f"<p>{number}</p>" for number in range(60))
    body = f"<h1>Bridge</h1>{filler}<span class='date'>1 May 2025</span>"
    head = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2026-11-19T08:00:00Z"}</script>'
    )
    assert fields(page(head, body)).date_published == "2026-11-19T08:00:00+00:00"


def test_an_older_date_called_an_update_says_nothing():
    claims = {"datePublished": "2026-11-19T08:00:00Z"}
    assert published(claims, "Updated May 14, 2026")[0] == "2026-11-19T08:00:00+00:00"


def test_meta_date_is_vague():
    print_issue = "<meta name='date' content='2026-11-19'>"
    assert published({}, "18.11.2026, 12:01 Uhr", print_issue, language="de") == ("2026-11-18", "text")
    assert published({}, "", print_issue, language="de") == ("2026-11-19", "meta")


def test_day_and_month_changed_over_in_a_meta_tag():
    american = "<meta property='article:published_time' content='11/01/2026 12:43:42'>"
    assert published({}, "01.11.2026", american, language="de")[0] == "2026-11-01"
    assert published({}, "11.01.2026", american, language="de")[0] == "2026-01-11"


def test_published_after_its_last_change_means_published_anew():
    meta = "<meta name='published-date' content='2021-02-16'><meta name='modified_time' content='2024-07-30'>"
    meta += "<meta name='published_time' content='2026-03-09T08:45:32.183Z'>"
    assert published({}, "", meta)[0] == "2021-02-16"


def test_two_witnesses_against_json_ld():
    claims = {"datePublished": "2026-11-03T10:25:56+00:00", "dateModified": "2026-11-06T14:26:51+00:00"}
    meta = "<meta property='article:published_time' content='2026-11-06T14:25:00+00:00'>"
    assert published(claims, "6. November 2026, 15:25 Uhr", meta, language="de")[0].startswith("2026-11-06")
    assert published(claims, "", meta)[0].startswith("2026-11-03")


def test_a_meta_tag_with_a_name_of_the_site_s_own():
    assert published({}, meta="<meta name='w-published-date' content='2026-05-27T06:03:43.274Z'>")[0] == (
        "2026-05-27T06:03:43+00:00"
    )
    assert published({}, meta="<meta name='last-published-time' content='2026-05-27T06:03:43Z'>")[0] is None


def test_a_date_in_a_side_column_beside_the_headline():
    side = "<aside class='sidebar'><p class='article-date'>May 25, 2026</p></aside>"
    assert fields(page(body=f"<h1>Bridge</h1>{side}")).date_published == "2026-05-25"


def test_days_on_which_sources_were_looked_up_are_not_the_article_s():
    html = page(body="<h1>Bridge</h1>").replace(b"</main>", b"<p>J. Bridges. Epub August 18, 2020.</p></main>")
    assert fields(html).date_published is None


def test_a_date_in_a_side_column_right_above_the_headline():
    body = "<aside><time datetime='2026-05-25'>May 25, 2026</time></aside><h2>Bridge</h2>"
    assert fields(page("<title>Bridge</title>", body)).date_published == "2026-05-25"


def test_a_name_made_to_hold_up_the_search_for_dates():
    name = "publish" * 28_000
    begun = time.process_time()
    published({}, meta=f"<meta name='{name}' content='2026-01-01'>")
    assert time.process_time() - begun < 1  # it took half a minute


def test_the_day_in_an_archive_s_address_is_not_that_of_the_article() -> None:
    url = "https://archive.example/web/20250410121040/http://news.example/2024/05/03/bridge/"
    assert fields(page(body="<h1>Bridge</h1>"), url=url).date_published == "2024-05-03"


def test_a_published_line_in_the_row_of_a_footer_and_a_day_above_the_headline_count() -> None:
    filler = "".join(f"<p>{number}</p>" for number in range(100))
    below = f"<h1>Bridge</h1>{filler}<div class='footer-row'><span class='published'>Published: 3 May 2026</span></div>"
    assert fields(page(body=below)).date_published == "2026-05-03"
    above = "<h3 class='teaser-meta'>02.05.2026</h3><h1>Brücke</h1><div class='date'>(bis 31.12.2018)</div>"
    assert fields(page(body=above, language="de")).date_published == "2026-05-02"


@pytest.mark.parametrize(
    ("stamp", "picture", "day"),
    [
        ("20.12.2018", "/images/2020-10/9/ferry.jpg", "2020-10-09"),
        ("20.12.2018", "/images/2019/01/03/ferry.jpg", "2018-12-20"),
        ("20.12.2018", "/images/2020/10/ferry.jpg", "2018-12-20"),
        ("2018-12-20T08:10:00+03:00", "/images/2020-10/9/ferry.jpg", "2018-12-20T08:10:00+03:00"),
    ],
)
def test_a_bare_day_in_a_meta_tag_that_is_far_older_than_the_picture_is_the_template_s(stamp, picture, day):
    meta = f"<meta property='article:published_time' content='{stamp}'>"
    meta += f"<meta property='og:image' content='https://news.example.org{picture}'>"
    assert published({}, meta=meta)[0] == day


def test_the_moment_of_a_node_as_drupal_marks_it_has_its_zone():
    created = "<span property='dc:date dc:created' content='2026-03-27T14:08:00+02:00' datatype='xsd:dateTime'>"
    body = (
        f"<h1>Bridge</h1><div>{created}Published by <span class=username>olena</span> - 27.03.2026 14:08</span></div>"
    )
    assert fields(page("", body)).date_published == "2026-03-27T14:08:00+02:00"

"""The last change that only the page's print tells, and who names the time zone of a date."""

from __future__ import annotations

import pytest

from tests.pipelines.extraction.html_pages import FETCHED, fields, page
from wiredesk.pipelines.article import Article
from wiredesk.pipelines.extraction.assembly import read_page
from wiredesk.pipelines.page import page_from_bytes
from wiredesk.pipelines.site_profile import SiteProfile


@pytest.mark.parametrize(
    ("language", "line", "published", "modified"),
    [
        ("en", "<div>Updated: 14 Nov 2026 06:40 PM</div>", None, "2026-11-14"),
        (
            "en",
            "<div>Published: 13 Nov 2026 5 PM | Updated: 14 Nov 2026 6:40 PM</div>",
            "2026-11-13",
            "2026-11-14",
        ),
        ("en", "<p><i>13 Nov 2026</i></p><p><span>Updated:</span> <b>14 Nov 2026</b></p>", "2026-11-13", "2026-11-14"),
        ("tr", "<div>Giriş: 13.11.2026 10:00 - Güncelleme: 14.11.2026 18:40</div>", "2026-11-13", "2026-11-14"),
        ("ru", "<p>13 ноября 2026, 08:00. Обновлено сегодня в 09:15</p>", "2026-11-13", "2026-11-20"),
        ("de", "<p>13.11.2026, 10:00 Uhr, aktualisiert am 14.11.2026</p>", "2026-11-13", "2026-11-14"),
        ("fr", "<p>Publié le 13 novembre 2026, mis à jour le 14 novembre 2026</p>", "2026-11-13", "2026-11-14"),
        ("ar", "<p>آخر تحديث: 14 نوفمبر 2026</p>", None, "2026-11-14"),
        ("bn", "<p>আপডেট: ১৪ নভেম্বর ২০২৬, ১০:০০</p>", None, "2026-11-14"),
        ("en", "<p>13 Nov 2026</p>", "2026-11-13", None),
        ("en", "<p>14 Nov 2026</p><p>Updated: 13 Nov 2026</p>", "2026-11-14", None),
        ("en", "<p>13 Nov 2026</p><aside><p>Updated: 14 Nov 2026</p></aside>", "2026-11-13", None),
    ],
)
def test_update_line(language: str, line: str, published: str | None, modified: str | None) -> None:
    found = fields(page(body=f"<h1>Viadukt Ost 7</h1>{line}", language=language))
    assert (found.date_published, found.date_modified) == (published, modified)


def test_declared_change_comes_first() -> None:
    meta = '<meta property="article:modified_time" content="2026-11-15T08:00:00+01:00">'
    found = fields(page(meta, "<h1>Viadukt Ost 7</h1><p>13 Nov 2026, updated 14 Nov 2026</p>"))
    assert found.date_modified == "2026-11-15T08:00:00+01:00"


def test_nobody_names_the_zone_of_hours_ago() -> None:
    found = fields(page(body="<h1>Viadukt Ost 7</h1><p>Posted 6 hours ago</p>"))
    assert (found.date_published, found.timezone_source) == ("2026-11-20T06:00:00+00:00", None)


@pytest.mark.parametrize(
    ("printed", "zone", "source"),
    [
        ("03/04/2026 10:15", None, None),
        ("03/04/2026 10:15", "Europe/Paris", "site"),
        ("2026-04-03T10:15Z", None, "page"),
    ],
)
def test_zone_of_a_date_by_rule(printed: str, zone: str | None, source: str | None) -> None:
    meta = '<meta property="article:published_time" content="2026-04-03T08:15:00Z">'
    html = page(meta, f"<h1>Viadukt Ost 7</h1><b class=d>{printed}</b>")
    site = SiteProfile(id="paper", timezone=zone, extract={"date": [".d"]})
    article = read_page(page_from_bytes(html, "https://paper.example/viadukt", None, FETCHED), site).result
    assert isinstance(article, Article)
    assert (article.date_published_source, article.timezone_source) == ("rules", source)

"""A sitemap index as crawls meet it: everything is found, and what a news sitemap has told is not read again."""

from __future__ import annotations

import pytest
from hand_made_site import Answer, article_page

SITEMAP = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
NEWS = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'


def month_of(number: int) -> str:
    return f"2026-{number:02}"


def news_entry(address: str, day: str) -> str:
    return (
        f"<url><loc>{address}</loc><news:news><news:publication><news:name>Times</news:name><news:language>en"
        f"</news:language></news:publication><news:publication_date>{day}T10:00:00+00:00</news:publication_date>"
        f"<news:title>A story</news:title></news:news></url>"
    )


@pytest.mark.parametrize("newest", [3, 8], ids=["the news sitemap has the newest", "the news sitemap has everything"])
def test_the_archive_is_read_only_where_the_news_sitemap_does_not_tell_it(wiredesk, start_site, newest):
    site = start_site()
    months = range(8, 0, -1)
    addresses = {number: f"{site.url}/news/story-of-the-month-100{number}" for number in months}
    news = "".join(news_entry(addresses[number], f"{month_of(number)}-05") for number in list(months)[:newest])
    site.pages["/news-sitemap.xml"] = Answer(f"<urlset {SITEMAP} {NEWS}>{news}</urlset>", content_type="text/xml")
    index = f"<sitemap><loc>{site.url}/news-sitemap.xml</loc><lastmod>2026-09-01T00:00:00Z</lastmod></sitemap>"
    for number in months:
        site.pages[f"/{month_of(number)}.xml"] = Answer(
            f"<urlset {SITEMAP}><url><loc>{addresses[number]}</loc></url></urlset>", content_type="text/xml"
        )
        changed = f"{month_of(number)}-05T10:00:00Z"
        index += f"<sitemap><loc>{site.url}/{month_of(number)}.xml</loc><lastmod>{changed}</lastmod></sitemap>"
        site.pages[addresses[number].removeprefix(site.url)] = article_page(f"The story of month number {number}")
    site.pages["/sitemap.xml"] = Answer(f"<sitemapindex {SITEMAP}>{index}</sitemapindex>", content_type="text/xml")
    site.pages["/"] = Answer("<html><body><h1>Harbour Times</h1></body></html>")
    wiredesk.define("harbour", f'url = "{site.url}/"\n[fetch]\ndelay = 0\n')
    assert wiredesk.crawl()["harbour"]["new"] == 8
    read = [path for path in site.paths() if path.startswith("/2026-")]
    assert len(read) == (2 if newest == 8 else 8)  # the ends of the index are looked at
    site.asked.clear()
    assert wiredesk.crawl()["harbour"]["fetched"] == 0
    assert not [path for path in site.paths() if path.startswith("/2026-")]

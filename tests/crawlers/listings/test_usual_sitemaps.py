"""A sitemap at its usual place is found also where an API or robots.txt has led to something else first."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hand_made_site import Answer, HandMade, article_page

SITEMAP = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
TODAY, LONG_AGO = (
    [f"/news/harbour-report-of-{number}" for number in range(first, first + 6)] for first in (1001, 2001)
)


def page(paths: Iterable[str], head: str = "", menu: str = "") -> Answer:
    links = "".join(f'<h2><a href="{path}">The harbour has a report of its own today</a></h2>' for path in paths)
    return Answer(f"<html><head>{head}</head><body><nav>{menu}</nav><main>{links}</main></body></html>")


def define(wiredesk, site: HandMade) -> None:
    for path in (*TODAY, *LONG_AGO):
        site.pages[path] = article_page(f"The harbour report of number {path[-4:]}")
    urls = "".join(f"<url><loc>{site.url}{path}</loc></url>" for path in (*TODAY, *LONG_AGO))
    site.pages["/sitemap.xml"] = Answer(f"<urlset {SITEMAP}>{urls}</urlset>", content_type="text/xml")
    wiredesk.define("harbour", f'url = "{site.url}/"\n[fetch]\ndelay = 0\n')


@pytest.mark.parametrize("menu", ["", '<a href="/sport/">Sport</a>'], ids=["no sections", "sections"])
def test_an_api_that_does_not_name_the_articles(wiredesk, start_site, menu):
    """On many WordPress sites news are posts of a type of their own, of which the API's list has none."""
    site = start_site()
    site.pages["/"] = page(TODAY, f'<link rel="https://api.w.org/" href="{site.url}/wp-json/">', menu)
    site.pages["/sport/"] = page(TODAY[:2])
    api = "/wp-json/wp/v2/posts?per_page=100&_fields=id,date_gmt,modified_gmt,link,title,excerpt"
    site.pages[api] = Answer("[]", content_type="application/json")
    define(wiredesk, site)
    assert wiredesk.crawl()["harbour"]["new"] == 12


def test_a_sitemap_in_robots_txt_that_is_not_there(wiredesk, start_site):
    site = start_site()
    site.pages["/robots.txt"] = Answer(f"Sitemap: {site.url}/old-sitemap.xml\n", content_type="text/plain")
    site.pages["/"] = page(TODAY)
    define(wiredesk, site)
    figures = wiredesk.crawl(exit_code=1)["harbour"]
    assert (figures["new"], figures["failed"]) == (12, {"http_404": 1})


def test_nothing_is_looked_for_where_robots_txt_names_a_sitemap_that_is_there(wiredesk, start_site):
    site = start_site()
    site.pages["/robots.txt"] = Answer(f"Sitemap: {site.url}/all.xml\n", content_type="text/plain")
    site.pages["/"] = page(TODAY)
    define(wiredesk, site)
    site.pages["/all.xml"] = site.pages.pop("/sitemap.xml")
    assert wiredesk.crawl()["harbour"]["new"] == 12
    assert "/sitemap.xml" not in site.paths()

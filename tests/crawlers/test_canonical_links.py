"""Which of several pages stands for an article: URL variants, and canonical links that are right, wrong or broken."""

from __future__ import annotations

from hand_made_site import Answer, article_page, feed_of


def test_variants_of_one_url_are_queued_once(wiredesk, start_site):
    site = start_site()
    canonical = f'<link rel="canonical" href="{site.url}/news/bridge-1001">'
    variants = ["/news/bridge-1001?utm_source=feed", "/news/bridge-1001/", "/news/bridge-1001#top", "/amp/news/17",
                "/print.php?article=17", "/news/bridge-1001"]  # fmt: skip
    wiredesk.define_with_feed("harbour", site, *variants)
    for path in (*variants, "/news/bridge-1001"):
        site.pages[path.partition("#")[0]] = article_page("Old bridge to be repaired", head=canonical)
    figures = wiredesk.crawl()["harbour"]
    assert figures["new"] == 1
    assert len(wiredesk.queue()) == 1
    again = wiredesk.crawl()["harbour"]
    assert (again["new"], again["updated"], again["fetched"]) == (0, 0, 0)


def test_canonical_links_that_lead_nowhere_or_elsewhere_cost_no_article(wiredesk, start_site):
    """Whichever page comes last: on each of these sites another one."""
    paths = ["/news/one-1001", "/news/two-1002", "/news/three-1003", "/old/gone-7"]
    for slow in paths:
        site = start_site()
        wiredesk.define_with_feed(slow.rpartition("-")[2], site, *paths[:3])
        nowhere = f'<link rel="canonical" href="{site.url}/old/gone-7">'
        site.pages["/news/one-1001"] = article_page("First story of the day", head=nowhere)
        site.pages["/news/two-1002"] = article_page("Second story of the day", head=nowhere)
        elsewhere = f'<link rel="canonical" href="{site.url}/news/one-1001">'
        site.pages["/news/three-1003"] = article_page("Third story of the day", head=elsewhere)
        site.pages["/old/gone-7"] = Answer("gone", status=404)
        site.pages[slow].wait = 0.7
    assert [figures["new"] for figures in wiredesk.crawl().values()] == [3] * 4
    assert len({article["id"] for article in wiredesk.queue()}) == 12
    again = wiredesk.crawl().values()
    assert [(figures["new"], figures["updated"]) for figures in again] == [(0, 0)] * 4


def test_a_canonical_page_that_cannot_be_had_now_is_tried_again(wiredesk, start_site):
    site = start_site()
    wiredesk.define_with_feed("harbour", site, "/amp/news-1001")
    canonical = f'<link rel="canonical" href="{site.url}/news/one-1001">'
    site.pages["/amp/news-1001"] = article_page("First story of the day", head=canonical)
    site.pages["/news/one-1001"] = Answer("broken", status=501)
    figures = wiredesk.crawl(exit_code=None)["harbour"]
    assert (figures["new"], wiredesk.queue()) == (0, [])
    site.pages["/news/one-1001"] = article_page("First story of the day")
    assert wiredesk.crawl()["harbour"]["new"] == 1
    (article,) = wiredesk.queue()
    assert article["url"] == f"{site.url}/news/one-1001"
    assert wiredesk.crawl()["harbour"]["fetched"] == 0


def test_pages_that_name_each_other_as_canonical_are_one_article(wiredesk, start_site):
    site = start_site()
    wiredesk.define_with_feed("harbour", site, "/news/one-1001", "/m/one-1001")
    for path, other in (("/news/one-1001", "/m/one-1001"), ("/m/one-1001", "/news/one-1001")):
        site.pages[path] = article_page("First story", head=f'<link rel="canonical" href="{site.url}{other}">')
    assert wiredesk.crawl()["harbour"]["new"] == 1
    assert wiredesk.crawl()["harbour"]["fetched"] == 0
    assert len(wiredesk.queue()) == 1


def test_a_canonical_link_to_another_article_of_an_earlier_crawl_costs_no_article(wiredesk, start_site):
    site = start_site()
    wiredesk.define_with_feed("harbour", site, "/news/one-1001")
    site.pages["/news/one-1001"] = article_page("First story of the day")
    wiredesk.crawl()
    site.pages["/feed"] = feed_of(site, "/news/one-1001", "/news/two-1002")
    elsewhere = f'<link rel="canonical" href="{site.url}/news/one-1001">'
    site.pages["/news/two-1002"] = article_page("Second story of the day", head=elsewhere)
    assert wiredesk.crawl()["harbour"]["new"] == 1
    assert len({article["id"] for article in wiredesk.queue()}) == 2

"""Sites that answer with what is no article, not at all, or somewhere else: each costs what it must and nobody else."""

from __future__ import annotations

from hand_made_site import Answer, article_page, feed_of


def test_pages_that_are_no_articles_are_counted_and_believed_at_the_second_look(wiredesk, start_site):
    site = start_site()
    wiredesk.define_with_feed("harbour", site, "/a-1", "/b-2", "/c-3", "/d-4", "/e-5", "/f-6")
    site.pages["/a-1"] = Answer("", content_type="text/html")
    site.pages["/b-2"] = Answer(b"%PDF-1.7 \x00\x01", content_type="application/pdf")
    site.pages["/c-3"] = Answer("<html><body><form><input name=q></form></body></html>")
    site.pages["/d-4"] = Answer(bytes(range(256)) * 50)
    site.pages["/f-6"] = article_page("An article among them")
    figures = wiredesk.crawl()["harbour"]
    assert figures["new"] == 1
    assert sum(figures["dropped"].values()) == 5, figures
    assert figures["dropped"]["http_404"] == 1
    site.asked.clear()
    site.pages["/feed"].body += " "  # another body, so that the feed is read again
    figures = wiredesk.crawl()["harbour"]
    assert (figures["new"], figures["left"]) == (0, 0)  # what may have been a passing fault is kept no longer
    assert "/e-5" in site.paths()  # a feed lists what has just been published, and its page may come a little later
    site.asked.clear()
    wiredesk.crawl()
    assert site.paths() == ["/feed"]


def test_a_dead_and_a_hanging_site_hold_up_nobody(wiredesk, start_site):
    good, hanging = start_site(), start_site()
    wiredesk.define_with_feed("good", good, "/news/one-1001", "/news/two-1002")
    good.pages["/news/one-1001"] = article_page("First story of the day")
    good.pages["/news/two-1002"] = article_page("Second story of the day")
    hanging.pages["/robots.txt"] = Answer("", wait=30)
    wiredesk.define("hanging", f'url = "{hanging.url}/"\n[fetch]\ntimeout = 4\n')
    wiredesk.define("dead", 'url = "http://127.0.0.1:9/"\n')
    summary = wiredesk.crawl(exit_code=1)
    assert summary["good"]["new"] == 2
    assert summary["good"]["seconds"] < summary["hanging"]["seconds"]
    assert summary["hanging"]["problem"]
    assert summary["dead"]["problem"]


def test_robots_txt_is_obeyed_and_never_fails_open(wiredesk, start_site):
    site = start_site()
    wiredesk.define_with_feed("harbour", site, "/news/one-1001", "/private/two-1002")
    site.pages["/robots.txt"] = Answer("User-agent: *\nDisallow: /private/\n", content_type="text/plain")
    site.pages["/news/one-1001"] = article_page("First story of the day")
    site.pages["/private/two-1002"] = article_page("Second story of the day")
    figures = wiredesk.crawl()["harbour"]
    assert (figures["new"], figures["dropped"]) == (1, {"robots": 1})
    assert "/private/two-1002" not in site.paths()

    closed = start_site()
    wiredesk.define_with_feed("closed", closed, "/news/one-1001")
    closed.pages["/robots.txt"] = Answer("sorry", status=503, headers={"Retry-After": "90"})
    closed.pages["/news/one-1001"] = article_page("First story of the day")
    assert "robots.txt" in wiredesk.crawl("closed", exit_code=1)["closed"]["problem"]
    assert set(closed.paths()) == {"/robots.txt"}


def test_redirects_are_followed_on_the_site_and_not_away_from_it(wiredesk, start_site):
    site, stranger = start_site(), start_site()
    stranger.pages["/secret"] = article_page("A page of somebody else")
    wiredesk.define_with_feed("harbour", site, "/old/bridge-1001", "/away/to-1002", "/loop/for-ever-1003")
    site.pages["/old/bridge-1001"] = Answer("", 301, headers={"Location": "/news/bridge-1001"})
    site.pages["/news/bridge-1001"] = article_page("Old bridge to be repaired")
    elsewhere = stranger.url.replace("127.0.0.1", "127.0.0.2") + "/secret"
    site.pages["/away/to-1002"] = Answer("", 302, headers={"Location": elsewhere})
    site.pages["/loop/for-ever-1003"] = Answer("", 302, headers={"Location": "/loop/for-ever-1003?again"})
    site.pages["/loop/for-ever-1003?again"] = Answer("", 302, headers={"Location": "/loop/for-ever-1003"})
    figures = wiredesk.crawl(exit_code=1)["harbour"]
    assert figures["new"] == 1
    assert (figures["dropped"], figures["failed"]) == ({"redirects": 1}, {"sent_away": 1})
    assert stranger.paths() == []
    assert wiredesk.queue()[0]["url"] == f"{site.url}/news/bridge-1001"
    again = wiredesk.crawl(exit_code=1)["harbour"]  # the old address is known to lead to the article
    assert (again["fetched"], again["unchanged"]) == (0, 1)


def test_validators_that_do_not_change_with_the_content_are_no_longer_believed(wiredesk, start_site):
    site = start_site()
    wiredesk.define_with_feed("harbour", site, "/news/one-1001")
    feeds = [site.pages["/feed"].body, feed_of(site, "/news/two-1002", "/news/one-1001").body]
    site.pages["/news/one-1001"] = article_page("First story of the day")
    site.pages["/news/two-1002"] = article_page("Second story of the day")
    for body in feeds:  # a server that ignores If-None-Match and never changes its ETag
        site.pages["/feed"] = Answer(body, content_type="text/xml", headers={"ETag": '"always"'})
        figures = wiredesk.crawl()["harbour"]
    assert "no longer believed" in figures["warnings"][0]
    site.asked.clear()
    wiredesk.crawl()
    assert all("If-None-Match" not in headers for path, headers in site.asked if path == "/feed")

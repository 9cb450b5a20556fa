"""Sites of other habits: two addresses of one article, frames, robots.txt in a loop, long headers, nothing at all."""

from __future__ import annotations

import gzip
from itertools import count
from urllib.parse import urlsplit

import pytest
from hand_made_site import Answer, article_page, feed_of

STORIES = ("/news/harvest-1001", "/news/harvest-1002", "/news/harvest-1003")


@pytest.fixture
def site(wiredesk, start_site):
    """A site with three articles and a feed of them."""
    site = start_site()
    for number, path in enumerate(STORIES):
        site.pages[path] = story(number)
    wiredesk.define_with_feed("farm", site, *STORIES)
    return site


def story(number: int, **parts: str) -> Answer:
    return article_page(f"The harvest of field {number} is in", **parts)


def define(wiredesk, site, kind: str, path: str) -> None:
    source = f'sources = [{{type = "{kind}", url = "{site.url}{path}"}}]\n'
    wiredesk.define("farm", f'url = "{site.url}/"\n{source}[fetch]\ndelay = 0\n')


def paths(wiredesk) -> list[str]:
    return sorted(article["url"].partition(str(urlsplit(article["url"]).netloc))[2] for article in wiredesk.queue())


def test_an_amp_page_of_the_same_identity_gives_way_to_the_page_it_names(wiredesk, site):
    canonical = f'<link rel="canonical" href="{site.url}{{}}">'
    versions = (f"{STORIES[0]}?amp=1", f"{STORIES[1]}/amp/", f"{STORIES[2]}.amp.html")
    for number, (path, version) in enumerate(zip(STORIES, versions, strict=True)):
        site.pages[path] = story(number, head=canonical.format(path))
        site.pages[version] = story(number, head=canonical.format(path), body="The short form. Of what is told here.")
    del site.pages[STORIES[1]]  # the page that it names is not there: the version stands for it
    site.pages["/feed"] = feed_of(site, *versions)
    assert wiredesk.crawl()["farm"]["new"] == 3
    assert paths(wiredesk) == [STORIES[0], f"{STORIES[1]}/amp/", STORIES[2]]
    assert wiredesk.crawl()["farm"]["new"] == 0


def test_a_further_page_in_a_sitemap_is_no_article(wiredesk, site):
    first, second = STORIES[0], f"{STORIES[0]}?page=2"
    more = " ".join(f"Of the second page this is sentence {number} about the barn and its roof." for number in range(9))
    site.pages[first] = story(0)
    site.pages[first].body = site.pages[first].body.replace("</article>", f'<a href="{second}">2</a></article>')
    site.pages[second] = story(0, body=more)
    site.pages[second].body = site.pages[second].body.replace("</article>", f'<a href="{first}">1</a></article>')
    urls = "".join(f"<url><loc>{site.url}{path}</loc></url>" for path in (second, first, STORIES[1]))
    site.pages["/map.xml"] = Answer(f"<urlset>{urls}</urlset>", content_type="text/xml")
    define(wiredesk, site, "sitemap", "/map.xml")
    assert wiredesk.crawl()["farm"]["new"] == 2
    assert paths(wiredesk) == [first, STORIES[1]]
    whole = next(article for article in wiredesk.queue() if article["url"].endswith(first))
    assert "old bridge" in whole["body_text"]
    assert "sentence 8" in whole["body_text"]
    assert wiredesk.crawl()["farm"]["new"] == 0


def test_a_random_parameter_makes_no_new_article(wiredesk, site):
    tokens = count()
    site.pages |= {f"{path}?zid={n}": site.pages[path] for path in STORIES for n in range(40)}
    site.pages["/feed"] = lambda _: feed_of(site, *(f"{path}?zid={next(tokens)}" for path in STORIES))
    for new in (3, 0, 0):
        assert wiredesk.crawl()["farm"]["new"] == new


def test_a_server_without_regard_to_case_has_each_article_once(wiredesk, site):
    site.pages |= {path.title(): site.pages[path] for path in STORIES}
    site.pages["/feed"] = feed_of(site, *STORIES, *map(str.title, STORIES))
    assert wiredesk.crawl()["farm"]["new"] == 3
    assert len(paths(wiredesk)) == 3


def test_two_articles_at_one_script_stay_two(wiredesk, site):
    site.pages |= {f"/read.php?id={number}": site.pages[STORIES[0]] for number in (17, 18)}
    site.pages["/feed"] = feed_of(site, "/read.php?id=17", "/read.php?id=18")
    assert wiredesk.crawl()["farm"]["new"] == 2


def test_a_frameset_is_read_by_its_frames(wiredesk, site):
    links = "".join(f'<h3><a href="{path}">The harvest of a field is in at last</a></h3>' for path in STORIES)
    site.pages["/"] = Answer('<html><frameset><frame src="menu.html"><frame src="main.html"></frameset></html>')
    site.pages["/main.html"] = Answer(f"<html><body>{links}</body></html>")
    del site.pages["/feed"]
    wiredesk.define("farm", f'url = "{site.url}/"\n[fetch]\ndelay = 0\n')
    assert wiredesk.crawl()["farm"]["new"] == 3


def test_a_robots_txt_that_redirects_for_ever_has_no_rules(wiredesk, site):
    site.pages["/robots.txt"] = Answer(status=302, headers={"Location": "/robots.txt"})
    assert wiredesk.crawl()["farm"]["new"] == 3


def test_headers_as_long_as_browsers_take(wiredesk, site):
    site.pages[STORIES[0]].headers["Content-Security-Policy"] = "default-src " + "https://cdn.example.org " * 1_000
    assert wiredesk.crawl()["farm"]["new"] == 3


@pytest.mark.parametrize("home", ["<html><body><div id=root></div><script src=/app.js></script></body></html>", ""])
def test_a_site_that_shows_nothing_is_a_failure_that_is_named(wiredesk, start_site, home):
    site = start_site()
    site.pages["/"] = Answer(home)
    wiredesk.define("farm", f'url = "{site.url}/"\n[fetch]\ndelay = 0\n')
    figures = wiredesk.crawl(exit_code=1)["farm"]
    assert figures["reason"] == "nothing_found"
    assert "no article was found" in figures["problem"]


def test_a_site_of_old_articles_that_falls_silent_says_so(wiredesk, site):
    """Articles of more than a week are visited no more: they too are remembered as having been there."""
    for path in STORIES:
        body = str(site.pages[path].body)
        start = body.index('content="') + 9
        site.pages[path].body = body[:start] + "2025-03-01T10:00:00+00:00" + body[body.index('"', start) :]
    assert wiredesk.crawl()["farm"]["new"] == 3
    site.pages["/feed"] = feed_of(site)
    assert wiredesk.crawl(exit_code=1)["farm"]["reason"] == "nothing_found"


@pytest.mark.parametrize("where", ["index", "robots.txt"])
def test_sitemaps_at_another_host(wiredesk, site, start_site, where):
    bucket = start_site("127.0.0.2")
    urls = "".join(f"<url><loc>{site.url}{path}</loc></url>" for path in STORIES)
    bucket.pages["/map.xml"] = Answer(f"<urlset>{urls}</urlset>", content_type="text/xml")
    del site.pages["/feed"]
    if where == "index":
        index = f"<sitemapindex><sitemap><loc>{bucket.url}/map.xml</loc></sitemap></sitemapindex>"
        site.pages["/index.xml"] = Answer(index, content_type="text/xml")
        define(wiredesk, site, "sitemap", "/index.xml")
    else:
        site.pages["/robots.txt"] = Answer(f"Sitemap: {bucket.url}/map.xml\n", content_type="text/plain")
        site.pages["/"] = Answer("<html><body>Welcome</body></html>")
        wiredesk.define("farm", f'url = "{site.url}/"\n[fetch]\ndelay = 0\n')
    assert wiredesk.crawl()["farm"]["new"] == 3


def test_an_index_of_many_other_hosts_is_named(wiredesk, site):
    maps = "".join(f"<sitemap><loc>http://127.0.0.{n}:9/map.xml</loc></sitemap>" for n in range(2, 9))
    site.pages["/index.xml"] = Answer(f"<sitemapindex>{maps}</sitemapindex>", content_type="text/xml")
    define(wiredesk, site, "sitemap", "/index.xml")
    assert "are at other hosts" in wiredesk.crawl()["farm"]["warnings"][0]


def test_pages_that_are_there_in_other_forms(wiredesk, site):
    """Changed by a proxy (203), accepted (202), packed without a word or twice; and a check for robots with 202. As a
    difference that is everything (226), a part that is everything (206), the server's choice of several (300)."""
    site.pages[STORIES[0]].status = 203
    site.pages[STORIES[1]].status = 202
    plain = story(2).body.encode()
    site.pages[STORIES[2]] = Answer(gzip.compress(plain))
    packed = [f"/news/harvest-{number}" for number in (1004, 1005)]
    twice = gzip.compress(gzip.compress(story(4).body.encode()))
    site.pages[packed[0]] = Answer(twice, headers={"Content-Encoding": "gzip"})
    site.pages[packed[1]] = Answer("<html><body><script>wait()</script></body></html>", status=202)
    more = [f"/news/harvest-{number}" for number in (1006, 1007, 1008, 1009, 1010)]
    different, part, choices, half, plain_coding = map(story, range(6, 11))
    size = len(part.body.encode())
    different.status, part.status, half.status = 226, 206, 206
    part.headers["Content-Range"] = f"bytes 0-{size - 1}/{size}"
    half.headers["Content-Range"] = f"bytes 0-{size - 1}/{2 * size}"
    plain_coding.headers["Transfer-Encoding"] = "identity"
    site.pages |= dict(zip(more, (different, part, Answer(status=300), half, plain_coding), strict=True))
    site.pages[more[2]].headers["Location"] = "/news/harvest-1018"
    site.pages["/news/harvest-1018"] = choices
    feed = feed_of(site, *STORIES, *packed, *more)
    site.pages["/feed"] = Answer(feed.body, status=203, content_type=feed.content_type)
    site.pages["/robots.txt"] = Answer(
        gzip.compress(b"User-agent: *\nDisallow: /news/harvest-1001\n"), content_type="text/plain"
    )
    figures = wiredesk.crawl(exit_code=1)["farm"]
    assert (figures["new"], figures["dropped"]) == (7, {"robots": 1})
    assert figures["failed"] == {"http_202": 1, "http_206": 1}
    assert paths(wiredesk) == [STORIES[1], STORIES[2], packed[0], *more[:2], more[4], "/news/harvest-1018"]


def test_a_feed_in_several_pages_is_read_back_once(wiredesk, site):
    """RFC 5005: the first crawl follows it, also in a loop; later ones only where every entry is new."""
    older = f'<link xmlns="http://www.w3.org/2005/Atom" rel="next" href="{site.url}/feed?page=2"/><item>'
    first = feed_of(site, STORIES[0]).body.replace("<item>", older, 1)
    site.pages["/feed"] = Answer(first, content_type="text/xml")
    site.pages["/feed?page=2"] = Answer(
        feed_of(site, *STORIES[1:]).body.replace("<item>", older.replace("?page=2", ""), 1), content_type="text/xml"
    )
    assert wiredesk.crawl()["farm"]["new"] == 3
    site.asked.clear()
    wiredesk.crawl()
    assert "/feed?page=2" not in site.paths()
    site.pages["/news/harvest-1004"] = story(4)
    site.pages["/feed"] = Answer(
        feed_of(site, "/news/harvest-1004").body.replace("<item>", older, 1), content_type="text/xml"
    )
    assert wiredesk.crawl()["farm"]["new"] == 1
    assert "/feed?page=2" in site.paths()


def test_a_feed_may_be_a_sitemap(wiredesk, site):
    """sitemaps.org allows it; here one that an index names."""
    index = f"<sitemapindex><sitemap><loc>{site.url}/feed</loc></sitemap></sitemapindex>"
    site.pages["/index.xml"] = Answer(index, content_type="text/xml")
    define(wiredesk, site, "sitemap", "/index.xml")
    assert wiredesk.crawl()["farm"]["new"] == 3

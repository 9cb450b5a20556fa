"""The limits of a definition hold for all hosts of its site, however these are written."""

from __future__ import annotations

import json

import pytest
from hand_made_site import Answer, HandMade, article_page

from wiredesk.crawlers.fetching.host_budget import HostBudget
from wiredesk.crawlers.fetching.host_limits import HostLimits
from wiredesk.crawlers.fetching.site_limits import host_of
from wiredesk.pipelines.publishing.keys import Keys

PATHS = [f"/news/harbour-report-of-{number}" for number in (1001, 1002, 1003)]


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://WWW.Bay.Example/news", "www.bay.example"),
        ("https://bay.example:443/", "bay.example"),
        ("http://bay.example.:80/", "bay.example"),
        ("https://user:word@bay.example:8443/", "bay.example:8443"),
        ("https://köln.example/", "xn--kln-sna.example"),
        ("http://[::1]:8080/", "[::1]:8080"),
        ("http://[x/", ""),
    ],
)
def test_a_host_has_one_name(url, host):
    assert host_of(url) == host


def test_a_default_gives_way_to_a_wish_that_comes_later():
    budget = HostBudget(None, Keys())
    budget.configure("bay.example")  # a link of another site has led there
    budget.configure("bay.example", HostLimits(0.5, 4))
    known = budget._hosts["bay.example"]
    assert (known.delay, known.concurrency, known.places._value) == (0.5, 4, 4)
    budget.configure("bay.example", HostLimits(0.1, 8))
    assert (known.delay, known.concurrency) == (0.5, 4)
    budget.configure("slow.example", crawl_delay=5.0)
    budget.configure("slow.example", HostLimits(0.5, 4))
    assert (budget._hosts["slow.example"].delay, budget._hosts["slow.example"].concurrency) == (5.0, 1)


def news(home: HandMade, address: str) -> None:
    for path in PATHS:
        home.pages[path] = article_page(f"The harbour report of number {path[-4:]}")
    entries = "".join(f"<item><title>A</title><link>{address}{path}</link></item>" for path in PATHS)
    home.pages["/feed"] = Answer(f"<rss><channel>{entries}</channel></rss>", content_type="text/xml")


@pytest.mark.parametrize("case", ["upper", "other domain"])
def test_all_hosts_of_a_site_are_asked_as_its_definition_says(wiredesk, start_site, case):
    """By default two seconds lie between requests."""
    site, other = start_site(), start_site("127.0.0.2")
    upper = site.url.replace("127.0.0.1", "LocalHost")
    news(site if case == "upper" else other, upper if case == "upper" else other.url)
    site.pages["/feed"] = (site if case == "upper" else other).pages["/feed"]
    home = upper if case == "upper" else site.url
    source = f'[[sources]]\ntype = "feed"\nurl = "{home}/feed"\n'
    wiredesk.define("harbour", f'url = "{home}/"\ndomains = ["127.0.0.2"]\n{source}[fetch]\ndelay = 0\n')
    figures = wiredesk.crawl()["harbour"]
    assert figures["new"] == 3
    assert figures["seconds"] < 4


def test_a_crawl_delay_that_is_cut_is_told(wiredesk, start_site):
    site = start_site()
    site.pages["/robots.txt"] = Answer("User-agent: *\nDisallow: /\nCrawl-delay: 100000\n", content_type="text/plain")
    wiredesk.define_with_feed("harbour", site, *PATHS)
    done = wiredesk("crawl", "--summary", "json")
    (figures,) = json.loads(done.stdout)["sites"]
    host = host_of(site.url)
    assert figures["warnings"][0] == (
        f"robots.txt of {host} asks for 100,000 s between requests (Crawl-delay); 60 s are kept"
    )

"""What an operator is told of sites that failed, whatever the options: a few lines on stderr."""

from __future__ import annotations

import json

import pytest
from hand_made_site import Answer, article_page

from wiredesk.crawlers.crawl.summary import CrawlSummary, SiteSummary
from wiredesk.crawlers.running.failed_sites import failure_lines


def failed(name: str, reason: str | None, problem: str | None = None) -> SiteSummary:
    return SiteSummary(site=name, reason=reason, problem=problem or f"https://{name}/ is unavailable: {reason}")


def test_hundreds_of_sites_that_fail_alike_are_a_few_lines():
    sites = [failed(f"paper-{number}.example", "dns") for number in range(450)]
    online, names = failure_lines(CrawlSummary(sites=sites), briefly=True)
    assert online == "all 450 sites failed, all by dns: is this machine online?"
    assert names.startswith("450 sites failed by dns (the host name does not exist): paper-0.example, paper-1.example,")
    assert names.endswith(" and 440 more (--summary json has all)")
    assert len(names) < 320
    assert failure_lines(CrawlSummary(sites=sites), briefly=False) == [online]


def test_reasons_that_are_no_missing_network_do_not_ask_for_it():
    sites = [failed("one.example", "robots"), failed("two.example", "robots")]
    lines = failure_lines(CrawlSummary(sites=sites), briefly=True)
    assert lines[0] == "all 2 sites failed, all by robots"
    lines = failure_lines(CrawlSummary(sites=[*sites, failed("three.example", "http_503")]), briefly=True)
    assert lines == [
        "2 sites failed by robots (robots.txt does not allow it): one.example, two.example",
        "three.example: https://three.example/ is unavailable: http_503",
    ]


def test_other_kinds_of_failure_have_a_line_each():
    url_failed = SiteSummary(site="some.example", new=3)
    url_failed.fail("https://some.example/a", "timeout")
    lost = [failed(f"lost-{number}.example", None, "its memory is gone") for number in range(2)]
    running = SiteSummary(site="busy.example", refused=True, problem="a crawl of this site is running: on desk-1")
    refused = SiteSummary(site="kept.example", redis_refused=True, problem="Redis refuses: OOM")
    lines = failure_lines(CrawlSummary(sites=[url_failed, *lost, running, refused]), briefly=True)
    assert lines == [
        "Redis refuses: OOM (1 site)",
        "2 sites: its memory is gone: lost-0.example, lost-1.example",
        "a crawl of this site is running: on desk-1: busy.example",
        "1 URL failed: some.example (timeout 1)",
    ]
    assert failure_lines(CrawlSummary(sites=[SiteSummary(site="fine.example")]), briefly=True) == []


@pytest.mark.parametrize("options", [(), ("--summary", "json"), ("--format", "jsonl")])
def test_a_quiet_crawl_names_what_failed(wiredesk, start_site, options):
    for name in ("east", "west"):
        wiredesk.define(name, 'url = "http://127.0.0.1:9/"\n')
    site = start_site()
    wiredesk.define_with_feed("harbour", site, "/news/one-1001", "/news/two-1002")
    site.pages["/news/one-1001"] = article_page("First story of the day")
    site.pages["/news/two-1002"] = Answer("sorry", status=500)
    done = wiredesk("crawl", "--quiet", *options)
    assert done.returncode == 1
    told = [line for line in done.stderr.splitlines() if line.startswith("wiredesk: ")]
    assert told == [
        "wiredesk: 2 sites failed by connection_refused (nothing listens there (connection refused)): east, west",
        "wiredesk: 1 URL failed: harbour (http_500 1)",
    ]
    if "json" in options:
        reasons = {site["site"]: site["reason"] for site in json.loads(done.stdout)["sites"]}
        assert reasons == {"east": "connection_refused", "harbour": None, "west": "connection_refused"}


def test_a_crawl_in_which_nothing_failed_is_silent(wiredesk, start_site):
    site = start_site()
    wiredesk.define_with_feed("harbour", site, "/news/one-1001")
    site.pages["/news/one-1001"] = article_page("First story of the day")
    done = wiredesk("crawl", "--quiet")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_robots_txt_that_does_not_come_is_named(wiredesk, start_site):
    site = start_site()
    site.pages["/robots.txt"] = Answer("", wait=3)
    wiredesk.define("harbour", f'url = "{site.url}/"\n[fetch]\ndelay = 0\ntimeout = 1\n')
    figures = wiredesk.crawl(exit_code=1)["harbour"]
    host = site.url.removeprefix("http://")
    assert (figures["reason"], figures["problem"]) == (
        "timeout", f"robots.txt of {host} is unavailable (no answer in time)",
    )  # fmt: skip


def test_the_robots_txt_of_another_host_closes_that_host_alone(wiredesk, start_site):
    site, other = start_site(), start_site("127.0.0.2")
    site.pages["/news/one-1001"] = article_page("First story of the day")
    other.pages["/robots.txt"] = Answer("down", 500)
    wiredesk.define_with_feed("harbour", site, "/news/one-1001")
    definition = (wiredesk.sites / "harbour.toml").read_text()
    wiredesk.define(
        "harbour", definition.replace("[fetch]", f'[[sources]]\ntype = "feed"\nurl = "{other.url}/f"\n[fetch]')
    )
    figures = wiredesk.crawl(exit_code=1)["harbour"]
    assert (figures["new"], figures["problem"], figures["failed"]) == (1, None, {"robots_unreachable": 1})


def test_a_home_page_that_sends_elsewhere_is_named_by_its_own_address(wiredesk, start_site):
    site, elsewhere = start_site(), start_site("127.0.0.2")
    site.pages["/"] = Answer("", 302, headers={"Location": f"{elsewhere.url}/"})
    elsewhere.pages["/"] = Answer("<p>Something else</p>")
    wiredesk.define("harbour", f'url = "{site.url}/"\n[fetch]\ndelay = 0\n')
    problem = wiredesk.crawl(exit_code=1)["harbour"]["problem"]
    assert problem.startswith(f"{site.url}/ is unavailable: redirected to another site: 127.0.0.2")

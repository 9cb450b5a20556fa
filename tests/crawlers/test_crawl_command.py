"""`wiredesk crawl` as its users meet it: exit codes, locks, interruption, broken neighbours, URL variants."""

from __future__ import annotations

import json
import signal
import threading
import time
from functools import partial
from urllib.parse import urlsplit

import pytest
from hand_made_site import Answer, article_page, feed_of

FAST = "[fetch]\ndelay = 0\n"


def with_feed(wiredesk, name, site, *paths, more=""):
    """Define a site that has nothing but a feed."""
    site.pages["/feed"] = feed_of(site, *paths)
    wiredesk.define(name, f'url = "{site.url}/"\n{more}[[sources]]\ntype = "feed"\nurl = "{site.url}/feed"\n{FAST}')


def test_an_article_reaches_the_queue_with_its_fields(wiredesk, start_site):
    site = start_site()
    with_feed(wiredesk, "harbour", site, "/news/bridge-1001")
    site.pages["/news/bridge-1001"] = article_page("Old bridge to be repaired")
    figures = wiredesk.crawl()["harbour"]
    assert (figures["found"], figures["fetched"], figures["new"]) == (1, 1, 1)
    (article,) = wiredesk.queue()
    assert article["headline"] == "Old bridge to be repaired"
    assert article["site"] == "harbour"
    assert article["date_published"] == "2026-11-20T10:30:00+03:00"
    assert article["discovered_via"] == {"type": "feed", "url": f"{site.url}/feed"}
    assert article["body_text"].startswith("The council of the harbour district agreed on Tuesday")


def test_variants_of_one_url_are_queued_once(wiredesk, start_site):
    site = start_site()
    canonical = f'<link rel="canonical" href="{site.url}/news/bridge-1001">'
    variants = ["/news/bridge-1001?utm_source=feed", "/news/bridge-1001/", "/news/bridge-1001#top", "/amp/news/17",
                "/print.php?article=17", "/news/bridge-1001"]  # fmt: skip
    with_feed(wiredesk, "harbour", site, *variants)
    for path in (*variants, "/news/bridge-1001"):
        site.pages[path.partition("#")[0]] = article_page("Old bridge to be repaired", head=canonical)
    figures = wiredesk.crawl()["harbour"]
    assert figures["new"] == 1
    assert len(wiredesk.queue()) == 1
    again = wiredesk.crawl()["harbour"]
    assert (again["new"], again["updated"], again["fetched"]) == (0, 0, 0)


@pytest.mark.parametrize("slow", ["/news/one-1001", "/news/two-1002", "/news/three-1003", "/old/gone-7"])
def test_canonical_links_that_lead_nowhere_or_elsewhere_cost_no_article(wiredesk, start_site, slow):
    site = start_site()
    with_feed(wiredesk, "harbour", site, "/news/one-1001", "/news/two-1002", "/news/three-1003")
    nowhere = f'<link rel="canonical" href="{site.url}/old/gone-7">'
    site.pages["/news/one-1001"] = article_page("First story of the day", head=nowhere)
    site.pages["/news/two-1002"] = article_page("Second story of the day", head=nowhere)
    elsewhere = f'<link rel="canonical" href="{site.url}/news/one-1001">'
    site.pages["/news/three-1003"] = article_page("Third story of the day", head=elsewhere)
    site.pages["/old/gone-7"] = Answer("gone", status=404)
    site.pages[slow].wait = 0.7  # whichever page comes last, nothing is lost
    assert wiredesk.crawl()["harbour"]["new"] == 3
    assert len({article["id"] for article in wiredesk.queue()}) == 3
    again = wiredesk.crawl()["harbour"]
    assert (again["new"], again["updated"]) == (0, 0)


def test_a_canonical_page_that_cannot_be_had_now_is_tried_again(wiredesk, start_site):
    site = start_site()
    with_feed(wiredesk, "harbour", site, "/amp/news-1001")
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
    with_feed(wiredesk, "harbour", site, "/news/one-1001", "/m/one-1001")
    for path, other in (("/news/one-1001", "/m/one-1001"), ("/m/one-1001", "/news/one-1001")):
        site.pages[path] = article_page("First story", head=f'<link rel="canonical" href="{site.url}{other}">')
    assert wiredesk.crawl()["harbour"]["new"] == 1
    assert wiredesk.crawl()["harbour"]["fetched"] == 0
    assert len(wiredesk.queue()) == 1


def test_a_canonical_link_to_another_article_of_an_earlier_crawl_costs_no_article(wiredesk, start_site):
    site = start_site()
    with_feed(wiredesk, "harbour", site, "/news/one-1001")
    site.pages["/news/one-1001"] = article_page("First story of the day")
    wiredesk.crawl()
    site.pages["/feed"] = feed_of(site, "/news/one-1001", "/news/two-1002")
    elsewhere = f'<link rel="canonical" href="{site.url}/news/one-1001">'
    site.pages["/news/two-1002"] = article_page("Second story of the day", head=elsewhere)
    assert wiredesk.crawl()["harbour"]["new"] == 1
    assert len({article["id"] for article in wiredesk.queue()}) == 2


def test_a_changed_article_is_an_update_with_the_next_revision(wiredesk, start_site):
    site = start_site()
    with_feed(wiredesk, "harbour", site, "/news/bridge-1001")
    site.pages["/news/bridge-1001"] = article_page("Old bridge to be repaired")
    wiredesk.crawl()
    site.pages["/news/bridge-1001"] = article_page("Old bridge to be replaced by a new one")
    site.pages["/feed"].body = site.pages["/feed"].body.replace("<title>/news", "<title>Changed /news")
    figures = wiredesk.crawl()["harbour"]
    assert figures["updated"] == 1
    first, second = wiredesk.queue()
    assert (first["event"], second["event"]) == ("new", "update")
    assert (first["revision"], second["revision"]) == (1, 2)
    assert first["id"] == second["id"]
    assert "headline" in second["changed"]


def test_pages_that_are_no_articles_are_counted_and_believed_at_the_second_look(wiredesk, start_site):
    site = start_site()
    with_feed(wiredesk, "harbour", site, "/a-1", "/b-2", "/c-3", "/d-4", "/e-5", "/f-6")
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
    assert "/e-5" not in site.paths()


def test_a_dead_and_a_hanging_site_hold_up_nobody(wiredesk, start_site):
    good, hanging = start_site(), start_site()
    with_feed(wiredesk, "good", good, "/news/one-1001", "/news/two-1002")
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
    with_feed(wiredesk, "harbour", site, "/news/one-1001", "/private/two-1002")
    site.pages["/robots.txt"] = Answer("User-agent: *\nDisallow: /private/\n", content_type="text/plain")
    site.pages["/news/one-1001"] = article_page("First story of the day")
    site.pages["/private/two-1002"] = article_page("Second story of the day")
    figures = wiredesk.crawl()["harbour"]
    assert (figures["new"], figures["dropped"]) == (1, {"robots": 1})
    assert "/private/two-1002" not in site.paths()

    closed = start_site()
    with_feed(wiredesk, "closed", closed, "/news/one-1001")
    closed.pages["/robots.txt"] = Answer("sorry", status=503, headers={"Retry-After": "90"})
    closed.pages["/news/one-1001"] = article_page("First story of the day")
    assert "robots.txt" in wiredesk.crawl("closed", exit_code=1)["closed"]["problem"]
    assert set(closed.paths()) == {"/robots.txt"}


def test_a_second_crawl_of_the_same_site_is_refused(wiredesk, start_site):
    site = start_site()
    with_feed(wiredesk, "slow", site, "/news/one-1001")
    may_answer = threading.Event()

    def answer_late(_headers):
        may_answer.wait(25)
        return article_page("First story of the day")

    site.pages["/news/one-1001"] = answer_late
    first = wiredesk.start("crawl", "--quiet")
    while "/news/one-1001" not in site.paths():
        time.sleep(0.05)
    second = wiredesk("crawl", "--quiet")
    assert second.returncode == 4
    may_answer.set()
    _, err = first.communicate(timeout=60)
    assert first.returncode == 0, err
    assert wiredesk.crawl()["slow"]["refused"] is False


def test_a_crawl_that_was_killed_leaves_no_lock_and_loses_nothing(wiredesk, start_site):
    site = start_site()
    paths = [f"/news/story-{number}" for number in range(1001, 1013)]
    with_feed(wiredesk, "harbour", site, *paths)
    for path in paths:
        site.pages[path] = article_page(f"Headline of {path}")
        site.pages[path].wait = 0.2
    killed = wiredesk.start("crawl", "--quiet")
    while len([path for path in site.paths() if path.startswith("/news")]) < 4:
        time.sleep(0.02)
    killed.kill()
    killed.communicate()
    figures = wiredesk.crawl()["harbour"]
    articles = wiredesk.queue()
    assert {urlsplit(article["url"]).path for article in articles} == set(paths)
    assert len(articles) == len(paths)
    assert figures["new"] >= 8


def test_ctrl_c_ends_cleanly_and_the_next_crawl_goes_on(wiredesk, start_site):
    site = start_site()
    paths = [f"/news/story-{number}" for number in range(1001, 1041)]
    with_feed(wiredesk, "harbour", site, *paths)
    interrupted = threading.Event()

    def answer_late(path, _headers):
        interrupted.wait(60)
        time.sleep(0.2)
        return article_page(f"Headline of {path}")

    for number, path in enumerate(paths):  # the first ten are there at once, the others after the signal
        site.pages[path] = partial(answer_late, path) if number >= 10 else article_page(f"Headline of {path}")
    process = wiredesk.start("crawl", "--summary", "json")
    while not wiredesk.queue():
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    interrupted.set()
    out, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "Traceback" not in err, err
    summary = json.loads(out)
    assert summary["interrupted"] is True
    done = summary["sites"][0]["new"]
    assert 0 < done < len(paths)
    assert len(wiredesk.queue()) == done
    wiredesk.crawl()
    assert {urlsplit(article["url"]).path for article in wiredesk.queue()} == set(paths)
    assert len(wiredesk.queue()) == len(paths)


def test_redirects_are_followed_on_the_site_and_not_away_from_it(wiredesk, start_site):
    site, stranger = start_site(), start_site()
    stranger.pages["/secret"] = article_page("A page of somebody else")
    with_feed(wiredesk, "harbour", site, "/old/bridge-1001", "/away/to-1002", "/loop/for-ever-1003")
    site.pages["/old/bridge-1001"] = Answer("", 301, headers={"Location": "/news/bridge-1001"})
    site.pages["/news/bridge-1001"] = article_page("Old bridge to be repaired")
    elsewhere = stranger.url.replace("127.0.0.1", "127.0.0.2") + "/secret"
    site.pages["/away/to-1002"] = Answer("", 302, headers={"Location": elsewhere})
    site.pages["/loop/for-ever-1003"] = Answer("", 302, headers={"Location": "/loop/for-ever-1003?again"})
    site.pages["/loop/for-ever-1003?again"] = Answer("", 302, headers={"Location": "/loop/for-ever-1003"})
    figures = wiredesk.crawl()["harbour"]
    assert figures["new"] == 1
    assert figures["dropped"] == {"offsite": 1, "redirects": 1}
    assert stranger.paths() == []
    assert wiredesk.queue()[0]["url"] == f"{site.url}/news/bridge-1001"
    again = wiredesk.crawl()["harbour"]  # the old address is known to lead to the article
    assert (again["fetched"], again["unchanged"]) == (0, 1)


def test_dry_run_prints_and_stores_nothing(wiredesk, start_site):
    site = start_site()
    with_feed(wiredesk, "harbour", site, "/news/bridge-1001")
    site.pages["/news/bridge-1001"] = article_page("Old bridge to be repaired")
    done = wiredesk("crawl", "--quiet", "--dry-run", "--format", "jsonl")
    assert json.loads(done.stdout)["headline"] == "Old bridge to be repaired"
    assert wiredesk.queue() == []
    assert wiredesk.crawl()["harbour"]["new"] == 1


def test_a_reader_that_goes_away_ends_the_crawl_quietly(wiredesk, start_site):
    site = start_site()
    paths = [f"/news/story-{number}" for number in range(1001, 1021)]
    with_feed(wiredesk, "harbour", site, *paths)
    for path in paths:
        site.pages[path] = article_page(f"Headline of {path}")
    process = wiredesk.start("crawl", "--quiet", "--format", "jsonl")
    assert process.stdout is not None
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr is not None
    assert process.stderr.read() == ""
    assert process.wait(timeout=30) == 0


def test_due_takes_only_the_sites_whose_time_has_come(wiredesk, start_site):
    site = start_site()
    with_feed(wiredesk, "harbour", site, "/news/bridge-1001")
    site.pages["/news/bridge-1001"] = article_page("Old bridge to be repaired")
    assert list(wiredesk.crawl("--due")) == ["harbour"]
    assert list(wiredesk.crawl("--due")) == []


def test_validators_that_do_not_change_with_the_content_are_no_longer_believed(wiredesk, start_site):
    site = start_site()
    with_feed(wiredesk, "harbour", site, "/news/one-1001")
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


@pytest.mark.parametrize(
    ("arguments", "toml", "code", "message"),
    [
        (["harbor"], 'url = "http://127.0.0.1:9/"', 2, "did you mean harbour?"),
        ([], 'url = "http://127.0.0.1:9/"\ndelay = 1', 2, "harbour.toml:2"),
        ([], "url = http", 2, "harbour.toml:1"),
        (["--since", "yesterday"], 'url = "http://127.0.0.1:9/"', 2, "neither a date"),
    ],
)
def test_wrong_usage_names_what_is_wrong(wiredesk, arguments, toml, code, message):
    wiredesk.define("harbour", toml)
    done = wiredesk("crawl", *arguments)
    assert done.returncode == code
    assert message in done.stderr
    assert done.stdout == ""


def test_redis_that_cannot_be_reached_ends_with_3_and_hides_the_password(wiredesk):
    wiredesk.define("harbour", 'url = "http://127.0.0.1:9/"')
    wiredesk.environment["WIREDESK_REDIS_URL"] = "redis://desk:secret@127.0.0.1:9/0"
    began = time.monotonic()
    done = wiredesk("crawl")
    assert done.returncode == 3
    assert time.monotonic() - began < 10  # the five seconds are for the connection; the rest is this machine's start-up
    assert "redis://desk:***@127.0.0.1:9/0" in done.stderr
    assert "secret" not in done.stderr

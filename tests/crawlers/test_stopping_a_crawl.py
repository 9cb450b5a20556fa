"""A crawl that is refused, killed or told to stop: the next one goes on where it was, and nothing is lost."""

from __future__ import annotations

import json
import signal
import threading
import time
from functools import partial
from urllib.parse import urlsplit

from hand_made_site import Answer, article_page


def test_a_second_crawl_of_the_same_site_is_refused(wiredesk, start_site):
    site = start_site()
    wiredesk.define_with_feed("slow", site, "/news/one-1001")
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
    wiredesk.define_with_feed("harbour", site, *paths)
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
    wiredesk.define_with_feed("harbour", site, *paths)
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


def test_ctrl_c_does_not_wait_for_a_site_that_does_not_answer(wiredesk, start_site):
    """robots.txt is on its way for half a minute; the crawl has ended long before."""
    site, asked = start_site(), threading.Event()

    def hang(_: object) -> Answer:
        asked.set()
        return Answer("", wait=30)

    site.pages["/robots.txt"] = hang
    wiredesk.define_with_feed("harbour", site)
    process = wiredesk.start("crawl")
    assert asked.wait(60)
    began = time.monotonic()
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert time.monotonic() - began < 12  # on an idle machine 1.3 s
    assert process.returncode == 130
    assert "Traceback" not in err, err
    site.pages["/robots.txt"] = Answer("no such page", 404)
    assert wiredesk.crawl(exit_code=None)["harbour"]["problem"] is None  # what was cut off says nothing about the site


def test_a_full_disk_ends_the_crawl_at_once_though_the_page_had_been_held_back(wiredesk, start_site):
    """Its headline is not what the listing calls it, so that it comes last, when no answer is under way any more."""
    site = start_site()
    site.pages["/news/one-1001"] = article_page("First story of the day")
    wiredesk.define_with_feed("harbour", site, "/news/one-1001")
    began = time.monotonic()
    with open("/dev/full", "w") as full:
        crawl = wiredesk.start("crawl", "--quiet", "--format", "jsonl", stdout=full)
        _, err = crawl.communicate(timeout=60)
    assert (crawl.returncode, "No space left on device" in err) == (1, True), err
    assert time.monotonic() - began < 15
    assert [article["headline"] for article in wiredesk.queue()] == ["First story of the day"]

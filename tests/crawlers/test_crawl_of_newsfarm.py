"""`wiredesk crawl` over newsfarm: everything found, each article once, only what is new the next time."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.newsfarm


def define_sites(wiredesk, farm):
    for site in farm.control("/manifest?text=0")["sites"]:
        wiredesk.define(f"farm{site['index']}", f'url = "{site["base"]}/"\n[fetch]\ndelay = 0.02\n')


def most_at_once(log):
    """Requests in flight to one host at most; a site's alias is a host of its own, with a budget of its own."""
    most = 0
    for hits in log.values():
        of_host = [hit for hit in hits if hit["kind"] != "alias"]
        for hit in of_host:
            most = max(most, sum(other["time"] <= hit["time"] < other["end"] for other in of_host))
    return most


def test_first_second_and_third_crawl(wiredesk, farm):
    define_sites(wiredesk, farm)

    first = wiredesk.crawl()
    scores = farm.check(wiredesk("queue", "read").stdout)
    assert scores["recall"] == 1.0, scores["missing"]
    assert scores["duplicates"] == 0
    assert scores["strangers"] == []
    log = farm.control("/log/summary")
    assert log["private"] == 0
    assert most_at_once(farm.control("/log")) <= 2
    assert log["duplicate_article_fetches"] == 0
    assert sum(site["new"] for site in first.values()) == scores["expected"]

    farm.control("/reset", {})
    second = wiredesk.crawl()
    assert sum(site["new"] + site["updated"] for site in second.values()) == 0
    log = farm.control("/log/summary")
    assert log["requests"] <= 4 * len(second)
    assert log["articles_fetched"] == 0

    published = farm.control("/publish", {"n": 4})["published"]
    third = wiredesk.crawl()
    assert sum(site["new"] for site in third.values()) == len(published)
    urls = {article["url"].split("?utm")[0].split("&utm")[0] for article in wiredesk.queue()}
    assert {article["url"] for article in published} <= urls


def test_faults_cost_what_they_hit_and_the_next_crawl_mends_it(wiredesk, farm):
    define_sites(wiredesk, farm)
    farm.control("/faults", {"rules": [
        {"kind": "status", "status": 500, "percent": 20, "path": "/*[0-9]*"},
        {"kind": "reset", "percent": 10, "path": "/*[0-9]*"},
    ]})  # fmt: skip
    wiredesk.crawl(exit_code=None)
    farm.control("/faults", {"rules": []})
    wiredesk.crawl()
    scores = farm.check(wiredesk("queue", "read").stdout)
    assert scores["recall"] == 1.0, scores["missing"]
    assert scores["duplicates"] == 0

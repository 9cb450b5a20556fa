"""`wiredesk why`: the story of a URL is told to its end, wherever that is."""

from __future__ import annotations

import json
from typing import Any

import pytest
import redis
from hand_made_site import Answer, article_page

from wiredesk import Consumer
from wiredesk.crawlers.listings.frontier import MAX_LEADS
from wiredesk.pipelines.publishing.keys import Keys


def story(wiredesk: Any, asked: str, exit_code: int = 0) -> dict[str, Any]:
    done = wiredesk("why", asked, "--format", "json")
    assert done.returncode == exit_code, done.stderr + done.stdout
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def steps(told: dict[str, Any]) -> list[str]:
    return [step["step"] for step in told["trail"]]


@pytest.fixture
def harbour(wiredesk, start_site):
    site = start_site()
    site.pages["/robots.txt"] = Answer("User-agent: *\nDisallow: /news/forbidden", content_type="text/plain")
    site.pages["/news/bridge-1001"] = article_page("Old bridge to be repaired")
    site.pages["/news/moved-1002"] = Answer("", 302, headers={"Location": "/news/ferry-1003"})
    site.pages["/news/ferry-1003"] = article_page("The ferry sails again")
    site.pages["/news/gone-1005"] = Answer("gone", 410)
    site.pages["/news/empty-1004"] = Answer("<html><body><p>Nothing here</p></body></html>")
    site.pages["/news/broken-1007"] = Answer("no", 500)
    paths = ("bridge-1001", "moved-1002", "empty-1004", "gone-1005", "forbidden-1006", "broken-1007")
    wiredesk.define_with_feed("harbour", site, *(f"/news/{path}" for path in paths))
    return site


def test_every_end_of_a_crawl_is_told_with_the_way_to_it(wiredesk, harbour):
    wiredesk.crawl(exit_code=1)

    told = story(wiredesk, f"{harbour.url}/news/bridge-1001?utm_source=mail")
    assert steps(told) == ["listed", "robots", "request", "extraction", "queued", "outcome"]
    assert told["trail"][0]["facts"] == {"by": "feed", "source": f"{harbour.url}/feed"}
    assert told["trail"][2]["facts"]["status"] == 200
    assert told["trail"][3]["facts"]["headline"] == "Old bridge to be repaired"
    assert "no consumer group" in told["verdict"]
    assert story(wiredesk, told["id"])["trail"] == told["trail"]
    assert story(wiredesk, told["entries"][0]["id"])["trail"] == told["trail"]

    told = story(wiredesk, f"{harbour.url}/news/moved-1002")
    requests = [step["facts"] for step in told["trail"] if step["step"] == "request"]
    assert [(request["url"], request["status"]) for request in requests] == [
        (f"{harbour.url}/news/moved-1002", 302),
        (f"{harbour.url}/news/ferry-1003", 200),
    ]
    assert story(wiredesk, f"{harbour.url}/news/ferry-1003")["trail"] == told["trail"]

    ends = {}
    for path in ("empty-1004", "gone-1005", "forbidden-1006"):
        told = story(wiredesk, f"{harbour.url}/news/{path}")
        ends[path] = (told["rejected"], told["trail"][-1]["facts"]["outcome"], told["verdict"].partition(", and")[0])
        assert told["next_steps"]
        assert told["site"]["named_by"] == [f"{harbour.url}/feed"]
    assert ends == {
        "empty-1004": ("not_article", "dropped", "no article: not article"),
        "gone-1005": ("http_410", "dropped", "no article: status 410 (Gone)"),
        "forbidden-1006": ("robots", "dropped", "no article: robots.txt does not allow it"),
    }

    told = story(wiredesk, f"{harbour.url}/news/broken-1007")
    tries = [step["facts"]["status"] for step in told["trail"] if step["step"] == "request"]
    assert tries == [500, 500, 500]
    assert told["lead"] == {"source": "feed", "source_url": f"{harbour.url}/feed", "failures": 1}
    assert "having failed in 1: status 500" in told["verdict"]

    told = story(wiredesk, f"{harbour.url}/news/never-1008", exit_code=1)
    assert told["verdict"].startswith("none of the 1 listings of harbour has named it")
    with redis.Redis.from_url(wiredesk.environment["WIREDESK_REDIS_URL"]) as client:
        many = {f"https://harbour.example/{number}": "{}" for number in range(MAX_LEADS)}
        client.hset(Keys().frontier("harbour"), mapping=many)
        told = story(wiredesk, f"{harbour.url}/news/never-1008", exit_code=1)
        assert told["verdict"].startswith("so many links of harbour wait that no more are kept")
        client.delete(Keys().frontier("harbour"))
    told = story(wiredesk, "https://elsewhere.example/news/1", exit_code=1)
    assert told["next_steps"][0] == "wiredesk sites add https://elsewhere.example/news/1"
    gone = f"{harbour.url}/news/never-1008"
    with redis.Redis.from_url(wiredesk.environment["WIREDESK_REDIS_URL"]) as client:
        client.xadd(Keys().requests, {"url": gone, "request_id": "4711"})
    told = story(wiredesk, gone)
    assert told["requests"][0]["request_id"] == "4711"
    assert told["verdict"] == "asked for on the queue of requests, and not answered yet"
    table = wiredesk("why", f"{harbour.url}/news/empty-1004").stdout
    assert f"listed     feed {harbour.url}/feed" in table
    assert "\nnext         wiredesk fetch --explain " in table


def test_failed_visits_to_a_known_article_are_not_counted_wrongly(wiredesk, harbour, redis_url):
    """Of new links the crawls that failed are counted, as the fifth is the last; a known article is asked for again."""
    wiredesk.crawl(exit_code=1)
    harbour.pages["/news/bridge-1001"] = Answer("no", 403)
    for _ in range(2):
        with redis.Redis.from_url(redis_url) as client:
            for known in client.zrange(Keys().revisits("harbour"), 0, -1):
                client.zadd(Keys().revisits("harbour"), {known: 1})
        wiredesk.crawl(exit_code=1)
    outcomes = [step["text"] for step in story(wiredesk, f"{harbour.url}/news/bridge-1001")["trail"]
                if step["step"] == "outcome"]  # fmt: skip
    assert outcomes == ["published as new", *["could not be fetched: status 403 (Forbidden)"] * 2]
    (*_, last) = story(wiredesk, f"{harbour.url}/news/broken-1007")["trail"]
    assert last["text"].endswith("crawl 3 that failed")


def test_what_each_group_has_done_with_the_article(wiredesk, harbour, redis_url):
    harbour.pages["/feed"] = Answer(harbour.pages["/feed"].body.replace("moved-1002", "x-1"), content_type="text/xml")
    wiredesk.crawl(exit_code=1)
    entry = story(wiredesk, f"{harbour.url}/news/bridge-1001")["entries"][0]["id"]

    def refuse(delivery: Any) -> None:
        raise RuntimeError("index is read-only")

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WIREDESK_REDIS_URL", redis_url)
        Consumer("search", follow=False).run(lambda delivery: None)
        Consumer("alerts", follow=False, max_deliveries=1).run(refuse)
    with redis.Redis.from_url(redis_url) as client:
        for group in ("later", "held"):
            client.xgroup_create(Keys().articles, group, "0")
        client.xreadgroup("held", "me", {Keys().articles: ">"}, count=1)
    told = story(wiredesk, entry)
    groups = {one["group"]: one for one in told["entries"][0]["deliveries"]}
    assert {name: one["state"] for name, one in groups.items()} == {
        "alerts": "dead", "held": "pending", "later": "waiting", "search": "processed",
    }  # fmt: skip
    assert groups["alerts"]["error"] == "RuntimeError: index is read-only"
    assert (groups["held"]["consumer"], groups["held"]["deliveries"]) == ("me", 1)
    assert f"wiredesk queue replay {groups['alerts']['dead_letter']}" in told["next_steps"]
    wiredesk("queue", "replay", groups["alerts"]["dead_letter"])
    told = story(wiredesk, entry)
    assert {one["group"]: one["state"] for one in told["entries"][0]["deliveries"]}["alerts"] == "replayed"
    table = wiredesk("why", entry).stdout
    assert "\n  held         pending at me for " in table


def test_what_keeps_a_site_from_being_crawled_is_told(wiredesk, start_site):
    site = start_site()
    wiredesk.define_with_feed("harbour", site, "/news/bridge-1001")
    path = wiredesk.sites / "harbour.toml"
    url = f"{site.url}/news/bridge-1001"
    assert "has never been crawled" in story(wiredesk, url, exit_code=1)["verdict"]
    wiredesk("sites", "pause", "harbour")
    assert "wiredesk sites resume harbour" in story(wiredesk, url, exit_code=1)["next_steps"][0]
    path.write_text(f'enabled = false\nreason = "it has closed"\n{path.read_text()}')
    assert "switched off (it has closed)" in story(wiredesk, url, exit_code=1)["next_steps"][0]
    path.write_text(f'{path.read_text()}[urls]\ndeny = ["/news/"]\n')
    assert (
        story(wiredesk, url, exit_code=1)["verdict"] == "the definition of harbour leaves it out: [urls] deny: /news/"
    )


@pytest.mark.parametrize("asked", ["http://[", "a" * 40, "\udcff/x", "1-1", "http://x:99999999/", "{}\n", "a/" * 5_000])
def test_odd_questions_have_an_answer(wiredesk, asked):
    told = story(wiredesk, asked, exit_code=1)
    assert told["is_known"] is False
    assert told["next_steps"]


def test_nothing_is_no_question(wiredesk):
    assert wiredesk("why", " ").returncode == 2

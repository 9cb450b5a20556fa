"""`wiredesk crawl` as its users meet it: articles on the queue, updates, options, wrong usage, exit codes."""

from __future__ import annotations

import json
import re
import time
from datetime import UTC, datetime

import pytest
import redis
from hand_made_site import PUBLISHED, article_page

from wiredesk.crawlers.listings.due_times import read_states
from wiredesk.crawlers.listings.source_memory import SiteState
from wiredesk.crawlers.sites.definition import SiteDefinition
from wiredesk.pipelines.publishing.keys import Keys


def test_an_article_reaches_the_queue_with_its_fields(wiredesk, start_site):
    site = start_site()
    wiredesk.define_with_feed("harbour", site, "/news/bridge-1001")
    site.pages["/news/bridge-1001"] = article_page("Old bridge to be repaired")
    figures = wiredesk.crawl()["harbour"]
    assert (figures["found"], figures["fetched"], figures["new"]) == (1, 1, 1)
    (article,) = wiredesk.queue()
    assert article["headline"] == "Old bridge to be repaired"
    assert article["site"] == "harbour"
    assert article["date_published"] == PUBLISHED
    assert article["discovered_via"] == {"type": "feed", "url": f"{site.url}/feed"}
    assert article["body_text"].startswith("The council of the harbour district agreed on Tuesday")


def test_a_changed_article_is_an_update_with_the_next_revision(wiredesk, start_site):
    site = start_site()
    wiredesk.define_with_feed("harbour", site, "/news/bridge-1001")
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


def test_dry_run_prints_and_stores_nothing(wiredesk, start_site):
    site = start_site()
    wiredesk.define_with_feed("harbour", site, "/news/bridge-1001")
    site.pages["/news/bridge-1001"] = article_page("Old bridge to be repaired")
    done = wiredesk("crawl", "--quiet", "--dry-run", "--format", "jsonl")
    assert json.loads(done.stdout)["headline"] == "Old bridge to be repaired"
    assert wiredesk.queue() == []
    with redis.Redis.from_url(wiredesk.environment["WIREDESK_REDIS_URL"]) as client:
        left = {key: client.pttl(key) for key in client.scan_iter()}
    host = {key: time_left for key, time_left in left.items() if b":host:" in key}
    today = {key: time_left for key, time_left in left.items() if b":today:" in key}
    assert set(left) == set(host) | set(today), "its requests count for the host, and nothing else is kept"
    assert all(0 < time_left < 120_000 for time_left in host.values()), "when the host may be asked again, for a minute"
    assert all(0 < time_left < 2 * 86_400_000 for time_left in today.values())
    assert wiredesk.crawl()["harbour"]["new"] == 1


def test_a_reader_that_goes_away_ends_the_crawl_quietly(wiredesk, start_site):
    site = start_site()
    paths = [f"/news/story-{number}" for number in range(1001, 1021)]
    wiredesk.define_with_feed("harbour", site, *paths)
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
    wiredesk.define_with_feed("harbour", site, "/news/bridge-1001")
    site.pages["/news/bridge-1001"] = article_page("Old bridge to be repaired")
    assert list(wiredesk.crawl("--due")) == ["harbour"]
    assert list(wiredesk.crawl("--due")) == []
    done = wiredesk("crawl", "--due")
    assert re.fullmatch(
        r"nothing is due; the next is harbour in \d+ (minutes|hours), \d{4}-\d\d-\d\d \d\d:\d\d UTC\n", done.stderr
    )
    summary = json.loads(wiredesk("crawl", "--due", "--quiet", "--summary", "json").stdout)
    assert summary["next_site"] == "harbour"
    assert datetime.fromisoformat(summary["next_due"]) > datetime.now(UTC)
    assert wiredesk("crawl", "--due", "--quiet").stderr == "", "cron would send a mail"


def test_a_site_that_fails_is_tried_more_and_more_rarely_until_it_works(wiredesk, start_site):
    site, other = start_site(), start_site()
    wiredesk.define_with_feed("harbour", site, "/news/bridge-1001")
    wiredesk.define_with_feed("valley", other, "/news/bridge-1001")
    site.pages["/news/bridge-1001"] = other.pages["/news/bridge-1001"] = article_page("Old bridge to be repaired")
    feed = site.pages.pop("/feed")

    def pause() -> float:
        """After one more crawl, in units of ten minutes, the shortest."""
        wiredesk("crawl")
        return round((state().due_at - time.time()) / 600)

    def state() -> SiteState:
        with redis.Redis.from_url(wiredesk.environment["WIREDESK_REDIS_URL"]) as client:
            return read_states(client, Keys(), [SiteDefinition(id="harbour", url=site.url)])[0]

    assert [pause() for _ in range(3)] == [1, 2, 4]
    site.pages["/feed"] = feed
    assert (pause(), state().failures) == (1, 0)


def test_a_machine_without_a_network_makes_no_site_wait(wiredesk):
    for name in ("harbour", "valley"):
        wiredesk.define(name, f'url = "http://{name}.invalid/"\n[fetch]\ndelay = 0\n')
    definitions = [SiteDefinition(id=name, url=f"http://{name}.invalid/") for name in ("harbour", "valley")]
    for sites in (["harbour", "valley"], ["harbour", "valley"], ["harbour"]):
        wiredesk("crawl", *sites)
    with redis.Redis.from_url(wiredesk.environment["WIREDESK_REDIS_URL"]) as client:
        assert [state.failures for state in read_states(client, Keys(), definitions)] == [1, 0]


@pytest.mark.parametrize("names", [[], ["harbour", "broken", "torn"]], ids=["all", "named"])
def test_a_broken_definition_file_is_left_out_and_named(wiredesk, start_site, names):
    site = start_site()
    wiredesk.define_with_feed("harbour", site, "/news/bridge-1001")
    site.pages["/news/bridge-1001"] = article_page("Old bridge to be repaired")
    wiredesk.define("broken", 'url = "http://127.0.0.1:9/"\n\n[fetch]\ndelai = 1\n')
    wiredesk.define("torn", "")  # what `sites show > torn.toml` leaves where it fails
    done = wiredesk("crawl", "--quiet", "--summary", "json", *names)
    assert done.returncode == 1
    assert [article["site"] for article in wiredesk.queue()] == ["harbour"]
    assert f'{wiredesk.sites}/broken.toml:4: unknown key "delai" in [fetch]; did you mean delay?' in done.stderr
    assert f"{wiredesk.sites}/torn.toml:1: url is missing" in done.stderr
    summary = json.loads(done.stdout)
    assert [site["site"] for site in summary["sites"]] == ["harbour"]
    assert len(summary["invalid"]) == 2


@pytest.mark.parametrize(
    ("arguments", "toml", "code", "message"),
    [
        (["harbor"], 'url = "http://127.0.0.1:9/"', 2, "did you mean harbour?"),
        ([], 'url = "http://127.0.0.1:9/"\ndelay = 1', 2, "harbour.toml:2"),
        ([], "url = http", 2, "harbour.toml:1"),
        (["--since", "last week"], 'url = "http://127.0.0.1:9/"', 2, "neither a date"),
        (["--since", "9999999w"], 'url = "http://127.0.0.1:9/"', 2, "neither a date"),
        (["--since", "2999-01-01"], 'url = "http://127.0.0.1:9/"', 2, "lies in the future"),
        (["--since", "7d", "--until", "2w"], 'url = "http://127.0.0.1:9/"', 2, "is not before --until"),
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
    assert (
        time.monotonic() - began < 40
    )  # five for the connection, the rest for a busy machine; an outage is waited out for 60
    assert "redis://desk:***@127.0.0.1:9/0" in done.stderr
    assert "secret" not in done.stderr

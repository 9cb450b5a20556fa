"""`wiredesk metrics`: true figures of real crawls, as Prometheus reads them."""

from __future__ import annotations

import base64
import re
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import redis
from hand_made_site import Answer, article_page
from prometheus_client.parser import text_string_to_metric_families

from wiredesk.crawlers.completeness.record import SUMMARY, Summary
from wiredesk.pipelines.publishing.keys import Keys

KEYS = Keys()
DOCS = Path(__file__).parents[3] / "docs" / "metrics.md"


def samples(text: str) -> dict[str, float]:
    """``name{label="value"}`` → number, as the library's own reader has it."""
    found = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            labels = ",".join(f"{name}={value}" for name, value in sorted(sample.labels.items()))
            key = f"{sample.name.removeprefix('wiredesk_')}{{{labels}}}" if labels else sample.name[9:]
            assert key not in found, f"{key} is there twice"
            found[key] = sample.value
    return found


class Gateway:
    """A Pushgateway: takes what is put."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, str, str]] = []
        self.status = 200
        gateway = self

        class Handler(BaseHTTPRequestHandler):
            def do_PUT(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                gateway.taken.append((self.path, self.headers.get("Authorization", ""), body))
                self.send_response(gateway.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *arguments: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    made = Gateway()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def crawled(wiredesk, start_site):
    """A site whose crawl has brought two articles, a page without one and a failure."""
    site = start_site()
    site.pages["/news/bridge-1001"] = article_page("Old bridge to be repaired")
    site.pages["/news/ferry-1002"] = article_page("The ferry sails again")
    site.pages["/news/empty-1003"] = Answer("<html><body><p>Nothing here</p></body></html>")
    site.pages["/news/broken-1004"] = Answer("no", 403)
    paths = ("bridge-1001", "ferry-1002", "empty-1003", "broken-1004")
    wiredesk.define_with_feed("harbour", site, *(f"/news/{path}" for path in paths))
    wiredesk.crawl("--dry-run", exit_code=None)
    wiredesk.crawl(exit_code=1)
    return site


def test_a_crawl_is_counted_as_the_docs_say_and_its_dry_run_is_not(wiredesk, crawled, redis_url):
    began = time.time()
    with redis.Redis.from_url(redis_url) as client:
        client.xgroup_create(KEYS.articles, "search", "0")
        client.xreadgroup("search", "me", {KEYS.articles: ">"}, count=1)
        client.xadd(KEYS.dead, {"dead_group": "search", "dead_reason": "failed", "dead_entry": "1-1"})
    done = wiredesk("metrics")
    assert (done.returncode, done.stderr) == (0, "")
    found = samples(done.stdout)
    wanted = {
        "articles_total{event=new}": 2, "failures_total{reason=http_403}": 1, "responses_total{status=4xx}": 2,
        "pages_without_article_total{reason=not_article}": 1, "site_crawls_total{outcome=done,site=harbour}": 1,
        "site_articles_total{event=new,site=harbour}": 2, "site_failures_total{site=harbour}": 1,
        "crawl_seconds_count": 1, "crawl_seconds_bucket{le=+Inf}": 1, "extraction_seconds_count": 3,
        "publish_seconds_count": 2, "stream_entries{stream=articles}": 2, "group_pending{group=search}": 1,
        "group_lag{group=search}": 1, "group_dead_letters{group=search}": 1, "sites{state=crawled}": 1,
        "site_up{site=harbour}": 1, "redis_up": 1, "site_leads{site=harbour}": 1, "problems{rule=dead}": 0,
    }  # fmt: skip
    assert {name: found.get(name) for name in wanted} == wanted
    assert found["response_seconds_count"] == sum(found[f"responses_total{{status={part}xx}}"] for part in (2, 4))
    assert found["response_seconds_sum"] > 0
    assert 0 < began - found["site_last_article_timestamp_seconds{site=harbour}"] < 60
    assert found["group_oldest_seconds{group=search}"] > 0

    shown = {family.name + ("_total" if family.type == "counter" else "")
             for family in text_string_to_metric_families(done.stdout)}  # fmt: skip
    tables = "\n".join(line.rpartition("| ")[0] for line in DOCS.read_text().splitlines() if line.startswith("| `wire"))
    assert shown == set(re.findall(r"wiredesk_\w+", tables)), "docs/metrics.md names all, and no other"

    wiredesk.crawl(exit_code=1)
    again = samples(wiredesk("metrics").stdout)
    assert again["site_crawls_total{outcome=done,site=harbour}"] == 2
    assert again["articles_total{event=new}"] == 2


def test_completeness_is_a_figure_of_each_site_where_it_can_be_told(wiredesk, crawled, redis_url):
    now = time.time()
    days = [f"{datetime.fromtimestamp(now - back * 86_400, UTC):%Y-%m-%d}" for back in range(2, 16)]
    good, bad = {1: 2, 2: 2, 3: 26}, {1: 9, 2: 9, 3: 5}
    with redis.Redis.from_url(redis_url) as client:
        assert "site_completeness_ratio{site=harbour}" not in samples(wiredesk("metrics").stdout)
        summary = Summary(begun=now - 30 * 86_400, crawled=now, days=dict.fromkeys(days, good))
        client.hset(KEYS.captures("harbour"), SUMMARY, summary.model_dump_json())
        found = samples(wiredesk("metrics").stdout)
        low, share, high = (found[f"site_completeness{part}_ratio{{site=harbour}}"] for part in ("_low", "", "_high"))
        assert 0.97 < low < share < high <= 1
        assert "site_fault{kind=completeness,site=harbour}" not in found
        assert "completeness" not in wiredesk("alerts", "check", "--dry-run").stdout
        summary.days |= dict.fromkeys(days[:4], bad)
        client.hset(KEYS.captures("harbour"), SUMMARY, summary.model_dump_json())
    assert samples(wiredesk("metrics").stdout)["site_fault{kind=completeness,site=harbour}"] == 1
    told = wiredesk("alerts", "check", "--dry-run").stdout
    assert "completeness: harbour: " in told
    assert "of the articles of the last 3 days were found; usual: 99" in told


def test_the_file_is_whole_and_tells_that_redis_is_away(wiredesk, tmp_path):
    path = tmp_path / "prom" / "wiredesk.prom"
    assert wiredesk("metrics", "--output", str(path)).returncode == 1
    path.parent.mkdir()
    done = wiredesk("metrics", "--output", str(path))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert samples(path.read_text())["redis_up"] == 1
    wiredesk.environment["WIREDESK_REDIS_URL"] = "redis://127.0.0.1:1/0"
    assert wiredesk("metrics", "--output", str(path)).returncode == 3
    assert samples(path.read_text())["redis_up"] == 0
    assert list(path.parent.iterdir()) == [path]


def test_figures_are_pushed_and_a_gateway_that_refuses_is_named(wiredesk, gateway):
    address = f"http://user:se%40cret@127.0.0.1:{gateway.server.server_port}"
    assert wiredesk("metrics", "--push").returncode == 2
    wiredesk.environment["WIREDESK_METRICS_PUSH"] = address
    done = wiredesk("metrics", "--push")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    ((path, key, body),) = gateway.taken
    assert re.fullmatch(r"/metrics/job/wiredesk/instance/\S+", path)
    assert base64.b64decode(key.removeprefix("Basic ")) == b"user:se@cret"
    assert samples(body)["redis_up"] == 1
    gateway.status = 400
    done = wiredesk("metrics", "--push", address)
    assert done.returncode == 1
    assert "not pushed: http://127.0.0.1:" in done.stderr
    assert "cret" not in done.stderr
    assert wiredesk("metrics", "--push", "gateway").returncode == 2

"""`wiredesk serve` as its clients see it."""

from __future__ import annotations

import http.client
import json
import re
import signal
import urllib.parse
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from village_site import wait_until

from wiredesk.crawlers.on_demand.request_queue import GROUP
from wiredesk.pipelines.article import Article


def answer_of(api, pending):
    """What a request that was answered with 202 ends with."""
    wait_until(lambda: api(pending.json["location"]).status != 202, "no answer comes")
    return api(pending.json["location"])


def in_flight(api) -> float:
    """How many requests the server has in hand."""
    (number,) = re.findall(r"^wiredesk_http_in_flight (\S+)$", api("/metrics").text, re.M)
    return float(number)


def test_a_url_in_an_article_out(api):
    reply = api("/v1/articles", {"url": f"{api.village.url}/news/one"})
    assert reply.status == 200
    article = Article.model_validate_json(reply.text)
    assert (article.site, article.authors[0].name, article.discovered_via.type) == ("valley", "Aram Haddad", "request")
    assert "wiredesk-published" not in reply.headers
    assert api(f"/v1/articles/{article.id}").status == 404  # it was not to be published


def test_published_articles_are_found_on_the_queue(api):
    asked = {"url": f"{api.village.url}/news/two", "publish": True, "request_id": "desk:17"}
    reply = api("/v1/articles", asked)
    assert (reply.status, reply.headers["wiredesk-published"]) == (200, "new")
    assert reply.json["request_id"] == "desk:17"
    assert api(f"/v1/articles/{reply.json['id']}").json == reply.json
    again = api("/v1/articles", asked)
    assert (again.headers["wiredesk-published"], again.json["id"]) == ("unchanged", reply.json["id"])


def test_what_takes_long_is_answered_later(api):
    with api.village.silent():
        pending = api("/v1/articles", {"url": f"{api.village.url}/news/slow", "wait": 0.1})
        assert pending.status == 202
        assert pending.headers["location"] == pending.json["location"] == f"/v1/requests/{pending.json['id']}"
        assert api(pending.json["location"]).status == 202
    reply = answer_of(api, pending)
    assert reply.status == 200
    assert reply.json["requested_url"].endswith("/news/slow")
    assert api.village.hits["/news/slow"] == 1  # what was under way was not begun again
    assert api(f"/v1/requests/{'0' * 32}").status == 404


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/v1/articles", "/metrics", "/openapi.json", "/nowhere"])
def test_head_is_answered_as_get_without_a_body(api, path):
    """Services that watch whether a site is up ask so."""
    connection = http.client.HTTPConnection(urllib.parse.urlsplit(api.url).netloc, timeout=60)
    for _ in range(2):  # a body would be taken for the next answer
        connection.request("HEAD", path)
        answer = connection.getresponse()
        assert answer.status == api(path).status
        assert answer.read() == b""
    connection.close()


def test_a_failure_that_comes_later(api):
    pending = api("/v1/articles", {"url": f"{api.village.url}/missing", "wait": 0})
    reply = answer_of(api, pending)
    assert (reply.status, reply.json["reason"]) == (422, "http_404")


@pytest.mark.parametrize(
    ("path", "reason", "says"),
    [
        ("/missing", "http_404", "404"),
        ("/private/letter", "robots", "robots.txt"),
        ("/report.pdf", "not_html", "pdf"),
        ("/feed.xml", "not_html", "feed"),
        ("/", "listing", ""),
    ],
)
def test_what_is_no_article_is_said_to_be_what_it_is(api, path, reason, says):
    reply = api("/v1/articles", {"url": api.village.url + path})
    assert reply.status == 422
    assert reply.headers["content-type"] == "application/problem+json"
    assert (reply.json["type"], reply.json["reason"]) == ("/problems/no-article", reason)
    assert says in reply.json["detail"].lower()
    assert api(reply.json["type"]).status == 200  # the type leads to its explanation


@pytest.mark.parametrize(
    "url", ["http://127.1/", "http://169.254.169.254/", "http://[::ffff:10.0.0.1]/", "file:///etc/passwd"]
)
def test_urls_of_strangers_lead_nowhere_inside(api, url):
    """Loopback is opened in these tests, but not in odd notations."""
    assert api("/v1/articles", {"url": url}).json["reason"] == "forbidden_address"


def test_lists_are_bounded_filtered_and_paged(api):
    for number in range(5):
        api("/v1/articles", {"url": f"{api.village.url}/news/listed-{number}", "publish": True})
    seen, cursor = [], ""
    while True:
        page = api(f"/v1/articles?site=valley&limit=2{cursor}").json
        assert len(page["articles"]) <= 2
        seen += [article["url"] for article in page["articles"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert len(seen) == len(set(seen))
    assert [url for url in seen if "listed" in url] == [f"{api.village.url}/news/listed-{n}" for n in (4, 3, 2, 1, 0)]
    headline = api("/v1/articles?limit=1").json["articles"][0]["headline"]
    words = "+".join(headline.upper().split())
    assert api(f"/v1/articles?q={words}").json["articles"][0]["headline"] == headline
    assert api("/v1/articles?q=nobody+wrote+this+zzz").json == {"articles": [], "next": None}
    assert api("/v1/articles?site=another").json["articles"] == []
    assert api("/v1/articles?since=2999-01-01T00:00:00Z").json["articles"] == []
    assert api("/v1/articles?until=2001-01-01T00:00:00Z").json["articles"] == []
    assert api("/v1/articles?limit=101").status == 422


@pytest.mark.parametrize(
    "data", [{}, {"url": ""}, {"url": 7}, {"url": "https://example.org/", "wait": -1}, {"url": "x", "more": 1}, []]
)
def test_malformed_requests_are_told_what_is_wrong(api, data):
    reply = api("/v1/articles", data)
    assert (reply.status, reply.json["type"]) == (422, "/problems/invalid-request")
    assert reply.json["errors"]


@pytest.mark.parametrize(
    ("path", "named", "says"),
    [
        ("/v1/articles?langage=ar", ["langage"], "did you mean language?"),
        ("/v1/articles?site=valley&Limit=5&untill=2026-01-01", ["Limit", "untill"], "did you mean until?"),
        ("/v1/articles?zzz=1", ["zzz"], "site, language, since, until, q, limit, cursor"),
        (
            "/v1/articles?limit=101&cursors=1",
            ["cursors"],
            "did you mean cursor?",
        ),  # before what is wrong with known ones
        ("/v1/articles?q%00=1", ["q\\x00"], "did you mean q?"),
        (f"/v1/requests/{'0' * 32}?wait=1", ["wait"], "there are none here"),
        ("/v1/articles/abc?fields=url", ["fields"], "there are none here"),
        ("/metrics?name=up", ["name"], "there are none here"),
    ],
)
def test_unknown_parameters_are_refused(api, path, named, says):
    reply = api(path)
    assert (reply.status, reply.json["type"]) == (400, "/problems/unknown-parameter")
    for name in named:
        assert f"unknown parameter '{name}'" in reply.json["detail"]
    assert says in reply.json["detail"]
    assert api(reply.json["type"]).status == 200


def test_unknown_parameters_are_refused_before_anything_is_fetched(api):
    reply = api("/v1/articles?publish=true", {"url": f"{api.village.url}/news/unasked"})
    assert reply.status == 400
    assert api.village.hits["/news/unasked"] == 0


def test_probes_may_say_what_they_like(api):
    assert api("/healthz?probe=17").status == 200


def test_thousands_of_unknown_parameters_are_no_work(api):
    query = "&".join(f"langua{number}={number}" for number in range(4000))
    reply = api(f"/v1/articles?{query}")
    assert reply.status == 400
    assert len(reply.json["errors"]) == 5


def test_large_bodies_and_foreign_hosts_are_refused(api):
    assert api("/v1/articles", {"url": "https://example.org/" + "a" * 70_000}).status == 413
    assert api("/healthz", Host="rebound.example").status == 421  # DNS rebinding from a web page
    assert api("/healthz", Host="localhost:8080").status == 200


def test_a_request_with_two_hosts_is_refused(api):
    connection = http.client.HTTPConnection(api.url.removeprefix("http://"), timeout=30)
    connection.putrequest("GET", "/v1/articles", skip_host=True)
    for host in ("rebound.example", "localhost"):
        connection.putheader("Host", host)
    connection.endheaders()
    assert connection.getresponse().status == 400
    connection.close()


def test_a_large_body_without_a_length_is_refused_too(api):
    body = json.dumps({"url": "https://example.org/" + "a" * 70_000}).encode()
    connection = http.client.HTTPConnection(api.url.removeprefix("http://"), timeout=30)
    pieces = (body[start : start + 4096] for start in range(0, len(body), 4096))  # sent in chunks
    connection.request("POST", "/v1/articles", pieces, {"Content-Type": "application/json"})
    answer = connection.getresponse()
    assert answer.status == 413
    assert json.load(answer)["type"] == "/problems/body-too-large"
    connection.close()


def test_operation(api):
    assert api("/healthz").json["status"] == "ok"
    assert api("/readyz").status == 200
    text = api("/metrics").text
    assert 'wiredesk_http_requests_total{method="GET",route="/readyz",status="200"}' in text
    assert 'wiredesk_stream_entries{stream="requests"} 0.0' in text
    assert "process_resident_memory_bytes" in text
    assert "wiredesk_build_info{" in text
    assert "wiredesk_redis_up 1.0" in text
    names = [family.name for family in text_string_to_metric_families(text)]
    assert len(names) == len(set(names)), "Prometheus refuses a name that comes twice"


def test_two_hundred_requests_at_once(api):
    """All in flight together: none fails, and the same URL is fetched once."""

    def ask(number: int) -> int:
        return api("/v1/articles", {"url": f"{api.village.url}/news/rush-{number % 25}", "wait": 60}).status

    with ThreadPoolExecutor(200) as pool:
        with api.village.silent():
            asked = [pool.submit(ask, number) for number in range(200)]
            wait_until(lambda: in_flight(api) > 200, "not all requests have arrived")  # the one that looks is one, too
        statuses = [one.result() for one in asked]
    assert statuses == [200] * 200
    assert all(api.village.hits[f"/news/rush-{number}"] == 1 for number in range(25))


def test_keys_are_asked_for_and_limited(desk, village, open_api):
    path = desk.folder / "keys"
    made = desk.run("serve", "--key-file", str(path), "--add-key", "newsroom")
    key = made.stdout.strip()
    assert made.returncode == 0
    assert key not in path.read_text()
    assert path.stat().st_mode & 0o077 == 0
    path.write_text(path.read_text().replace("\n", " 5/min\n"))
    process, line = desk.start("serve", "--port", "0", "--host", "0.0.0.0", "--key-file", str(path))
    api = open_api(line.split()[-1].replace("0.0.0.0", "127.0.0.1"), desk, village)
    assert api("/v1/articles").status == 401
    assert api("/v1/articles", Authorization="Bearer wrong").status == 401
    assert api("/healthz").status == 200
    manifest = (Path(__file__).parents[3] / "docs/kubernetes/serve.yaml").read_text()
    probes = re.findall(r"httpGet: \{path: (\S+),", manifest)
    assert len(probes) == 3
    assert {api(path, Host="10.244.1.7:8080").status for path in probes} == {200}, "as Kubernetes asks a pod"
    assert api("/v1/articles", Authorization=f"Bearer {key}").status == 200
    statuses = [api("/v1/articles", X_API_Key=key).status for _ in range(6)]
    assert statuses == [200] * 4 + [429] * 2
    reply = api("/v1/articles", X_API_Key=key)
    assert 1 <= int(reply.headers["retry-after"]) <= 61
    path.write_text("")  # all keys revoked: while the server can be reached from outside, nobody gets in
    assert api("/v1/articles", X_API_Key=key).status == 401
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=30) == 0


def test_revoking_the_last_key_does_not_open_the_server(desk, village, open_api):
    """On loopback, where no key need be: once there was one, nobody gets in without."""
    path = desk.folder / "keys"
    key = desk.run("serve", "--key-file", str(path), "--add-key", "newsroom").stdout.strip()
    line_of_key = path.read_text()
    _, line = desk.start("serve", "--port", "0", "--key-file", str(path))
    api = open_api(line.split()[-1], desk, village)
    assert api("/v1/articles", X_API_Key=key).status == 200
    for text in ("", "# newsroom revoked\n", "a broken line\n", "\xff"):
        path.write_text(text, "latin-1")
        assert api("/v1/articles").status == 401
        assert api("/v1/articles", Host="news.example.org").status == 401
        assert api("/v1/articles", X_API_Key=key).status == 401
    path.unlink()
    assert api("/v1/articles").status == 401
    assert api("/healthz").status == 200
    path.write_text("a broken line\n" + line_of_key)
    assert api("/v1/articles", X_API_Key=key).status == 200
    assert api("/v1/articles").status == 401


def test_a_key_that_is_added_while_the_server_runs_is_needed_from_then_on(desk, village, open_api):
    path = desk.folder / "keys"
    path.touch()
    _, line = desk.start("serve", "--port", "0", "--key-file", str(path))
    api = open_api(line.split()[-1], desk, village)
    assert api("/v1/articles").status == 200
    assert api("/v1/articles", Host="news.example.org").status == 421
    key = desk.run("serve", "--key-file", str(path), "--add-key", "newsroom").stdout.strip()
    assert api("/v1/articles").status == 401
    assert api("/v1/articles", Authorization=f"bearer {key}", Host="news.example.org").status == 200
    path.unlink()
    assert api("/v1/articles").status == 401


def test_it_does_not_listen_publicly_without_a_key(desk):
    refused = desk.run("serve", "--host", "0.0.0.0", "--port", "0")
    assert refused.returncode == 2
    assert "keys add" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_the_story_of_a_url_is_told(api):
    url = f"{api.village.url}/news/story-of-one"
    assert api(f"/v1/why?url={url}").json["is_known"] is False
    article = api("/v1/articles", {"url": url, "publish": True}).json
    told = api(f"/v1/why?id={article['id']}").json
    assert told["article"]["revision"] == 1
    assert told["entries"][0]["is_there"] is True
    wait_until(lambda: len(api(f"/v1/why?url={url}").json["trail"]) == 7, 10)
    told = api(f"/v1/why?url={url}").json
    steps = ["listed", "robots", "request", "extraction", "outcome", "queued", "outcome"]
    assert [step["step"] for step in told["trail"]] == steps
    assert [step["by"] for step in told["trail"]][-3:] == ["request", "publish", "publish"]
    assert api("/v1/why").status == api(f"/v1/why?url={url}&id=x").status == 422
    assert api("/v1/why?url=http://[").json["is_known"] is False
    assert any(api("/openapi.json").json["paths"]["/v1/why"]["get"]["security"])


@pytest.mark.parametrize("command", ["serve", "desk"])
def test_a_key_file_that_is_named_and_not_there_does_not_open_the_server(desk, command):
    ended = desk.run(command, "--port", "0", "--key-file", str(desk.folder / "kyes"))
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "no key file" in ended.stderr
    assert "keys add" in ended.stderr


def test_a_disk_that_was_full_leaves_a_server_that_works(desk, village, open_api, tmp_path):
    archive = tmp_path / "pages"
    desk.environment["WIREDESK_ARCHIVE"] = str(archive)
    _, line = desk.start("serve", "--port", "0")
    api = open_api(line.split()[-1], desk, village)
    archive.rename(tmp_path / "away")
    archive.touch()  # a file in the place of the folder: nothing can be written
    desk.ask(f"{village.url}/news/queued", request_id="queued")

    def given_back() -> bool:
        waiting = desk.redis.xpending_range(desk.keys.requests, GROUP, "-", "+", 9)
        return any(one["time_since_delivered"] > 60_000 for one in waiting)

    wait_until(given_back, "the worker beside the server has not met it")
    reply = api("/v1/articles", {"url": f"{village.url}/news/asked"})
    assert (reply.status, reply.json["type"]) == (503, "/problems/archive-unavailable")
    archive.unlink()
    reply = api("/v1/articles", {"url": f"{village.url}/news/asked"})
    assert (reply.status, bool(reply.json["archive"])) == (200, True)
    assert api("/readyz").status == 200
    assert desk.ends() == {}, "the request waits, and has not failed"

"""`wiredesk fetch` as it is used in a shell."""

from __future__ import annotations

import json
import signal
import subprocess
import sys

from hand_made_site import article_page as hand_made_page

from wiredesk.crawlers.cli.fetch import fetch
from wiredesk.pipelines.exporters import FORMATS


def test_articles_on_stdout_and_failures_on_stderr(desk, village):
    desk.environment["WIREDESK_REDIS_URL"] = "redis://127.0.0.1:1"  # without --publish Redis is not needed
    done = desk.run("fetch", f"{village.url}/news/one", f"{village.url}/missing", f"{village.url}/news/two")
    assert done.returncode == 1
    articles = [json.loads(line) for line in done.stdout.splitlines()]
    assert sorted(article["requested_url"] for article in articles) == [
        f"{village.url}/news/one", f"{village.url}/news/two",
    ]  # fmt: skip
    assert {article["site"] for article in articles} == {"valley"}  # the site's definition was used
    assert done.stderr.splitlines() == [f"{village.url}/missing: http_404 (the site answered 404)"]


def test_published_from_a_list_on_stdin(desk, village):
    urls = "\n".join(["# stories", *(f"{village.url}/news/{number}" for number in range(5)), "", ""])
    done = desk.run("fetch", "--publish", "-", stdin=urls)
    assert (done.returncode, done.stderr) == (0, "")
    assert desk.redis.xlen(desk.keys.articles) == 5
    again = desk.run("fetch", "--publish", "--format", "text", "-", stdin=urls)
    assert again.returncode == 0
    assert desk.redis.xlen(desk.keys.articles) == 5  # nothing twice


def test_formats_go_to_a_file(desk, village):
    path = desk.folder / "out"
    done = desk.run("fetch", "--format", "html", "-o", str(path), f"{village.url}/news/one")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert path.read_text().startswith("<article")
    assert "Aram Haddad" in path.read_text()
    (formats,) = [option.type.choices for option in fetch.params if option.name == "format"]
    assert set(formats) == set(FORMATS)


def test_one_line_names_url_and_reason(desk, village):
    """Each URL has its line, as it was given but for what must not be printed."""
    expected = {
        f"{village.url}/": "listing",
        f"{village.url}/feed.xml": "not_html",
        f"{village.url}/report.pdf": "not_html",
        f"{village.url}/private/letter": "robots",
        "http://10.0.0.1/": "forbidden_address",
        "javascript:alert(1)": "invalid_url",
        "no url at all": "invalid_url",
        "http://***@10.0.0.2/": "forbidden_address",
        "http://127.0.0.1:1/": "connection_refused",
        "http://?.example/": "forbidden_address",
    }
    given = [url.replace("***", "reader:secret").replace("?", "\udcff\x1b[31m") for url in expected]
    done = desk.run("fetch", *given)
    assert (done.returncode, done.stdout) == (1, "")
    found = dict(line.split(": ", 1) for line in done.stderr.splitlines())
    assert {url: line.partition(" (")[0] for url, line in found.items()} == expected


def test_noindex_is_obeyed_where_the_definition_says_so(wiredesk, start_site):
    """In the page or in the header of the answer; what a page asks of search engines binds nobody else by default."""
    obeyed, free = start_site(), start_site()
    for name, site, rule in (("obeyed", obeyed, "meta_robots = true\n"), ("free", free, "")):
        wiredesk.define(name, f'url = "{site.url}/"\n[fetch]\n{rule}')
        site.pages["/page"] = hand_made_page("The bridge", head='<meta name="robots" content="noindex">')
        site.pages["/header"] = hand_made_page("The ferry")
        site.pages["/header"].headers["X-Robots-Tag"] = "noindex"
    done = wiredesk("fetch", *(f"{site.url}/{path}" for site in (obeyed, free) for path in ("page", "header")))
    assert {json.loads(line)["requested_url"] for line in done.stdout.splitlines()} == {
        f"{free.url}/page", f"{free.url}/header",
    }  # fmt: skip
    reasons = dict(line.partition(" (")[0].split(": ") for line in done.stderr.splitlines())
    assert reasons == {f"{obeyed.url}/page": "noindex", f"{obeyed.url}/header": "noindex"}


def test_wrong_usage(desk):
    assert desk.run("fetch").returncode == 2
    assert desk.run("fetch", "--format", "pdf", "https://example.org/").returncode == 2


def test_redis_is_needed_to_publish(desk, village):
    desk.environment["WIREDESK_REDIS_URL"] = "redis://127.0.0.1:1"
    refused = desk.run("fetch", "--publish", f"{village.url}/news/one")
    assert refused.returncode == 3
    assert len(refused.stderr.splitlines()) == 2


def test_ctrl_c_ends_it_at_once(desk, village):
    """Also while it waits for more URLs on stdin, and for a site that does not answer."""
    process = subprocess.Popen(
        [sys.executable, "-m", "wiredesk", "fetch", "-"], env=desk.environment, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdin is not None
    with village.silent():
        process.stdin.write(f"{village.url}/news/slow\n")
        process.stdin.flush()
        village.wait_until_asked("/news/slow")
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=20) == 130  # well before the 30 seconds after which the site would be given up
    assert process.stderr is not None
    assert process.stderr.read() == "wiredesk: interrupted; 0 URLs had been fetched\n"


def test_a_reader_that_goes_away_is_no_error(desk, village):
    command = f"{sys.executable} -m wiredesk fetch {village.url}/news/1 {village.url}/news/2 | head -c 10"
    done = subprocess.run(command, shell=True, env=desk.environment, capture_output=True, text=True, timeout=60)
    assert done.stderr == ""
    assert len(done.stdout) == 10

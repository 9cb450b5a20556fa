"""`wiredesk sites add`: from a bare address to a definition that finds every article."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
import time
import tomllib

import pytest
from hand_made_site import Answer, article_page, feed_of

from wiredesk.crawlers.sites.loader import load_definition

PATHS = [f"/news/the-old-bridge-is-repaired-{number}" for number in range(10, 17)]


def fill(site):
    """A WordPress site with a feed, in Baghdad's time zone."""
    site.pages |= {path: article_page(f"The old bridge is repaired, part {path[-2:]}") for path in PATHS}
    site.pages["/feed/"] = feed_of(site, *PATHS)
    head = '<link rel="alternate" type="application/rss+xml" href="/feed/">'
    head += '<link rel="https://api.w.org/" href="/wp-json/">'
    head += (
        '<meta property="og:site_name" content="Harbour \x1b[31mTimes"><meta name="generator" content="WordPress 6.9">'
    )
    site.pages["/"] = Answer(
        f'<html lang="en-US"><head><title>Home</title>{head}</head><body><h1>News</h1></body></html>'
    )
    posts = [
        {"link": f"{site.url}{path}", "date_gmt": "2026-11-20T07:30:00", "title": {"rendered": path}} for path in PATHS
    ]
    root = {"name": "Harbour Times", "timezone_string": "Asia/Baghdad", "gmt_offset": 3}

    site.pages["/wp-json/?_fields=name,timezone_string,gmt_offset"] = Answer(
        json.dumps(root), content_type="application/json"
    )
    fields = "id,date_gmt,modified_gmt,link,title,excerpt"
    site.pages[f"/wp-json/wp/v2/posts?per_page=100&_fields={fields}"] = Answer(
        json.dumps(posts), content_type="application/json"
    )
    site.pages["/robots.txt"] = Answer("User-agent: *\nCrawl-delay: 0.1\n", content_type="text/plain")


def test_a_definition_from_a_bare_address(wiredesk, start_site):
    site = start_site()
    fill(site)
    done = wiredesk("sites", "add", site.url, "--yes", "--json", "--name", "town")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["system"] == "WordPress 6.9"
    assert {way["type"] for way in found["sources"]} >= {"feed", "wordpress"}
    assert len(found["articles"]) == 5
    assert {quality["name"]: quality["present"] for quality in found["fields"]}["date_published"] == 5
    assert found["findings"]["timezone"]["because"] == "the time zone set in WordPress"

    definition = load_definition(wiredesk.sites / "town.toml")
    assert definition.name == "Harbour Times"
    assert (definition.country, definition.timezone, definition.languages) == ("iq", "Asia/Baghdad", ["en"])
    assert definition.fetch.delay == 0.1
    assert definition.sources == []
    assert (definition.facts or "").startswith("found by wiredesk sites add on 20")
    assert f"#   feed         {site.url}/feed/" in (wiredesk.sites / "town.toml").read_text()
    assert not (wiredesk.sites.parent / "home").exists(), "no embedded Redis was started"
    wiredesk.crawl()
    assert {article["url"] for article in wiredesk.queue()} == {site.url + path for path in PATHS}


def test_yes_leaves_a_file_alone_that_was_edited(wiredesk, start_site):
    site = start_site()
    fill(site)
    path = wiredesk.sites / "town.toml"
    assert wiredesk("sites", "add", site.url, "--yes", "--name", "town").returncode == 0
    again = wiredesk("sites", "add", site.url, "--yes", "--name", "town")
    assert again.returncode == 0, "what says the same is no other's work: " + again.stderr
    edited = path.read_text() + "[schedule]\nshortest = 5  # they publish a lot\n"
    path.write_text(edited)
    done = wiredesk("sites", "add", site.url, "--yes", "--name", "town")
    assert done.returncode == 2
    assert f"wiredesk: {path} exists already and was not changed; --force overwrites it" in done.stderr
    assert path.read_text() == edited
    assert wiredesk("sites", "add", site.url, "--yes", "--force", "--name", "town").returncode == 0
    assert "shortest" not in path.read_text()


def test_it_asks_on_a_terminal_and_writes_nothing_without_one(wiredesk, start_site):
    site = start_site()
    fill(site)
    done = wiredesk("sites", "add", site.url, "--name", "town")
    assert done.returncode == 0
    assert tomllib.loads(done.stdout)["name"] == "Harbour Times"
    assert "nothing is written, as there is no terminal to ask on: --yes writes it" in done.stderr
    assert "The old bridge is repaired, part" in done.stderr
    assert "\x1b[31m" not in done.stderr + done.stdout
    assert list(wiredesk.sites.iterdir()) == []

    master, slave = pty.openpty()
    command = [sys.executable, "-m", "wiredesk", "sites", "add", site.url, "--name", "town"]
    environment = wiredesk.environment | {"TERM": "xterm"}
    with subprocess.Popen(command, stdin=slave, stdout=slave, stderr=slave, env=environment) as process:
        os.close(slave)
        os.write(master, b"y\n")
        written = b""
        while True:
            try:
                block = os.read(master, 65536)
            except OSError:  # the other end is closed
                break
            written += block
    os.close(master)
    assert process.returncode == 0
    assert b"Write " in written
    assert load_definition(wiredesk.sites / "town.toml").country == "iq"


def test_sections_with_numbers_in_their_urls(wiredesk, start_site):
    """A site as SPIP builds it: nothing but sections, and a calendar that never ends."""
    site = start_site()

    def listing(*links: str) -> Answer:
        menu = "".join(f'<a href="/rubrique.php3?id_rubrique={n}">Section {n}</a>' for n in (1, 2, 3))
        menu += '<a href="/agenda.php3?mois=11&annee=2026">Agenda</a><a href="/auteur.php3?id_auteur=1">Staff</a>'
        menu += '<a href="/login.php3?id=1">Log in</a><a href="/mot.php3?id_mot=4">bridges</a>'
        return Answer(f'<html lang="fr"><body><nav>{menu}</nav>{"".join(links)}</body></html>')

    def teaser(n: int) -> str:
        return f'<h3><a href="/article.php3?id_article={n}">The council agreed to repair bridge number {n}</a></h3>'

    site.pages["/robots.txt"] = Answer("User-agent: *\nCrawl-delay: 0.01\n", content_type="text/plain")
    for n in range(1, 10):
        site.pages[f"/article.php3?id_article={n}"] = article_page(f"The council agreed to repair bridge number {n}")
    site.pages["/"] = listing(*(teaser(n) for n in (1, 2, 3)))
    for section in (1, 2, 3):
        site.pages[f"/rubrique.php3?id_rubrique={section}"] = listing(*(teaser(n) for n in range(section, 10, 3)))
    done = wiredesk("sites", "add", site.url, "--yes", "--name", "town")
    assert done.returncode == 0, done.stderr
    wiredesk.crawl()
    assert len(wiredesk.queue()) == 9
    assert not [path for path in site.paths() if path.startswith(("/agenda", "/auteur", "/login", "/mot"))]


@pytest.mark.parametrize(
    ("address", "exit_code", "said"),
    [
        ("hello world", 2, "is not the address of a site"),
        ("ftp://example.org/", 2, "is not the address of a site"),
        ("http://10.0.0.1/", 1, "10.0.0.1 is not a public address"),
        ("http://127.0.0.1:1/", 1, "nothing listens there"),
    ],
)
def test_addresses_that_give_nothing(wiredesk, address, exit_code, said):
    done = wiredesk("sites", "add", address, "--yes")
    assert done.returncode == exit_code
    assert said in done.stderr
    assert done.stdout == ""


def test_a_site_without_articles_says_what_was_tried(wiredesk, start_site):
    site = start_site()
    site.pages["/"] = Answer("<html><body><h1>Under construction</h1></body></html>")
    site.pages["/sitemap.xml"] = Answer("<html>nothing</html>", content_type="text/xml")
    done = wiredesk("sites", "add", f"{site.url}/2026/11/20/a-single-article-of-the-site-1234", "--yes")
    assert done.returncode == 1
    assert f"using its home page {site.url}/\n" in done.stderr
    assert f"no article found at {site.url}/" in done.stderr
    assert f"tried {site.url}/sitemap.xml: it is no sitemap" in done.stderr
    assert f"tried {site.url}/feed/: status 404 (Not Found)" in done.stderr


def test_a_mistyped_path_is_no_site_although_its_host_is_one(wiredesk, start_site):
    site = start_site()
    site.pages |= {path: article_page(f"The old bridge is repaired, part {path[-2:]}") for path in PATHS}
    site.pages["/robots.txt"] = Answer("User-agent: *\nCrawl-delay: 0.1\n", content_type="text/plain")
    site.pages["/feed.xml"] = feed_of(site, *PATHS)
    done = wiredesk("sites", "add", f"{site.url}/kurdsih/", "--yes")
    assert (done.returncode, done.stdout) == (1, "")
    assert f"{site.url}/kurdsih/ is unavailable: status 404" in done.stderr
    assert f"wiredesk sites add {site.url}/" in done.stderr
    assert list(wiredesk.sites.iterdir()) == []


def test_ctrl_c_ends_it_although_the_site_does_not_answer(wiredesk, start_site):
    site = start_site()
    site.pages["/robots.txt"] = Answer(wait=30)
    process = wiredesk.start("sites", "add", site.url)
    while not site.asked:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert process.returncode == 130
    assert "Traceback" not in err, err
    assert out == ""

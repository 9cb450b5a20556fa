"""`wiredesk sites import` and `export`: from a list to definitions that crawl, and back."""

from __future__ import annotations

import asyncio
import json
import signal
import time

import pytest
from hand_made_site import Answer, HandMade, article_page, feed_of

from wiredesk.crawlers.crawl.summary import SiteSummary
from wiredesk.crawlers.site_tools.trial.run import TrialRun
from wiredesk.crawlers.site_tools.trial.visit import SiteVisit
from wiredesk.crawlers.sites.definition import SiteDefinition
from wiredesk.crawlers.sites.loader import load_definition
from wiredesk.settings.environment import read_environment

PATHS = [f"/news/the-old-bridge-is-repaired-{number}" for number in range(10, 14)]


@pytest.fixture
def town(start_site) -> HandMade:
    site = start_site()
    site.pages |= {path: article_page(f"The old bridge is repaired, part {path[-2:]}") for path in PATHS}
    site.pages["/hidden/feed"] = feed_of(site, *PATHS)
    site.pages["/robots.txt"] = Answer("User-agent: *\nCrawl-delay: 0.1\n", content_type="text/plain")
    site.pages["/"] = Answer("<html><body><h1>Welcome</h1></body></html>")
    return site


def test_a_list_becomes_definitions_and_a_report(wiredesk, start_site, town):
    closed = start_site()
    closed.pages["/"] = Answer("no", 500)
    listed = start_site()
    listed.pages |= {path: article_page(f"The ferry sails again, part {path[-2:]}") for path in PATHS}
    listed.pages["/feed/"] = feed_of(listed, *PATHS)
    listed.pages["/robots.txt"] = town.pages["/robots.txt"]
    listed.pages["/"] = Answer(
        '<html><head><link rel="alternate" type="application/rss+xml" href="/feed/"></head></html>'
    )
    folder = wiredesk.sites.parent
    opml = folder / "feeds.opml"
    opml.write_text(
        f'<opml><body><outline text="Town" htmlUrl="{town.url}/" xmlUrl="{town.url}/hidden/feed"/>'
        f'<outline htmlUrl="{listed.url}/"/><outline htmlUrl="{listed.url}/{PATHS[0]}" xmlUrl="{listed.url}/other"/>'
        f'<outline htmlUrl="{closed.url}"/><outline htmlUrl="http://10.0.0.1/"/></body></opml>'
    )
    report = folder / "report.jsonl"
    done = wiredesk("sites", "import", str(opml), "--report", str(report), "--json")
    assert done.returncode == 1, done.stderr
    results = {line["given"]: line for line in map(json.loads, done.stdout.splitlines())}
    assert [json.loads(line) for line in report.read_text().splitlines()] == list(results.values())
    assert {line["status"] for line in results.values()} == {"written", "duplicate", "failed", "invalid"}
    assert results[f"{town.url}/"]["articles"] >= 2
    assert results[closed.url]["reason"] == "http_500"
    assert "not a public address" in results["http://10.0.0.1/"]["detail"]
    assert "2 written" in done.stderr.splitlines()[-1]

    definitions = {name: load_definition(wiredesk.sites / f"{results[name]['id']}.toml")
                   for name in (f"{town.url}/", f"{listed.url}/")}  # fmt: skip
    assert [source.url for source in definitions[f"{town.url}/"].sources] == [f"{town.url}/hidden/feed"]
    assert definitions[f"{listed.url}/"].sources == [], "what discovery finds is left to it"
    assert not (folder / "home").exists(), "no Redis was started"

    before = (len(town.asked), len(listed.asked), len(closed.asked))
    again = wiredesk("sites", "import", str(opml), "--report", str(report))
    assert (len(town.asked), len(listed.asked), len(closed.asked)) == before, "nothing is visited twice"
    again = wiredesk("sites", "import", str(opml), "--json")
    statuses = {line["given"]: line["status"] for line in map(json.loads, again.stdout.splitlines())}
    assert statuses[f"{town.url}/"] == statuses[f"{listed.url}/"] == "known"
    assert statuses[closed.url] == "failed", "without a report, what failed is tried again"

    summary = wiredesk.crawl(results[f"{listed.url}/"]["id"])
    assert summary[results[f"{listed.url}/"]["id"]]["new"] == len(PATHS)
    exported = wiredesk("sites", "export", "--format", "opml")
    assert f'xmlUrl="{listed.url}/feed/"' in exported.stdout, "crawls have found it"
    toml = folder / "all.toml"
    toml.write_text(wiredesk("sites", "export", "--format", "toml").stdout)
    taken = wiredesk("sites", "import", str(toml), "--folder", str(folder / "copy"))
    assert taken.returncode == 0, taken.stderr
    assert f": written {folder}/copy/" in taken.stderr
    for path in wiredesk.sites.glob("*.toml"):
        assert load_definition(folder / "copy" / path.name) == load_definition(path)
    (folder / "team").mkdir()
    wiredesk.environment["WIREDESK_SITES"] = f"{folder}/team:{wiredesk.sites}"
    known = wiredesk("sites", "import", str(toml), "--json")
    assert {json.loads(line)["status"] for line in known.stdout.splitlines()} == {"known"}, "the other folder has them"


def test_an_id_that_is_none_is_told(wiredesk, start_site):
    listed = start_site()
    listed.pages |= {path: article_page(f"The ferry sails again, part {path[-2:]}") for path in PATHS}
    listed.pages["/feed/"] = feed_of(listed, *PATHS)
    listed.pages["/robots.txt"] = Answer("User-agent: *\nCrawl-delay: 0.1\n", content_type="text/plain")
    listed.pages["/"] = Answer('<link rel="alternate" type="application/rss+xml" href="/feed/">')
    file = wiredesk.sites.parent / "list.csv"
    file.write_text(f"website;id\n{listed.url}/;../../evil\n")
    assert wiredesk("sites", "list").stderr.startswith(f"no site is defined in {wiredesk.sites}; `wiredesk sites add")
    done = wiredesk("sites", "import", str(file))
    (written,) = wiredesk.sites.glob("*.toml")
    assert f"'../../evil' is no id of a site, so it is {written.stem}" in done.stderr


def test_ctrl_c_ends_an_import_and_the_same_command_goes_on(wiredesk, town):
    town.pages["/slow/"] = Answer("", wait=60)
    file = wiredesk.sites.parent / "urls.txt"
    file.write_text(f"{town.url}/slow/\n")
    process = wiredesk.start("sites", "import", str(file))
    deadline = time.monotonic() + 30
    while "/slow/" not in town.paths():
        assert time.monotonic() < deadline
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "the same command continues from here" in err
    assert list(wiredesk.sites.iterdir()) == []


def test_wrong_lists_are_refused_before_anything_is_visited(wiredesk, tmp_path):
    assert "cannot be read" in wiredesk("sites", "import", str(tmp_path / "none.csv")).stderr
    file = tmp_path / "x.csv"
    file.write_text("a;b\n1;2\n")
    done = wiredesk("sites", "import", str(file))
    assert done.returncode == 2
    assert "no site in it, read as csv" in done.stderr
    done = wiredesk("sites", "export", "--format", "csv")
    assert done.returncode == 2
    assert "no site fits" in done.stderr


def test_what_a_stop_has_cut_short_is_told_of_nobody():
    """Also where it came before there was a spider that could note it."""

    class Stopped(TrialRun):
        async def _visit(self, _desk: object, definition: SiteDefinition, _articles: int) -> SiteVisit:
            self.interrupted = True
            return SiteVisit(definition, SiteSummary(site=definition.id))

    told: list[str] = []
    run = Stopped(read_environment(), on_visit=lambda first, _: told.append(first.definition.id))
    definition = SiteDefinition(id="town", url="https://town.example/")
    asyncio.run(run._visit_twice(asyncio.Semaphore(1), None, definition))
    assert told == []

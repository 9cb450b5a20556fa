"""``wiredesk demo`` as a user runs it, and the articles on its queue against the town's truth."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from datetime import datetime
from pathlib import Path

import pytest

from wiredesk.crawlers.demo.demo_state import TownRegistry
from wiredesk.crawlers.demo.display import EXAMPLE_SITE
from wiredesk.crawlers.demo.server import Town
from wiredesk.crawlers.demo.stories import read_town
from wiredesk.crawlers.sites.catalogue import Catalogue

SITES = read_town()
STORIES = sum(len(site.stories) for site in SITES)
by_site = pytest.mark.parametrize("site", SITES, ids=lambda site: site.id)


def wiredesk(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own, with `home` as data folder and no terminal."""
    program = "import sys; from wiredesk.crawlers.cli import main; sys.argv[0] = 'wiredesk'; main()"
    return subprocess.run(
        [sys.executable, "-c", program, *arguments],
        env={**os.environ, "WIREDESK_HOME": str(home), "NO_COLOR": "1", "PYTHONUTF8": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=100,
    )


@pytest.fixture(scope="module")
def demo():
    """Two runs of the demo, and the articles that are on its queue after the first."""
    with tempfile.TemporaryDirectory(prefix="wd-demo-", dir="/tmp") as folder:
        home = Path(folder)
        try:
            first = wiredesk(home, "demo")
            queue = wiredesk(home / "demo", "queue", "read")
            second = wiredesk(home, "demo")
            again = wiredesk(home / "demo", "queue", "read")
            founding = TownRegistry(home / "demo").read()
            assert founding is not None, first.stderr
            with Town(SITES, founding.founded, port=founding.port) as town:
                yield first, second, queue.stdout, again.stdout, town
        finally:
            wiredesk(home / "demo", "redis", "stop")


@pytest.fixture(scope="module")
def articles(demo):
    """The queued articles by URL."""
    return [json.loads(line) for line in demo[2].splitlines()]


def pairs(demo, articles, site):
    """Each story of `site` with its article."""
    town = demo[4]
    by_url = {article["canonical_url"] or article["url"]: article for article in articles}
    return [(story, by_url[town.writers[site.id].url(story)]) for story in site.stories]


def test_the_first_run_shows_articles_the_queue_and_what_to_type_next(demo):
    first = demo[0]
    assert first.returncode == 0, first.stderr
    assert f"{STORIES} articles queued" in first.stdout
    assert "Tel Ward gets running water after eleven dry months" in first.stdout
    assert f"{{wiredesk}}:articles: {STORIES} entries" in first.stdout
    assert f"wiredesk crawl {EXAMPLE_SITE}" in first.stdout
    assert "0 for pages that robots.txt forbids" in first.stdout
    assert f"raw pages: {STORIES} kept" in first.stderr
    assert "demo/archive wiredesk sites rule zagros-post headline h1" in first.stdout
    assert "\x1b" not in first.stdout + first.stderr


def test_the_second_run_says_that_nothing_is_new_and_queues_nothing(demo):
    _, second, queue, again, _ = demo
    assert second.returncode == 0, second.stderr
    assert "Nothing is new" in second.stdout
    assert again == queue


def test_the_site_of_the_advice_exists():
    assert EXAMPLE_SITE in Catalogue.load().names


@by_site
def test_every_story_is_queued_once(demo, articles, site):
    urls = [article["canonical_url"] or article["url"] for article in articles if article["site"] == site.id]
    assert sorted(urls) == sorted(demo[4].writers[site.id].url(story) for story in site.stories)


@by_site
def test_headlines_and_languages(demo, articles, site):
    for story, article in pairs(demo, articles, site):
        assert article["headline"] == story.headline
        assert article["language"] == site.language
        assert article["publisher"] == site.name


@by_site
def test_dates(demo, articles, site):
    for story, article in pairs(demo, articles, site):
        published = site.published(story, demo[4].founded)
        assert article["date_published"], story.slug
        # "hace 3 horas" and "hace 2 días" tell the moment no better than that; the sitemap's own moment may be used.
        tolerance = 24 * 3600 if site.date_style == "spanish-relative" else 59
        moment = datetime.fromisoformat(article["date_published"])
        if moment.tzinfo is None:
            assert site.date_style == "spanish-relative"
            assert abs((moment.date() - published.date()).days) <= 1
        else:
            assert abs((moment - published).total_seconds()) <= tolerance, story.slug


@by_site
def test_authors_sources_and_datelines(demo, articles, site):
    for story, article in pairs(demo, articles, site):
        people = [author["name"] for author in article["authors"] if author["type"] == "person"]
        assert people == story.authors, story.slug
        assert article.get("source") == story.source, story.slug
        assert (article.get("dateline") or "").casefold() == (story.dateline or "").casefold(), story.slug


@by_site
def test_bodies_hold_the_article_and_nothing_else(demo, articles, site):
    for story, article in pairs(demo, articles, site):
        assert [text for text in site.litter if text in article["body_text"]] == [], story.slug
        assert article["body_text"].split("\n\n") == story.paragraphs, story.slug

"""``scrapy crawl site``: the spider as Scrapy's own command runs it, with its feed exports."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from hand_made_site import article_page

ROOT = Path(__file__).resolve().parents[2]


def test_a_feed_export_holds_every_article_that_is_queued(wiredesk, start_site, tmp_path):
    """Also those that wait for the page which they name, and stand for themselves in the end."""
    site = start_site()
    names = {
        "/news/plain-1001": None,
        "/amp/broken-1002": "/news/nowhere-1002",
        "/news/one-1003": "/m/one-1003",
        "/m/one-1003": "/news/one-1003",
        "/amp/other-1004": "/news/plain-1001",
    }
    wiredesk.define_with_feed("harbour", site, *names)
    for path, named in names.items():
        link = f'<link rel="canonical" href="{site.url}{named}">' if named else ""
        site.pages[path] = article_page(f"Story number {path[-4:]} of the day", head=link)
    feed = tmp_path / "articles.json"
    (tmp_path / "scrapy.cfg").symlink_to(ROOT / "scrapy.cfg")  # which makes a folder that of the project
    command = [sys.executable, "-m", "scrapy", "crawl", "site", "-a", "site=harbour", "-O", str(feed)]
    done = subprocess.run(
        command, cwd=tmp_path, env=wiredesk.environment, capture_output=True, text=True, timeout=100, check=False
    )
    assert done.returncode == 0, done.stderr
    exported = {article["id"]: article["headline"] for article in json.loads(feed.read_text())}
    assert exported == {article["id"]: article["headline"] for article in wiredesk.queue()}
    assert sorted(exported.values()) == [f"Story number {number} of the day" for number in range(1001, 1005)]

"""The pictures of docs/desk.md, made of the desk as it is.

    python benchmarks/desk_pictures.py [--folder docs/pictures]

Starts a Redis of its own with eight invented sites, a queue and two consumer groups, starts a desk, and takes the
pictures with the Chromium on PATH. It needs fonts for Arabic and Devanagari (Debian: fonts-noto-core). Look at them
before you commit them; they are to be made again when a page has changed.
"""

from __future__ import annotations

import argparse
import random
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import redis
from desk_pages import health
from desk_server import desk_with
from playwright.sync_api import sync_playwright

from wiredesk.crawlers.completeness.record import Record, Summary
from wiredesk.crawlers.crawl.crawl_record import CrawlRecord
from wiredesk.crawlers.crawl.health import SiteHealth
from wiredesk.crawlers.fetching.browser import browser_on_path
from wiredesk.crawlers.listings.source_memory import SITE_FIELD, SiteState, SourceState
from wiredesk.pipelines.article import SCHEMA, Article, Author, DiscoveredVia, ExtractionRecord
from wiredesk.pipelines.publishing.keys import Keys

SITES = {
    "harbour": ("Harbour Times", "en"), "cinar": ("Çınar Postası", "tr"), "sahil": ("صحيفة الساحل", "ar"),
    "gaun": ("गाँव समाचार", "ne"), "talbote": ("Der Talbote", "de"), "vesti": ("Вести Горњег Града", "sr"),
    "molino": ("El Molino", "es"), "ridge": ("Ridge Post", "en"),
}  # fmt: skip
"""Id of a site → its name and language."""
FEED, SITEMAP = 1, 2  # marks of a capture record
LACKING = {"harbour": 0.2, "cinar": 0.4}
"""Sites that have two kinds of sources, and the share of articles that each of these lacks."""
FAILING, FAILING_SECONDS = "cinar", 48 * 3600.0
"""The site whose crawls have failed, and since when."""
SIZES = {"desk-overview": (1100, 1140), "desk-site": (1100, 1000), "desk-article": (1100, 680)}
"""Width and height of each picture in pixels."""


def fill(client: redis.Redis, folder: Path, now: float) -> None:
    """Sites with their records, an article in Arabic, and two groups."""
    chance, keys = random.Random(4), Keys()
    for site, (name, language) in SITES.items():
        url = f"https://{site}.example/"
        (folder / f"{site}.toml").write_text(f'name = "{name}"\nurl = "{url}"\nlanguages = ["{language}"]\n')
        client.set(keys.health(site), _record_of(site, chance, now).model_dump_json(exclude_defaults=True))
        client.hset(keys.sources(site), SITE_FIELD, SiteState(crawled_at=now, due_at=now + 1800).model_dump_json())
        feed = SourceState(type="feed", checked=now - 600, changed=now - 4_000, leads=30)
        client.hset(keys.sources(site), f"{url}feed", feed.model_dump_json())
        if site in LACKING:
            seen = now - FAILING_SECONDS if site == FAILING else now
            client.hset(keys.captures(site), mapping=_captures(LACKING[site], chance, seen).fields())
    for group in ("alerts", "search"):
        client.xgroup_create(keys.articles, group, id="0", mkstream=True)
    for number in range(3):
        entry = client.xadd(keys.articles, _entry(number, now)).decode()
        client.hset(keys.article(f"{number:032x}"), mapping={"receipts": f"t/1/{entry}", "first": entry})
    client.xreadgroup("alerts", "one", {keys.articles: ">"}, noack=True)


def _record_of(site: str, chance: random.Random, now: float) -> SiteHealth:
    record = health(chance, now)
    for crawl in record.crawls:
        crawl.reasons, crawl.failed = {}, 0
    if site == FAILING:
        problem = {"problem": "its certificate has expired", "reason": "certificate", "reasons": {"certificate": 1}}
        failed = [CrawlRecord(at=crawl.at, failed=1, **problem) for crawl in record.crawls[-48:]]
        record.crawls[-48:] = failed
        record.last_good = record.last_new = failed[0].at - 3600
        for day in record.days[-2:]:
            day.new, day.bad = 0, 24
    if site == "gaun":
        for crawl in record.crawls:
            crawl.fields.authors = 0
        for day in record.days[-4:]:
            day.fields.authors = 0
    return record


def _captures(lacks: float, chance: random.Random, now: float) -> Record:
    """Two months of articles, of which two kinds of sources lack a share each."""
    record, today = (
        Record(summary=Summary(begun=now - 60 * 86_400, crawled=now)),
        datetime.fromtimestamp(now, UTC).date(),
    )
    for back in range(45, -1, -1):
        day = today - timedelta(days=back)
        for _ in range(chance.randint(18, 40)):
            marks = FEED * (chance.random() > lacks) + SITEMAP * (chance.random() > lacks)
            if marks:
                record.note(chance.randbytes(16), marks, day)
        record.trim(day)
    record.trim(today)
    return record


def _entry(number: int, now: float) -> dict[str, str | int]:
    url = f"https://sahil.example/news/{number}"
    article = Article(
        id=f"{number:032x}", site="sahil", url=url, requested_url=url, language="ar", content_hash="0" * 32,
        headline="مجلس البلدة يقرّ خطة لترميم الجسر قبل الشتاء", byline="بقلم: سامر حدّاد",
        authors=[Author(name="سامر حدّاد")], publisher="صحيفة الساحل", section="محليات",
        body_text="قرّر مجلس البلدة في جلسته أمس ترميم الجسر القديم قبل حلول الشتاء.\n\nوقال رئيس المجلس إن العمل يبدأ "
        "الأسبوع المقبل ويستمرّ شهرين.\n\nوتبلغ الكلفة ثلاثة ملايين، تُدفع من موازنة المحافظة.",
        date_published=datetime.fromtimestamp(now - 9_000, UTC).isoformat(timespec="seconds"),
        fetched_at=datetime.fromtimestamp(now - 600, UTC).isoformat(timespec="seconds"),
        discovered_via=DiscoveredVia(type="feed", url="https://sahil.example/feed"),
        extraction=ExtractionRecord(
            method="model", version="6",
            confidence={"body_text": 0.94, "headline": 0.97, "authors": 0.91, "date_published": 0.98, "language": 0.99},
        ),
    )  # fmt: skip
    return {"schema": SCHEMA, "event": "new", "id": article.id, "revision": 1, "site": "sahil", "language": "ar",
            "date_published": article.date_published or "", "near_duplicate_of": "",
            "article": article.model_dump_json()}  # fmt: skip


def take(address: str, folder: Path) -> None:
    """One picture of each page in SIZES."""
    pages = {"desk-overview": "", "desk-site": "sites/cinar", "desk-article": f"articles/{2:032x}"}
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=browser_on_path(), args=["--no-sandbox"])
        for name, (width, height) in SIZES.items():
            window = browser.new_page(viewport={"width": width, "height": height})
            window.goto(address + pages[name])
            window.screenshot(path=folder / f"{name}.png")
        browser.close()


def main() -> None:
    """Fill, serve, take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, default=Path("docs/pictures"))
    options = parser.parse_args()
    with desk_with(lambda client, folder: fill(client, folder, time.time())) as address:
        take(address, options.folder)


if __name__ == "__main__":
    main()

"""How fast the pages of `wiredesk desk` are with many sites and many known articles.

    python benchmarks/desk_pages.py [--sites 300] [--known 1000000] [--queued 20000] [--rounds 10]

Starts a Redis of its own, fills it, starts a desk, and asks for each page in turn. Prints the median and the slowest of
each, and the ratio of the slowest median to the 200 ms that an operator was promised. The first page after the start
reads every definition and health record; it is told apart.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import time
import urllib.request
from datetime import UTC, datetime, timedelta
from pathlib import Path

import redis
from desk_server import desk_with

from wiredesk.crawlers.crawl.crawl_record import ArticleFields, CrawlRecord, DayRecord
from wiredesk.crawlers.crawl.health import SiteHealth
from wiredesk.pipelines.article import SCHEMA, Article, DiscoveredVia, ExtractionRecord
from wiredesk.pipelines.publishing.keys import Keys

PROMISED = 0.2
"""Seconds a page may take."""
WORDS = "council river bridge harvest mayor school winter market valley doctor engine festival teacher".split()


def health(chance: random.Random, now: float) -> SiteHealth:
    """Two months of a site that is crawled every hour."""
    days = []
    for back in range(59, -1, -1):
        new = chance.randint(5, 40)
        fields = ArticleFields(articles=new, authors=new, dates=new, lengths=[2000])
        day = (datetime.fromtimestamp(now, UTC) - timedelta(days=back)).date().isoformat()
        days.append(DayRecord(day=day, crawls=24, new=new, silence=6, fields=fields))
    crawls = [
        CrawlRecord(at=now - 3600 * back, found=40, new=chance.randint(0, 3), failed=chance.randint(0, 2),
                    reasons={"timeout": 1}, fields=ArticleFields(articles=1, authors=1, dates=1, lengths=[2000]))
        for back in range(59, 0, -1)
    ]  # fmt: skip
    return SiteHealth(crawls=crawls, days=days, first=now - 60 * 86_400, last_new=now - 3600, last_good=now - 3600)


def fill(client: redis.Redis, folder: Path, sites: int, known: int, queued: int) -> None:
    """Definitions, health records, known articles and a queue."""
    chance, keys, now = random.Random(1), Keys(), time.time()
    for number in range(sites):
        name = f"site-{number}.example"
        (folder / f"{name}.toml").write_text(f'url = "https://{name}/"\nname = "Site {number}"\nlanguages = ["en"]\n')
        client.set(keys.health(name), health(chance, now).model_dump_json(exclude_defaults=True))
    with client.pipeline(transaction=False) as pipeline:
        for number in range(known):
            record = {"revision": 1, "content_hash": "0" * 32, "first": f"{number + 1}-0", "visited": int(now)}
            pipeline.hset(keys.article(f"{number:032x}"), mapping=record)
            if number % 5_000 == 4_999:
                pipeline.execute()
        for number in range(queued):
            site = f"site-{number % sites}.example"
            text = "\n\n".join(" ".join(chance.choices(WORDS, k=60)) for _ in range(8))
            article = Article(
                id=f"{number:032x}", site=site, url=f"https://{site}/{number}", requested_url=f"https://{site}/{number}",
                headline=" ".join(chance.choices(WORDS, k=7)), body_text=text, language="en", content_hash="0" * 32,
                fetched_at="2026-11-28T10:00:00Z", discovered_via=DiscoveredVia(type="feed"),
                extraction=ExtractionRecord(method="model", version="1", confidence={"body_text": chance.random()}),
            )  # fmt: skip
            fields = {"schema": SCHEMA, "event": "new", "id": article.id, "revision": 1, "site": site,
                      "language": "en", "date_published": "", "near_duplicate_of": "",
                      "article": article.model_dump_json()}  # fmt: skip
            entry = f"{int(now * 1000) - queued + number}-0"
            pipeline.xadd(keys.articles, fields, id=entry)
            pipeline.hset(keys.article(article.id), mapping={"receipts": f"t/1/{entry}", "first": entry})
            if number % 1_000 == 999:
                pipeline.execute()
        pipeline.execute()


def main() -> None:
    """Fill, serve, measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sites", type=int, default=300)
    parser.add_argument("--known", type=int, default=1_000_000)
    parser.add_argument("--queued", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=10)
    options = parser.parse_args()

    def filled(client: redis.Redis, folder: Path) -> None:
        fill(client, folder, options.sites, options.known, options.queued)

    with desk_with(filled) as address:
        measure(address, options.rounds)


def measure(address: str, rounds: int) -> None:
    """Ask for every page, `rounds` times."""
    print(f"the first page after the start: {asked(address):.3f} s")
    newest = json.load(urllib.request.urlopen(address.replace("/desk/", "/v1/articles?limit=1")))["articles"][0]["id"]
    medians = []
    for page in ("", "sites", "sites?q=12", "sites/site-7.example", "articles", "articles?q=harvest+nosuch",
                 f"articles/{newest}", "doubtful", "queue", "fetch"):  # fmt: skip
        seconds = [asked(address + page) for _ in range(rounds)]
        medians.append(statistics.median(seconds))
        print(f"/desk/{page:28} median {medians[-1] * 1000:6.0f} ms   slowest {max(seconds) * 1000:6.0f} ms")
    print(f"slowest median / promised {PROMISED * 1000:.0f} ms: {max(medians) / PROMISED:.2f}")


def asked(url: str) -> float:
    """Seconds until a page is here whole."""
    began = time.perf_counter()
    with urllib.request.urlopen(url, timeout=60) as answer:
        answer.read()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()

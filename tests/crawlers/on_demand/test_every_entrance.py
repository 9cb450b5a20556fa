"""The same page by crawl, fetch, extract, queue and HTTP gives the same article, field by field."""

from __future__ import annotations

import json
import urllib.request

DIFFER = {"fetched_at", "requested_url", "discovered_via", "request_id"}
"""When and how it was asked for; nothing else."""


def test_one_article_by_every_entrance(desk, village):
    url = f"{village.url}/news/story-7"

    def compared(article: dict) -> dict:
        return {name: value for name, value in article.items() if name not in DIFFER}

    fetched = json.loads(desk.run("fetch", url).stdout)
    page = desk.folder / "page.html"
    page.write_bytes(village.answer("/news/story-7")[2])
    content_type = "text/html; charset=utf-8"
    extracted = json.loads(desk.run("extract", str(page), "--url", url, "--content-type", content_type).stdout)

    crawl = desk.run("crawl", "valley", "--quiet", "--max-articles", "40")
    assert crawl.returncode == 0, crawl.stderr
    entries = [json.loads(fields["article"]) for _, fields in desk.redis.xrange(desk.keys.articles)]
    crawled = next(article for article in entries if article["url"] == url)

    desk.redis.flushall()
    desk.start("worker")
    desk.ask(url, request_id="by-queue")
    desk.wait_until_answered()
    ((_, fields),) = desk.redis.xrange(desk.keys.articles)
    queued = json.loads(fields["article"])
    assert fields["request_id"] == queued["request_id"] == "by-queue"

    desk.redis.flushall()
    _, line = desk.start("serve", "--port", "0", "--no-worker")
    body = json.dumps({"url": url}).encode()
    asked = urllib.request.Request(f"{line.split()[-1]}/v1/articles", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(asked, timeout=60) as reply:
        served = json.load(reply)

    assert compared(fetched) == compared(extracted) == compared(served)
    assert compared(fetched) == compared(queued)
    assert compared(fetched) == compared(crawled)

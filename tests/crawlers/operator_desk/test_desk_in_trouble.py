"""What the desk shows when something is missing: crawls, Redis, a page; and after nobody has looked for a while."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import redis

from wiredesk.crawlers.crawl.crawl_record import CrawlRecord
from wiredesk.crawlers.crawl.health import SiteHealth
from wiredesk.crawlers.operator_desk import board_keeper
from wiredesk.crawlers.operator_desk.board_keeper import OUTDATED, BoardKeeper
from wiredesk.pipelines.publishing.keys import Keys

PAGES = ["", "sites", "sites/valley", "articles", "doubtful", "queue"]
PATIENCE = 20.0  # seconds: far below the two minutes for which commands are repeated


def test_what_is_missing_is_said_on_a_page_and_soon(desk_to_break):
    browser, server = desk_to_break
    overview = browser.get("/desk/").main
    assert "1 never crawled" in overview
    assert "1 site : no crawl has looked yet" in overview
    assert "as usual" not in overview

    nowhere = browser.get("/desk/nowhere")
    assert (nowhere.status, nowhere.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "No such page" in nowhere.main
    assert browser.get("/nowhere").headers["content-type"] == "application/problem+json"

    server.kill()
    began = time.monotonic()
    with ThreadPoolExecutor(len(PAGES)) as tabs:
        seen = dict(zip(PAGES, tabs.map(lambda page: browser.get(f"/desk/{page}"), PAGES), strict=True))
    assert time.monotonic() - began < PATIENCE
    assert {page: answer.status for page, answer in seen.items()} == dict.fromkeys(seen, 503)
    assert all("Redis does not answer" in answer.main for answer in seen.values())
    assert browser.get("/desk/static/desk.css").status == 200


def test_whoever_comes_after_a_pause_sees_no_old_board(redis_url: str, tmp_path: Path, monkeypatch):
    (tmp_path / "valley.toml").write_text('url = "https://valley.example/"\n')
    health = SiteHealth()
    with redis.Redis.from_url(redis_url) as client:
        keeper = BoardKeeper(client, Keys(), [tmp_path])

        def end_crawl(problem: str | None) -> None:
            health.add(CrawlRecord(at=time.time(), found=0 if problem else 9, new=1, problem=problem))
            client.set(Keys().health("valley"), health.model_dump_json())

        end_crawl(None)
        assert keeper.get().sites[0].state == "ok"
        end_crawl("the host has no address")
        assert keeper.get().sites[0].state == "ok", "a board is shown for some seconds"
        now = time.time() + OUTDATED + 1
        monkeypatch.setattr(board_keeper.time, "time", lambda: now)
        assert keeper.get().sites[0].state != "ok"

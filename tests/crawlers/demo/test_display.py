"""What the demo prints, from results made by hand: hostile text, nothing new, failures."""

from __future__ import annotations

import pytest

from wiredesk.crawlers.crawl.summary import CrawlSummary, SiteSummary
from wiredesk.crawlers.demo.display import DemoDisplay
from wiredesk.crawlers.demo.program import DemoResult
from wiredesk.pipelines.article import Article, DiscoveredVia, ExtractionRecord
from wiredesk.pipelines.consuming.queue_state import QueueState
from wiredesk.pipelines.content_change import Words, content_hash

QUEUE = QueueState(
    stream="{wiredesk}:articles", entries=3, memory_bytes=4200, dead=0, oldest=None, newest=None, groups=[]
)


def article(headline: str, **fields) -> Article:
    url = "http://127.20.0.1:8000/a"
    return Article(
        **{
            "id": "a1",
            "site": "zagros-post",
            "url": url,
            "requested_url": url,
            "headline": headline,
            "body_text": "One.\n\nTwo.",
            "content_hash": content_hash(Words(headline, "One.")),
            "fetched_at": "2026-11-22T08:00:00Z",
            "discovered_via": DiscoveredVia(type="feed"),
            "extraction": ExtractionRecord(method="rules", version="1"),
            **fields,
        }
    )


def result(articles: list[Article], *sites: SiteSummary) -> DemoResult:
    return DemoResult(CrawlSummary(sites=list(sites), seconds=1.5), articles, QUEUE, [], 0)


def test_an_article_is_shown_in_the_table_and_whole(capsys):
    shown = article("A headline", language="en", date_published="2026-11-22T08:00:00+03:00")
    DemoDisplay().result(result([shown]))
    printed = capsys.readouterr().out
    assert "1 article queued in 1.5 s" in printed
    assert "2026-11-22 08:00+03:00" in printed
    assert "One.\n\nTwo." in printed
    assert "{wiredesk}:articles: 3 entries" in printed


@pytest.mark.parametrize(("date", "printed"), [("2026-11-22", "2026-11-22 "), (None, "unknown")])
def test_no_time_is_invented(capsys, date, printed):
    DemoDisplay().result(result([article("A headline", date_published=date)]))
    row = next(line for line in capsys.readouterr().out.splitlines() if line.startswith(" zagros-post"))
    assert printed in row
    assert ":00" not in row


def test_text_of_strangers_cannot_steer_the_terminal(capsys):
    hostile = article("\x1b]0;mine\x07\x1b[31mRed\u202e news[/bold]", language="\x1b[2Jxx")
    DemoDisplay().result(result([hostile]))
    printed = capsys.readouterr().out
    assert "\x1b" not in printed
    assert "\u202e" not in printed
    assert "Red news[/bold]" in printed  # and is no markup of our own


def test_nothing_new_is_said_plainly(capsys):
    DemoDisplay().result(result([], SiteSummary(site="zagros-post", found=6, unchanged=6)))
    printed = capsys.readouterr().out
    assert "Nothing is new" in printed
    assert "nothing was queued" in printed


def test_a_crawl_that_failed_is_not_called_nothing_new(capsys):
    failed = SiteSummary(site="zagros-post")
    failed.fail("http://127.20.0.1:8000/feed/", "http_500")
    DemoDisplay().result(result([], failed))
    printed = capsys.readouterr().out
    assert "Nothing is new" not in printed
    assert "Something went wrong" in printed

"""What a crawl says of itself while it goes on, where nobody looks at a terminal."""

from __future__ import annotations

from wiredesk.crawlers.crawl.summary import CrawlSummary, SiteSummary
from wiredesk.crawlers.running import crawl_display


def test_a_line_of_progress_cannot_be_taken_for_the_figures_of_the_end(capsys, monkeypatch):
    monkeypatch.setattr(crawl_display, "LINE_EVERY", -1.0)
    with crawl_display.CrawlDisplay(quiet=False, many=2) as display:
        display.update(CrawlSummary(sites=[SiteSummary(site="a", new=70), SiteSummary(site="b", new=56)]))
    assert capsys.readouterr().err.startswith("so far: 2 sites: 126 new, ")

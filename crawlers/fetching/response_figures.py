"""What the answer of a web server adds to the figures in Redis."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.http import Request, Response

if TYPE_CHECKING:  # it needs Redis's client, and a fetch that publishes nothing does not
    from wiredesk.pipelines.figures.figure_book import FigureBook


def count_response(figures: FigureBook | None, response: Response, request: Request) -> None:
    """Count an answer; with None nothing is counted. A page of the browser has no duration."""
    if figures is None:
        return
    figures.count("responses", f"{response.status // 100}xx")
    figures.count("response_bytes", amount=len(response.body))
    if (seconds := request.meta.get("download_latency")) is not None:
        figures.observe("response_seconds", seconds)

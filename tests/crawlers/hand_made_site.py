"""A news site made by hand: what it answers, and plain pages and feeds for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone

PUBLISHED_AT = (datetime.now(timezone(timedelta(hours=3))) - timedelta(days=3)).replace(
    hour=10, minute=30, second=0, microsecond=0
)
"""When the articles of the site were published: a few days ago, as articles older than a week are not visited again."""
PUBLISHED = PUBLISHED_AT.isoformat()


@dataclass
class Answer:
    """What the hand-made site answers."""

    body: str | bytes = ""
    status: int = 200
    content_type: str = "text/html; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)
    wait: float = 0.0


@dataclass
class HandMade:
    """A site whose every answer a test decides; knows who asked for what."""

    url: str
    pages: dict[str, Answer | Callable[[dict[str, str]], Answer]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]


WORDS = (
    "The council of the harbour district agreed on Tuesday to repair the old bridge before the winter storms arrive. "
    "Engineers had warned in spring that two of its pillars were damaged, and fishermen asked for a safe crossing. "
    "Work begins next month and will cost nine million, the mayor said after the meeting in the town hall."
)


def article_page(headline: str, *, body: str = WORDS, head: str = "") -> Answer:
    """A plain article page."""
    paragraphs = "".join(
        f"<p>{part.strip()}. All who came spoke at length of {headline.lower()}.</p>" for part in body.split(". ")
    )
    html = f"""<!DOCTYPE html><html lang="en"><head><title>{headline} - Harbour Times</title>{head}
      <meta property="article:published_time" content="{PUBLISHED}"></head>
      <body><nav><a href="/">Home</a></nav><article><h1>{headline}</h1>{paragraphs}</article></body></html>"""
    return Answer(html)


def feed_of(site: HandMade, *paths: str) -> Answer:
    """An RSS feed that names these paths of a site."""
    items = "".join(f"<item><title>{path}</title><link>{site.url}{path}</link></item>" for path in paths)
    return Answer(f'<rss version="2.0"><channel><title>Times</title>{items}</channel></rss>', content_type="text/xml")

"""The kinds of source that lead to articles: one row per kind; all other parts take what they need from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

SourceKind = Literal["feed", "json_feed", "news_sitemap", "sitemap", "wordpress", "section"]
"""As a site's definition names them (`type` in `[[sources]]`)."""
SourceType = Literal[
    "feed", "json-feed", "news-sitemap", "sitemap", "wordpress", "section", "revisit", "request", "file", "warc"
]
"""As an article names how it was found (`discovered_via.type`); the last four are no sources of a site."""
DateSource = Literal["json-ld", "meta", "time", "text", "url", "feed", "sitemap", "wordpress", "rules", "state"]
"""Where an article's date was found: places of a page, sources that date their articles, the site's own rules."""
CaptureKind = Literal["feed", "sitemap", "api", "page"]
"""Kinds of source that are compared to tell how many articles none has named: several feeds, or several sections, share
a site's articles out among them and count as one. `Record` keeps their places in this order: new ones go last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KindOfSource:
    """What is to be known of one kind of source."""

    kind: SourceKind
    type: SourceType
    called: str
    """As in "it is no …"."""
    capture: CaptureKind = "api"
    """What it counts as where the articles are compared that several kinds have named."""
    telling: bool = True
    """It names new articles without sections being read."""
    proves: bool = False
    """An entry is the publisher's own account of the article; a section's link or a sitemap's day is not."""
    dates: DateSource | None = None
    """How a date that comes from it is marked; None: it gives no dates."""
    dates_believed: float = 0.0
    """From 0 to 1: how sure a date is that only this source gives."""


SOURCE_KINDS: dict[SourceKind, KindOfSource] = {
    row.kind: row
    for row in (
        KindOfSource(
            kind="feed", type="feed", called="feed", capture="feed",
            proves=True, dates="feed", dates_believed=0.9,
        ),
        KindOfSource(
            kind="json_feed", type="json-feed", called="feed", capture="feed",
            proves=True, dates="feed", dates_believed=0.9,
        ),
        KindOfSource(
            kind="wordpress", type="wordpress", called="WordPress API", proves=True,
            dates="wordpress", dates_believed=0.9,
        ),
        KindOfSource(
            kind="news_sitemap", type="news-sitemap", called="sitemap", capture="sitemap", proves=True,
            dates="sitemap", dates_believed=0.85,
        ),
        KindOfSource(kind="section", type="section", called="page", capture="page", telling=False),
        KindOfSource(
            kind="sitemap", type="sitemap", called="sitemap", capture="sitemap", dates="sitemap", dates_believed=0.85,
        ),
    )
}  # fmt: skip
"""In the order of how much they tell: a trial takes its samples from the first ones."""

BY_TYPE: dict[str, KindOfSource] = {row.type: row for row in SOURCE_KINDS.values()}

TELLING = frozenset(row.kind for row in SOURCE_KINDS.values() if row.telling)
"""Kinds that name new articles without sections being read."""

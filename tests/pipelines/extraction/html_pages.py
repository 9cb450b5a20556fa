"""Small pages for the tests of fields: a whole document around what a test is about."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from wiredesk.pipelines.extraction.fields.field_reading import read_fields
from wiredesk.pipelines.extraction.fields.fields import Fields
from wiredesk.pipelines.extraction.page.document import parse_document
from wiredesk.pipelines.page import Evidence
from wiredesk.pipelines.site_profile import SiteProfile

UNDER_HEADLINE = "<h1>Bridge</h1><div class='post-date'>{}</div>"
FETCHED = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
PARAGRAPH = (
    "The council of the town met on Monday evening and decided to repair the old bridge over the river before the "
    "winter begins, because the engineers had warned of cracks in two of its pillars."
)


def page(head: str = "", body: str = "", *, language: str = "en", paragraph: str = PARAGRAPH) -> bytes:
    """A page with a head, a body and three paragraphs of running text."""
    text = f"<p>{paragraph}</p>" * 3
    return f"<html lang='{language}'><head>{head}</head><body><main>{body}{text}</main></body></html>".encode()


def fields(
    html: bytes,
    url: str = "https://news.example.org/town/bridge-to-be-repaired",
    *,
    profile: SiteProfile | None = None,
    evidence: Evidence | None = None,
) -> Fields:
    """The fields of a page, as of FETCHED."""
    return read_fields(parse_document(html, url), profile=profile, evidence=evidence, fetched_at=FETCHED)


def ld(**properties: object) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **properties})}</script>'


def published(claims: dict[str, str], printed: str = "", meta: str = "", **other: str) -> tuple[str | None, str | None]:
    """(date_published, date_published_source) of a page with these JSON-LD dates, printed line and meta tags."""
    head = f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **claims})}</script>{meta}'
    found = fields(
        page(head if claims else meta, UNDER_HEADLINE.format(printed) if printed else "<h1>Bridge</h1>", **other)
    )
    return found.date_published, found.date_published_source

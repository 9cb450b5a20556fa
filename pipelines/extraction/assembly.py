"""From a page to its article: parse, fields, body, and the decision whether it is an article at all."""

from __future__ import annotations

from datetime import UTC, datetime

from pipelines.article import Article, ExtractionRecord, content_hash
from pipelines.extraction.body import read_body
from pipelines.extraction.document import parse_document
from pipelines.extraction.fields import read_fields
from pipelines.extraction.rejection import PageRefused, Rejection
from pipelines.page import Page
from pipelines.same_site import plausible_canonical, registrable_domain
from pipelines.site_profile import SiteProfile
from pipelines.url_identity import article_id

VERSION = "1"
"""Of the extraction: raised when a change can give another text for the same page."""


def assemble_article(page: Page, site: SiteProfile | None) -> Article | Rejection:
    """Reads one page. Never raises on any page content: what cannot be an article becomes a Rejection."""
    try:
        return _assemble(page, site)
    except PageRefused as refused:
        return refused.rejection
    except (RecursionError, ValueError, TypeError, AttributeError, LookupError, AssertionError) as problem:
        # A page that finds a hole in a library costs that page alone, and says so.
        return Rejection(reason="unparsable", detail=f"{type(problem).__name__}: {problem}"[:300])


def _assemble(page: Page, site: SiteProfile | None) -> Article | Rejection:
    document = parse_document(page.body, page.url, page.content_type)
    fields = read_fields(document, profile=site, evidence=page.evidence, fetched_at=page.fetched_at)
    body = read_body(document)
    if not body.paragraphs:
        return Rejection(reason="not_article", detail="no text of an article was found")
    if not fields.headline:
        return Rejection(reason="not_article", detail="the page has no headline")
    canonical = plausible_canonical(fields.canonical_url, page.url) if fields.canonical_url else None
    text = body.text
    known = fields.model_dump(exclude={"canonical_url", "schema_types", "article_body"})
    return Article(
        **{name: value for name, value in known.items() if name in Article.model_fields},
        id=article_id(canonical or page.url),
        site=(site.id if site is not None else "") or registrable_domain(page.url),
        url=page.url,
        requested_url=page.requested_url,
        canonical_url=canonical,
        body_text=text,
        content_hash=content_hash(fields.headline, text),
        fetched_at=page.fetched_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        http_status=page.http_status,
        discovered_via=page.discovered_via,
        extraction=ExtractionRecord(method=body.method, version=VERSION, warnings=[*document.warnings, *body.warnings]),
    )


def page_from_bytes(html: bytes, url: str, content_type: str | None, fetched_at: datetime | None) -> Page:
    """A page that was read from a file or handed over by a program; ``fetched_at`` defaults to now."""
    moment = fetched_at or datetime.now(UTC)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    from pipelines.article import DiscoveredVia

    return Page(
        url=url,
        requested_url=url,
        content_type=content_type,
        body=html,
        fetched_at=moment,
        discovered_via=DiscoveredVia(type="file"),
    )

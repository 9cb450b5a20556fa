"""Extraction: from the bytes of a page to an article.

Pure: no network, no Redis, no files but the package's own data; safe in threads and processes.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from wiredesk.pipelines.article import Article
from wiredesk.pipelines.extraction.rejection import Rejection
from wiredesk.pipelines.page import Page, page_from_bytes
from wiredesk.pipelines.site_profile import SiteProfile

if TYPE_CHECKING:
    from wiredesk.pipelines.extraction.memory.site_memory import SiteMemory

__all__ = ["Rejection", "extract_article", "extract_page"]


def extract_article(
    html: bytes,
    url: str,
    *,
    fetched_at: datetime | None = None,
    site: SiteProfile | None = None,
    content_type: str | None = None,
    memory: SiteMemory | None = None,
) -> Article | None:
    """Extracts the article of a page, or None where the page holds none (a listing, an error page, no HTML).

    ``html`` are the bytes as received; ``fetched_at`` (default: now) bounds the dates; ``site`` gives the site's name,
    languages, time zone and ``[extract]`` selectors; ``content_type`` is the response header; ``memory`` is what a
    crawl has learned about the site (it is read, not changed). Never raises on hostile markup.
    :func:`extract_page` says why there is no article.
    """
    article = extract_page(page_from_bytes(html, url, content_type, fetched_at), site, memory)
    return article if isinstance(article, Article) else None


def extract_page(page: Page, site: SiteProfile | None = None, memory: SiteMemory | None = None) -> Article | Rejection:
    """Extracts the article of a fetched page, or says why there is none. Never raises on hostile markup."""
    # Imported here: who only hands pages to a worker process needs none of the extraction, which takes a second.
    from wiredesk.pipelines.extraction.assembly import read_page  # noqa: PLC0415  # takes a second

    return read_page(page, site, memory).result

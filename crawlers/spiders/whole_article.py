"""An article that a site spreads over several pages, put together: the one page that has all of it, or one by one."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Final
from urllib.parse import urlsplit

from scrapy.http import Response

from wiredesk.crawlers.fetching.failure_reasons import reason_of
from wiredesk.crawlers.sites.definition import SiteDefinition
from wiredesk.crawlers.spiders.canonical import same_headline
from wiredesk.crawlers.spiders.fetched_page import FetchedPage, Version
from wiredesk.crawlers.spiders.page_reading import capture_of, read_article, refusal
from wiredesk.pipelines.archive.capture import Capture
from wiredesk.pipelines.article import Article
from wiredesk.pipelines.desk import Desk
from wiredesk.pipelines.extraction import Rejection
from wiredesk.pipelines.extraction.page.article_pages import MULTI_PAGE, ArticlePages, pages_in
from wiredesk.settings.log_events import event

MOST_PAGES: Final = 10
"""Pages that are fetched for one article; the longest seen has seven."""
MOST_CHARACTERS: Final = 1_000_000
"""Of a text that is put together."""

Download = Callable[[str], Awaitable[Response]]
"""Fetches one more page of the same site, as politely as the first; raises what a download raises."""

logger = logging.getLogger(__name__)


async def whole_article(
    version: Version, fetched: FetchedPage, desk: Desk, definition: SiteDefinition | None, download: Download
) -> Version:
    """The article with the text of all its pages; as it was, with the warning ``multi_page``, where they cannot be had.

    Only the first page of an article is completed. Never raises for what the web does.
    """
    if MULTI_PAGE not in version.article.extraction.warnings:
        return version
    pages = await asyncio.to_thread(pages_in, fetched.page)
    if pages is None or pages.number > 1:
        return version
    reader = _Reader(version.article, fetched, desk, definition, download)
    if pages.whole is not None and (article := await reader.with_all(pages.whole)) is not None:
        return version.of(article).with_further(reader.captures)
    reader.captures.clear()
    return version.of(await reader.with_following(pages)).with_further(reader.captures)


class _Reader:
    """Reads further pages of one article."""

    def __init__(
        self, first: Article, fetched: FetchedPage, desk: Desk, definition: SiteDefinition | None, download: Download
    ) -> None:
        self._first = first
        self._fetched = fetched
        self._desk = desk
        self._definition = definition
        self._download = download
        self.captures: list[Capture] = []
        """The further pages that were read, to be kept."""

    async def with_all(self, address: str) -> Article | None:
        """The article as the page with all of it has it; None where that is another or has no more text."""
        found = await self._read(address)
        if found is None:
            return None
        whole = found[0].body_text
        opening = self._first.body_text.split("\n\n")[0]
        if opening not in whole or len(whole) <= len(self._first.body_text):
            return None
        return _complete(self._first, whole)

    async def with_following(self, pages: ArticlePages) -> Article:
        """The article with the text of the pages that follow, as far as they can be had."""
        paragraphs = self._first.body_text.split("\n\n")
        known = set(paragraphs)
        addresses = dict(pages.addresses)
        for number in range(2, MOST_PAGES + 1):
            address = addresses.get(number)
            if address is None:
                return _complete(self._first, "\n\n".join(paragraphs))
            found = await self._read(address)
            if found is None or sum(map(len, paragraphs)) > MOST_CHARACTERS:
                break
            article, more = found
            new = [text for text in article.body_text.split("\n\n") if text not in known]
            if not new:  # the site gives the same page again: the links were those of comments
                return _complete(self._first, "\n\n".join(paragraphs))
            paragraphs += new
            known.update(new)
            if more is not None:
                addresses.update(more.addresses)
        return self._first.with_body_text("\n\n".join(paragraphs))

    async def _read(self, address: str) -> tuple[Article, ArticlePages | None] | None:
        """The article on a further page, and which pages that one names; None where it is none or another."""
        try:
            response = await self._download(address)
        except Exception as problem:  # whatever a download raises: the first page stands
            logger.info(
                "%s, a further page of %s: %s",
                address,
                self._first.url,
                reason_of(problem),
                extra=event("url.failed", url=address, reason=reason_of(problem)),
            )
            return None
        if urlsplit(response.url).netloc != urlsplit(address).netloc:
            return None
        if refusal(response, self._definition, user_agent=self._desk.environment.user_agent) is not None:
            return None
        page = self._fetched.page.model_copy(update=_as_page(response, address))
        found = await read_article(self._desk, replace(self._fetched, page=page), self._definition)
        if isinstance(found, Rejection) or not _is_same(self._first, found.article):
            return None
        lead = self._fetched.lead.model_copy(update={"url": address})
        if (capture := capture_of(response, lead, self._desk.environment)) is not None:
            self.captures.append(capture)
        return found.article, await asyncio.to_thread(pages_in, page)


def _as_page(response: Response, address: str) -> dict[str, object]:
    kind = response.headers.get("Content-Type")
    content_type = kind.decode("latin-1") if kind else None
    return {"url": response.url, "requested_url": address, "body": response.body, "content_type": content_type}


def _is_same(first: Article, other: Article) -> bool:
    """Whether a further page has the headline of the first, with what some sites add to it: "… (2/3)", "… - Page 2"."""
    one, two = first.headline, other.headline
    return same_headline(one, two) or two.startswith(one) or one.startswith(two)


def _complete(article: Article, text: str) -> Article:
    record = article.extraction
    warnings = [warning for warning in record.warnings if warning != MULTI_PAGE]
    changed = article.model_copy(update={"extraction": record.model_copy(update={"warnings": warnings})})
    return changed.with_body_text(text)

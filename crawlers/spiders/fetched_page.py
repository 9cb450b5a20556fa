"""The item that the spider hands to its pipeline: a page with all that is needed to settle its lead."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from wiredesk.crawlers.listings.lead import Lead
from wiredesk.pipelines.archive.capture import Capture
from wiredesk.pipelines.article import Article
from wiredesk.pipelines.page import Page
from wiredesk.pipelines.publishing.known_article import KnownArticle
from wiredesk.pipelines.publishing.validators import Validators
from wiredesk.pipelines.urls.identity import article_id, asks_for_a_form


def article_item(article: Article) -> dict[str, Any]:
    """The article as an item of Scrapy's, for feed exports and whatever pipelines follow."""
    return article.model_dump(mode="json", exclude_none=True)


def under_own_url(article: Article) -> Article:
    """The article identified by its own URL, because the canonical one it declares is not its own."""
    return article.model_copy(update={"canonical_url": None, "id": article_id(article.url)})


def names_another(article: Article, strip_params: Iterable[str] = ()) -> bool:
    """Whether a page names another one as the article's own; `strip_params`: of the site's definition."""
    canonical, strip = article.canonical_url, tuple(strip_params)
    if canonical is None:
        return False
    if article_id(canonical, strip) != article_id(article.url, strip):
        return True
    return asks_for_a_form(article.url) and not asks_for_a_form(canonical)


@dataclass(frozen=True)
class Version:
    """An article as one of its pages has it, with what is needed to publish it and to settle its lead."""

    article: Article
    lead: Lead
    validators: Validators
    aliases: tuple[str, ...]
    """All URLs by which this very page is known."""
    known: KnownArticle | None = None
    capture: Capture | None = None
    """The page as it was fetched, where pages are kept and this one may be."""

    def of(self, article: Article) -> Version:
        """The same page, read as another article."""
        return replace(self, article=article)

    def with_further(self, captures: Sequence[Capture]) -> Version:
        """The same with further pages of its article."""
        return self if self.capture is None else replace(self, capture=self.capture.with_further(captures))

    async def set_aside(self) -> Version:
        """The same for a longer wait, in less memory."""
        if self.capture is None:
            return self
        return replace(self, capture=await asyncio.to_thread(self.capture.packed))

    def under_own_url(self) -> Version:
        """Identified by its own URL."""
        return self.of(under_own_url(self.article))


@dataclass(frozen=True)
class FetchedPage:
    """One answer that may be an article."""

    page: Page
    lead: Lead
    known: KnownArticle | None
    validators: Validators
    aliases: tuple[str, ...] = ()
    alternate: Version | None = None
    """The article as its AMP or print version has it, published if this page, its canonical one, gives none."""
    moved: bool = False
    """Whether the lead's address redirects here for good."""
    capture: Capture | None = None

    def version(self, article: Article) -> Version:
        """What was read from the page."""
        return Version(article, self.lead, self.validators, self.aliases, self.known, self.capture)

    def __repr__(self) -> str:
        """Short: the body has no place in a log."""
        return f"<FetchedPage {self.page.http_status} {self.page.url}>"

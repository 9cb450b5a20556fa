"""The item that the spider hands to its pipeline: a page with all that is needed to settle its lead."""

from __future__ import annotations

from dataclasses import dataclass

from crawlers.discovery.lead import Lead
from pipelines.article import Article
from pipelines.page import Page
from pipelines.publishing.known_articles import KnownArticle
from pipelines.publishing.validators import Validators


@dataclass(frozen=True)
class FetchedPage:
    """One answer that may be an article."""

    page: Page
    lead: Lead
    known: KnownArticle | None
    validators: Validators
    aliases: tuple[str, ...] = ()
    alternate: Article | None = None
    """The article as its AMP or print version has it, published if this page, its canonical one, gives none."""

    def __repr__(self) -> str:
        """Short: the body has no place in a log."""
        return f"<FetchedPage {self.page.http_status} {self.page.url}>"

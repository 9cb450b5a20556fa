"""What became of one URL that somebody asked for."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from wiredesk.pipelines.article import Article


class FetchOutcome(BaseModel):
    """An article, or the reason why there is none (crawlers.reasons lists them) with a detail for people."""

    model_config = ConfigDict(frozen=True)

    url: str = Field(description="as it was asked for")
    article: Article | None = None
    reason: str | None = None
    detail: str = ""
    aliases: tuple[str, ...] = Field(default=(), description="other URLs that led to the article: asked for, redirects")
    has_definition: bool = Field(default=False, description="whether a site definition owns the URL")
    kept: tuple[str, ...] = Field(default=(), description="the archive's entries of its pages, where they are kept")
    published: Literal["new", "update", "unchanged"] | None = Field(
        default=None, description="what publishing did, where it was asked for"
    )

    def asked_as(self, url: str) -> FetchOutcome:
        """The same outcome for somebody who asked for `url`, another spelling or another request of the same page."""
        if url == self.url:
            return self
        article = self.article.model_copy(update={"requested_url": url}) if self.article else None
        return self.model_copy(update={"url": url, "article": article, "aliases": (*self.aliases, url)})

"""What a proposed change of a definition is worth: articles read without it and with it, in the visits just made."""

from __future__ import annotations

from typing import Final

from pydantic import BaseModel, Field

from wiredesk.crawlers.site_tools.trial.visit import SiteVisit

SAMPLES: Final = 10
"""Articles that a second look reads, so that a mend is shown by more than one lucky page."""


class ReadArticle(BaseModel):
    """An article as the changed definition gives it."""

    url: str
    headline: str
    date_published: str | None = None
    authors: list[str] = Field(default_factory=list)
    characters: int = Field(description="of its text")


class MendEvidence(BaseModel):
    """Articles before and after a change."""

    before: int = Field(description="articles that the definition gave as it is")
    after: int = Field(description="articles that it gave with the change")
    articles: list[ReadArticle] = Field(default_factory=list, description="those after the change, as read")

    def sentence(self) -> str:
        """The counts in words."""
        dated = sum(article.date_published is not None for article in self.articles)
        signed = sum(bool(article.authors) for article in self.articles)
        return (
            f"{self.after} articles were read with the change, {self.before} without it; {dated} dated, {signed} signed"
        )


def mend_evidence(first: SiteVisit, second: SiteVisit | None) -> MendEvidence:
    """The evidence of two visits: one with the definition as it is, one that looked for the site's sources again."""
    after = second if second is not None and second.samples else first
    articles = [
        ReadArticle(
            url=article.url,
            headline=article.headline,
            date_published=article.date_published,
            authors=[author.name for author in article.authors],
            characters=len(article.body_text),
        )
        for article in after.articles
    ]
    return MendEvidence(before=len(first.samples), after=len(articles), articles=articles)

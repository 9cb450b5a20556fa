"""What extraction may know about the site of a page: the part of a site definition that pipelines use."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from wiredesk.pipelines.engines import Engine


class ExtractRules(BaseModel):
    """The site's own selectors (``[extract]``), which win over everything that is found otherwise.

    A selector is CSS, or XPath when it starts with ``/``, ``./`` or ``(``. The first one that matches is used.
    """

    model_config = ConfigDict(extra="forbid")

    headline: list[str] = Field(default_factory=list, description="selectors of the headline")
    body: list[str] = Field(default_factory=list, description="selectors of the element that holds the article's text")
    authors: list[str] = Field(default_factory=list, description="selectors of the byline or of each author")
    date: list[str] = Field(default_factory=list, description="selectors of the publication date")
    remove: list[str] = Field(default_factory=list, description="elements taken out before anything else is read")
    engine: Engine = Field(default="auto", description="who chooses the text of the body where `body` does not")
    date_order: Literal["DMY", "MDY", "YMD"] | None = Field(
        default=None, description="how to read 03/04/2026 where the language leaves it open"
    )


class SiteProfile(BaseModel):
    """Identity and habits of a site. ``id`` is the definition's file name without ``.toml``."""

    model_config = ConfigDict(extra="forbid")

    id: str = ""
    name: str | None = Field(default=None, description="as the site calls itself; the article's publisher")
    domains: list[str] = Field(default_factory=list)
    country: str | None = Field(default=None, description="ISO 3166-1 alpha-2, lower case")
    region: str | None = Field(default=None, description="part of the world, for people and filters")
    languages: list[str] = Field(default_factory=list, description="BCP 47, the usual one first")
    timezone: str | None = Field(default=None, description="IANA name, e.g. Asia/Baghdad")
    calendar: Literal["gregorian", "jalali", "hijri", "buddhist", "ethiopian", "bikram-sambat"] | None = Field(
        default=None, description="the calendar of the dates that the site prints"
    )
    extract: ExtractRules = Field(default_factory=ExtractRules)

    def with_engine(self, engine: Engine) -> SiteProfile:
        """The same site with another engine for its bodies."""
        return self.model_copy(update={"extract": self.extract.model_copy(update={"engine": engine})})

    def with_rule(self, name: str, selector: str) -> SiteProfile:
        """The same site with one more selector, which is asked first; `name` is a field of `ExtractRules`."""
        own = [selector, *(one for one in getattr(self.extract, name) if one != selector)]
        return self.model_copy(update={"extract": self.extract.model_copy(update={name: own})})

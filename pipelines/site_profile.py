"""What extraction may know about the site of a page: the part of a site definition that pipelines use."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class ExtractRules(BaseModel):
    """The site's own selectors (``[extract]``), which win over everything that is found otherwise.

    A selector is CSS, or XPath when it starts with ``/``, ``./`` or ``(``. The first one that matches is used.
    """

    model_config = ConfigDict(extra="forbid")

    headline: list[str] = Field(default_factory=list)
    body: list[str] = Field(default_factory=list)
    authors: list[str] = Field(default_factory=list)
    date: list[str] = Field(default_factory=list)
    remove: list[str] = Field(default_factory=list, description="elements taken out before anything else is read")
    date_order: Literal["DMY", "MDY", "YMD"] | None = None


class SiteProfile(BaseModel):
    """Identity and habits of a site. ``id`` is the definition's file name without ``.toml``."""

    model_config = ConfigDict(extra="forbid")

    id: str = ""
    name: str | None = None
    domains: list[str] = Field(default_factory=list)
    country: str | None = Field(default=None, description="ISO 3166-1 alpha-2, lower case")
    region: str | None = None
    languages: list[str] = Field(default_factory=list, description="BCP 47, the usual one first")
    timezone: str | None = Field(default=None, description="IANA name, e.g. Asia/Baghdad")
    calendar: Literal["gregorian", "jalali", "hijri", "buddhist", "ethiopian", "bikram-sambat"] | None = None
    extract: ExtractRules = Field(default_factory=ExtractRules)

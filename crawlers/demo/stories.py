"""What the town prints: its sites and their stories, read from ``town/<site>/site.toml`` and ``stories.toml``.

The stories are the truth of the town: a test asks a crawl for these headlines, authors, dates and paragraphs.
"""

from __future__ import annotations

import tomllib
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field

from wiredesk.crawlers.demo.printed_dates import DateStyle

TOWN_FOLDER = Path(__file__).parent / "town"

SUBHEAD_MARK = "## "
"""Starts a paragraph of a story's ``body`` that is a subhead."""

ListingKind = Literal["wordpress", "rss", "atom", "news-sitemap", "sitemap", "sitemap-index", "section"]


class TownModel(BaseModel):
    """Base of the models here: unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Story(TownModel):
    """One invented article, in plain text."""

    slug: str
    number: int
    headline: str
    description: str | None = None
    authors: list[str] = Field(default_factory=list)
    source: str | None = Field(default=None, description="the agency credited")
    dateline: str | None = None
    hours_ago: float | None = Field(default=None, ge=0, description="before the town was founded")
    published: datetime | None = Field(default=None, description="a fixed local time instead, for the archive")
    section: str
    tags: list[str] = Field(default_factory=list)
    caption: str | None = None
    charset: str | None = Field(default=None, description="bytes of this page, where not those of the site")
    body: str

    @property
    def blocks(self) -> list[tuple[bool, str]]:
        """The body's blocks in order: whether it is a subhead, and its text."""
        return [
            (block.startswith(SUBHEAD_MARK), " ".join(block.removeprefix(SUBHEAD_MARK).split()))
            for block in self.body.strip().split("\n\n")
        ]

    @property
    def paragraphs(self) -> list[str]:
        """The body's paragraphs, subheads among them, as an extraction should give them."""
        return [text for _, text in self.blocks]


class Inset(TownModel):
    """Something that the CMS puts between two paragraphs: an advertisement, a related link, an embed."""

    after: int = Field(ge=1, description="paragraphs before it")
    html: str


class Section(TownModel):
    """One section of a site."""

    slug: str
    name: str


class TownSite(TownModel):
    """One site of the town: who it is, how its CMS is built and what must not get into an article."""

    id: str
    name: str
    country: str
    language: str
    timezone: str
    definition: list[str] = Field(description="keys of the site definition that the demo writes, besides url")
    definition_names_sections: bool = Field(default=False, description="sections whose URLs do not look like any")
    listings: list[ListingKind]
    date_style: DateStyle
    server: str = Field(description="the Server header")
    charset: str = Field(default="utf-8", description="of the bytes")
    content_type: str = Field(default="text/html; charset=utf-8", description="header of pages, right or wrong")
    validators: Literal["etag", "last-modified", "both", "none"] = "both"
    story_path: str = Field(description="format string over slug, number, section and published")
    section_path: str
    feed_path: str | None = None
    amp_path: str | None = None
    print_path: str | None = None
    short_path: str | None = None
    private_paths: list[str] = Field(default_factory=list, description="linked from pages, forbidden in robots.txt")
    home_stories: int | None = Field(default=None, description="how many the home page lists; all where not set")
    sections: list[Section]
    paragraph: str
    subhead: str
    joint: str = "\n"
    author_joint: str
    insets: list[Inset] = Field(default_factory=list)
    pieces: dict[str, str] = Field(default_factory=dict, description="markup, left out where a value is missing")
    litter: list[str] = Field(description="text around the articles that no body may contain")
    stories: list[Story]

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which the site prints its dates."""
        return ZoneInfo(self.timezone)

    def published(self, story: Story, founded: datetime) -> datetime:
        """The moment `story` was published (to the minute, in the site's zone) in a town founded at `founded`."""
        if story.published is not None:
            return story.published.replace(tzinfo=self.zone)
        moment = founded - timedelta(hours=story.hours_ago or 0)
        return moment.astimezone(self.zone).replace(second=0, microsecond=0)

    def section_name(self, slug: str) -> str:
        """The printed name of a section."""
        return next(section.name for section in self.sections if section.slug == slug)


def read_town(folder: Path = TOWN_FOLDER) -> list[TownSite]:
    """All sites of the town in the order of their ids."""
    sites = []
    for definition in sorted(folder.glob("*/site.toml")):
        stories = tomllib.loads((definition.parent / "stories.toml").read_text("utf-8"))["stories"]
        site = tomllib.loads(definition.read_text("utf-8"))
        sites.append(TownSite.model_validate({**site, "id": definition.parent.name, "stories": stories}))
    return sites

"""What the reading of a site's listings has shown of the site: the crawl's verdict is made of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Findings:
    """Of one crawl."""

    answered: int = 0
    """How many listings were there, changed or not."""
    incomplete: bool = False
    """A listing could not be read: the next crawl reads all of them again."""
    unmodified: bool = False
    """A listing was answered with "not modified": it names what it named before."""
    no_news: bool = False
    """A news sitemap was read that is empty, as it is when nothing has appeared for two days."""
    no_home: str | None = None
    """What came in the place of a home page, in words."""

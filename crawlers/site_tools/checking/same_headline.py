"""Articles that all have one headline: the page prints the site's name, or one same text, in its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from wiredesk.crawlers.crawl.health import SiteHealth
from wiredesk.crawlers.site_tools.checking.fault import Fault
from wiredesk.crawlers.sites.definition import SiteDefinition

FEWEST_SAME: Final = 5
"""New articles with one headline: columns and notices ("The day in pictures", "Obituaries") come by ones and twos."""
_MOST: Final = 0.5
"""Share of the newest articles from which on it is no column any more."""
_OF_A_VISIT: Final = 3
"""Samples that all must have it, where only a handful was read."""


def one_headline(definition: SiteDefinition, health: SiteHealth) -> Iterator[Fault]:
    """What crawls have noted of the newest articles' headlines."""
    count, known = health.same_headlines, len(health.headlines)
    newest = set(health.headlines[-FEWEST_SAME:])
    if count >= FEWEST_SAME and health.headline and (count > _MOST * known or len(newest) == 1):
        yield _fault(definition, health.headline, f"{count} of the {known} newest articles")


def one_headline_of_samples(definition: SiteDefinition, headlines: Sequence[str]) -> Iterator[Fault]:
    """The same of the articles that a visit has read."""
    if len(headlines) >= _OF_A_VISIT and len(set(headlines)) == 1:
        yield _fault(definition, headlines[0][:80], f"all {len(headlines)} articles read now")


def _fault(definition: SiteDefinition, headline: str, which: str) -> Fault:
    name = (definition.name or "").casefold()
    what = "the site's name as" if name and name in headline.casefold() else "one and the same"
    return Fault(
        kind="headline",
        message=f"{which} have {what} headline: “{headline}”; a selector in `[extract] headline` of "
        f"{definition.id}.toml can name the right element",
    )

"""Selectors of a definition (`[extract]`) that find nothing any more: an element of the site was renamed."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from typing import Final

from wiredesk.crawlers.crawl.crawl_record import SelectorUse
from wiredesk.crawlers.crawl.health import SiteHealth
from wiredesk.crawlers.site_tools.checking.fault import Fault, moment
from wiredesk.crawlers.site_tools.checking.usual_fields import CHANCE, Share, probability_of_so_few
from wiredesk.crawlers.site_tools.trial.visit import SiteVisit
from wiredesk.crawlers.sites.definition import SiteDefinition

FEWEST_PAGES: Final = 8
"""Articles in a row on which a selector must find nothing, where it has never found anything: the pages of a site
differ, and one kind of them may lack the element."""
_FEWEST_UNSIGNED: Final = 20
"""The same of a selector of authors: many regional sites sign few of their articles."""
_OF_A_VISIT: Final = 5
"""The same where somebody asks who has just written it, perhaps: all the samples that a visit reads."""
_WORDS: Final = {
    "headline": "no headline", "body": "no text", "authors": "no author", "date": "no date", "remove": "nothing",
}  # fmt: skip


def idle_selectors(
    definition: SiteDefinition, known: Mapping[str, SelectorUse], fewest: int = FEWEST_PAGES
) -> Iterator[Fault]:
    """The selectors that find nothing, by what crawls have counted; `fewest`: as FEWEST_PAGES. Where another one of the
    same field stands in, and for what is to be removed, that is a notice, and only told where it is less than usual."""
    for name, nothing in _WORDS.items():
        selectors = list(getattr(definition.extract, name))
        uses = {one: use for one in selectors if (use := known.get(one)) is not None}
        least = _FEWEST_UNSIGNED if name == "authors" else fewest
        idle = {one: use for one, use in uses.items() if _is_idle(use, least)}
        if not idle:
            continue
        is_all = name != "remove" and all(one in uses and uses[one].idle for one in selectors)
        if not is_all or any(use.found for use in idle.values()):
            idle = {one: use for one, use in idle.items() if use.found}
        for one, use in idle.items():
            before = f"; before, it did on {use.found} of {use.asked}" if use.found else ", and has never found any"
            yield Fault(
                kind="selector", severity="broken" if is_all else "notice", since=moment(use.since),
                message=f"`[extract] {name}` of {definition.id}.toml: {one!r} finds {nothing} on any of the "
                f"{use.idle} articles read last{before}",
            )  # fmt: skip


def idle_in_visit(definition: SiteDefinition, health: SiteHealth, visit: SiteVisit) -> Iterator[Fault]:
    """The same with what a visit has seen besides."""
    known = {selector: use.model_copy() for selector, use in health.selectors.items()}
    for selector, (asked, found) in visit.selectors.items():
        known.setdefault(selector, SelectorUse()).take(asked, found, time.time())
    yield from idle_selectors(definition, known, _OF_A_VISIT)


def _is_idle(use: SelectorUse, fewest: int) -> bool:
    if not use.found:
        return use.idle >= fewest
    return use.idle > 0 and probability_of_so_few(0, use.idle, Share(use.found / use.asked, use.asked)) <= CHANCE

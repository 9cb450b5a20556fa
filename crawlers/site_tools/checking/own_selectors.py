"""Selectors of a definition (`[extract]`) that find nothing any more: an element of the site was renamed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from wiredesk.crawlers.crawl.health import SelectorUse, SiteHealth
from wiredesk.crawlers.site_tools.checking.fault import Fault, moment
from wiredesk.crawlers.site_tools.checking.usual_fields import CHANCE, Share, probability_of_so_few
from wiredesk.crawlers.sites.definition import SiteDefinition

FEWEST_PAGES: Final = 8
"""Articles in a row on which a selector must find nothing, where it has never found anything: the pages of a site
differ, and one kind of them may lack the element."""
_WORDS: Final = {
    "headline": "no headline", "body": "no text", "authors": "no author", "date": "no date", "remove": "nothing",
}  # fmt: skip


def idle_selectors(definition: SiteDefinition, health: SiteHealth) -> Iterator[Fault]:
    """The selectors that find nothing, by what crawls have counted. Where another one of the same field stands in, and
    for what is to be removed, that is a notice, and only told where it is less than usual."""
    for name, nothing in _WORDS.items():
        selectors = list(getattr(definition.extract, name))
        uses = {one: use for one in selectors if (use := health.selectors.get(one)) is not None}
        idle = {one: use for one, use in uses.items() if _is_idle(use)}
        if not idle:
            continue
        is_all = len(idle) == len(selectors) and name != "remove"
        if not is_all or any(use.found for use in idle.values()):
            idle = {one: use for one, use in idle.items() if use.found}
        for one, use in idle.items():
            before = f"; before, it did on {use.found} of {use.asked}" if use.found else ", and has never found any"
            yield Fault(
                kind="selector", severity="broken" if is_all else "notice", since=moment(use.since),
                message=f"`[extract] {name}` of {definition.id}.toml: {one!r} finds {nothing} on any of the "
                f"{use.idle} articles read last{before}",
            )  # fmt: skip


def _is_idle(use: SelectorUse) -> bool:
    if not use.found:
        return use.idle >= FEWEST_PAGES
    return use.idle > 0 and probability_of_so_few(0, use.idle, Share(use.found / use.asked, use.asked)) <= CHANCE

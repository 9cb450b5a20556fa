"""What failed in a crawl, in a few lines however many sites it was: grouped by reason, named."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from wiredesk.crawlers.crawl.summary import NO_ARCHIVE, CrawlSummary, SiteSummary
from wiredesk.crawlers.reasons import in_words
from wiredesk.pipelines.exporters.terminal import one_line

NAMED = 10
"""Sites named in a line: two lines of a terminal. `sites check --offline` and `--summary json` name all."""
OFFLINE = frozenset({"dns", "connection", "timeout", "host_down"})
"""Reasons that a machine without a network meets at every site."""
FEW = 2
"""From so many sites on it is remarkable that all fail alike."""


def looks_offline(summary: CrawlSummary) -> bool:
    """Whether it is this machine that has no network, as far as a crawl of several sites can tell: all failed so."""
    return len(summary.sites) >= FEW and all(site.problem and site.reason in OFFLINE for site in summary.sites)


def failure_lines(summary: CrawlSummary, *, briefly: bool) -> list[str]:
    """Lines about the sites that could not be crawled, and with `briefly` about those of which some URLs failed.

    Without `briefly` each site's failures are printed beside its figures, and only what concerns all sites, Redis or
    the archive is said here.
    """
    lines = _store_lines(summary)
    failed = [site for site in summary.sites if site.problem and not _is_of_a_store(site) and not site.refused]
    if len(failed) >= FEW and len(failed) == len(summary.sites):
        reasons = {site.reason or "an unknown reason" for site in failed}
        told = f"all {len(failed)} sites failed, all by {one_line(', '.join(sorted(reasons)), 80)}"
        if reasons <= OFFLINE:
            lines.append(f"{told}: is this machine online?")
        elif len(reasons) == 1:
            lines.append(told)
    if not briefly:
        return lines
    lines += _by_reason(failed)
    if refused := [site for site in summary.sites if site.refused]:
        told = one_line(str(refused[0].problem)) if len(refused) == 1 else "a crawl of them is running"
        lines.append(f"{told}: {_names(refused)}")
    some = [site for site in summary.sites if site.failed and not site.problem]
    if some:
        count = sum(site.failed.total() for site in some)
        lines.append(f"{count} URL{'s' if count > 1 else ''} failed: {_names(some, with_reasons=True)}")
    return lines


def _is_of_a_store(site: SiteSummary) -> bool:
    """Whether the site has nothing to do with its failure: Redis or the archive of pages could not be used."""
    return site.redis_refused or site.reason == NO_ARCHIVE


def _store_lines(summary: CrawlSummary) -> list[str]:
    groups: dict[str, int] = defaultdict(int)
    for site in summary.sites:
        if _is_of_a_store(site):
            groups[str(site.problem)] += 1
    return [f"{line} ({count} site{'s' if count != 1 else ''})" for line, count in groups.items()]


def _by_reason(failed: Sequence[SiteSummary]) -> list[str]:
    """One line a reason, the most frequent first; a site that is alone with its reason has its whole problem told."""
    groups: dict[tuple[str | None, str | None], list[SiteSummary]] = defaultdict(list)
    for site in failed:
        groups[site.reason, None if site.reason else site.problem].append(site)
    lines = []
    for (reason, problem), sites in sorted(groups.items(), key=lambda group: -len(group[1])):
        if len(sites) == 1:
            lines.append(f"{one_line(sites[0].site)}: {one_line(str(sites[0].problem))}")
        elif reason:
            lines.append(f"{len(sites)} sites failed by {reason} ({in_words(reason)}): {_names(sites)}")
        else:
            lines.append(f"{len(sites)} sites: {one_line(str(problem))}: {_names(sites)}")
    return lines


def _names(sites: Sequence[SiteSummary], *, with_reasons: bool = False) -> str:
    names = []
    for site in sites[:NAMED]:
        reasons = ", ".join(f"{reason} {count}" for reason, count in site.failed.most_common(5))
        names.append(f"{one_line(site.site)} ({reasons})" if with_reasons else one_line(site.site))
    more = len(sites) - NAMED
    return ", ".join(names) + (f" and {more} more (--summary json has all)" if more > 0 else "")

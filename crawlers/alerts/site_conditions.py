"""What is wrong with sites, by the records of their crawls and their certificates."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

from wiredesk.crawlers.alerts.condition import Condition
from wiredesk.crawlers.completeness.record import Summary
from wiredesk.crawlers.completeness.recorder import zone_for
from wiredesk.crawlers.crawl.health import SiteHealth
from wiredesk.crawlers.fetching.certificate import CertificateState
from wiredesk.crawlers.runtime.time_spans import in_units
from wiredesk.crawlers.site_tools.checking.completeness import judge_completeness
from wiredesk.crawlers.site_tools.checking.fault import Fault
from wiredesk.crawlers.site_tools.checking.history import judge_history
from wiredesk.crawlers.sites.definition import SiteDefinition

_RULE_OF = {
    "silence": "silence", "no_articles": "silence", "rate": "silence", "headline": "fields", "authors": "fields",
    "dates": "fields", "body_length": "fields", "selector": "fields", "crawls_fail": "failing",
    "completeness": "completeness",
}  # fmt: skip
"""Fault of `sites check` → rule. A site that was never crawled, or is not crawled any more, is the rule `crawl`'s."""
FEWEST_FORBIDDEN = 5
"""Articles that robots.txt must forbid: sites keep single pages to themselves."""
_RECENT = 2 * 86_400.0
"""Seconds: a URL that robots.txt forbids is counted once a day."""

LEAST_PAUSE, LONGEST_PAUSE = 2 * 3600.0, 48 * 3600.0
"""Seconds without a crawl that are never, and always, told of, where no number is set."""
_HABIT = 0.9
"""Share of the time that lies in pauses no longer than the usual one."""


def site_conditions(
    definition: SiteDefinition, health: SiteHealth, now: float | None = None, captures: Summary | None = None
) -> Iterator[Condition]:
    """The conditions of a site: one a rule at the most, but for fields, which are lost and found one by one."""
    now = time.time() if now is None else now
    if not health.crawls:
        return
    forbidden = _robots(definition.id, health, now)
    if forbidden is not None:
        yield forbidden
    by_rule: dict[tuple[str, str], list[Fault]] = {}
    for fault in [*judge_history(definition, health, now), *_completeness(definition, captures, now)]:
        if (rule := _RULE_OF.get(fault.kind)) is not None and fault.severity == "broken":
            by_rule.setdefault((rule, fault.kind if rule == "fields" else ""), []).append(fault)
    if forbidden is not None:
        by_rule.pop(("failing", ""), None)  # it is why
    for (rule, part), faults in by_rule.items():
        since = min((_seconds(fault.since) for fault in faults if fault.since is not None), default=None)
        yield Condition(rule, definition.id, "; ".join(fault.message for fault in faults), since, part=part)


def _completeness(definition: SiteDefinition, captures: Summary | None, now: float) -> list[Fault]:
    fault = judge_completeness(captures, zone_for(definition.timezone), now) if captures is not None else None
    return [] if fault is None else [fault]


def _robots(site: str, health: SiteHealth, now: float) -> Condition | None:
    last = health.crawls[-1]
    if last.reason == "robots":
        since = last.at
        for crawl in reversed(health.crawls):
            if crawl.reason != "robots":
                break
            since = crawl.at
        return Condition("robots", site, last.problem or "robots.txt forbids the crawl", since)
    recent = [crawl for crawl in health.crawls if now - crawl.at < _RECENT]
    forbidden, new = sum(crawl.robots for crawl in recent), sum(crawl.new for crawl in recent)
    if forbidden >= FEWEST_FORBIDDEN and forbidden > new:
        since = min(crawl.at for crawl in recent if crawl.robots)
        return Condition("robots", site, f"robots.txt forbids {forbidden} articles of the last two days", since)
    return None


def certificate_condition(site: str, state: CertificateState, days: float, now: float) -> Condition | None:
    """A certificate that is refused, or ends within `days`."""
    if state.problem is not None:
        return Condition("certificate", site, f"its TLS certificate is refused: {state.problem}")
    if state.expires is None or (left := _seconds(state.expires) - now) > days * 86_400:
        return None
    return Condition("certificate", site, f"its TLS certificate ends in {in_units(left)} ({state.expires:%Y-%m-%d})")


def crawl_condition(healths: Mapping[str, SiteHealth], hours: float, now: float | None = None) -> Condition | None:
    """No crawl of any site has ended for `hours`; 0: for three times the longest usual pause."""
    now = time.time() if now is None else now
    ends = sorted({crawl.at for health in healths.values() for crawl in health.crawls})
    if not ends:
        return None
    limit = hours * 3600 if hours else min(max(LEAST_PAUSE, 3 * _usual_pause(ends)), LONGEST_PAUSE)
    if (pause := now - ends[-1]) <= limit:
        return None
    message = f"no crawl has ended for {in_units(pause)}; does cron run?"
    return Condition("crawl", "", message, ends[-1], is_site=False)


def _usual_pause(ends: Sequence[float]) -> float:
    """The pause between two ends of crawls that is not exceeded for nine tenths of the time."""
    pauses = sorted(later - earlier for earlier, later in pairwise(ends))
    passed, whole = 0.0, sum(pauses)
    for pause in pauses:
        passed += pause
        if passed >= _HABIT * whole:
            return pause
    return 0.0


def _seconds(moment: Any) -> float:
    return float(moment.timestamp()) if isinstance(moment, datetime) else 0.0

"""What an alert is about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from wiredesk.settings.errors import UsageProblem

RULES: Final = {
    "silence": "a site has brought nothing new for longer than its own habit allows, or than its definition says",
    "fields": "new articles of a site lack headlines, authors or dates that they had, have one headline for all, or "
    "have become short; or selectors of its definition find nothing",
    "completeness": "a smaller share of a site's articles is found than before",
    "robots": "robots.txt of a site forbids its crawl, or most of its articles",
    "failing": "the last crawls of a site could not do their work",
    "certificate": "the TLS certificate of a site is refused, or ends soon",
    "lag": "articles have waited for a consumer group for too long, and do not become fewer",
    "dead": "a consumer group has dead letters",
    "redis": "Redis is short of memory, cannot write its data to disk, or cannot be reached",
    "crawl": "no crawl has run for longer than is usual",
}
"""Rule → when it holds. Those down to ``certificate`` are about sites, and can be muted for a site."""


@dataclass(frozen=True)
class Condition:
    """Something that is wrong now. `subject` is the site or consumer group; `since` in Unix seconds, where it is known
    from when on. `part` tells faults of one rule apart that come and go by themselves, such as authors and dates."""

    rule: str
    subject: str
    message: str
    since: float | None = None
    is_site: bool = True
    part: str = ""

    @property
    def key(self) -> str:
        """By which it is known from one check to the next."""
        return key_of(self.rule, self.subject, self.part)


def key_of(rule: str, subject: str, part: str = "") -> str:
    """The key of a condition."""
    return f"{rule}|{subject}|{part}" if part else f"{rule}|{subject}"


def check_rules(names: Iterable[str]) -> frozenset[str]:
    """The rules of these names. Raises UsageProblem for one that does not exist."""
    given = frozenset(names)
    if unknown := sorted(given - RULES.keys()):
        raise UsageProblem(f"{unknown[0][:80]!r} is not a rule of alerts; there are {', '.join(RULES)}")
    return given

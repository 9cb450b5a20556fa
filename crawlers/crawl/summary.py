"""What a crawl did, site by site: the counts that are shown at its end and printed as JSON."""

from __future__ import annotations

import logging
from collections import Counter
from datetime import datetime

from pydantic import BaseModel, Field

from wiredesk.settings.log_events import event

logger = logging.getLogger(__name__)

NO_ARCHIVE = "archive"
"""The reason of a crawl that ended because pages could not be kept: a word of docs/reasons.md."""
NAMED = 20
"""Failed URLs that are named in full; the rest is counted."""


class SiteSummary(BaseModel):
    """The figures of one site's crawl."""

    site: str
    found: int = Field(default=0, description="article links seen, each once")
    fetched: int = Field(default=0, description="article pages downloaded")
    unchanged: int = Field(default=0, description="known articles that have not changed")
    new: int = 0
    updated: int = 0
    dropped: Counter[str] = Field(default_factory=Counter, description="pages that are no article, by reason")
    failed: Counter[str] = Field(default_factory=Counter, description="URLs that could not be fetched, by reason")
    failed_urls: list[str] = Field(default_factory=list, description=f"the first {NAMED} of them, with the reason")
    left: int = Field(default=0, description="leads kept for the next crawl")
    kept: int = Field(default=0, description="new and updated articles whose raw page is kept (WIREDESK_ARCHIVE)")
    not_kept: Counter[str] = Field(
        default_factory=Counter, description="those whose page is not, by why: `noarchive` (the page asks), `failed`"
    )
    requests: int = 0
    seconds: float = 0.0
    problem: str | None = Field(default=None, description="why the site as a whole could not be crawled")
    reason: str | None = Field(default=None, description="the reason of `problem`, a word of docs/reasons.md")
    warnings: list[str] = Field(default_factory=list)
    refused: bool = Field(default=False, description="another crawl of the site was running")
    redis_refused: bool = Field(default=False, description="`problem` is Redis: it refused a command, or was away")
    interrupted: bool = False

    def fail(self, url: str, reason: str) -> None:
        """Count a URL that could not be fetched."""
        self.failed[reason] += 1
        told = event("url.failed", site=self.site, url=url, reason=reason)
        logger.info("%s: %s could not be fetched: %s", self.site, url, reason, extra=told)
        if len(self.failed_urls) < NAMED:
            self.failed_urls.append(f"{url} ({reason})")

    def note_kept(self, place: object, not_kept: str | None) -> None:
        """Count an article whose raw page is kept at a place, or why it is not; with neither pages are not kept."""
        self.kept += place is not None
        if not_kept is not None:
            self.not_kept[not_kept] += 1

    def blame(self, reason: str | None, problem: str) -> None:
        """Note why the site as a whole could not be crawled: one of `REASONS` (None: Redis), and
        the same for people."""
        self.reason, self.problem = reason, problem

    @property
    def outcome(self) -> str:
        """One word for how it ended: ``refused``, ``interrupted``, ``problem`` or ``done``."""
        if self.refused:
            return "refused"
        if self.interrupted:
            return "interrupted"
        return "problem" if self.problem else "done"

    @property
    def has_failed(self) -> bool:
        """Whether something that should have been had was not."""
        return bool(self.problem or self.failed)


class CrawlSummary(BaseModel):
    """All sites of one `wiredesk crawl`."""

    sites: list[SiteSummary] = Field(default_factory=list)
    invalid: list[str] = Field(default_factory=list, description="faults of definition files that were left out")
    seconds: float = 0.0
    interrupted: bool = False
    paused: dict[str, datetime | None] = Field(
        default_factory=dict, description="sites left out because they are paused, with the end of the pause"
    )
    next_site: str | None = Field(default=None, description="with `--due` and none due: the site that is due first")
    next_due: datetime | None = Field(default=None, description="when that is")

    def total(self, name: str) -> int:
        """The sum of a figure over all sites."""
        values = [getattr(site, name) for site in self.sites]
        return sum(value.total() if isinstance(value, Counter) else value for value in values)

"""What is wrong with a site."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Literal

from pydantic import BaseModel, Field

from wiredesk.crawlers.completeness.judgement import Completeness
from wiredesk.crawlers.site_tools.checking.mend_evidence import MendEvidence

FaultKind = Literal[
    "definition", "unreachable", "certificate", "moved", "robots", "source", "no_articles", "silence", "rate",
    "headline", "authors", "dates", "body_length", "selector", "crawls_fail", "not_crawled", "never_crawled",
    "completeness",
]  # fmt: skip

Severity = Literal["broken", "notice"]


class Fault(BaseModel):
    """One thing that is wrong: `broken` needs a person, a `notice` is worth knowing."""

    kind: FaultKind
    severity: Severity = "broken"
    message: str
    source: str | None = Field(default=None, description="the address of the source that is meant")
    since: datetime | None = Field(default=None, description="from when on, as far as the history tells")


class SiteCheck(BaseModel):
    """The outcome of a check of one site."""

    site: str
    url: str | None = None
    faults: list[Fault] = Field(default_factory=list)
    articles: int | None = Field(default=None, description="samples that gave an article; null: not visited")
    last_crawl: datetime | None = None
    last_new: datetime | None = None
    completeness: Completeness | None = Field(default=None, description="null: no crawl has noted anything yet")
    mended: str | None = Field(default=None, description="the definition file as it should be")
    diff: str | None = Field(default=None, description="the change, as `patch` takes it")
    evidence: MendEvidence | None = Field(default=None, description="articles read without the change and with it")

    @property
    def is_broken(self) -> bool:
        """Whether anything needs a person."""
        return any(fault.severity == "broken" for fault in self.faults)


def moment(seconds: float | None) -> datetime | None:
    """Seconds since the epoch as a moment in UTC."""
    return datetime.fromtimestamp(round(seconds), UTC) if seconds else None

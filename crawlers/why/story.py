"""What is told of one URL."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, Field

from wiredesk.crawlers.runtime.time_spans import in_units

GroupState = Literal["waiting", "pending", "processed", "dead", "replayed"]
"""``waiting``: not delivered to the group yet; ``pending``: delivered and not acknowledged; ``processed``:
acknowledged, or it was there before the group began; ``dead``: given up by the group's consumers; ``replayed``: put
back for it."""


class TrailStep(BaseModel):
    """One thing that happened. `facts` are as they were noted, and may hold a stranger's text."""

    at: str = Field(description="RFC 3339, UTC")
    by: str = Field(description="crawl, request (a fetch by any door), publish, or redis (what is stored now)")
    step: str = Field(description="listed, robots, request, extraction, waits, queued, outcome")
    text: str = Field(description="the same in words")
    facts: dict[str, Any] = Field(default_factory=dict)


class Delivery(BaseModel):
    """What one consumer group has done with an entry."""

    group: str
    state: GroupState
    consumer: str | None = None
    deliveries: int = 0
    idle_seconds: float | None = Field(default=None, description="since the consumer last took it up")
    error: str | None = Field(default=None, description="of the last delivery that failed")
    dead_letter: str | None = Field(default=None, description="its id among the dead letters")

    @property
    def in_words(self) -> str:
        """The state for people."""
        if self.state == "pending":
            idle = f" for {in_units(self.idle_seconds)}" if self.idle_seconds is not None else ""
            text = f"pending at {self.consumer}{idle}, delivery {self.deliveries}"
        elif self.state == "dead":
            text = f"dead after {self.deliveries} deliveries, letter {self.dead_letter}"
        else:
            text = {"waiting": "not yet delivered", "processed": "processed (or older than the group)",
                    "replayed": "put back, and not processed yet"}[self.state]  # fmt: skip
        return f"{text}: {self.error}" if self.error else text


class Entry(BaseModel):
    """One revision of the article on the queue."""

    id: str
    revision: int | None = None
    queued_at: str
    is_there: bool = Field(description="false: removed, as every group has processed it")
    deliveries: list[Delivery] = Field(default_factory=list)


class KnownRecord(BaseModel):
    """What is remembered of the published article. Times are RFC 3339, UTC."""

    id: str
    site: str
    url: str
    revision: int
    published: str | None = None
    changed: str | None = Field(default=None, description="when its words last changed")
    visited: str | None = Field(default=None, description="when its page was last looked at")
    next_visit: str | None = None
    copy_of: str | None = Field(default=None, description="id of the article that it copies")


class WaitingLead(BaseModel):
    """The URL is kept for the next crawl of its site."""

    source: str
    source_url: str | None = None
    failures: int = Field(default=0, description="crawls in which it has failed")


class SiteFacts(BaseModel):
    """What affects the URL now: the state of the site that it belongs to."""

    id: str
    enabled: bool = True
    disabled_because: str | None = None
    paused: str | None = Field(default=None, description="until when; `resumed` for a pause without end")
    rule: str | None = Field(default=None, description="the rule of the definition by which it is no article")
    last_crawl: str | None = None
    last_problem: str | None = None
    next_crawl: str | None = Field(default=None, description="when `crawl --due` looks at the site again")
    sources: int = Field(default=0, description="listings that crawls have used")
    is_full: bool = Field(default=False, description="as many leads wait as are kept; further ones are forgotten")
    named_by: list[str] = Field(default_factory=list, description="feeds that named it when they were last read")


class HostFacts(BaseModel):
    """What the host allows and has been asked, as it is now."""

    host: str
    robots: Literal["allowed", "forbidden", "unreachable", "unknown", "not asked"] = "unknown"
    crawl_delay: float | None = None
    requests_today: int = 0
    requests_allowed: int | None = Field(default=None, description="a day (UTC)")


class Asked(BaseModel):
    """A request on the queue of requests that names the URL, or one that gave no article."""

    at: str
    request_id: str | None = None
    reason: str | None = Field(default=None, description="why it gave no article; null while it is not answered")
    detail: str | None = None


class Story(BaseModel):
    """All that is known of one URL. `verdict` says in a sentence how it stands, `next_steps` what can be done."""

    asked: str
    url: str | None = None
    id: str
    is_known: bool = Field(default=False, description="whether anything of it is remembered")
    verdict: str = ""
    next_steps: list[str] = Field(default_factory=list)
    article: KnownRecord | None = None
    rejected: str | None = Field(default=None, description="why it is not asked for again")
    rejected_until: str | None = None
    lead: WaitingLead | None = None
    site: SiteFacts | None = None
    host: HostFacts | None = None
    requests: list[Asked] = Field(default_factory=list)
    trail: list[TrailStep] = Field(default_factory=list, description="oldest first")
    entries: list[Entry] = Field(default_factory=list, description="oldest first")

"""The trace of one URL through one crawl or fetch: what was noted of it, step by step."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlsplit

Step = Literal["listed", "robots", "request", "extraction", "waits", "queued", "outcome"]
"""``listed``: a source named it; ``robots``: what robots.txt says; ``request``: one request and its answer;
``extraction``: what was read, or why nothing; ``waits``: for another page; ``queued``: it is on the stream;
``outcome``: how the crawl or fetch has ended for it."""

LONGEST_TEXT = 300
"""Characters kept of any text of a step: enough to recognise a URL, a headline or an error."""
MOST_STEPS = 40
"""Steps kept: a chain of five redirects, each tried three times, has fewer."""
LARGEST_TRACE = 4_000
"""Bytes of one trace; of a longer one steps are left out from the middle."""


@dataclass
class Trace:
    """What has happened to `url` so far. `by` is who works on it: ``crawl``, ``request`` (a fetch, by whatever door) or
    ``publish`` (what such a fetch has published)."""

    url: str
    by: str
    site: str = ""
    begun: float = field(default_factory=time.time)
    steps: list[tuple[float, Step, dict[str, Any]]] = field(default_factory=list)
    """Seconds since `begun`, what, and its facts."""
    _robots: set[str] = field(default_factory=set)

    def note(self, step: Step, **facts: Any) -> None:
        """Add a step; facts that are None are left out. Texts may be hostile: they are cut here and cleaned when they
        are shown."""
        if len(self.steps) < MOST_STEPS or step == "outcome":
            kept = {name: _short(value) for name, value in facts.items() if value is not None}
            self.steps.append((round(time.time() - self.begun, 3), step, kept))

    def note_robots(self, url: str, **facts: Any) -> None:
        """What robots.txt says of a URL; once for each host that the trace leads to."""
        host = urlsplit(url).netloc
        if host not in self._robots and len(self._robots) < MOST_STEPS:
            self._robots.add(host)
            self.note("robots", host=host, **facts)

    def note_unsent(self, url: str, problem: object) -> None:
        """A request that failed before it was sent; one that was sent has told of its failure itself."""
        last = self.steps[-1] if self.steps else None
        if last is None or last[1] != "request" or "error" not in last[2]:
            self.note("request", url=url, sent=False, error=f"{type(problem).__name__}: {problem}")

    def to_json(self) -> str:
        """One line of JSON, of `LARGEST_TRACE` bytes at most."""
        steps = list(self.steps)
        while True:
            told = {"by": self.by, "site": self.site, "url": _short(self.url), "at": round(self.begun, 3),
                    "steps": steps}  # fmt: skip
            text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
            text = text.encode("utf-8", "replace").decode()  # half characters cannot be stored
            if len(text.encode()) <= LARGEST_TRACE or len(steps) <= 1:
                return text
            del steps[len(steps) // 2]


def _short(value: Any) -> Any:
    if isinstance(value, str):
        return value if len(value) <= LONGEST_TEXT else value[: LONGEST_TEXT - 1] + "…"
    if isinstance(value, float):
        return round(value, 3)
    return value

"""What the publisher takes, and what it returns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from wiredesk.pipelines.archive.capture import Capture
from wiredesk.pipelines.article import ArchivePlace, Article, NearDuplicate
from wiredesk.pipelines.publishing.scripts import around_publishing
from wiredesk.pipelines.publishing.validators import Validators

Outcome = Literal["new", "update", "unchanged", "refused"]
"""``refused``: the larger step that publishing was a part of (`Step`) did not let it happen, or what was to be mended
is not what is known any more."""

NotKeptBecause = Literal["noarchive", "failed"]
"""The page asks for it, or it could not be written and the program goes on without (`archive_failure`)."""


@dataclass(frozen=True)
class PublishResult:
    """What became of one article. `entry_id` is the stream entry, None for an unchanged article."""

    outcome: Outcome
    id: str
    revision: int
    entry_id: str | None
    near_duplicate_of: NearDuplicate | None = None
    archive: ArchivePlace | None = None
    """Where its page is kept, if it is."""
    not_kept: NotKeptBecause | None = None
    """Why the page of a new or changed article is not, where pages are kept."""


@dataclass(frozen=True)
class Step:
    """A larger step that publishing is one part of, all or nothing.

    `script` is Lua that may call ``publish(keys, arguments)``, which is publish.lua, and returns its reply, or
    ``{'refused'}`` where it did not call it. Its KEYS are those of publish.lua and then `keys`; its ARGV the numbers of
    publish.lua's keys and arguments, these arguments, and then `arguments`.
    """

    script: str
    keys: tuple[str, ...]
    arguments: tuple[str | int, ...]

    @cached_property
    def text(self) -> str:
        """The whole script."""
        return around_publishing(self.script)


@dataclass(frozen=True)
class Publication:
    """One article to publish with what is known beside it, as `publish_many` takes it.

    `aliases`: other URLs of the same article (asked for, redirected from, AMP). `next_visit`: Unix time. `step`:
    what else is done in the same step. `capture`: its pages as they were fetched, to be kept before. `mends`: the
    revision that the article replaces because its page was read better, which is published also where only other
    fields than the words differ; refused where another revision is known by now, which was not made from that one by
    another mend.
    """

    article: Article
    aliases: Sequence[str] = ()
    validators: Validators | None = None
    next_visit: float | None = None
    step: Step | None = None
    capture: Capture | None = None
    mends: int | None = None


class PublishingStopped(Exception):
    """The program was told to stop while publishing waited; the article is not on the queue, as far as is known."""


@dataclass(frozen=True)
class Pause:
    """Why publishing waits; `reason` is a sentence for the log, `entries` and `bytes` are what was measured."""

    reason: str
    entries: int
    bytes: int

"""Making the board from the health records, and keeping it while somebody looks."""

from __future__ import annotations

import logging
import math
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from redis.exceptions import RedisError

from wiredesk.crawlers.completeness.judgement import Completeness, completeness_of
from wiredesk.crawlers.completeness.record import SUMMARY, Summary, readable_summary
from wiredesk.crawlers.completeness.recorder import zone_for
from wiredesk.crawlers.crawl.health import SiteHealth
from wiredesk.crawlers.crawl.health_store import readable
from wiredesk.crawlers.crawl.pauses import FOR_GOOD, read_paused
from wiredesk.crawlers.listings.due_times import read_due_at
from wiredesk.crawlers.operator_desk.board import DAYS, HOURS, ORDER, Board, SiteRow, State, new_of_days
from wiredesk.crawlers.site_tools.checking.completeness import judge_completeness
from wiredesk.crawlers.site_tools.checking.fault import Fault, moment
from wiredesk.crawlers.site_tools.checking.history import judge_history
from wiredesk.crawlers.sites.catalogue import Catalogue
from wiredesk.crawlers.sites.definition import SiteDefinition
from wiredesk.pipelines.publishing.keys import Keys
from wiredesk.settings.errors import WiredeskError
from wiredesk.settings.log_events import event

logger = logging.getLogger(__name__)

FRESH = 10.0
"""Seconds for which a board is shown as it is. A crawl changes it; nobody looks more often."""
OUTDATED = 30.0
"""Seconds after which a board is shown no more, and the page waits for a new one: whoever comes in the morning must not
see last night's."""
AT_ONCE = 200
"""Health records read in one round trip: 20 kB each at the most, 4 MB."""
JUDGED_FOR = 300.0
"""Seconds for which the judgement of an unchanged record holds: silences are counted in hours."""


@dataclass
class _Known:
    """A health record as it was read, so that only changed ones are read again."""

    raw: tuple[bytes | None, bytes | None]
    health: SiteHealth
    captures: Summary
    definition: SiteDefinition
    judged: float = 0.0
    faults: list[Fault] = field(default_factory=list)
    completeness: Completeness | None = None

    def judge(self, now: float) -> None:
        """See what is wrong at `now`, in seconds since the epoch."""
        zone = zone_for(self.definition.timezone)
        fallen = judge_completeness(self.captures, zone, now)
        self.faults = judge_history(self.definition, self.health, now) + ([] if fallen is None else [fallen])
        self.completeness = completeness_of(self.captures, zone, now) if self.captures.begun else None
        self.judged = now


class BoardKeeper:
    """Keeps a board, and makes a new one when the last is older than FRESH: in the background, so that pages do not
    wait for it while somebody looks at them. The first page after a pause does. Safe to use from several threads."""

    def __init__(self, redis: Any, keys: Keys, folders: Sequence[Path]) -> None:
        self._redis = redis
        self._keys = keys
        self._folders = tuple(folders)
        self._board: Board | None = None
        self._failed = -math.inf
        self._making = threading.Lock()
        self._known: dict[str, _Known] = {}
        self._files: tuple[Any, Catalogue, list[SiteDefinition], list[str]] | None = None

    def get(self) -> Board:
        """The board, never older than OUTDATED. Raises RedisError or WiredeskError where there is none so new and none
        can be made."""
        if self._age() > OUTDATED:
            with self._making:
                if self._age() > OUTDATED:  # nobody else has made one meanwhile
                    self._make()
        elif self._age() > FRESH and not self._has_just_failed() and self._making.acquire(blocking=False):
            threading.Thread(target=self._make_again, name="wiredesk-board", daemon=True).start()
        assert self._board is not None
        return self._board

    def _age(self) -> float:
        """Seconds since the board was made, by the clock on the wall: the other one stands while a machine sleeps."""
        return abs(time.time() - self._board.made.timestamp()) if self._board is not None else math.inf

    def _has_just_failed(self) -> bool:
        return time.monotonic() - self._failed < FRESH

    def renew(self) -> Board:
        """A board made now: something was changed on a page, and is to be seen there."""
        with self._making:
            self._make()
        assert self._board is not None
        return self._board

    def catalogue(self) -> Catalogue:
        """The definitions as they are now."""
        return self._read_files()[1]

    def health(self, site: str) -> SiteHealth:
        """The health record of one site as it is now."""
        return readable(site, self._redis.get(self._keys.health(site)))

    def _make_again(self) -> None:
        try:
            self._make()
        except (RedisError, OSError, WiredeskError) as problem:
            logger.warning("the board could not be renewed: %s", problem, extra=event("board.stale", problem=problem))
            self._failed = time.monotonic()  # the next try is after FRESH, not with every page
        finally:
            self._making.release()

    def _read_files(self) -> tuple[Any, Catalogue, list[SiteDefinition], list[str]]:
        """Definitions are parsed again only when a file has changed."""
        catalogue = Catalogue.load(*self._folders)
        stamp = [(path, _stamp(path)) for name in catalogue.names for path in catalogue.layers(name)]
        if self._files is None or self._files[0] != stamp:
            definitions, faults = catalogue.readable()
            self._files = (stamp, catalogue, definitions, faults)
        return self._files

    def _make(self) -> None:
        now = time.time()
        _, _, definitions, file_faults = self._read_files()
        self._read_health(definitions)
        paused = read_paused(self._redis, self._keys)
        due = read_due_at(self._redis, self._keys, definitions)
        rows = []
        hours: Counter[int] = Counter()
        reasons: Counter[str] = Counter()
        for definition, due_at in zip(definitions, due, strict=True):
            known = self._known[definition.id]
            if now - known.judged > JUDGED_FOR:
                known.judge(now)
            rows.append(_row(definition, known, paused.get(definition.id), due_at, now))
            for crawl in known.health.crawls:
                age = now - crawl.at
                if age < HOURS * 3600 and crawl.new and crawl.at != known.health.first:
                    hours[int(age // 3600)] += crawl.new
                if age < 86_400:
                    reasons.update(crawl.reasons)
        rows.sort(key=lambda row: (ORDER.index(row.state), row.id))
        began = [now - 3600 * back for back in reversed(range(HOURS))]
        self._board = Board(
            made=datetime.fromtimestamp(now, UTC),
            sites=tuple(rows),
            hours=tuple(hours[back] for back in reversed(range(HOURS))),
            hour_labels=tuple(f"{datetime.fromtimestamp(at - 3600, UTC):%d %H:%M}" for at in began),
            reasons=tuple(reasons.most_common(10)),
            file_faults=tuple(file_faults),
        )

    def _read_health(self, definitions: Sequence[SiteDefinition]) -> None:
        found: dict[str, _Known] = {}
        for start in range(0, len(definitions), AT_ONCE):
            part = definitions[start : start + AT_ONCE]
            pipeline = self._redis.pipeline()
            for definition in part:
                pipeline.get(self._keys.health(definition.id))
                pipeline.hget(self._keys.captures(definition.id), SUMMARY)
            values = pipeline.execute()
            for definition, health, captures in zip(part, values[::2], values[1::2], strict=True):
                old = self._known.get(definition.id)
                if old is None or old.raw != (health, captures) or old.definition is not definition:
                    old = _Known(
                        (health, captures), readable(definition.id, health),
                        readable_summary(definition.id, captures), definition,
                    )  # fmt: skip
                found[definition.id] = old
        self._known = found


def _row(definition: SiteDefinition, known: _Known, paused_until: float | None, due_at: float, now: float) -> SiteRow:
    health = known.health
    until = due_at if paused_until is None else paused_until
    return SiteRow(
        id=definition.id,
        name=definition.name or definition.id,
        url=definition.url,
        languages=tuple(definition.languages),
        country=definition.country or "",
        state=_state(definition, known.faults, paused_until is not None),
        faults=tuple(known.faults),
        last_new=moment(health.last_new),
        last_crawl=moment(health.crawls[-1].at) if health.crawls else None,
        next_visit=None if not definition.enabled or until == FOR_GOOD else moment(max(until, now)),
        is_due=definition.enabled and paused_until is None and until <= now,
        days=tuple(count for _, count in new_of_days(health, now, DAYS)),
        completeness=known.completeness,
    )


def _state(definition: SiteDefinition, faults: Sequence[Fault], is_paused: bool) -> State:
    if not definition.enabled:
        return "disabled"
    if is_paused:
        return "paused"
    if any(fault.severity == "broken" for fault in faults):
        return "broken"
    if [fault.kind for fault in faults] == ["never_crawled"]:
        return "never crawled"
    return "notice" if faults else "ok"


def _stamp(path: Path) -> tuple[int, ...] | None:
    try:
        state = path.stat()
    except OSError:
        return None
    return state.st_mtime_ns, state.st_size, state.st_ino

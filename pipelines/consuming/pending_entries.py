"""What one consumer holds at a moment: fetched and not begun, at work, or waiting for another try."""

from __future__ import annotations

import heapq
import threading
import time
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

from wiredesk.pipelines.consuming.entries import StreamEntry


@dataclass
class Held:
    """An entry that is pending under this consumer's name.

    `deliveries` counts as the server does. `entry` is known when it was just read; a reclaimed or postponed one is
    read again when it is taken up.
    """

    stream: str
    entry_id: str
    deliveries: int
    entry: StreamEntry | None
    confirmed_at: float
    """Monotonic time at which the server last said that it is ours."""
    begun: bool = False
    leaving: bool = False
    """It is being acknowledged, given back or buried."""

    @property
    def key(self) -> tuple[str, str]:
        """Stream and id: ids alone are not unique across streams."""
        return self.stream, self.entry_id


class Holdings:
    """The entries that a consumer holds, in the order in which it will take them up.

    Safe to use from the consumer's thread and that of its heartbeat.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: dict[tuple[str, str], Held] = {}
        self._ready: deque[Held] = deque()
        self._postponed: list[tuple[float, int, Held]] = []
        self._postponements = 0  # breaks ties of equal times, as Held has no order

    def add(self, held: Held) -> bool:
        """Hold an entry that is to be taken up soon; returns False when it is held already."""
        with self._lock:
            if held.key in self._held:
                return False
            self._held[held.key] = held
            self._ready.append(held)
            return True

    def postpone(self, stream: str, entry_id: str, seconds: float) -> None:
        """Let an entry wait; it is taken up again after `seconds`."""
        with self._lock:
            held = self._held.get((stream, entry_id))
            if held is None:
                return
            held.entry = None
            self._postponements += 1
            heapq.heappush(self._postponed, (time.monotonic() + seconds, self._postponements, held))

    def next_ready(self) -> Held | None:
        """Take up the next entry: a postponed one whose time has come, else the first that was fetched."""
        with self._lock:
            while self._postponed and self._postponed[0][0] <= time.monotonic():
                held = heapq.heappop(self._postponed)[2]
                if self._held.get(held.key) is held:
                    return held
            while self._ready:
                held = self._ready.popleft()
                if self._held.get(held.key) is held:
                    return held
            return None

    def seconds_to_postponed(self) -> float | None:
        """Until the next postponed entry is due; None when none waits."""
        with self._lock:
            return max(0.0, self._postponed[0][0] - time.monotonic()) if self._postponed else None

    def drop(self, stream: str, entry_id: str) -> None:
        """Hold an entry no longer."""
        with self._lock:
            self._remove((stream, entry_id))

    def clear(self) -> None:
        """Hold nothing any more."""
        with self._lock:
            self._held.clear()
            self._ready.clear()
            self._postponed.clear()

    def leave(self, stream: str, entry_ids: Iterable[str]) -> None:
        """Note that entries are about to be settled: the server no longer knowing them as ours will be no surprise."""
        with self._lock:
            for entry_id in entry_ids:
                held = self._held.get((stream, entry_id))
                if held is not None:
                    held.leaving = True

    def lose(self, held: Held) -> bool:
        """Hold an entry no longer because others have taken it; False where it had left, or was leaving, anyway."""
        with self._lock:
            if self._held.get(held.key) is not held:
                return False
            self._remove(held.key)
            return not held.leaving

    def by_stream(self) -> dict[str, list[Held]]:
        """Everything held, by stream."""
        with self._lock:
            found: dict[str, list[Held]] = {}
            for held in self._held.values():
                found.setdefault(held.stream, []).append(held)
            return found

    def _remove(self, key: tuple[str, str]) -> None:
        self._held.pop(key, None)
        if not self._held:
            self._ready.clear()
            self._postponed.clear()

    def __len__(self) -> int:
        return len(self._held)

    def __contains__(self, key: tuple[str, str]) -> bool:
        return key in self._held

"""What a consumer may be told, with the defaults and why they are so."""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, TypedDict

from wiredesk.pipelines.consuming.entries import entry_time
from wiredesk.pipelines.consuming.filters import EntryFilter
from wiredesk.pipelines.consuming.positions import just_before, milliseconds_of, stream_position
from wiredesk.settings.errors import UsageProblem

Start = Literal["new", "beginning"] | datetime


def unique_consumer_name() -> str:
    """Host, process and four random bytes: no two consumers ever share it."""
    return f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}"


@dataclass(frozen=True)
class ConsumerOptions:
    """The settings of one consumer; times in seconds.

    Raises UsageProblem for values that make no sense.
    """

    group: str
    name: str = field(default_factory=unique_consumer_name)
    named: bool = False
    """Whether `name` was given: such a consumer takes up what its name still holds when it starts."""
    start: Start = "beginning"
    """Where a group that does not exist yet begins; an existing one goes on where it stands."""
    filter: EntryFilter = field(default_factory=EntryFilter)
    max_deliveries: int = 5
    """Then an entry is a dead letter; 0: for ever. Five outlives a restart and a short outage downstream."""
    raw: bool = False
    """Hand out articles without validating them."""
    follow: bool = True
    """Wait for more when the queue is drained, instead of ending."""
    prefetch: int = 1
    """Entries fetched at once. One shares work evenly among consumers; more saves round trips on a slow network."""
    claim_after: float = 60.0
    """Silence after which a consumer counts as dead. Its heart beats three times in that time."""
    retry_delay: float = 1.0
    """Before the second delivery; doubles with each further one."""
    retry_delay_max: float = 60.0
    forget_after: float = 3600.0
    """Silence after which a consumer that holds nothing is removed from the group."""

    def __post_init__(self) -> None:
        if not self.group or not self.name:
            raise UsageProblem("a consumer needs the name of its group")
        if not (self.group.isprintable() and self.name.isprintable()):
            raise UsageProblem(f"{self.group!r}, {self.name!r}: the names of a group and a consumer are printable")
        if self.claim_after <= 0 or self.prefetch < 1 or self.max_deliveries < 0 or self.retry_delay < 0:
            raise UsageProblem("claim_after and prefetch must be positive, max_deliveries and retry_delay not negative")
        if isinstance(self.start, str) and self.start not in ("new", "beginning"):
            raise UsageProblem(f"start={self.start!r}: 'new', 'beginning' or a datetime is expected")

    def start_id(self) -> str:
        """The last-delivered id that a new group gets: the first entry after it is the first delivered."""
        if self.start == "new":
            return "$"
        if isinstance(self.start, datetime):
            return just_before(f"{milliseconds_of(self.start)}-0")
        return "0-0"

    def retry_after(self, deliveries: int) -> float:
        """Seconds to wait after so many deliveries failed."""
        # 2**30 s is beyond any longest delay, and keeps the number finite however often an entry fails
        return float(min(self.retry_delay * 2 ** min(deliveries - 1, 30), self.retry_delay_max))


class ConsumerSettings(TypedDict, total=False):
    """The keywords of `Consumer` and `AsyncConsumer`; `ConsumerOptions` has the defaults and what the times mean."""

    name: str
    """Of this consumer in the group; only if it is stable and no other process has it. Default: a random one."""
    start: Start
    sites: Iterable[str]
    """Only these sites; what is not wanted is acknowledged unseen."""
    languages: Iterable[str]
    """Only these RFC 4647 language ranges: "pt" takes "pt-BR"."""
    events: Iterable[str]
    """Only these of "new" and "update"."""
    near_duplicates: bool
    """False: without copies of earlier articles."""
    mends: bool
    """False: without updates by which a re-extraction mends an article that its publisher has not changed."""
    max_deliveries: int
    raw: bool
    follow: bool
    prefetch: int
    claim_after: float
    retry_delay: float
    retry_delay_max: float
    forget_after: float


def consumer_options(group: str, settings: ConsumerSettings) -> ConsumerOptions:
    """Options from the keywords of a consumer. Raises UsageProblem for a wrong value or an unknown keyword."""
    given: dict[str, Any] = dict(settings)
    wanted = EntryFilter(
        _names("sites", given.pop("sites", ())),
        _names("languages", given.pop("languages", ())),
        _names("events", given.pop("events", ())),
        given.pop("near_duplicates", True),
        given.pop("mends", True),
    )
    if given.get("name") is None:
        given.pop("name", None)
    try:
        return ConsumerOptions(group=group, named="name" in given, filter=wanted, **given)
    except TypeError as problem:
        raise UsageProblem(f"{problem}; there are {', '.join(ConsumerSettings.__annotations__)}") from None


def _names(keyword: str, value: Iterable[str]) -> tuple[str, ...]:
    if isinstance(value, str):  # sites="bbc" would ask for the sites b, b and c
        raise UsageProblem(f"{keyword}={value!r}: a list is expected: {keyword}=[{value!r}]")
    return tuple(value)


def parse_start(text: str) -> Start:
    """`text` from a command line as a start: "new", "beginning", or a date or date-time. Raises UsageProblem."""
    if text == "new":
        return "new"
    if text == "beginning":
        return "beginning"
    return entry_time(stream_position(text))

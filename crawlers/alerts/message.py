"""One message for all that has begun and all that is over, short enough for a telephone."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from wiredesk.crawlers.alerts.records import AlertRecord
from wiredesk.crawlers.runtime.time_spans import in_units
from wiredesk.pipelines.exporters.terminal import one_line

ALONE = 3
"""Conditions of one rule that have a line each; more share one, so that an outage of 300 sites is one line."""
NAMED = 10
"""Sites named in such a line."""
LONGEST_LINE = 300
"""Characters of a line: parts of it are a stranger's."""


def message_of(begun: Sequence[AlertRecord], ended: Sequence[AlertRecord], now: float | None = None) -> tuple[str, str]:
    """Title and text."""
    now = time.time() if now is None else now
    parts = []
    if begun:
        parts.append(f"{len(begun)} {'problem' if len(begun) == 1 else 'problems'}")
    if ended:
        parts.append(f"{len(ended)} over")
    lines: list[str] = []
    if begun:
        lines += ["BEGAN", *_lines(begun, now), ""]
    if ended:
        lines += ["OVER", *_lines(ended, now), ""]
    lines.append(f"{socket.gethostname()}: wiredesk alerts list")
    return f"wiredesk: {', '.join(parts)}", "\n".join(lines)


def _lines(records: Sequence[AlertRecord], now: float) -> Iterator[str]:
    by_rule: dict[str, list[AlertRecord]] = {}
    for one in records:
        by_rule.setdefault(one.rule, []).append(one)
    for rule, members in by_rule.items():
        if len(members) <= ALONE:
            yield from (f"- {line_of(one, now)}" for one in members)
            continue
        names = ", ".join(one.subject for one in members[:NAMED])
        more = f" and {len(members) - NAMED} more" if len(members) > NAMED else ""
        yield f"- {rule}: {len(members)}: {one_line(names, LONGEST_LINE)}{more}"
        yield f"  first: {line_of(members[0], now)}"


def line_of(record: AlertRecord, now: float) -> str:
    """One condition in a line."""
    about = f"{record.subject}: " if record.subject else ""
    if record.ended is not None:
        part = f" ({record.part.replace('_', ' ')})" if record.part else ""
        why = "not looked at any more (paused, disabled or removed), " if record.is_unwatched else ""
        after = in_units(max(0.0, record.ended - record.since))
        return one_line(f"{about}{record.rule}{part}, {why}after {after}", LONGEST_LINE)
    said = one_line(f"{record.rule}: {about}{record.message}", LONGEST_LINE)
    since = datetime.fromtimestamp(record.since, UTC)
    return f"{said} (since {since:%Y-%m-%d %H:%M} UTC)" if now - record.since > 60 else said

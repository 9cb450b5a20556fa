"""Options that take a moment: ``--since 7d``."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import click

from wiredesk.pipelines.people_times import read_time
from wiredesk.settings.errors import UsageProblem

CLOCKS_DIFFER = timedelta(minutes=10)
"""How far ahead of ours the clock may be that somebody has read a moment from."""


class Moment(click.ParamType[datetime]):
    """A date, a date with time, an age such as ``36h`` or ``7d``, ``yesterday``; `read_time` has the rules.

    With `end` a day means its end: ``--until 2026-01-31`` takes that day in. With `ahead` ``7d`` means in a week.
    """

    name = "date|age"

    def __init__(self, *, end: bool = False, ahead: bool = False) -> None:
        self._end = end
        self._ahead = ahead

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Read the text, or fail with an example."""
        if isinstance(value, datetime):
            return value
        try:
            return read_time(str(value), end=self._end, ahead=self._ahead)
        except ValueError as problem:
            self.fail(f"{problem}.", param, ctx)


def check_period(since: datetime | None, until: datetime | None) -> None:
    """Refuse a period in which nothing can have been published. Raises UsageProblem."""
    if since is not None and since > datetime.now(UTC) + CLOCKS_DIFFER:
        raise UsageProblem(f"--since {since:%Y-%m-%d %H:%M} UTC lies in the future: nothing could be taken")
    if since is not None and until is not None and since >= until:
        times = f"--since {since:%Y-%m-%d %H:%M} UTC is not before --until {until:%Y-%m-%d %H:%M} UTC"
        raise UsageProblem(f"{times}: nothing could be taken")

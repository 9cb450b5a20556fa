"""The optional dependency of the commands for many machines."""

from __future__ import annotations

from importlib.util import find_spec

from wiredesk.settings.errors import UsageProblem


def need_rq(command: str) -> None:
    """Raise UsageProblem where RQ is not installed."""
    if find_spec("rq") is None:
        raise UsageProblem(f"wiredesk {command} needs rq, which is not installed: pip install 'wiredesk[scale]'")

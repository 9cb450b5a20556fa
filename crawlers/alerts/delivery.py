"""Messages to people: e-mail, webhook, Slack, Telegram and the rest, through Apprise."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from wiredesk.settings.errors import UsageProblem
from wiredesk.settings.setting_values import mask_target


class _Said(logging.Handler):
    """Keeps the last complaint of the library."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.last = ""

    def emit(self, record: logging.LogRecord) -> None:
        """Keep it."""
        self.last = record.getMessage()


class Targets:
    """The addresses of Apprise that messages go to. Raises UsageProblem where the library is missing, or does not know
    an address."""

    def __init__(self, targets: Sequence[str]) -> None:
        self._said = _Said()
        self._opened: dict[str, Any] = {}
        if not targets:
            return
        try:
            import apprise  # noqa: PLC0415  # an extra, and slow to import
        except ImportError:
            raise UsageProblem("alerts need the extra: pip install 'wiredesk[alerts]'") from None
        library = logging.getLogger("apprise")
        library.handlers, library.propagate = [self._said], False
        for place, target in enumerate(targets, 1):
            opened = apprise.Apprise(asset=apprise.AppriseAsset(app_id="wiredesk", app_desc="wiredesk alerts"))
            if not opened.add(target):
                raise UsageProblem(f"alert_to: address {place} ({mask_target(target)}) is not one that Apprise knows")
            self._opened[target] = opened

    def send(self, target: str, title: str, text: str, *, is_bad: bool) -> str | None:
        """Send a message to one target; returns why it was not delivered, or None where it was."""
        import apprise  # noqa: PLC0415  # an extra, and slow to import

        self._said.last = ""
        kind = apprise.NotifyType.WARNING if is_bad else apprise.NotifyType.SUCCESS
        try:
            done = self._opened[target].notify(
                body=text, title=title, notify_type=kind, body_format=apprise.NotifyFormat.TEXT
            )
        except Exception as problem:  # a plugin's own fault must not keep the others from being told
            return f"{type(problem).__name__}: {problem}"[:300]
        return None if done else self._said.last[:300] or "not delivered"

"""Log lines as JSON: one object a line, each with an event of the vocabulary."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from wiredesk.crawlers.runtime.log_secrets import Secrets
from wiredesk.pipelines.exporters.terminal import terminal_safe
from wiredesk.settings.log_events import ATTRIBUTE

EVERY_LINE: Final = ("time", "level", "event", "message", "command", "logger", "pid", "trace")
"""The keys that every line has (`trace` only after an exception); no event has a field of such a name."""
LONGEST_TEXT = 4_000
"""Characters of a message or field: strangers' URLs have 2,083 at the most."""
LONGEST_TRACE = 16_000
"""Characters of a traceback, of which the end is kept: it names the fault."""
MOST_ENTRIES = 100
"""Entries of a field that is a list or counts something."""


class JsonFormatter(logging.Formatter):
    """Formats records as JSON. ASCII only, so that no character of a stranger's ends a line or steers a terminal."""

    def __init__(self, command: str, secrets: Secrets) -> None:
        super().__init__()
        self._command = command
        self._secrets = secrets

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end."""
        named = getattr(record, ATTRIBUTE, None)
        event, fields = named if named is not None else ("library", {})
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": event,
            "message": self._text(record.getMessage()),
            "command": self._command,
            "logger": record.name,
            "pid": record.process,
        }
        for name, value in fields.items():
            if value is not None:
                line[name] = self._plain(value)
        if record.exc_info and record.exc_info[0] is not None:
            line["trace"] = self._cleaned(self.formatException(record.exc_info))[-LONGEST_TRACE:]
        return json.dumps(line, separators=(",", ":"))

    def _text(self, text: str) -> str:
        plain = self._cleaned(text[: 2 * LONGEST_TEXT])  # first: a secret that is cut in two would not be known
        return plain if len(plain) <= LONGEST_TEXT else plain[: LONGEST_TEXT - 1] + "…"

    def _cleaned(self, text: str) -> str:
        return self._secrets.mask(terminal_safe(text))

    def _plain(self, value: object) -> Any:
        if isinstance(value, bool | int | float):
            return value
        if isinstance(value, Mapping):
            return {self._text(str(key)): self._plain(one) for key, one in list(value.items())[:MOST_ENTRIES]}
        if isinstance(value, list | tuple | set | frozenset):
            return [self._plain(one) for one in list(value)[:MOST_ENTRIES]]
        return self._text(str(value))

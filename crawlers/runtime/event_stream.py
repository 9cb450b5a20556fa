"""Stderr where the log goes there as JSON: whatever else is said becomes an event as well."""

from __future__ import annotations

import io
import logging
import threading
from typing import TextIO

from wiredesk.settings.log_events import event

LONGEST_LINE = 20_000
"""Characters that wait for the end of their line."""


class EventStream(io.TextIOBase):
    """A text stream whose lines become events ``message`` of `handler`, which writes to `beneath`.

    So every line on stderr is JSON: what commands say by themselves, warnings of Python, messages of libraries.
    """

    def __init__(self, handler: logging.Handler, beneath: TextIO) -> None:
        self._handler = handler
        self._beneath = beneath
        self._begun = ""
        self._own = threading.local()

    @property
    def encoding(self) -> str:  # type: ignore[override]  # an attribute there
        """Of what is beneath."""
        return self._beneath.encoding

    def writable(self) -> bool:
        """It is."""
        return True

    def fileno(self) -> int:
        """Of what is beneath, for what writes there by number."""
        return self._beneath.fileno()

    def write(self, text: str) -> int:
        """Take text; each whole line is told."""
        if not isinstance(text, str):
            raise TypeError("a text stream takes text")
        *lines, self._begun = (self._begun + text).split("\n")
        if len(self._begun) > LONGEST_LINE:
            lines, self._begun = [*lines, self._begun], ""
        for line in lines:
            self._tell(line)
        return len(text)

    def finish(self) -> None:
        """Tell a line that has no end."""
        begun, self._begun = self._begun, ""
        self._tell(begun)

    def _tell(self, line: str) -> None:
        if not line.strip() or getattr(self._own, "telling", False):  # the handler's own complaint
            return
        self._own.telling = True
        try:
            record = logging.makeLogRecord(
                {"name": "wiredesk", "levelno": logging.INFO, "levelname": "INFO", "msg": line, **event("message")}
            )
            self._handler.handle(record)
        finally:
            self._own.telling = False

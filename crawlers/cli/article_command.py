"""The shell command that ``wiredesk consume --exec`` runs for each article."""

from __future__ import annotations

import os
import subprocess
import sys
import threading

from wiredesk.pipelines.consuming.delivery import Delivery, StopConsuming, TryLater
from wiredesk.pipelines.consuming.exported_entries import render_delivery
from wiredesk.pipelines.exporters.format_names import Format

KEPT_OF_STDERR = 4000  # bytes: the last lines, where the reason usually is
TEMPORARY = 75
"""EX_TEMPFAIL of BSD's sysexits.h: "temporary failure; the user is invited to retry". Mail systems use it so."""
CANNOT_RUN = {126: "cannot be executed", 127: "was not found"}  # POSIX shell exit statuses


class CommandFailed(Exception):
    """The command did not end with status 0; the message has the status and the end of its stderr."""


class ArticleCommand:
    """Runs a command by the shell, the article on its stdin; its stdout and stderr are ours."""

    def __init__(self, command: str, format: Format) -> None:
        self._command = command
        self._format = format

    def run(self, delivery: Delivery) -> None:
        """Run the command for one article and wait for it.

        Raises CommandFailed for an exit status other than 0; StopConsuming where the command does not exist, which is
        no fault of the article; TryLater for status 75, which says that it cannot work just now.
        """
        fields = delivery.fields
        environment = os.environ | {
            "WIREDESK_ENTRY_ID": delivery.entry_id,
            "WIREDESK_DELIVERY_COUNT": str(delivery.delivery_count),
            "WIREDESK_SITE": _plain(fields.get("site", "")),
            "WIREDESK_LANGUAGE": _plain(fields.get("language", "")),
            "WIREDESK_EVENT": _plain(fields.get("event", "")),
        }
        text = render_delivery(delivery, self._format)
        # Its own process group: Ctrl-C on the terminal stops us after this article, and does not kill the command
        process = subprocess.Popen(  # noqa: S602  the user's own command line; the article is on stdin, never in it
            self._command,
            shell=True,
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment,
            process_group=0,
        )
        try:
            status, complaint = _attend(process, text.encode())
        except BaseException:
            process.terminate()
            process.wait()
            raise
        if status in CANNOT_RUN:
            raise StopConsuming(f"--exec: the command {CANNOT_RUN[status]} (status {status}): {self._command}")
        if status == TEMPORARY:
            raise TryLater(f"exit status {status}: {complaint}" if complaint else f"exit status {status}")
        if status != 0:
            how = f"exit status {status}" if status > 0 else f"killed by signal {-status}"
            raise CommandFailed(f"{how}: {complaint}" if complaint else how)


def _attend(process: subprocess.Popen[bytes], article: bytes) -> tuple[int, str]:
    """Feed the command, pass its stderr on as it comes, and wait; returns its status and the end of its stderr."""
    kept = bytearray()

    def pass_on() -> None:
        assert process.stderr is not None
        while chunk := process.stderr.read1(65536):  # type: ignore[attr-defined]  # a pipe is a BufferedReader
            sys.stderr.buffer.write(chunk)
            sys.stderr.buffer.flush()
            kept.extend(chunk)
            del kept[:-KEPT_OF_STDERR]

    listener = threading.Thread(target=pass_on, daemon=True)
    listener.start()
    assert process.stdin is not None
    try:
        process.stdin.write(article)
        process.stdin.close()
    except BrokenPipeError:
        pass  # a command need not read its input
    status = process.wait()
    # A background process of the command may keep stderr open: what it says later is not waited for
    listener.join(1.0)
    return status, kept.decode("utf-8", "replace").strip()


def _plain(value: str) -> str:
    """A value that an environment variable can hold: no NUL, nothing that is not UTF-8."""
    return value.replace("\0", "").encode("utf-8", "replace").decode("utf-8")

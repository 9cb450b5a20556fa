"""The three standard streams, as cron, systemd and ``<&-`` leave them: perhaps closed, perhaps on a full disk."""

from __future__ import annotations

import errno
import io
import os
import sys

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_WRONG_WAY = ((0, os.O_WRONLY), (1, os.O_RDONLY), (2, os.O_WRONLY))
"""How a closed stream is opened on the null device: to read stdin or to write stdout is an error, as if it were closed;
what is said on stderr goes nowhere."""


class _Messages(io.FileIO):
    """A file whose faults are nobody's concern: a log on a full disk must not end a crawl."""

    def write(self, data: object) -> int:
        """Write what can be written."""
        try:
            return super().write(data) or 0  # type: ignore[arg-type]  # what BufferedWriter gives
        except OSError:
            return memoryview(data).nbytes  # type: ignore[arg-type]


def prepare_streams() -> None:
    """Open what is closed, so that no file or socket gets its number; let faults of stderr pass."""
    for number, way in _WRONG_WAY:
        try:
            os.fstat(number)
        except OSError:
            os.set_inheritable(os.open(os.devnull, way), True)  # the lowest free number, which is this one
    if sys.stdin is None:
        sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115  it stays open to the end
    if sys.stdout is None:
        sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    if sys.stderr is sys.__stderr__:
        encoding = sys.stderr.encoding if sys.stderr is not None else "utf-8"
        messages = io.BufferedWriter(_Messages(2, "w", closefd=False))
        sys.stderr = io.TextIOWrapper(messages, encoding, "backslashreplace", line_buffering=True, write_through=True)


def discard_output() -> None:
    """Let what is still to be written to stdout go nowhere, the interpreter's own flush at the end too."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def explain_fault(problem: OSError) -> str:
    """One line about a file or stream that cannot be read or written."""
    said = problem.strerror or str(problem) or type(problem).__name__
    if problem.filename is not None:
        return f"{os.fsdecode(problem.filename) if isinstance(problem.filename, bytes) else problem.filename}: {said}"
    if problem.errno == errno.EBADF:
        return "standard input or output is closed"
    return f"cannot write: {said}" if problem.errno in _NO_ROOM else said

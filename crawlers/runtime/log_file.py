"""A log file that many processes write, and that is rotated at a size."""

from __future__ import annotations

import fcntl
import logging
import os
import stat
import sys
from pathlib import Path


class LogFile(logging.Handler):
    """Appends whole lines to `path`. At `size` bytes the file becomes ``path.1``, that one ``path.2``, up to `keep`.

    Any number of processes may write it at once: each line is one write at the end of the file, one of them turns it
    over, and the others notice. So they do when logrotate moves it. A full disk ends no crawl: it is said once on
    stderr, and lines are lost until there is room. `keep` 0 keeps no old file, `size` 0 never turns over; nor is a
    symbolic link or device ever rotated.

    Raises OSError where the file cannot be opened at first.
    """

    def __init__(self, path: Path, size: int, keep: int) -> None:
        super().__init__()
        self.path = path.absolute()
        self._size = size
        self._keep = keep
        self._is_torn = self._is_said = False
        self._descriptor = self._open()

    def emit(self, record: logging.LogRecord) -> None:
        """Append one line."""
        try:
            line = (self.format(record) + "\n").encode("utf-8", "backslashreplace")
            self._follow()
            problem = self._make_room(len(line))
            self._write(line)
            self._say("rotated", problem)
        except OSError as problem:
            self._say("written", problem)
        except Exception:  # logging's own contract: a handler never raises
            self.handleError(record)

    def _say(self, what: str, problem: OSError | None) -> None:
        """Say on stderr what cannot be done, once until it can."""
        if problem is not None and not self._is_said:
            print(f"wiredesk: the log {self.path} cannot be {what}: {problem.strerror}", file=sys.stderr)
        self._is_said = problem is not None

    def close(self) -> None:
        """Close the file."""
        descriptor, self._descriptor = self._descriptor, -1
        if descriptor >= 0:
            os.close(descriptor)
        super().close()

    def _open(self) -> int:
        return os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o640)

    def _write(self, line: bytes) -> None:
        if self._is_torn:  # a full disk took half of a line
            line = b"\n" + line
        written = os.write(self._descriptor, line)
        self._is_torn = False
        if written < len(line):
            self._is_torn = True
            os.write(self._descriptor, line[written:])  # raises, and says why
            self._is_torn = False

    def _follow(self) -> None:
        """Reopen the file where another process, or logrotate, has moved it."""
        if self._descriptor < 0 or not self._is_ours():
            fresh = self._open()
            if self._descriptor >= 0:
                os.close(self._descriptor)
            self._descriptor = fresh

    def _is_ours(self) -> bool:
        try:
            there, ours = os.stat(self.path), os.fstat(self._descriptor)
        except FileNotFoundError:
            return False
        return (there.st_dev, there.st_ino) == (ours.st_dev, ours.st_ino)

    def _make_room(self, wanted: int) -> OSError | None:
        """Turn the file over where a line of `wanted` bytes is too much for it. Where that cannot be done, as in a
        folder that others own, lines still go on the file: better too long a log than none."""
        written = os.fstat(self._descriptor).st_size
        if not self._size or not written or written + wanted <= self._size:
            return None
        try:
            if stat.S_ISREG(os.lstat(self.path).st_mode):  # no link: /dev/stdout must not be moved
                self._turn_over()
        except OSError as problem:
            return problem
        return None

    def _turn_over(self) -> None:
        fcntl.lockf(self._descriptor, fcntl.LOCK_EX)  # of the process, so that forked ones exclude each other too
        try:
            if self._is_ours():  # else another process has done it meanwhile
                self._move()
        finally:
            fcntl.lockf(self._descriptor, fcntl.LOCK_UN)
        self._follow()

    def _move(self) -> None:
        for number in range(self._keep - 1, 0, -1):
            older = self._numbered(number)
            if older.exists():
                older.replace(self._numbered(number + 1))
        if self._keep:
            self.path.replace(self._numbered(1))
        else:
            self.path.unlink()

    def _numbered(self, number: int) -> Path:
        return self.path.with_name(f"{self.path.name}.{number}")

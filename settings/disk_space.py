"""Telling a disk that is full from a place that is the wrong one."""

from __future__ import annotations

import errno
import sqlite3
from typing import Final

_NO_ROOM: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)  # the disk; a limit of the user or the process
_SQLITE: Final = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)


def is_full(problem: OSError | sqlite3.Error) -> bool:
    """Whether a file could not be written because the disk is full, and not because it cannot be there at all."""
    if isinstance(problem, OSError):
        return problem.errno in _NO_ROOM
    return getattr(problem, "sqlite_errorcode", 0) & 0xFF in _SQLITE  # its last byte; others say more of an I/O error

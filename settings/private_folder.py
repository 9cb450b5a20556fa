"""A folder that belongs to this user alone, for the embedded Redis and its socket."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from wiredesk.settings.errors import RedisUnreachable


def make_private(folder: Path) -> None:
    """Make `folder` ours alone; refuse one that somebody else owns (a trap laid in /tmp)."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
            raise RedisUnreachable(f"{folder} is not a folder of this user; remove it or set WIREDESK_HOME")
        if stat.S_IMODE(found.st_mode) != 0o700:
            folder.chmod(0o700)
    except OSError as problem:
        raise unusable(folder, problem) from None


def unusable(folder: Path, problem: OSError) -> RedisUnreachable:
    """What to raise when a folder of the server cannot be used."""
    return RedisUnreachable(f"the embedded Redis needs {folder}: {problem.strerror}; set WIREDESK_HOME")

"""The files of definitions: read without waiting, written whole or not at all, never over somebody's work unasked."""

from __future__ import annotations

import os
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

from wiredesk.settings.errors import UsageProblem

LARGEST_DEFINITION = 1_000_000
"""Bytes; the largest shipped definition has under 10,000. What is larger is no definition, and never read whole."""


def read_definition(path: Path) -> bytes:
    """The content of the definition file `path`. Raises OSError where it cannot be read.

    What is no ordinary file cannot be read either: a named pipe would be waited for without end.
    """
    with open(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(None, "not an ordinary file")
        content = file.read(LARGEST_DEFINITION + 1)
    if len(content) > LARGEST_DEFINITION:
        raise OSError(None, f"larger than {LARGEST_DEFINITION:,} bytes")
    return content


def write_definition(path: Path, text: str, *, overwrite: bool) -> None:
    """Write `text` to `path`, making its folder. Whoever reads the file meanwhile sees the old one or the new one.

    Raises UsageProblem where the file is there and must not be overwritten, or cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Its name begins with a dot and does not end in .toml: no crawl takes it for a definition
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as new:
                new.write(text)
                new.flush()
                os.fsync(new.fileno())
            Path(name).chmod(_mode_for(path))
            _put_in_place(Path(name), path, overwrite=overwrite)
        finally:
            with suppress(FileNotFoundError):
                Path(name).unlink()
    except FileExistsError:
        raise UsageProblem(f"{path} exists already and was not changed") from None
    except OSError as problem:
        raise UsageProblem(f"{path} cannot be written: {problem.strerror}") from None


def _put_in_place(new: Path, path: Path, *, overwrite: bool) -> None:
    if overwrite:
        new.replace(path)
        return
    try:
        path.hardlink_to(new)  # fails where the file is there, in one step
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links
        if path.exists():
            raise FileExistsError from None
        new.replace(path)


def _mode_for(path: Path) -> int:
    """The rights of a new file; those of the file in whose place it comes: one with secret headers stays closed."""
    try:
        return stat.S_IMODE(path.stat().st_mode)
    except FileNotFoundError:
        return 0o666 & ~_umask()


def _umask() -> int:
    """The process's umask, which cannot be read without setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask

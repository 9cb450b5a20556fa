"""Options that name a file to be written: ``-`` is stdout, and a file that exists is not replaced unasked."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, Final

import click

from wiredesk.settings.errors import UsageProblem

STDOUT: Final = Path("-")


class OutputPath(click.Path):
    """A path of a file, or ``-`` for stdout. With `no_dash` it cannot be stdout, for the reason that this gives: a file
    of that name would not be what anybody wants."""

    def __init__(self, no_dash: str = "") -> None:
        super().__init__(path_type=Path, dir_okay=False, allow_dash=not no_dash)
        self._no_dash = no_dash

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """The path; ``-`` is `STDOUT`."""
        path = Path(str(super().convert(value, param, ctx)))
        if path == STDOUT and self._no_dash:
            self.fail(f"{self._no_dash} (a file of this name: ./-)", param, ctx)
        return path


def check_output(path: Path, option: str, *, overwrite: bool, is_binary: bool) -> None:
    """Refuse to replace a file unasked, to write into a folder that is not there, and to fill a terminal with bytes.

    Devices and pipes are written to. Raises UsageProblem.
    """
    if path == STDOUT:
        if is_binary and sys.stdout.isatty():
            raise UsageProblem(f"{option} - writes to stdout, which is a terminal: send it to a file or a pipe")
        return
    if path.is_file() and not overwrite:
        raise UsageProblem(f"{path} exists already: name another file, or add --overwrite")
    if not path.absolute().parent.is_dir():
        raise UsageProblem(f"{option} {path}: there is no folder {path.absolute().parent}".lstrip())

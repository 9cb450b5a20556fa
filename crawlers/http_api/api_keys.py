"""API keys: random, kept as hashes in a file that can be edited while the server runs."""

from __future__ import annotations

import fcntl
import hashlib
import logging
import os
import re
import secrets
import stat
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from wiredesk.settings.errors import UsageProblem
from wiredesk.settings.log_events import event

logger = logging.getLogger(__name__)

PREFIX = "wdk_"
"""Begins every key, so that scanners for leaked secrets can know one."""
KEY_BYTES = 32
"""Of randomness: with 256 bits a plain SHA-256 is enough at rest, nothing can be guessed."""
DEFAULT_RATE = 600
"""Requests a minute for a key that names no other limit; as many may come at once."""

_NAME = re.compile(r"[A-Za-z0-9_.-]{1,64}")
_LINE = re.compile(
    r"(?P<name>[A-Za-z0-9_.-]{1,64})\s+sha256:(?P<digest>[0-9a-f]{64})"
    r"(?:\s+(?P<rate>\d{1,9})/min)?(?:\s+(?P<role>read-only))?"
)


@dataclass(frozen=True)
class ApiKey:
    """A key by its name; the key itself is known to its holder only. `rate` is requests a minute, 0 for no limit. One
    that is `read_only` may look at everything, and fetch, publish or change nothing."""

    name: str
    rate: int
    read_only: bool = False


class KeyFile:
    """A file with a line ``NAME sha256:DIGEST [RATE/min] [read-only]`` for each key; ``#`` begins a comment.

    The first reading raises UsageProblem, with file and line, for what it cannot read. After that nothing raises: the
    file may be looked at while somebody edits it. A line that cannot be read is then no key, and is logged.
    """

    def __init__(self, path: Path, default_rate: int = DEFAULT_RATE) -> None:
        self.path = path
        self._default_rate = default_rate
        self._stamp: tuple[int, ...] | None = None
        self._keys: dict[str, ApiKey] = {}
        self._seen_any = False
        self._read(strict=True)

    def __len__(self) -> int:
        return len(self._keys)

    @property
    def required(self) -> bool:
        """Whether a key is needed: yes as soon as one was seen, also when all are revoked since.

        Otherwise the revoking of the last key, or an editor that empties the file for a moment, would open the server.
        """
        return self._seen_any

    def admits(self, headers: Iterable[tuple[bytes, bytes]]) -> bool:
        """Whether a request with these headers may pass, by the file as it is now."""
        self.refresh()
        if not self.required:
            return True
        key = presented_key(headers)
        return key is not None and self.find(key) is not None

    def find(self, key: str) -> ApiKey | None:
        """The entry of a key that somebody presents, or None."""
        return self._keys.get(_digest(key))

    def refresh(self) -> None:
        """Read the file again where it has changed; a file that is not there, or cannot be read, has no keys."""
        self._read(strict=False)

    def _read(self, strict: bool) -> None:
        try:
            state = self.path.stat()
            stamp = (state.st_mtime_ns, state.st_size, state.st_ino)  # the inode: editors put a new file in its place
            if stamp == self._stamp:
                return
            text = self.path.read_text("utf-8")
        except FileNotFoundError:
            self._keys, self._stamp = {}, None
            return
        except (OSError, UnicodeDecodeError) as problem:
            message = f"the key file {str(self.path)!r} cannot be read: {problem}"
            if strict:
                raise UsageProblem(message) from None
            if self._keys:  # once, not at every request
                logger.error("%s; nobody is let in", message, extra=event("keys.invalid", problem=message))
            self._keys, self._stamp = {}, None
            return
        self._keys, self._stamp = self._parse(text, strict), stamp
        self._seen_any = self._seen_any or bool(self._keys)

    def _parse(self, text: str, strict: bool) -> dict[str, ApiKey]:
        keys = {}
        for number, line in enumerate(text.splitlines(), start=1):
            line = line.partition("#")[0].strip()
            if not line:
                continue
            found = _LINE.fullmatch(line)
            if found is None:
                message = f"{self.path}:{number}: expected NAME sha256:DIGEST [RATE/min] [read-only]"
                if strict:
                    raise UsageProblem(message)
                logger.error("%s; the line is left out", message, extra=event("keys.invalid", problem=message))
                continue
            keys[found["digest"]] = ApiKey(found["name"], int(found["rate"] or self._default_rate), bool(found["role"]))
        return keys

    def add(self, name: str, rate: int | None = None, *, read_only: bool = False) -> str:
        """Make a key, write its hash down, and return the key, which is nowhere else. Raises UsageProblem."""
        if not _NAME.fullmatch(name):
            raise UsageProblem(f"{name!r} is not a name for a key: 1 to 64 letters, digits, dots, dashes, underscores")
        key = PREFIX + secrets.token_urlsafe(KEY_BYTES)
        line = f"{name} sha256:{_digest(key)}" + (f" {rate}/min" if rate is not None else "")
        line += " read-only\n" if read_only else "\n"
        with self._alone():
            if any(key.name == name for key in self._keys.values()):
                raise UsageProblem(f"there is a key {name!r} in {self.path} already; `wiredesk keys revoke` removes it")
            descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            with os.fdopen(descriptor, "a", encoding="utf-8") as file:
                file.write(line if self._ends_with_newline() else "\n" + line)
        self.refresh()
        return key

    def entries(self) -> list[ApiKey]:
        """All keys, in the order of the file."""
        return list(self._keys.values())

    def revoke(self, name: str) -> None:
        """Take out the line of the key `name`; every other line stays as it is. Raises UsageProblem."""
        target = self.path.resolve()  # a link stays one
        with self._alone():
            if all(key.name != name for key in self._keys.values()):
                raise UsageProblem(f"there is no key {name!r} in {self.path}; `wiredesk keys list` shows all")
            lines = target.read_text("utf-8").splitlines(keepends=True)
            kept = [line for line in lines if line.partition("#")[0].split()[:1] != [name]]
            state = target.stat()
            # A whole new file in its place: a server that looks meanwhile finds all other keys.
            descriptor, new = tempfile.mkstemp(prefix=target.name + ".", dir=target.parent)
            try:
                with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
                    file.writelines(kept)
                    file.flush()
                    os.fchmod(descriptor, stat.S_IMODE(state.st_mode))
                    if (os.geteuid(), os.getegid()) != (state.st_uid, state.st_gid):
                        os.fchown(descriptor, state.st_uid, state.st_gid)  # the server must be able to read it still
                    os.fsync(descriptor)
                os.replace(new, target)
            except BaseException:
                os.unlink(new)
                raise
        self.refresh()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One command edits the file at a time, by what is in it now: otherwise two that revoke a key at once bring
        each other's back. Raises UsageProblem where the file cannot be written."""
        folder = self.path.resolve().parent  # a file in place of another would take its lock away
        try:
            folder.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX)
                self.refresh()
                yield
            finally:
                os.close(descriptor)
        except OSError as problem:
            raise UsageProblem(f"the key file {str(self.path)!r} cannot be written: {problem.strerror}") from None

    def _ends_with_newline(self) -> bool:
        with self.path.open("rb") as file:
            if file.seek(0, os.SEEK_END) == 0:
                return True
            file.seek(-1, os.SEEK_END)
            return file.read(1) == b"\n"


def presented_key(headers: Iterable[tuple[bytes, bytes]]) -> str | None:
    """The key in a request's headers (names in lower case): `Authorization: Bearer KEY`, else `X-API-Key: KEY`."""
    of_its_own: str | None = None
    for name, value in headers:
        if name == b"authorization":
            scheme, _, key = value.decode("latin-1").partition(" ")
            if scheme.lower() == "bearer":
                return key.strip()
        elif name == b"x-api-key" and of_its_own is None:
            of_its_own = value.decode("latin-1").strip()
    return of_its_own


def named_key_file(path: Path | None, usual: Path) -> Path:
    """The file of keys that a server is started with: the one that was named, else the usual one.

    Raises UsageProblem where the named one is not there: who names a file wants keys to be asked for, and without any
    key the server is open to its machine.
    """
    if path is not None and not path.exists():
        raise UsageProblem(
            f"there is no key file {str(path)!r}, and without keys the server would be open to this machine; "
            f"`wiredesk keys add NAME --key-file FILE` makes it"
        )
    return path or usual


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()

"""The address of an archive that is no folder: which ones are taken, and how they are shown."""

from __future__ import annotations

import hashlib
import re
from typing import Final

from wiredesk.pipelines.archive.store import ArchiveUnusable

_KEEPS_NOTHING: Final = frozenset({"memory"})
_READ_ONLY: Final = frozenset({"http", "https", "data", "zip", "tar", "github", "git", "reference"})
"""What fsspec can only read, or rewrites as a whole for each file."""
_ON_THIS_MACHINE: Final = frozenset({"file", "local"})
_LONGEST_LABEL: Final = 60
"""Characters of an address in the name of its spool; the digest behind them tells addresses apart."""


def is_address(archive: str) -> bool:
    """Whether an archive is named by a URL, and is no folder."""
    return "://" in archive


def shown(address: str) -> str:
    """An address as it may be printed: without user, password and query."""
    scheme, separator, rest = address.partition("://")
    place = rest.partition("?")[0]
    return f"{scheme}{separator}{place.rpartition('@')[2]}"


def normal(address: str) -> str:
    """The address without what makes no difference: slashes at its end. Raises ArchiveUnusable where it is none that an
    archive can be at."""
    scheme, _, rest = address.partition("://")
    if not re.fullmatch(r"[a-z][a-z0-9+.-]*", scheme) or "::" in address or not rest.strip("/"):
        raise ArchiveUnusable(f"{shown(address)} is no address of an archive: write s3://bucket/prefix, for example")
    if scheme in _ON_THIS_MACHINE and not rest.startswith("/"):
        raise ArchiveUnusable(f"{shown(address)} counts from the working folder: write file:///mnt/pages, for example")
    if ".." in rest.split("/"):
        raise ArchiveUnusable(f"{shown(address)} has .. in it, which stores and their clients read differently")
    return f"{scheme}://{rest.rstrip('/')}"


def check_writable(address: str) -> None:
    """Raises ArchiveUnusable where nothing can be kept at an address."""
    scheme = address.partition("://")[0]
    if scheme in _KEEPS_NOTHING:
        raise ArchiveUnusable(f"{shown(address)} cannot keep pages: it ends with its process")
    if scheme in _READ_ONLY:
        raise ArchiveUnusable(
            f"{shown(address)} can only be read: pages are kept in a folder, or at s3:// and the like"
        )


def label(address: str) -> str:
    """A name for a folder, another one for each address; without secrets."""
    readable = re.sub(r"[^A-Za-z0-9.]+", "-", shown(address)).strip("-.")[:_LONGEST_LABEL]
    return f"{readable}-{hashlib.sha256(address.encode()).hexdigest()[:8]}"

"""What is said of bytes that are no records: how to unpack them, or what is wrong, without the bytes themselves."""

from __future__ import annotations

import binascii
from typing import Final

from warcio.exceptions import ArchiveLoadFailed

_PACKINGS: Final = (
    (b"BZh", "bzip2", "bzcat FILE"),
    (b"\xfd7zXZ\x00", "xz", "xzcat FILE"),
    (b"PK\x03\x04", "zip, as WACZ packages are, which cannot be read from a pipe", "unzip -p FILE 'archive/*'"),
    (b"7z\xbc\xaf\x27\x1c", "7-Zip", "7z x -so FILE"),
)
"""How packings that are not read begin, what they are called, and what unpacks them. WARC files are packed with gzip
(ISO 28500, annex A) or, among archivists, with zstd."""
_LONGEST: Final = 200


def packing_of(head: bytes) -> str | None:
    """What to say of a file that begins so, if it is packed with anything but gzip."""
    for magic, name, command in _PACKINGS:
        if head.startswith(magic):
            return f"the file is packed with {name}; unpack it: {command} | wiredesk ingest -"
    return None


def in_words(problem: Exception) -> str:
    """What warcio has raised, in a line."""
    told = str(problem)
    if isinstance(problem, ArchiveLoadFailed) and "Unknown archive format" in told:
        return "no record of WARC or ARC begins here"  # warcio shows the bytes
    if isinstance(problem, binascii.Error):
        return "it has a digest that is none"
    if isinstance(problem, (ValueError, TypeError, AttributeError, LookupError)):
        return "its headers cannot be read"  # what they say is Python's, of warcio's inside
    return told.split("\n")[0][:_LONGEST] or "damaged"

"""The C library's memory allocator, set up for a process that handles many large pages for hours."""

from __future__ import annotations

import ctypes
import sys

_M_MMAP_THRESHOLD, _M_ARENA_MAX = -3, -8  # glibc's malloc.h
OWN_MAPPING_FROM = 65_536
"""Bytes from which a block has a mapping of its own, which goes back to the system when it is freed: most pages are
larger, most other things smaller. By itself glibc raises the limit up to 32 MB with the blocks that it sees freed, and
then keeps the holes that pages leave."""
ARENAS = 2
"""Heaps of a process: threads parse listings, and each would have a heap of its own with holes of its own."""


def give_back_freed_pages() -> None:
    """Let memory that pages have taken go back to the system once they are dealt with. Linux with glibc; else nothing.

    Source: mallopt(3).
    """
    if sys.platform != "linux":
        return
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError):  # musl has no such thing, and needs none
        return
    mallopt(_M_MMAP_THRESHOLD, OWN_MAPPING_FROM)
    mallopt(_M_ARENA_MAX, ARENAS)

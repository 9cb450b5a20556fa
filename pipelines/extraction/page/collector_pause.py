"""Python's garbage collector rests while a page is read.

A page makes thousands of objects that live as long as it does, and nothing that refers to itself: the collector would
look through all of them several times (a tenth of the CPU of a page) and find nothing.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Iterator[None]:
    """Switches the collector off for a block, and on again where it was on.

    The switch is that of the whole process. Where several threads read pages, the first that is done switches it on
    for all; that costs the others time, and nothing else.
    """
    was_on = gc.isenabled()
    if was_on:  # who finds it off must not switch it off: another thread may have switched it on in between
        gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()

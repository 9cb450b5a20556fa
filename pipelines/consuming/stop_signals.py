"""SIGTERM and SIGINT end a consumer after the current article."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)


@contextmanager
def stop_on_signals(stop: Callable[[signal.Signals], None]) -> Iterator[None]:
    """While inside, the first SIGTERM or SIGINT calls `stop`; a second SIGINT interrupts as usual.

    Handlers that were there before come back at the end. Outside the main thread, where Python allows no signal
    handlers, nothing is installed.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in STOP_SIGNALS}
    stopped = False

    def handle(number: int, frame: FrameType | None) -> None:
        nonlocal stopped
        if stopped and number == signal.SIGINT:
            raise KeyboardInterrupt
        stopped = True
        stop(signal.Signals(number))

    for number in STOP_SIGNALS:
        signal.signal(number, handle)
    try:
        yield
    finally:
        for number, handler in before.items():
            # None: a handler that was not set from Python, and cannot be set back from it
            signal.signal(number, signal.SIG_DFL if handler is None else handler)

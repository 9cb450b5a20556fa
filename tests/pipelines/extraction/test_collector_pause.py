"""The garbage collector rests while a page is read."""

from __future__ import annotations

import gc
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from wiredesk.pipelines.extraction.page.collector_pause import collector_paused


def test_the_collector_rests_and_goes_on_even_after_an_error() -> None:
    with collector_paused():
        assert not gc.isenabled()
    assert gc.isenabled()
    with pytest.raises(ZeroDivisionError), collector_paused():
        1 / 0  # noqa: B018
    assert gc.isenabled()


def test_the_collector_is_on_again_after_pages_in_many_threads() -> None:
    def read(_: int) -> None:
        with collector_paused():
            time.sleep(0)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(read, range(2_000)))
    assert gc.isenabled()


def test_a_collector_that_was_off_stays_off() -> None:
    gc.disable()
    try:
        with collector_paused():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()

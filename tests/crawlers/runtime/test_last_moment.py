"""A program that was told to stop ends, whatever holds it up."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
HELD_UP = """
import threading, time
from wiredesk.crawlers.runtime.last_moment import stop_by_the_last_moment
threading.Thread(target=time.sleep, args=(60,)).start()  # Python waits for it, as for a slow expression in a library
stop_by_the_last_moment(0.2)
"""


def test_what_hangs_is_given_up_and_the_place_is_told():
    began = time.monotonic()
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    ended = subprocess.run(
        [sys.executable, "-c", HELD_UP], env=environment, capture_output=True, text=True, timeout=50, check=False
    )
    assert ended.returncode == 130
    assert "ended by force" in ended.stderr
    assert "threading.py" in ended.stderr  # where Python waits for its threads
    assert time.monotonic() - began < 40

"""Ctrl-C reaches every process of a terminal, SIGTERM of systemd every process of a service: the program stops in its
own way, its workers say nothing and finish their pages."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import asyncio, signal, sys, threading
from wiredesk.pipelines.workers import WorkerPool
import slow_work

def main():
    asked = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: asked.set())
    pool = WorkerPool(slow_work.double, size=2, preload=("slow_work",))
    pool.start()
    if len(sys.argv) > 1:
        print(asyncio.run(pool.run(21)), flush=True)
    if "leaves" in sys.argv:
        raise SystemExit(130)
    asked.wait(30)
    pool.close()
    print("closed", flush=True)

if __name__ == "__main__":
    main()
"""
WORK = """
import os, pathlib, time
importing = pathlib.Path(__file__).parent / "importing"
if importing.exists():  # the program itself comes first
    (importing / str(os.getpid())).touch()
    time.sleep(1)
else:
    importing.mkdir()

def double(number):
    (pathlib.Path(__file__).parent / "working").touch()
    time.sleep(0.5)
    return 2 * number
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stop_while_workers_begin_is_quiet(tmp_path: Path, number: int):
    assert _stopped(tmp_path, number, "importing/*") == (0, "closed\n", "")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_page_under_way_is_finished(tmp_path: Path, number: int):
    assert _stopped(tmp_path, number, "working", "21") == (0, "42\nclosed\n", "")


def test_a_program_that_ends_at_once_takes_its_workers_along(tmp_path: Path):
    """A second Ctrl-C closes nothing. multiprocessing waits for its workers then, which have sent its SIGTERM away."""
    assert _stopped(tmp_path, 0, "working", "leaves") == (130, "42\n", "")


def _stopped(tmp_path: Path, number: int, sign: str, *words: str) -> tuple[int, str, str]:
    """What the program says when the signal (0: none) reaches all its processes at once, after a sign of life."""
    (tmp_path / "slow_work.py").write_text(WORK)
    (tmp_path / "program.py").write_text(PROGRAM)
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT)])}
    process = subprocess.Popen(
        [sys.executable, str(tmp_path / "program.py"), *words], env=environment, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    deadline = time.monotonic() + 20
    while not list(tmp_path.glob(sign)) and time.monotonic() < deadline:
        time.sleep(0.01)
    os.killpg(process.pid, number)
    out, err = process.communicate(timeout=30)
    return process.returncode, out, err

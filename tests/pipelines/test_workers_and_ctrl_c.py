"""Ctrl-C reaches every process of a terminal: the program stops in its own way, and its workers say nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import signal, threading
from wiredesk.pipelines.workers import WorkerPool
import slow_work

def main():
    asked = threading.Event()
    signal.signal(signal.SIGINT, lambda *_: asked.set())
    pool = WorkerPool(slow_work.double, size=2, preload=("slow_work",))
    pool.start()
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
    return 2 * number
"""


def test_ctrl_c_while_workers_begin_is_quiet(tmp_path: Path):
    (tmp_path / "slow_work.py").write_text(WORK)
    (tmp_path / "program.py").write_text(PROGRAM)
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT)])}
    process = subprocess.Popen(
        [sys.executable, str(tmp_path / "program.py")], env=environment, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    deadline = time.monotonic() + 20
    while not list(tmp_path.glob("importing/*")) and time.monotonic() < deadline:
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out, err) == (0, "closed\n", "")

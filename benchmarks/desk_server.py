"""A desk with a Redis and a folder of definitions of its own, for as long as it is looked at."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import redis

COMMAND = [sys.executable, "-c", "from wiredesk.crawlers.cli import main; main()"]


@contextmanager
def desk_with(fill: Callable[[redis.Redis, Path], None]) -> Iterator[str]:
    """The address of a desk; `fill` writes into its Redis and its folder of definitions before it starts."""
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home) / "sites"
        folder.mkdir()
        environment = os.environ | {"WIREDESK_HOME": home, "WIREDESK_SITES": str(folder)}
        started = subprocess.run([*COMMAND, "redis", "start"], env=environment, text=True, capture_output=True)
        try:
            fill(redis.Redis.from_url(started.stdout.strip()), folder)
            desk = subprocess.Popen(
                [*COMMAND, "desk", "--port", "0", "--workers", "1"], env=environment, text=True, stderr=subprocess.PIPE
            )
            assert desk.stderr is not None
            try:
                yield desk.stderr.readline().split()[-1]
            finally:
                desk.terminate()
                desk.wait(30)
        finally:
            subprocess.run([*COMMAND, "redis", "stop"], env=environment, capture_output=True)

"""The command line as it is typed, run in this process: for what a process of its own would not show better."""

from __future__ import annotations

import io
import logging
import sys
from dataclasses import dataclass

import pytest

from wiredesk.crawlers.cli import main


@dataclass
class Done:
    """What a command that has ended leaves."""

    returncode: int
    stdout: str
    stderr: str
    data: bytes = b""
    """What is on stdout, byte for byte."""


def wiredesk_here(*words: str, **variables: str) -> Done:
    """Run ``wiredesk words…`` with these environment variables; stdout and stderr are no terminal."""
    printed = [io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2)]
    with pytest.MonkeyPatch.context() as patch:
        for name, value in variables.items():
            patch.setenv(name, value)
        patch.setattr(sys, "argv", ["wiredesk", *words])
        patch.setattr(sys, "stdout", printed[0])
        patch.setattr(sys, "stderr", printed[1])
        patch.setattr(logging.getLogger(), "handlers", [])
        with pytest.raises(SystemExit) as ended:
            main()
    data, messages = (stream.buffer.getvalue() for stream in printed)
    done = Done(int(ended.value.code or 0), data.decode(errors="replace"), messages.decode(), data)
    assert "Traceback" not in done.stderr
    return done

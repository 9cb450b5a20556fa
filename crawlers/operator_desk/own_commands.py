"""Commands of ours that a page starts: a visit of a site takes a minute, and runs in a process of its own."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

SECONDS = 300.0
"""How long a command may take. A visit has time limits of its own that are far below."""
MOST_OUTPUT = 1_000_000
"""Bytes of output that are kept; the report of a site has some thousands."""
AT_ONCE = 2
"""Commands that run side by side; others wait for their turn. Each takes a core for some seconds."""
KEPT = 50
"""Results that are kept until somebody looks at them."""


@dataclass
class CommandRun:
    """A command that was started. `code` is its exit code, None while it runs; 124 where it took too long."""

    title: str
    arguments: tuple[str, ...]
    given: bytes = b""
    """What it reads on stdin."""
    seconds: float = SECONDS
    started: float = field(default_factory=time.time)
    code: int | None = None
    output: str = ""
    errors: str = ""
    used: bool = False
    """What it has proposed was accepted."""

    @property
    def is_over(self) -> bool:
        """Whether it has ended."""
        return self.code is not None

    @property
    def told(self) -> dict[str, Any] | None:
        """The first line of the output, a JSON object as ``--json`` gives; None while it runs, and without one."""
        try:
            told = json.loads(self.output.splitlines()[0]) if self.is_over and self.output else None
        except ValueError:
            return None
        return told if isinstance(told, dict) else None


class OwnCommands:
    """Starts ``wiredesk …`` in processes and keeps what they said, by a name: one run at a time for each name."""

    def __init__(self) -> None:
        self._runs: dict[str, CommandRun] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._places = asyncio.Semaphore(AT_ONCE)

    def get(self, name: str) -> CommandRun | None:
        """The last run of this name."""
        return self._runs.get(name)

    def start(
        self, name: str, title: str, *arguments: str, given: bytes = b"", seconds: float = SECONDS,
        on_end: Callable[[], object] = lambda: None,
    ) -> CommandRun:  # fmt: skip
        """Start a command, unless the last one of this name still runs. `given`: what it reads on stdin. Needs a
        running event loop."""
        running = self._runs.get(name)
        if running is not None and not running.is_over:
            return running
        run = CommandRun(title, arguments, given, seconds)
        self._runs.pop(name, None)
        self._runs[name] = run
        over = [one for one, other in self._runs.items() if other.is_over]
        for one in over[: max(0, len(self._runs) - KEPT)]:
            del self._runs[one]
        task = asyncio.create_task(self._carry_out(run, on_end))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return run

    async def close(self) -> None:
        """End what runs."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _carry_out(self, run: CommandRun, on_end: Callable[[], object]) -> None:
        try:
            async with self._places:
                await self._run(run)
        except OSError as problem:
            run.errors, run.code = str(problem), 1
        finally:
            if run.code is None:
                run.code = 130
        await asyncio.to_thread(on_end)

    async def _run(self, run: CommandRun) -> None:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", "from wiredesk.crawlers.cli import main; main()", *run.arguments,
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
            start_new_session=True,
        )  # fmt: skip
        assert process.stdin is not None
        process.stdin.write(run.given)
        process.stdin.close()
        assert process.stdout is not None
        assert process.stderr is not None
        try:
            async with asyncio.timeout(run.seconds):
                output, errors = await asyncio.gather(_bounded(process.stdout), _bounded(process.stderr))
                run.output, run.errors = output, errors
                run.code = await process.wait()
        except TimeoutError:
            run.errors, run.code = f"not done after {run.seconds:.0f} s, and ended", 124
        finally:
            if process.returncode is None:
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)  # its worker processes too
                await process.wait()


async def _bounded(stream: asyncio.StreamReader) -> str:
    """All that a process writes, to the limit; the rest is read and dropped, so that it does not hang."""
    kept = bytearray()
    while part := await stream.read(65_536):
        kept += part[: max(0, MOST_OUTPUT - len(kept))]
    return kept.decode("utf-8", "replace")

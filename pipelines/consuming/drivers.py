"""Carry out what the steps of a session ask for: blocking and asyncio, against a real client."""

from __future__ import annotations

import asyncio
import time
from typing import Any, TypeVar

import redis
import redis.asyncio

from wiredesk.pipelines.consuming.effects import Command, Pause, ReadNew, Request, RunScript, Steps
from wiredesk.pipelines.consuming.session import Session
from wiredesk.pipelines.script_running import run_script, run_script_async

PAUSE_SLICE = 0.1  # seconds: how soon a pause notices that the consumer is to stop
T = TypeVar("T")


class Driver:
    """Runs steps with a blocking client; safe to use from several threads."""

    def __init__(self, client: redis.Redis | redis.RedisCluster, session: Session) -> None:
        self._client = client
        self._session = session

    def drive(self, steps: Steps[T]) -> T:
        """Run `steps` to their end; errors of Redis are thrown into them. Raises what they let through."""
        try:
            request = next(steps)
            while True:
                try:
                    reply = self._perform(request)
                except (redis.RedisError, OSError) as problem:
                    request = steps.throw(problem)
                else:
                    request = steps.send(reply)
        except StopIteration as end:
            result: T = end.value
            return result

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _perform(self, request: Request) -> Any:
        if isinstance(request, Pause):
            return self._pause(request.seconds)
        if isinstance(request, RunScript):
            return run_script(self._client, request.script, request.keys, [*map(str, request.arguments)])
        return self._client.execute_command(*_words(request))  # type: ignore[no-untyped-call]

    def _pause(self, seconds: float) -> None:
        # In slices, because an Event that a signal handler sets can deadlock with the wait it interrupts
        end = time.monotonic() + seconds
        stopping_before = self._session.stopping
        while (left := end - time.monotonic()) > 0 and self._session.stopping == stopping_before:
            time.sleep(min(left, PAUSE_SLICE))


class AsyncDriver:
    """Runs steps with an asyncio client; several may be under way in one event loop."""

    def __init__(self, client: redis.asyncio.Redis | redis.asyncio.RedisCluster, session: Session) -> None:
        self._client = client
        self._session = session

    async def drive(self, steps: Steps[T]) -> T:
        """Run `steps` to their end; errors of Redis are thrown into them. Raises what they let through."""
        try:
            request = next(steps)
            while True:
                try:
                    reply = await self._perform(request)
                except (redis.RedisError, OSError) as problem:
                    request = steps.throw(problem)
                else:
                    request = steps.send(reply)
        except StopIteration as end:
            result: T = end.value
            return result

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def _perform(self, request: Request) -> Any:
        if isinstance(request, Pause):
            return await self._pause(request.seconds)
        if isinstance(request, RunScript):
            return await run_script_async(self._client, request.script, request.keys, [*map(str, request.arguments)])
        return await self._client.execute_command(*_words(request))

    async def _pause(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        stopping_before = self._session.stopping
        # A flag and no asyncio.Event, because `stop` may be called from any thread
        while (left := end - time.monotonic()) > 0 and self._session.stopping == stopping_before:  # noqa: ASYNC110
            await asyncio.sleep(min(left, PAUSE_SLICE))


def _words(request: Command | ReadNew) -> tuple[str | int, ...]:
    return request.words() if isinstance(request, ReadNew) else request.words

"""Clients of a Redis Cluster that wait as those of a single server do (`redis_patience`).

redis-py's own clients of a Cluster repeat a few times and only what its connections lose; a whole command, or a whole
pipeline, is repeated here. Where no node answers they raise an error that is none of Redis's own
(RedisClusterException); these raise ConnectionError, so that whoever waits for a server waits for a Cluster too.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar, cast

import redis
import redis.asyncio
from redis.asyncio.cluster import ClusterPipeline as AsyncClusterPipeline
from redis.asyncio.retry import Retry as AsyncRetry
from redis.exceptions import RedisClusterException, RedisError
from redis.retry import Retry

from wiredesk.settings.redis_patience import OUTAGE_SECONDS, Waiting, backoff
from wiredesk.settings.stopping import blocking_command, carried_out

REPEATS_BY_ITSELF = 3  # redis-py's own attempts, each of which learns the nodes again; the waiting is ours

T = TypeVar("T")


async def _once(do: Callable[[], Awaitable[T]]) -> T:
    """What ``do()`` gives. A lost Cluster is told as a lost server is: ConnectionError."""
    try:
        return await do()
    except RedisClusterException as problem:  # no node answers; for redis-py it is no RedisError
        raise redis.ConnectionError(str(problem)) from problem
    except AttributeError as problem:
        # redis-py closes its connections when it learns the nodes again; a command of another task that is just
        # being sent then finds no stream to write to (connection.py: `self._writer.writelines` of None)
        if problem.name != "writelines" or problem.obj is not None:
            raise
        raise redis.ConnectionError("closed meanwhile") from problem


async def _until_done(do: Callable[[], Awaitable[T]]) -> T:
    return await carried_out(lambda: _repeated(do))


async def _repeated(do: Callable[[], Awaitable[T]]) -> T:
    waiting, pauses, failures = Waiting(OUTAGE_SECONDS), backoff(), 0
    while True:
        try:
            result = await _once(do)
        except (RedisError, OSError) as problem:
            if not waiting.go_on(problem):
                raise
            failures += 1
            await asyncio.sleep(pauses.compute(failures))
        else:
            waiting.over()
            return result


def _once_sync(do: Callable[[], T]) -> T:
    try:
        with blocking_command():
            return do()
    except RedisClusterException as problem:
        raise redis.ConnectionError(str(problem)) from problem


def _until_done_sync(do: Callable[[], T]) -> T:
    waiting, pauses, failures = Waiting(OUTAGE_SECONDS), backoff(), 0
    while True:
        try:
            result = _once_sync(do)
        except (RedisError, OSError) as problem:
            if not waiting.go_on(problem):
                raise
            failures += 1
            time.sleep(pauses.compute(failures))
        else:
            waiting.over()
            return result


class PatientAsyncCluster(redis.asyncio.RedisCluster):
    """An asyncio client of a Cluster. `set_retry` ends its patience: whoever calls it waits by itself."""

    _patient = True

    @classmethod
    def from_url(cls, url: str, **options: Any) -> PatientAsyncCluster:
        """A client of the Cluster that the node at `url` belongs to."""
        return cast(
            PatientAsyncCluster, super().from_url(url, retry=AsyncRetry(backoff(), REPEATS_BY_ITSELF), **options)
        )

    def set_retry(self, retry: AsyncRetry) -> None:
        """Repeat by `retry` alone."""
        self._patient = False
        super().set_retry(retry)

    async def execute_command(self, *args: Any, **kwargs: Any) -> Any:
        """Carry out a command; one that is refused for the moment is repeated."""
        once = super().execute_command
        if not self._patient:
            return await _once(lambda: once(*args, **kwargs))
        return await _until_done(lambda: once(*args, **kwargs))

    def pipeline(self, transaction: Any | None = None, shard_hint: Any | None = None) -> Any:
        """Commands that are sent together."""
        if transaction or not self._patient:
            return super().pipeline(transaction, shard_hint)
        return _PatientAsyncPipeline(self)  # type: ignore[abstract]  # redis-py makes such itself


class _PatientAsyncPipeline(AsyncClusterPipeline):
    """Remembers its commands, because redis-py forgets them with the first failure."""

    def __init__(self, client: PatientAsyncCluster) -> None:
        super().__init__(client)
        self._commands: list[tuple[tuple[Any, ...], dict[str, Any]]] = []

    def execute_command(self, *args: Any, **kwargs: Any) -> Any:
        self._commands.append((args, dict(kwargs)))
        return super().execute_command(*args, **kwargs)

    async def execute(self, raise_on_error: bool = True, allow_redirections: bool = True) -> list[Any]:
        commands, self._commands = self._commands, []
        whole = True  # what is in the pipeline now

        async def once() -> list[Any]:
            nonlocal whole
            if not whole:
                for args, kwargs in commands:
                    super(_PatientAsyncPipeline, self).execute_command(*args, **dict(kwargs))
            whole = False
            return await super(_PatientAsyncPipeline, self).execute(raise_on_error, allow_redirections)

        return await _until_done(once)


class PatientCluster(redis.RedisCluster):
    """The blocking twin of `PatientAsyncCluster`."""

    _patient = True

    @classmethod
    def from_url(cls, url: str, **options: Any) -> PatientCluster:
        """A client of the Cluster that the node at `url` belongs to."""
        return cast(PatientCluster, super().from_url(url, retry=Retry(backoff(), REPEATS_BY_ITSELF), **options))

    def set_retry(self, retry: Retry) -> None:
        """Repeat by `retry` alone."""
        self._patient = False
        super().set_retry(retry)

    def execute_command(self, *args: Any, **kwargs: Any) -> Any:
        """Carry out a command; one that is refused for the moment is repeated."""
        once: Callable[..., Any] = super().execute_command
        if not self._patient:
            return _once_sync(lambda: once(*args, **kwargs))
        return _until_done_sync(lambda: once(*args, **kwargs))

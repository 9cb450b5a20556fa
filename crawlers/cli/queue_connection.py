"""The server and the keys that the commands of ``wiredesk queue`` work on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import redis as redis_py

from wiredesk.pipelines.publishing.keys import Keys
from wiredesk.settings.environment import Environment, read_environment
from wiredesk.settings.errors import RedisUnreachable
from wiredesk.settings.redis_connection import mask_password, open_redis_sync
from wiredesk.settings.redis_refusals import explain

if TYPE_CHECKING:
    import redis


@contextmanager
def open_queue() -> Iterator[tuple[redis.Redis, Keys]]:
    """The server and the key names that the environment sets; errors are explained (`explain_redis_errors`)."""
    environment = read_environment()
    with open_redis_sync(environment) as client, explain_redis_errors(environment):
        yield client, Keys(environment.key_prefix)


@contextmanager
def explain_redis_errors(environment: Environment) -> Iterator[None]:
    """Turns what Redis answers in mid-command into RedisUnreachable: one line, and the exit code for it."""
    try:
        yield
    except redis_py.RedisError as problem:
        shown = mask_password(environment.redis_url or "the embedded server")
        raise RedisUnreachable(f"{explain(problem)} ({shown})") from None

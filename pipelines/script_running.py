"""Running a Lua script: by its hash, and whole where the server does not know it, as after a fail-over."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from redis.exceptions import NoScriptError


class Script(Protocol):
    """A script's source and hash; see `RedisScript`."""

    @property
    def text(self) -> str:
        """The Lua source."""

    @property
    def sha(self) -> str:
        """What EVALSHA knows it by."""


def run_script(client: Any, script: Script, keys: Sequence[str], arguments: Sequence[Any]) -> Any:
    """The script's reply, by a blocking client. Raises redis.RedisError."""
    try:
        return client.evalsha(script.sha, len(keys), *keys, *arguments)
    except NoScriptError:
        return client.eval(script.text, len(keys), *keys, *arguments)


async def run_script_async(client: Any, script: Script, keys: Sequence[str], arguments: Sequence[Any]) -> Any:
    """The same by an asyncio client."""
    try:
        return await client.evalsha(script.sha, len(keys), *keys, *arguments)
    except NoScriptError:
        return await client.eval(script.text, len(keys), *keys, *arguments)

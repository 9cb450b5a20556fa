"""One import into a server at a time: two would mix their copies, and each find its own keys there in the end."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Final

from wiredesk.pipelines.publishing.keys import Keys
from wiredesk.pipelines.redis_script import RedisScript
from wiredesk.settings.errors import UsageProblem, WiredeskError

TURN_SECONDS: Final = 30
"""How long an import that was killed on another machine holds up the next one. The longest single command, a big value
on a slow line, takes a few."""
_EACH: Final = 5.0  # seconds between two renewals
_RENEW: Final = RedisScript(__package__, "renew_turn")


class ImportTurn:
    """The right to import, in a key that expires; ``with`` takes it and gives it back.

    `holder` is the identity of this process; `is_dead` says of another's that it was killed, where that can be told.
    """

    def __init__(self, client: Any, keys: Keys, holder: str, is_dead: Callable[[str], bool]) -> None:
        self._client, self._key = client, keys.import_turn
        self._holder, self._is_dead = holder, is_dead
        self._renew_at = 0.0

    def __enter__(self) -> ImportTurn:
        """Raises UsageProblem where another import runs."""
        if not self._take():
            other = (self._client.get(self._key) or b"").decode("utf-8", "replace")
            if not self._is_dead(other) or not self._set_time(other, 0) or not self._take():
                raise UsageProblem(
                    "another `wiredesk redis import` into this server is running, or was killed on another machine in "
                    f"the last {TURN_SECONDS} s"
                )
        self._renew_at = time.monotonic() + _EACH
        return self

    def __exit__(self, *_problem: object) -> None:
        self._set_time(self._holder, 0)

    def go_on(self) -> None:
        """To be called now and then. Raises WiredeskError where the import stood still until its turn lapsed."""
        if time.monotonic() < self._renew_at:
            return
        if not self._set_time(self._holder, TURN_SECONDS):
            raise WiredeskError("this import stood still, and its turn has lapsed: repeat it with --replace")
        self._renew_at = time.monotonic() + _EACH

    def _take(self) -> bool:
        """Whether it is ours now; it may be already, by a first try whose reply was lost."""
        taken = self._client.set(self._key, self._holder, nx=True, ex=TURN_SECONDS)
        return bool(taken) or self._set_time(self._holder, TURN_SECONDS)

    def _set_time(self, holder: str, seconds: int) -> bool:
        return bool(self._client.eval(_RENEW.text, 1, self._key, holder, seconds))

"""An import into the server that has not ended: what it holds is a part of a copy, which nobody may take for all."""

from __future__ import annotations

from typing import Any, Final

from wiredesk.pipelines.publishing.keys import Keys
from wiredesk.settings.errors import UsageProblem

UNFINISHED_IMPORT: Final = (
    "a `wiredesk redis import` into this server has not ended: wait for it; where it was killed, repeat it with "
    "--replace"
)
"""What is told then."""


class ImportUnfinished(UsageProblem):
    """The server holds a part of a copy."""

    def __init__(self) -> None:
        super().__init__(UNFINISHED_IMPORT)


def refuse_unfinished_import(client: Any, keys: Keys) -> None:
    """Raises ImportUnfinished where an import has begun and not ended, and redis.RedisError."""
    if client.exists(keys.unfinished_import):
        raise ImportUnfinished

"""What is kept of a site in one value of Redis, and may have been written by another release, or by somebody else."""

from __future__ import annotations

import logging
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from wiredesk.settings.log_events import event

logger = logging.getLogger(__name__)

M = TypeVar("M", bound=BaseModel)


def stored_record(kind: type[M], value: bytes | str | None, *, site: str, told: str) -> M:
    """The record in a value; an empty one for none, and for one that cannot be read.

    The latter is logged as `told`, in which ``%s`` stands for the `site`.
    """
    if value is None:
        return kind()
    try:
        return kind.model_validate_json(value)
    except ValidationError:
        logger.warning(told, site, extra=event("site.memory_reset", site=site))
        return kind()

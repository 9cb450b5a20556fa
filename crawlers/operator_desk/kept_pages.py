"""An article of the queue, and its page as it was fetched, for the pages of the desk that show them."""

from __future__ import annotations

import json
from typing import Any

from fastapi.concurrency import run_in_threadpool
from pydantic import ValidationError

from wiredesk.crawlers.operator_desk.parts import DeskParts, Refused
from wiredesk.pipelines.archive.kept_page import KeptPage
from wiredesk.pipelines.archive.reader import page_at
from wiredesk.pipelines.archive.record_reading import NotKept
from wiredesk.pipelines.archive.store import ArchiveProblem
from wiredesk.pipelines.article import ArchivePlace


async def queued_article(parts: DeskParts, id: str) -> dict[str, Any]:
    """An article of the queue. Raises Refused (404) where it is not there."""
    text = await parts.served.queued.get(id)
    if text is None:
        raise Refused(404, "Not on the queue", f"No article {id} is on the queue: never published, or trimmed since.")
    article: dict[str, Any] = json.loads(text)
    return article


async def kept_page(parts: DeskParts, article: dict[str, Any], if_not_kept: str) -> KeptPage:
    """The page of an article, from the archive. Raises Refused (404), with `if_not_kept` where it never was there."""
    place = article.get("archive")
    if parts.environment.archive is None or not isinstance(place, dict):
        raise Refused(404, "Not kept", if_not_kept)
    try:
        return await run_in_threadpool(page_at, parts.environment.archive, ArchivePlace.model_validate(place))
    except (NotKept, ArchiveProblem, ValidationError, OSError) as problem:
        raise Refused(404, "Not kept any more", str(problem)) from None

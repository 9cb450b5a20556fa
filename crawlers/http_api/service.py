"""What the HTTP interface does: the article of a URL now, or a request on the queue and its answer later."""

from __future__ import annotations

import asyncio
import json
import secrets
from dataclasses import dataclass
from typing import Any

from wiredesk.crawlers.http_api.models import ArticleRequest
from wiredesk.crawlers.on_demand.fetcher import Fetcher
from wiredesk.crawlers.on_demand.outcome import FetchOutcome
from wiredesk.crawlers.on_demand.publishing import OutcomePublisher
from wiredesk.pipelines.publishing.keys import Keys

ASKED_SECONDS = 86_400
"""How long a request that was put on the queue is remembered; its answer waits for an hour (ANSWER_SECONDS)."""


@dataclass(frozen=True)
class Answer:
    """The result of a request: the article as JSON and what publishing did, or the reason why there is no article."""

    article: str | None
    published: str | None = None
    reason: str = ""
    detail: str = ""


class ArticleService:
    """Fetches at once, in this process; what takes longer than its asker waits goes on to the queue, where any worker
    may take it up: it survives this process, and a fetch that is under way is not made twice."""

    def __init__(self, fetcher: Fetcher, publisher: OutcomePublisher, redis: Any, keys: Keys) -> None:
        self._fetcher = fetcher
        self._publisher = publisher
        self._redis = redis
        self._keys = keys

    async def answer(self, asked: ArticleRequest) -> Answer | str:
        """The answer, or the id of the request that was put on the queue because there was none in time."""
        if asked.wait > 0:
            try:
                return await asyncio.wait_for(self._now(asked), asked.wait)
            except TimeoutError:
                pass
        return await self._later(asked)

    async def _now(self, asked: ArticleRequest) -> Answer:
        outcome = await self._fetcher.fetch(asked.url)
        if outcome.article is None:
            return Answer(None, reason=outcome.reason or "error", detail=outcome.detail)
        if asked.publish:
            outcome = await self._publisher.published(outcome, request_id=asked.request_id)
        return _answer(outcome)

    async def _later(self, asked: ArticleRequest) -> str:
        name = secrets.token_hex(16)
        fields = {"url": asked.url, "publish": int(asked.publish), "reply_to": self._keys.reply(name)}
        entry = await self._redis.xadd(self._keys.requests, fields | {"request_id": asked.request_id or name})
        await self._redis.set(self._keys.asked(name), entry, ex=ASKED_SECONDS)
        return name

    async def look(self, name: str) -> Answer | str | None:
        """The answer of a request that was put on the queue; its id while it is under way; None for an unknown one."""
        told = await self._redis.lindex(self._keys.reply(name), 0)
        if told is None:
            entry = await self._redis.get(self._keys.asked(name))
            if entry is None:
                return None
            if await self._redis.xrange(self._keys.requests, entry, entry):
                return name
            told = await self._redis.lindex(self._keys.reply(name), 0)  # ended just now, or long ago
            if told is None:
                return None
        reply = json.loads(told)
        if reply["outcome"] == "failed":
            return Answer(None, reason=reply["reason"], detail=reply["detail"])
        published = None if reply["outcome"] == "fetched" else reply["outcome"]
        return Answer(json.dumps(reply["article"], ensure_ascii=False), published)


def _answer(outcome: FetchOutcome) -> Answer:
    assert outcome.article is not None
    return Answer(outcome.article.model_dump_json(), outcome.published)

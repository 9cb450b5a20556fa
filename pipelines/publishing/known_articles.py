"""What is known of published articles: looked up before a page is fetched, and updated after a visit."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any, cast

import redis.asyncio

from wiredesk.pipelines.article import Article
from wiredesk.pipelines.content_change import RULE, RULES, content_hash
from wiredesk.pipelines.publishing.keys import WORDS_CHARACTERS, Keys
from wiredesk.pipelines.publishing.known_article import (
    FIELDS,
    KnownArticle,
    RejectedUrl,
    known_of_row,
    known_of_short_form,
    text_of,
)
from wiredesk.pipelines.publishing.scripts import NOTE_VISIT
from wiredesk.pipelines.publishing.short_form import (
    alias_field,
    bucket,
    place_at,
    read_record,
    record_field,
    words_place,
)
from wiredesk.pipelines.publishing.stored_times import LONGEST_PLAN
from wiredesk.pipelines.publishing.validators import Validators
from wiredesk.pipelines.urls.identity import article_id

BATCH = 100  # URLs asked for in one pipeline: 20 kB each way, and about 5 ms of the event loop


class KnownArticles:
    """Reads and keeps up the records that publish.lua writes."""

    def __init__(self, redis: redis.asyncio.Redis | redis.asyncio.RedisCluster, keys: Keys) -> None:
        self._redis = cast(Any, redis)
        self._keys = keys
        self._note_visit: Any = self._redis.register_script(NOTE_VISIT.text)

    async def look_up(self, urls: Sequence[str]) -> list[KnownArticle | RejectedUrl | None]:
        """For each URL the article that it leads to, or why its page is no article, or None where nothing is known.

        One round trip for 100 URLs; a second one for those known only as another URL of an article.
        """
        found: list[KnownArticle | RejectedUrl | None] = []
        for start in range(0, len(urls), BATCH):
            found += await self._look_up_batch([article_id(url) for url in urls[start : start + BATCH]])
        return found

    async def get(self, ids: Sequence[str]) -> list[KnownArticle | None]:
        """The records of the articles with these ids."""
        if not ids:
            return []
        pipeline = self._redis.pipeline(**self._plain)
        for known_id in ids:
            pipeline.hmget(self._keys.article(known_id), FIELDS)
            pipeline.hget(bucket(self._keys, known_id), record_field(known_id))
        rows = await pipeline.execute()
        return [known_of_row(known_id, *rows[2 * at : 2 * at + 2]) for at, known_id in enumerate(ids)]

    async def record_visit(
        self,
        known_id: str,
        site: str,
        *,
        validators: Validators | None = None,
        next_visit: float | None = None,
        now: float | None = None,
    ) -> None:
        """Note that the page was seen and had not changed (status 304, or fetched for another reason).

        `validators`: those of the answer, None leaves the stored ones. `next_visit` and `now`: Unix time in seconds. An
        article in short form cannot be visited again by itself, as its address is not known: no visit is planned.
        """
        visited = f"{time.time() if now is None else now:.0f}"
        planned = "" if next_visit is None else f"{next_visit:.0f}"
        further: list[str] = []
        if validators is not None:
            further = ["etag", validators.etag or "", "last_modified", validators.last_modified or ""]
        places = [self._keys.article(known_id), self._keys.revisits(site), bucket(self._keys, known_id)]
        await self._note_visit(keys=places, args=[known_id, visited, planned, *further])

    async def move(self, known: KnownArticle, url: str) -> None:
        """Note that a known article stands at `url` now, where further visits go. When it was visited stays."""
        places = [self._keys.article(known.id), self._keys.revisits(known.site), bucket(self._keys, known.id)]
        await self._note_visit(keys=places, args=[known.id, f"{known.visited or 0:.0f}", "", "url", url])

    async def reject(self, url: str, reason: str, days: float) -> None:
        """Remember for `days` that the page at `url` is no article, so that it is not fetched again before."""
        await self._redis.set(self._keys.rejected(article_id(url)), reason, ex=max(1, round(days * 86400)))

    async def add_aliases(self, known_id: str, urls: Sequence[str]) -> None:
        """Note that these URLs lead to the article too, so that they are not fetched again."""
        ids = sorted({article_id(url) for url in urls} - {known_id})
        pipeline = self._redis.pipeline(**self._plain)
        for url_id in ids:
            pipeline.hexists(bucket(self._keys, url_id), alias_field(url_id))
        there = await pipeline.execute() if ids else []
        pipeline = self._redis.pipeline(**self._plain)
        for url_id, has_short_form in zip(ids, there, strict=True):
            if not has_short_form:
                pipeline.set(self._keys.url(url_id), known_id, nx=True)
        await pipeline.execute()

    async def due(self, site: str, now: float, limit: int) -> list[KnownArticle]:
        """The articles of `site` whose next visit has come, longest overdue first."""
        revisits = self._keys.revisits(site)
        ids = await self._redis.zrangebyscore(revisits, "-inf", now, start=0, num=limit)
        if len(ids) < limit:  # planned by a clock that was wrong
            beyond = f"({now + LONGEST_PLAN:.0f}"
            ids += await self._redis.zrangebyscore(revisits, beyond, "+inf", start=0, num=limit - len(ids))
        records = await self.get([text_of(known_id) for known_id in ids])
        if gone := [one for one, known in zip(ids, records, strict=True) if known is None or known.is_short]:
            await self._redis.zrem(self._keys.revisits(site), *gone)  # else they would stand before all others for ever
        return [known for known in records if known is not None and not known.is_short]

    async def addresses(self, site: str, limit: int) -> dict[str, str]:
        """The ids and URLs of articles of `site` that are visited again, those of the soonest visits: the freshest."""
        ids = [text_of(one) for one in await self._redis.zrange(self._keys.revisits(site), 0, limit - 1)]
        found: dict[str, str] = {}
        for start in range(0, len(ids), BATCH):
            pipeline = self._redis.pipeline(**self._plain)
            batch = ids[start : start + BATCH]
            for known_id in batch:
                pipeline.hget(self._keys.article(known_id), "url")
            urls = await pipeline.execute()
            found |= {known_id: text_of(url) for known_id, url in zip(batch, urls, strict=True) if url is not None}
        return found

    async def with_words_of(self, article: Article) -> KnownArticle | None:
        """The article of the same site that was last published with the words of `article`, if it still has them.

        Articles stored by an older rule of `content_change` are found by the hash that this rule gives.
        """
        older = (content_hash(article, rule) for rule in RULES if rule != RULE)
        for words in dict.fromkeys((article.content_hash, *older)):
            known_id = await self._redis.hget(self._keys.words(article.site), words[:WORDS_CHARACTERS])
            if known_id is not None:
                (known,) = await self.get([text_of(known_id)])
            else:
                known = await self._short_with_words(article.site, words)
            if known is not None and known.has_words_of(article):
                return known
        return None

    async def _short_with_words(self, site: str, words: str) -> KnownArticle | None:
        place = words_place(self._keys, site, words)
        if (beginning := await self._redis.hget(place.key, place.field)) is None:
            return None
        there = place_at(self._keys, beginning)
        value = await self._redis.hget(there.key, there.field)
        record = read_record(beginning.hex(), value) if value is not None else None
        return known_of_short_form(record) if record is not None else None

    async def retire(self, known_id: str, site: str) -> None:
        """Visit the article no more (it is gone, or old enough); it stays known."""
        pipeline = self._redis.pipeline(**self._plain)
        pipeline.zrem(self._keys.revisits(site), known_id)
        pipeline.hdel(self._keys.article(known_id), "next_visit")
        await pipeline.execute()

    @property
    def _plain(self) -> dict[str, bool]:
        """A Cluster's pipeline is never a transaction and knows no such argument."""
        return {} if isinstance(self._redis, redis.asyncio.RedisCluster) else {"transaction": False}

    async def _look_up_batch(self, ids: list[str]) -> list[KnownArticle | RejectedUrl | None]:
        pipeline = self._redis.pipeline(**self._plain)
        for known_id in ids:
            pipeline.hmget(self._keys.article(known_id), FIELDS)
            pipeline.get(self._keys.url(known_id))
            pipeline.get(self._keys.rejected(known_id))
            pipeline.hmget(bucket(self._keys, known_id), [record_field(known_id), alias_field(known_id)])
        rows = await pipeline.execute()
        found: list[KnownArticle | RejectedUrl | None] = []
        elsewhere: dict[int, str] = {}
        for at, known_id in enumerate(ids):
            row, alias_of, rejected, (short, short_alias) = rows[4 * at : 4 * at + 4]
            known = known_of_row(known_id, row, short)
            if known is None and alias_of is not None:
                elsewhere[at] = text_of(alias_of)
            elif known is None and short_alias is not None:
                elsewhere[at] = short_alias.hex()
            found.append(known or (RejectedUrl(text_of(rejected)) if rejected is not None else None))
        for at, known in zip(elsewhere, await self.get(list(elsewhere.values())), strict=True):
            found[at] = known or found[at]
        return found


async def alias_target(client: Any, keys: Keys, url_id: str) -> str | None:
    """The id of the article that another URL leads to, in whichever form that is kept."""
    whole = await client.get(keys.url(url_id))
    if whole is not None:
        return text_of(whole)
    short = await client.hget(bucket(keys, url_id), alias_field(url_id))
    return short.hex() if short is not None else None

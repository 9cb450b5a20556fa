"""The memories of the sites that a process meets, kept in Redis between crawls."""

from __future__ import annotations

import logging
from collections import OrderedDict
from typing import Any

from pydantic import ValidationError

from pipelines.article import Article, content_hash
from pipelines.extraction.site_memory import MEMORY_VERSION, SiteMemory
from pipelines.publishing.keys import Keys

logger = logging.getLogger(__name__)

SAVE_EVERY = 25
"""Observed articles after which a memory is stored; what a killed process forgets is learnt again."""
LIFETIME = 180 * 86_400
"""Seconds a memory is kept after it was last stored: a site that is not crawled for half a year has changed."""
PENDING = 2000
"""Extracted articles whose full text is held until they are published: more than are ever under way at once."""


class SiteMemories:
    """Takes a site's own recurring lines off its articles, and learns them from what is published as new.

    It learns as well which values of fields are no article's own (``pipelines.extraction.field_memory``), for the pages
    that are still to be read.

    Only crawled sites (those with a definition) have a memory. An article that is known keeps its text: when the page
    is as it was, the same words are compared, whatever has been learnt since.
    """

    def __init__(self, redis: Any, keys: Keys) -> None:
        self._redis = redis
        self._keys = keys
        self._memories: dict[str, SiteMemory] = {}
        self._unsaved: dict[str, int] = {}
        self._full: OrderedDict[str, Article] = OrderedDict()

    async def clean(self, article: Article) -> Article:
        """The article without its site's recurring lines."""
        memory = await self._memory(article.site)
        self._full[article.id] = article
        if len(self._full) > PENDING:
            self._full.popitem(last=False)
        paragraphs = article.body_text.split("\n\n")
        kept = memory.without_recurring(paragraphs)
        if kept == paragraphs:
            return article
        text = "\n\n".join(kept)
        return article.model_copy(update={"body_text": text, "content_hash": content_hash(article.headline, text)})

    async def lessons(self, site: str) -> SiteMemory | None:
        """What a worker process should know when it reads a page of the site; None where there is nothing."""
        memory = await self._memory(site)
        return SiteMemory(fields=memory.fields.lessons()) if memory.fields.proven else None

    def as_known(self, article: Article, known_hash: str | None) -> Article:
        """The article with all its lines where that is how it is known; otherwise as it is."""
        full = self._full.get(article.id)
        return full if full is not None and known_hash == full.content_hash else article

    async def settle(self, article_id: str, *, is_new: bool) -> None:
        """An article has been published: count its lines, if it was for the first time."""
        full = self._full.pop(article_id, None)
        if full is None or not is_new:
            return
        memory = await self._memory(full.site)
        memory.observe(full.body_text.split("\n\n"))
        memory.fields.observe(full.headline, full.date_published, [author.name for author in full.authors])
        self._unsaved[full.site] = self._unsaved.get(full.site, 0) + 1
        if self._unsaved[full.site] >= SAVE_EVERY:
            await self._save(full.site)

    async def close(self) -> None:
        """Store what has been learnt."""
        for site in [site for site, count in self._unsaved.items() if count]:
            await self._save(site)

    async def _memory(self, site: str) -> SiteMemory:
        if site not in self._memories:
            stored = await self._redis.get(self._keys.memory(site))
            memory = SiteMemory()
            try:
                read = SiteMemory.model_validate_json(stored) if stored else memory
                memory = read if read.version == MEMORY_VERSION else memory
            except ValidationError:
                logger.warning("what was learnt of %s is not readable and is forgotten", site)
            self._memories.setdefault(site, memory)
        return self._memories[site]

    async def _save(self, site: str) -> None:
        self._unsaved[site] = 0
        await self._redis.set(self._keys.memory(site), self._memories[site].model_dump_json(), ex=LIFETIME)

"""The memories of the sites that a process meets, kept in Redis between crawls and shared by all processes."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import time
from collections import OrderedDict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from wiredesk.pipelines.article import Article
from wiredesk.pipelines.extraction.memory.site_memory import MEMORY_VERSION, SiteMemory, edge_digests
from wiredesk.pipelines.extraction.memory.source_reliability import Verdict
from wiredesk.pipelines.publishing.keys import Keys
from wiredesk.pipelines.publishing.known_article import KnownArticle
from wiredesk.pipelines.redis_script import RedisScript
from wiredesk.pipelines.stored_record import stored_record
from wiredesk.settings.log_events import event

logger = logging.getLogger(__name__)

SAVE_EVERY: Final = 25
"""Observed articles after which a memory is stored; what a killed process forgets is learned again."""
REFRESH: Final = 60.0
"""Seconds after which a memory that is in use is read again: so long a crawl and an on-demand worker of the same site
may know different things of it."""
LIFETIME: Final = 180 * 86_400
"""Seconds a memory is kept after it was last stored: a site that is not crawled for half a year has changed."""
PENDING: Final = 2000
"""Extracted articles whose full text is held until they are published: more than are ever under way at once."""
TRIES: Final = 20
"""Times that storing is tried again because another process was faster. Each time that one has stored its own: with
twenty processes that all store at the same instant, the last one still does."""

_REPLACE: Final = RedisScript(__package__, "replace_memory")


class Observation(NamedTuple):
    """What one published article shows of its site."""

    lines: Collection[str]
    """digests, so that what is observed is digested once and not again when it is stored"""
    headline: str
    published: str | None
    authors: list[str]
    verdicts: Sequence[Verdict]

    def teach(self, memory: SiteMemory) -> None:
        """Adds it to a memory, unless it is a copy of what the memory has seen."""
        if not memory.count(self.lines):
            return
        memory.fields.observe(self.headline, self.published, self.authors)
        memory.fields.sources.observe(self.verdicts)


@dataclass(slots=True)
class _Site:
    """One site's memory in this process: what is stored, and on top of it what is not stored yet."""

    memory: SiteMemory = field(default_factory=SiteMemory)
    digest: str = ""
    """SHA-1 of what is stored as far as this process knows, "" for nothing."""
    read_at: float | None = None
    unsaved: list[Observation] = field(default_factory=list)
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held while reading or storing, so that neither overlaps the other."""


class SiteMemoryStore:
    """Takes a site's own recurring lines off its articles, and learns them from what is published as new.

    It learns as well which values of fields are no article's own (``field_memory``) and which
    places of the pages proved right (``source_reliability``), for the pages that are still to be read.

    Only crawled sites (those with a definition) have a memory. An article that is known keeps its text: when the page
    is as it was, the same words are compared, whatever has been learned since.

    Several processes may observe one site: each keeps what it has not stored yet and, when it stores, adds it to what
    the others have stored by then. Nothing that is observed is lost but what a killed process had not stored.
    """

    def __init__(self, redis: Any, keys: Keys) -> None:
        self._redis = redis
        self._keys = keys
        self._replace = redis.register_script(_REPLACE.text)
        self._sites: dict[str, _Site] = {}
        self._full: OrderedDict[str, tuple[Article, Sequence[Verdict]]] = OrderedDict()

    async def clean(self, article: Article, verdicts: Sequence[Verdict] = ()) -> Article:
        """The article without its site's recurring lines; ``verdicts`` are what its page has proved."""
        memory = await self._memory(article.site)
        self._full[article.id] = article, verdicts
        if len(self._full) > PENDING:
            self._full.popitem(last=False)
        paragraphs = article.body_text.split("\n\n")
        kept = memory.without_recurring(paragraphs)
        if kept == paragraphs:
            return article
        return article.with_body_text("\n\n".join(kept))

    async def lessons(self, site: str) -> SiteMemory | None:
        """What a worker process should know when it reads a page of the site; None where there is nothing."""
        memory = await self._memory(site)
        return SiteMemory(fields=memory.fields.lessons()) if memory.fields.teaches else None

    def as_known(self, article: Article, known: KnownArticle | None) -> Article:
        """The article with all its lines where that is how it is known; otherwise as it is."""
        full, _ = self._full.get(article.id, (None, ()))
        return full if full is not None and known is not None and known.has_words_of(full) else article

    async def settle(self, article_id: str, *, is_new: bool) -> None:
        """An article has been published: learn from it, if it was for the first time."""
        full, verdicts = self._full.pop(article_id, (None, ()))
        if full is None or not is_new:
            return
        await self._memory(full.site)
        site = self._sites[full.site]
        seen = Observation(
            edge_digests(full.body_text.split("\n\n")),
            full.headline,
            full.date_published,
            [one.name for one in full.authors],
            verdicts,
        )
        seen.teach(site.memory)
        site.unsaved.append(seen)
        if len(site.unsaved) >= SAVE_EVERY and not site.lock.locked():
            await self._save(full.site)

    async def close(self) -> None:
        """Store what has been learned."""
        for name, site in self._sites.items():
            if site.unsaved:
                await self._save(name)

    async def _memory(self, name: str) -> SiteMemory:
        site = self._sites.setdefault(name, _Site())
        if site.read_at is None or time.monotonic() - site.read_at > REFRESH:
            async with site.lock:
                if site.read_at is None or time.monotonic() - site.read_at > REFRESH:
                    await self._read(name, site)
        return site.memory

    async def _read(self, name: str, site: _Site) -> None:
        """Takes over what is stored, and adds what this process has not stored yet."""
        stored = await self._redis.get(self._keys.memory(name))
        if (digest := _digest(stored)) != site.digest or site.read_at is None:
            site.memory, site.digest = _parsed(name, stored), digest
            for seen in site.unsaved:
                seen.teach(site.memory)
        site.read_at = time.monotonic()

    async def _save(self, name: str) -> None:
        site = self._sites[name]
        async with site.lock:
            for _ in range(TRIES):
                count, text = len(site.unsaved), site.memory.model_dump_json()
                if await self._replace(keys=[self._keys.memory(name)], args=[site.digest, text, LIFETIME]):
                    site.digest = _digest(text)
                    del site.unsaved[:count]
                    return
                await self._read(name, site)
        logger.warning(
            "what was learned of %s could not be stored: other processes were faster",
            name,
            extra=event("site.memory_lost", site=name),
        )


def _parsed(site: str, stored: bytes | str | None) -> SiteMemory:
    """The memory as stored; a new one where there is none, or none that this release can read."""
    told = "what was learned of %s is not readable and is forgotten"
    memory = stored_record(SiteMemory, stored, site=site, told=told)
    return memory if memory.version == MEMORY_VERSION else SiteMemory()


def _digest(stored: bytes | str | None) -> str:
    if stored is None:
        return ""
    return hashlib.sha1(stored if isinstance(stored, bytes) else stored.encode(), usedforsecurity=False).hexdigest()

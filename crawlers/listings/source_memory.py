"""What is remembered of each source of a site between two crawls: its validators and what it brought."""

from __future__ import annotations

import logging
import time
from collections import deque
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from wiredesk.crawlers.fetching.revisit import RevisitRecord
from wiredesk.crawlers.listings.hint_record import HintRecord
from wiredesk.crawlers.listings.lead import Lead
from wiredesk.crawlers.listings.slices import sliced
from wiredesk.pipelines.publishing.keys import Keys
from wiredesk.pipelines.publishing.known_articles import KnownArticles
from wiredesk.pipelines.publishing.stored_times import past
from wiredesk.pipelines.redis_script import RedisScript
from wiredesk.pipelines.source_kinds import SOURCE_KINDS, TELLING, SourceKind
from wiredesk.settings.log_events import event

logger = logging.getLogger(__name__)

MAX_ENTRIES = 600
"""Feed entries whose fingerprints are kept: more than any feed shows at once."""


class SourceState(BaseModel):
    """A source of a site. Times are seconds since the epoch."""

    model_config = ConfigDict(extra="ignore")

    type: SourceKind
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = Field(default=None, description="of the articles that it names")
    bytes_hash: str | None = Field(default=None, description="of the answer's bytes")
    checked: float = 0.0
    verified: float = Field(default=0.0, description="when it was last read unconditionally")
    changed: float = 0.0
    failures: int = 0
    leads: int = 0
    lies: bool = Field(default=False, description="its validators say 'not modified' although it is")
    children: dict[str, str] = Field(default_factory=dict, description="sitemap index: child → `ChildRecord`")
    undated: bool = Field(default=False, description="sitemap index: it does not change when its children do")
    entries: dict[str, str] = Field(default_factory=dict, description="feed: article id → fingerprint of its entry")
    hints: HintRecord = Field(default_factory=HintRecord, description="what visits brought that it was the reason for")

    def was_read(self, digest: str, validators: tuple[str | None, str | None], leads: int, body: str) -> bool:
        """Note an answer: the `digest` of what it names, ETag and Last-Modified, how many leads it has, and the digest
        of its `body`. Returns whether it shows that the validators cannot be believed: other articles are listed, in
        other bytes (which articles count may change with the time, the definition, and what was learnt), and they are
        the same."""
        now = time.time()
        lied = False
        if self.body_hash is not None and self.body_hash != digest:
            self.changed = now
            lied = any(validators) and validators == (self.etag, self.last_modified)
            lied &= self.bytes_hash not in (None, body)
            self.lies |= lied
        self.bytes_hash = body
        self.body_hash, self.checked, self.verified, self.failures = digest, now, now, 0
        self.leads, (self.etag, self.last_modified) = leads, validators
        return lied


class SiteState(BaseModel):
    """What is remembered of the site as a whole."""

    model_config = ConfigDict(extra="ignore")

    discovered_at: float = 0.0
    swept_at: float = Field(default=0.0, description="when all sections were last read")
    crawled_at: float = 0.0
    seconds: float = Field(default=0.0, description="how long the last crawl that came to its end took")
    unfinished: int = Field(
        default=0, description="crawls begun since the last one that ended well and could read every listing"
    )
    failures: int = Field(default=0, ge=0, description="crawls in a row that failed as a whole")
    covered_since: float = Field(default=0.0, description="articles from this moment on have been looked for; 0: all")
    per_hour: float | None = Field(default=None, description="new articles an hour, a moving average")
    due_at: float = Field(default=0.0, description="when `crawl --due` looks at the site again")
    revisits: RevisitRecord = Field(default_factory=RevisitRecord, description="what visits to known articles brought")
    barren: list[str] = Field(default_factory=list, description="addresses that were tried and are no sources")
    strangers: dict[str, float] = Field(
        default_factory=dict, description="hosts through which a feed's links lead to other sites: since when given up"
    )
    witnesses: list[str] = Field(
        default_factory=list,
        description="ids of some of the site's articles: where they are gone, so is what was known",
    )


SITE_FIELD = "site"
"""The field that holds `SiteState`."""
_WRITES = "writes"  # the field that counts how often the hash was written; all others are addresses
_SAVE = RedisScript(__package__, "save_source")

_NEVER = 2**53  # more writes than there can be

WITNESSES = 5
"""Articles by which a crawl sees at its start that what is known of articles is still there."""

LOST = (
    "Redis has lost what this crawl stored (it was emptied, or set back to an earlier state); "
    "the next crawl reads everything again"
)
ARTICLES_GONE = "what was known of its articles is no longer in Redis; everything is read again"


class SourceMemory:
    """Loads and stores the states of one site; a hash in Redis, a field a source.

    What it says of listings is worth something only as long as the articles that they brought are known, and the leads
    kept. Redis may be emptied, or set back to an old snapshot, while a crawl runs: each write therefore checks that
    those before it are still there. Where they are not, nothing more is stored, so that the memory stays as old as what
    is known of articles.
    """

    def __init__(self, redis: Any, keys: Keys, site: str) -> None:
        self._redis = redis
        self._keys = keys
        self._name = site
        self._key = keys.sources(site)
        self._frontier = keys.frontier(site)
        self._save: Any = redis.register_script(_SAVE.text) if redis is not None else None
        self._writes = 0
        self._met: deque[str] = deque(maxlen=WITNESSES)
        self.site = SiteState()
        self.sources: dict[str, SourceState] = {}
        self.lost = False
        """Redis no longer holds what was stored since `load`."""
        self.articles_gone = False
        """`load` has found that articles of the site are no longer known, and has forgotten what builds on them."""

    @property
    def is_telling(self) -> bool:
        """Whether the site has a listing that names new and changed articles without its sections being read."""
        return any(state.type in TELLING for state in self.sources.values())

    @property
    def tells_changes(self) -> bool:
        """Whether the site has a listing that can be believed when it says that an article has changed."""
        return any(state.type in TELLING and not state.hints.lies for state in self.sources.values())

    @property
    def feeds_changed(self) -> float | None:
        """When one of the site's feeds or APIs last named others than before (0: never yet), in seconds since the
        epoch; None where it has none that names any."""
        changed = [
            state.changed
            for state in self.sources.values()
            if SOURCE_KINDS[state.type].capture in ("feed", "api") and state.leads
        ]
        return max(changed, default=None)

    def least_useful(self, most: int) -> list[str]:
        """The addresses of the sources beyond the `most` useful ones: section pages first, then what has not changed
        for longest, then what names least."""
        if len(self.sources) <= most:
            return []

        def use(url: str) -> tuple[bool, float, int]:
            state = self.sources[url]
            return state.type in TELLING, state.changed, state.leads

        return sorted(self.sources, key=use)[:-most]

    async def load(self) -> None:
        """Read everything; a field that cannot be read (an older version's, say) counts as unknown.

        Where articles of the site are no longer known, nothing but the addresses of its sources is believed. Without
        Redis (a trial crawl) nothing is remembered.
        """
        if self._redis is None:
            return
        for field, value in (await self._redis.hgetall(self._key)).items():
            name = field.decode("utf-8", "replace")
            try:
                if name == _WRITES:
                    self._writes = int(value)
                elif name == SITE_FIELD:
                    self.site = SiteState.model_validate_json(value)
                else:
                    self.sources[name] = SourceState.model_validate_json(value)
            except ValueError:
                logger.warning(
                    "what was remembered of %s is not readable and is forgotten",
                    name,
                    extra=event("site.memory_reset", site=name),
                )
        self._bound_times(time.time())
        if not await self._are_known(self.site.witnesses):
            self.articles_gone = True
            self.site = SiteState()
            self.sources = {url: SourceState(type=state.type) for url, state in self.sources.items()}

    def _bound_times(self, now: float) -> None:
        """What a clock that was wrong has written does not count."""
        site = self.site
        site.discovered_at, site.swept_at = past(site.discovered_at, now), past(site.swept_at, now)
        site.crawled_at, site.covered_since = past(site.crawled_at, now), past(site.covered_since, now)
        for state in self.sources.values():
            state.checked, state.changed = past(state.checked, now), past(state.changed, now)
            state.verified = past(state.verified, now)

    async def _are_known(self, ids: list[str]) -> bool:
        return all(await KnownArticles(self._redis, self._keys).get(ids[:WITNESSES]))

    def met(self, article: str) -> None:
        """An article that this crawl has published or knew, by its id. Old ones are visited no more, and stand nowhere
        else among the site's keys."""
        self._met.append(article)

    async def save_site(self) -> None:
        """Store the site's own state; where what was stored before is lost, see that the next crawl reads all again."""
        newest = await self._redis.zrange(self._keys.revisits(self._name), -WITNESSES, -1)
        ids = [*dict.fromkeys([*(one.decode() for one in newest), *self._met])][:WITNESSES]
        if ids and await self._are_known(ids):
            self.site.witnesses = ids
        await self._store(SITE_FIELD, self.site.model_dump_json(), [])
        if self.lost:
            await self._doubt()

    async def _doubt(self) -> None:
        """What is stored is older than this crawl: the next one takes it for the memory of a crawl that was killed."""
        stored = await self._redis.hget(self._key, SITE_FIELD)
        if stored is None:
            return  # nothing is: the next crawl is the first
        try:
            state = SiteState.model_validate_json(stored)
        except ValidationError:
            state = SiteState()
        state.unfinished += 1
        state.due_at = 0.0
        await self._redis.hset(self._key, SITE_FIELD, state.model_dump_json())

    async def save(self, url: str, state: SourceState, leads: list[Lead]) -> None:
        """Store a source's state together with the leads it brought, in one step.

        The validators say "seen", so they must never be there without the leads: a crawl that is killed afterwards
        finds the leads in the frontier.
        """
        self.sources[url] = state
        await self._store(url, state.model_dump_json(), leads)

    async def _store(self, field: str, value: str, leads: list[Lead]) -> None:
        pairs = [part async for lead in sliced(leads) for part in (lead.url, lead.kept())]
        # A memory that is lost stays so: what came before the loss must not be built on by what comes after it
        known = _NEVER if self.lost else self._writes
        writes = await self._save(keys=[self._key, self._frontier], args=[known, field, value, *pairs])
        if writes < 0:
            self.lost = True
        else:
            self._writes = max(self._writes, writes)

    async def forget(self, url: str) -> None:
        """Remove a source that is gone."""
        self.sources.pop(url, None)
        await self._redis.hdel(self._key, url)

"""The publisher: articles onto the stream, exactly once a revision, whatever breaks in between."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
import random
import re
import secrets
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache, cached_property
from hashlib import sha1, sha256
from importlib.resources import files
from typing import Any, Literal, cast

import redis.asyncio
from redis.exceptions import (
    AskError,
    ClusterDownError,
    NoScriptError,
    OutOfMemoryError,
    ReadOnlyError,
    RedisClusterException,
    RedisError,
    ResponseError,
    TryAgainError,
)
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError

from pipelines.article import SCHEMA, Article, NearDuplicate, content_hash
from pipelines.publishing.backlog import BacklogGauge
from pipelines.publishing.keys import Keys
from pipelines.publishing.near_duplicates import (
    THRESHOLD,
    THRESHOLD_NUMBERS,
    THRESHOLD_SAME_SITE,
    Fingerprint,
    fingerprint,
    fingerprint_version,
)
from pipelines.publishing.trimming import trim
from pipelines.publishing.validators import Validators
from pipelines.url_identity import article_id
from settings.errors import RedisUnreachable

Outcome = Literal["new", "update", "unchanged", "refused"]
"""``refused``: the larger step that publishing was a part of (`Step`) did not let it happen."""
__all__ = ["Pause", "Publication", "PublishResult", "Publisher", "Step", "Validators"]

AnyRedis = redis.asyncio.Redis | redis.asyncio.RedisCluster

COMPARED_FIELDS = (
    *("headline", "description", "body_text", "authors", "byline", "dateline", "source", "publisher", "date_published"),
    *("date_modified", "language", "section", "keywords", "images", "is_accessible_for_free", "canonical_url"),
)
"""The fields that `changed` can name. Their digests are stored in this order: add at the end, never reorder."""

DIGEST_CHARACTERS = 4  # 24 bits: an unnoticed change in 1 of 16 million, and only of the list `changed`
OUTAGE_SECONDS = 600.0  # publishing survives a server that is away this long; receipts live an hour (publish.lua)
BACKOFF_SECONDS = (0.01, 1.0)  # first and longest pause between attempts while the server is away
MOST_ALIASES = 32  # a redirect chain has at most 20 links in Scrapy; more comes from a hostile page
BATCH = 64  # articles in one pipeline: at 5 kB some 320 kB on the wire, and 20 ms of the server's time
PAUSE_SECONDS = 1.0  # between two looks at a full backlog
TRIM_SECONDS = 60.0  # between two trims; each looks at every group, and removes 10,000 entries in some 30 ms
WAIT_MILLISECONDS = 1000  # one WAIT; it is repeated until enough replicas have the article
NEAR_PERIODS = 2  # the window is kept in halves; the current one and two before it are searched: 1 to 1.5 windows
_TRANSIENT_ERRORS = (ReadOnlyError, ClusterDownError, TryAgainError, AskError)
_TRANSIENT = re.compile(r"BUSY |UNBLOCKED")
_NO_ROOM = re.compile(r"OOM |MISCONF|NOREPLICAS")  # memory, disk, or replicas are short: whoever mends it lets us go on


@dataclass(frozen=True)
class PublishResult:
    """What became of one article. `entry_id` is the stream entry, None for an unchanged article."""

    outcome: Outcome
    id: str
    revision: int
    entry_id: str | None
    near_duplicate_of: NearDuplicate | None = None


@dataclass(frozen=True)
class Step:
    """A larger step that publishing is one part of, all or nothing.

    `script` is Lua that may call ``publish(keys, arguments)``, which is publish.lua, and returns its reply, or
    ``{'refused'}`` where it did not call it. Its KEYS are those of publish.lua and then `keys`; its ARGV the numbers of
    publish.lua's keys and arguments, these arguments, and then `arguments`.
    """

    script: str
    keys: tuple[str, ...]
    arguments: tuple[str | int, ...]

    @cached_property
    def text(self) -> str:
        """The whole script."""
        return around_publishing(self.script)


@dataclass(frozen=True)
class Publication:
    """One article to publish with what is known beside it, as `publish_many` takes it.

    `aliases`: other URLs of the same article (asked for, redirected from, AMP). `next_visit`: Unix time. `step`:
    what else is done in the same step.
    """

    article: Article
    aliases: Sequence[str] = ()
    validators: Validators | None = None
    next_visit: float | None = None
    step: Step | None = None


@dataclass
class _Call:
    """A publication on its way, until its result is known."""

    publication: Publication
    token: str
    id: str
    resolved: bool = False
    result: PublishResult | None = None
    digests: str = ""
    fingerprint: Fingerprint | None = None


@dataclass(frozen=True)
class Pause:
    """Why publishing waits; `reason` is a sentence for the log, `entries` and `bytes` are what was measured."""

    reason: str
    entries: int
    bytes: int


class Publisher:
    """Publishes articles through publish.lua.

    `backlog`: entries that some consumer group still needs above which publishing waits; `backlog_bytes`: the same for
    the server's memory (0: no limit). `near_duplicate_days`: how long copies are recognised (0: not at all).
    `wait_replicas`: replicas that must hold an article before `publish` returns. `on_pause` is called with a `Pause`
    about once a second while publishing waits and with None when it goes on. `to_list` and `announce` switch on the
    second sink. With `keep_seconds` consumed articles that are older are removed from the queue now and then.
    """

    def __init__(
        self,
        redis: AnyRedis,
        keys: Keys,
        *,
        backlog: int = 1_000_000,
        backlog_bytes: int = 0,
        near_duplicate_days: float = 14,
        wait_replicas: int = 0,
        on_pause: Callable[[Pause | None], None] | None = None,
        to_list: bool = False,
        announce: bool = False,
        keep_seconds: float | None = None,
        outage_seconds: float = OUTAGE_SECONDS,
    ) -> None:
        self._redis = redis
        self._keys = keys
        self._near_seconds = near_duplicate_days * 86400
        self._wait_replicas = wait_replicas
        self._on_pause = on_pause
        self._to_list = to_list
        self._announce = announce
        self._keep_seconds = keep_seconds
        self._trim_at = 0.0
        self._outage_seconds = outage_seconds
        self._paused = False
        self._gauge = BacklogGauge(redis, keys, backlog, backlog_bytes)

    async def publish(
        self,
        article: Article,
        *,
        aliases: Sequence[str] = (),
        validators: Validators | None = None,
        next_visit: float | None = None,
        step: Step | None = None,
    ) -> PublishResult:
        """Queue `article` if it is new or its words have changed, and remember it in the same step.

        An article whose own URL or one of whose `aliases` is known keeps the id by which it is known. Waits while the
        backlog is full, and through outages of the server; a reply lost on the way is asked for again and cannot queue
        twice. Raises RedisUnreachable when the server stays away.
        """
        publication = Publication(article, aliases, validators, next_visit, step)
        return (await self.publish_many([publication]))[0]

    async def publish_many(self, publications: Sequence[Publication]) -> list[PublishResult]:
        """Publish several articles in few round trips; the results are in the order of `publications`."""
        calls = [self._prepare(item) for item in publications]
        for start in range(0, len(calls), BATCH):
            await self._run(calls[start : start + BATCH])
            await self._trim_now_and_then()
        return [cast(PublishResult, call.result) for call in calls]

    def _prepare(self, item: Publication) -> _Call:
        """What is worked out once for an article, however often it must be sent."""
        article = item.article
        if not re.fullmatch(r"[0-9A-Za-z_.-]{1,64}", article.id):
            raise ValueError(f"article id {article.id!r} is not 1 to 64 letters, digits, dots, dashes or underscores")
        found = fingerprint(article.body_text) if self._near_seconds else None
        return _Call(item, secrets.token_urlsafe(9), article.id, digests=_digests(article), fingerprint=found)

    async def _run(self, calls: list[_Call]) -> None:
        """Send `calls` until each has its result; pause while there is no room, retry while the server is away."""
        deadline = time.monotonic() + self._outage_seconds
        attempt, repeated, load = 0, False, False
        while waiting := [call for call in calls if call.result is None]:
            try:
                load, no_room = await self._attempt(waiting, load, repeated)
                reason = no_room or (not load and await self._backlog_reason(waiting))
            except (RedisConnectionError, RedisTimeoutError, RedisClusterException, TransientReply, OSError) as lost:
                if time.monotonic() > deadline:
                    raise RedisUnreachable(
                        f"Redis has been away for {self._outage_seconds:.0f} s while articles were published: {lost}"
                    ) from lost
                if isinstance(self._redis, redis.asyncio.RedisCluster):
                    await self._redis.aclose()  # makes it learn the cluster's nodes anew
                attempt, repeated = attempt + 1, True
                first, longest = BACKOFF_SECONDS
                await asyncio.sleep(random.uniform(0.5, 1) * min(longest, first * 2 ** min(attempt, 10)))
                continue
            attempt, deadline = 0, time.monotonic() + self._outage_seconds
            if reason:
                self._say_pause(reason)
                await self._trim_now_and_then()
                await asyncio.sleep(PAUSE_SECONDS)
            elif self._paused and not load:
                self._say_pause(None)

    async def _attempt(self, calls: list[_Call], load: bool, repeated: bool) -> tuple[bool, Pause | None]:
        """One round trip. Sets the results won; tells whether the script must be loaded first, and why to pause.

        Raises what redis-py raises when the connection is lost, TransientReply when the server asks for patience.
        """
        most_entries = await self._gauge.most_entries()
        scripts = {_script(), *(call.publication.step.text for call in calls if call.publication.step)} if load else ()
        replies, replicas = await self._send([self._command(call, most_entries, repeated) for call in calls], scripts)
        results: list[tuple[_Call, PublishResult]] = []
        missing, problems, pause = False, [], None
        for call, reply in zip(calls, replies, strict=True):
            if isinstance(reply, NoScriptError):
                missing = True
            elif isinstance(reply, BaseException):
                problems.append(reply)
            elif (kind := _text(reply[0])) == "known-as":
                call.id, call.resolved = _text(reply[1]), True
            elif kind != "full":
                results.append((call, _result(call.id, kind, reply)))
        if results and replicas is not None and replicas < self._wait_replicas:
            # Nothing is taken for done: the repeated call finds its receipt and waits again.
            pause = Pause(f"only {replicas} of {self._wait_replicas} replicas have what was published", 0, 0)
        else:
            for call, result in results:
                call.result = result
        for problem in problems:
            if _NO_ROOM.search(str(problem)) or isinstance(problem, OutOfMemoryError):
                pause = Pause(f"Redis refuses to write: {problem}", 0, 0)
            elif isinstance(problem, (RedisConnectionError, RedisTimeoutError, OSError)):
                raise problem
            elif isinstance(problem, _TRANSIENT_ERRORS) or _TRANSIENT.match(str(problem)):
                raise TransientReply(str(problem)) from problem
            else:
                raise problem
        return missing, pause

    async def _send(self, commands: list[tuple[Any, ...]], scripts: Collection[str]) -> tuple[list[Any], int | None]:
        """Send the scripts' calls, with the `scripts` before and WAIT behind where needed, on one connection."""
        client = cast(Any, self._redis)
        node: dict[str, Any] = {}
        if isinstance(client, redis.asyncio.RedisCluster):
            pipeline = client.pipeline()
            await client.initialize()
            node = {"target_nodes": client.get_node_from_key(self._keys.articles)}
        else:
            pipeline = client.pipeline(transaction=False)
        for script in scripts:
            pipeline.execute_command("SCRIPT LOAD", script, **node)
        for command in commands:
            pipeline.execute_command(*command)
        if self._wait_replicas:
            pipeline.execute_command("WAIT", self._wait_replicas, WAIT_MILLISECONDS, **node)
        replies = await pipeline.execute(raise_on_error=False)
        replies = replies[len(scripts) :]
        if not self._wait_replicas:
            return replies, None
        acknowledged = replies[-1]
        if isinstance(acknowledged, ResponseError):  # the node has become a replica
            raise TransientReply(str(acknowledged)) from acknowledged
        if isinstance(acknowledged, BaseException):
            raise acknowledged
        return replies[:-1], int(acknowledged)

    def _command(self, call: _Call, most_entries: int, repeated: bool) -> tuple[Any, ...]:
        """EVALSHA with the keys and arguments that publish.lua documents at its head."""
        keys, item = self._keys, call.publication
        article = item.article
        aliases = {alias: None for url in (article.url, *item.aliases) if (alias := article_id(url)) != call.id}
        if article.id != call.id:
            aliases[article.id] = None
        now = time.time()
        period = int(now // (self._near_seconds / NEAR_PERIODS)) if self._near_seconds else 0
        near_until = int((period + 1 + NEAR_PERIODS) * self._near_seconds / NEAR_PERIODS) if self._near_seconds else 0
        version = fingerprint_version() if self._near_seconds else ""
        all_keys = [
            keys.articles,
            keys.article(call.id),
            keys.url(call.id),
            keys.revisits(article.site),
            *(keys.near(version, period - back) for back in range(4)),
            keys.article_list,
        ]
        for alias in list(aliases)[:MOST_ALIASES]:
            all_keys += [keys.url(alias), keys.article(alias)]
        found, validators = call.fingerprint, item.validators
        arguments = (
            call.id,
            int(call.resolved),
            call.token,
            article.content_hash,
            call.digests,
            " ".join(COMPARED_FIELDS),
            *_json_parts(article, call.id),
            SCHEMA,
            article.site,
            article.language or "",
            article.date_published or "",
            f"{now:.0f}",
            article.url,
            "" if (published := _epoch(article.date_published)) is None else f"{published:.0f}",
            "" if item.next_visit is None else f"{item.next_visit:.0f}",
            int(validators is not None),
            (validators and validators.etag) or "",
            (validators and validators.last_modified) or "",
            most_entries,
            int(repeated),
            int(self._to_list),
            keys.announcements if self._announce else "",
            _announcement(article) if self._announce else "",
            found.bands if found else b"",
            found.signature if found else b"",
            found.numbers if found else b"",
            _digest(article.site),
            near_until,
            THRESHOLD,
            THRESHOLD_SAME_SITE,
            THRESHOLD_NUMBERS,
            article.request_id or "",
        )
        if (step := item.step) is None:
            return ("EVALSHA", _script_hash(), len(all_keys), *all_keys, *arguments)
        counts = (len(all_keys), len(arguments))
        all_keys += step.keys
        return ("EVALSHA", script_hash(step.text), len(all_keys), *all_keys, *counts, *arguments, *step.arguments)

    async def _backlog_reason(self, calls: list[_Call]) -> Pause | None:
        """Why calls were left over although the server answered; None where they can be sent again at once."""
        if all(call.result or call.resolved for call in calls):
            return None
        explained = await self._gauge.explain()
        return explained and Pause(explained[0], explained[1].needed, explained[1].used_bytes)

    async def _trim_now_and_then(self) -> None:
        """Trim at most every TRIM_SECONDS; a failure costs nothing, the next turn comes."""
        if self._keep_seconds is None or time.monotonic() < self._trim_at:
            return
        self._trim_at = time.monotonic() + TRIM_SECONDS
        with contextlib.suppress(RedisError):
            await trim(self._redis, self._keys, self._keep_seconds)

    def _say_pause(self, pause: Pause | None) -> None:
        self._paused = pause is not None
        if self._on_pause:
            self._on_pause(pause)


class TransientReply(Exception):
    """The server answered that it cannot do this now (loading, failing over); it will later."""


@cache
def _script() -> str:
    return files("pipelines.publishing").joinpath("publish.lua").read_text("utf-8")


@cache
def _script_hash() -> str:
    return script_hash(_script())


@cache
def script_hash(script: str) -> str:
    """What EVALSHA knows a script by: its SHA-1."""
    return sha1(script.encode(), usedforsecurity=False).hexdigest()


@cache
def around_publishing(script: str) -> str:
    """Lua `script` with publish.lua as its function ``publish(KEYS, ARGV)``."""
    return f"local function publish(KEYS, ARGV)\n{_script()}\nend\n{script}"


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


def _result(known_id: str, kind: str, reply: list[Any]) -> PublishResult:
    if kind == "refused":
        return PublishResult("refused", known_id, 0, None)
    entry, near_id, similarity = (_text(part) for part in reply[2:5])
    near = NearDuplicate(id=near_id, similarity=float(similarity)) if near_id else None
    return PublishResult(cast(Outcome, kind), known_id, int(reply[1]), entry or None, near)


def _digests(article: Article) -> str:
    """Four characters for each of COMPARED_FIELDS; the headline and the body by their words, as `content_hash` does."""
    values: dict[str, Any] = article.model_dump(mode="json", include=set(COMPARED_FIELDS))
    values["headline"] = content_hash(article.headline, "")
    values["body_text"] = content_hash("", article.body_text)
    return "".join(_digest(values[name]) for name in COMPARED_FIELDS)


def _digest(value: Any) -> str:
    hashed = sha256(json.dumps(value, sort_keys=True).encode()).digest()
    return base64.b64encode(hashed)[:DIGEST_CHARACTERS].decode()


def _json_parts(article: Article, known_id: str) -> tuple[str, str]:
    """The article's JSON without its end brace, and what follows the fields that only the script knows."""
    head = json.dumps({"schema_version": article.schema_version, "id": known_id}, separators=(",", ":"))[:-1]
    rest = article.model_dump_json(
        exclude={"schema_version", "id", "revision", "event", "changed", "near_duplicate_of"}
    )[1:]
    return head, rest


def _announcement(article: Article) -> str:
    told = {"site": article.site, "language": article.language, "url": article.url, "headline": article.headline}
    return json.dumps(told, ensure_ascii=False)[1:]


def _epoch(moment: str | None) -> float | None:
    """Unix time of an RFC 3339 date-time or date (then its first second in UTC); None where it is none."""
    if not moment:
        return None
    try:
        if "T" in moment:
            return datetime.fromisoformat(moment).timestamp()
        day = date.fromisoformat(moment)
        return datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()
    except (ValueError, OverflowError):
        return None

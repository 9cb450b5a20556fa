"""Opening Redis: the server that is set by URL, a Cluster, or the embedded one; checked before anything is done."""

from __future__ import annotations

import asyncio
import re
import threading
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import redis
import redis.asyncio
from redis.backoff import NoBackoff
from redis.exceptions import (
    AuthenticationError,
    BusyLoadingError,
    NoPermissionError,
    RedisError,
    ResponseError,
)
from redis.retry import Retry

from wiredesk.settings.embedded_connection import blocking_connection_to, connection_to
from wiredesk.settings.embedded_redis import EmbeddedRedis
from wiredesk.settings.environment import Environment
from wiredesk.settings.errors import RedisUnreachable, UsageProblem
from wiredesk.settings.patient_cluster import PatientAsyncCluster, PatientCluster
from wiredesk.settings.redis_patience import OUTAGE_SECONDS, PatientAsyncRetry, PatientRetry
from wiredesk.settings.server_binary import OLDEST_VERSION

PROBE_SECONDS = 4.0  # a command must tell within 5 s that Redis cannot be reached
SOCKET_SECONDS = 30.0  # a reply that takes longer is lost: 6 times the longest pause seen of a server that forks
CONNECTIONS = 50  # of one process: more only wait for the server's one thread
AnyRedis = redis.asyncio.Redis | redis.asyncio.RedisCluster
AnySyncRedis = redis.Redis | redis.RedisCluster


@dataclass(frozen=True)
class ServerFacts:
    """What must be known of a server before it is trusted with articles."""

    flavour: str
    version: tuple[int, ...]
    is_cluster: bool
    is_replica: bool
    maxmemory: int
    maxmemory_policy: str


def mask_password(url: str) -> str:
    """The URL as it may be shown: ``redis://user:***@host:6379/0``.

    Rather too much is hidden than too little: also a password with ``@`` or ``/`` that should have been escaped.
    """
    return re.sub(r"(//[^/@:]*:).*@", r"\1***@", re.sub(r"(password=)[^&]*", r"\1***", url))


def redis_url(environment: Environment) -> str:
    """The URL that is set, or that of the embedded server, which is started if need be.

    Raises RedisUnreachable where the embedded server cannot be started.
    """
    return environment.redis_url or EmbeddedRedis(environment.home).ensure_running()


async def open_redis(environment: Environment, *, decode_responses: bool = False) -> AnyRedis:
    """An asyncio client of the server that `environment` names, or of the embedded one.

    The server has answered, is no replica, is new enough and cannot evict keys. Commands that it refuses for the
    moment, or that lose their connection, are repeated for OUTAGE_SECONDS (`redis_patience`). Close it with
    ``aclose()``.

    Raises RedisUnreachable within 5 s when no server answers, UsageProblem when the URL or the server does not fit.
    """
    url, facts = await asyncio.to_thread(_reach, environment)
    options: dict[str, Any] = {"decode_responses": decode_responses, "socket_timeout": SOCKET_SECONDS}
    if facts.is_cluster:
        return PatientAsyncCluster.from_url(url, **options)
    # Hundreds of sites crawled side by side share some connections; redis-py's own pool raises where none is free.
    pool = redis.asyncio.BlockingConnectionPool.from_url(
        url, max_connections=CONNECTIONS, timeout=OUTAGE_SECONDS, retry=PatientAsyncRetry(), **options
    )
    if not environment.redis_url:
        pool.connection_class = connection_to(environment.home)  # from_url takes the URL's own
    return redis.asyncio.Redis.from_pool(pool)


def open_redis_sync(environment: Environment, *, decode_responses: bool = False) -> AnySyncRedis:
    """The blocking twin of `open_redis`, for commands that read a little and end."""
    url, facts = _reach(environment)
    if not environment.redis_url:
        options: dict[str, Any] = {"decode_responses": decode_responses, "socket_timeout": SOCKET_SECONDS}
        return redis.Redis.from_url(
            url, retry=PatientRetry(), connection_class=blocking_connection_to(environment.home), **options
        )
    return open_unchecked_sync(url, facts, decode_responses=decode_responses)


def open_single_sync(environment: Environment, what_for: str, *, patience: float) -> redis.Redis:
    """A blocking client for a library that knows no Cluster. Commands are repeated for `patience` seconds.

    `what_for` begins the message about a Cluster: "the queue of sites". Raises RedisUnreachable within 5 s when no
    server answers, UsageProblem when the URL or the server does not fit.
    """
    url, facts = _reach(environment)
    if facts.is_cluster:
        raise UsageProblem(
            f"{what_for} needs one Redis or Valkey server, and {mask_password(url)} is a Redis Cluster, over which its "
            "keys would be spread; set WIREDESK_REDIS_URL to a server without cluster mode (replicas and fail-over are "
            "fine), or stay with `wiredesk crawl --due` on a Cluster"
        )
    return redis.Redis.from_url(url, retry=PatientRetry(patience), socket_timeout=SOCKET_SECONDS)


def open_running_sync(environment: Environment) -> AnySyncRedis | None:
    """As `open_redis_sync`, but an embedded server that does not run is not started for it: None then."""
    if not environment.redis_url and not EmbeddedRedis(environment.home).answers():
        return None
    return open_redis_sync(environment)


def _reach(environment: Environment) -> tuple[str, ServerFacts]:
    url = redis_url(environment)
    try:
        return url, probe(url)
    except RedisUnreachable:
        if environment.redis_url:
            raise
    url = redis_url(environment)  # the embedded server ended just between its start and the question: start it again
    return url, probe(url)


def open_unchecked_sync(url: str, facts: ServerFacts, *, decode_responses: bool = False) -> AnySyncRedis:
    """A blocking client of the server at `url`, fit for articles or not (``wiredesk doctor`` looks at such too)."""
    options: dict[str, Any] = {"decode_responses": decode_responses, "socket_timeout": SOCKET_SECONDS}
    if facts.is_cluster:
        return PatientCluster.from_url(url, **options)
    return redis.Redis.from_url(url, retry=PatientRetry(), **options)


def probe(url: str) -> ServerFacts:
    """Check what server is at `url`, and refuse one that may lose articles.

    Raises RedisUnreachable (within 5 s, whatever name resolution or the network do) or UsageProblem.
    """
    facts = facts_of(read_info(url))
    _check(facts, url)
    return facts


def read_info(url: str) -> dict[str, Any]:
    """What the server at `url` says of itself (INFO), in at most 5 s.

    Raises RedisUnreachable, or UsageProblem when the URL is not valid.
    """
    answer: list[dict[str, Any] | Exception] = []

    def ask() -> None:
        try:
            answer.append(_ask(url))
        except Exception as problem:  # handed to the waiting thread, raised there
            answer.append(problem)

    # A thread, because looking up a host name has no time limit of its own.
    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(PROBE_SECONDS + 0.5)
    found = answer[0] if answer else TimeoutError(f"no answer within {PROBE_SECONDS:.0f} s")
    if isinstance(found, (RedisError, OSError)):
        raise RedisUnreachable(_explain(url, found)) from None
    if isinstance(found, Exception):
        raise found
    return found


def _ask(url: str) -> dict[str, Any]:
    try:
        client = redis.Redis.from_url(
            url, socket_timeout=PROBE_SECONDS, socket_connect_timeout=PROBE_SECONDS, retry=Retry(NoBackoff(), 0)
        )
        with client:
            info: dict[str, Any] = client.info()
            return info
    except (ValueError, TypeError) as problem:  # TypeError: an unknown ?option=, which redis-py finds on connecting
        raise UsageProblem(f"the Redis URL {mask_password(url)} is not valid: {problem}") from None


def info_of(client: Any) -> dict[str, Any]:
    """INFO by a blocking client, on a Cluster that of one of its nodes. Raises redis.RedisError."""
    info: dict[str, Any] = client.info()
    if info and all(isinstance(value, dict) for value in info.values()):
        return dict(next(iter(info.values())))
    return info


def server_name(info: dict[str, Any]) -> str:
    """What the server is, for people: ``Valkey 9.1.0``."""
    if "valkey_version" in info:
        return f"Valkey {info['valkey_version']}"
    return f"Redis {info.get('redis_version')}"


def facts_of(info: dict[str, Any]) -> ServerFacts:
    """Read what INFO says; a managed service may leave parts out, which then count as harmless."""
    flavour = "valkey" if "valkey_version" in info else "redis"
    dotted = str(info.get("valkey_version") or info.get("redis_version") or "0")
    return ServerFacts(
        flavour=flavour,
        version=tuple(int(part) for part in re.findall(r"\d+", dotted)[:3]),
        is_cluster=str(info.get("cluster_enabled", 0)) == "1" or info.get("redis_mode") == "cluster",
        is_replica=info.get("role") == "slave",
        maxmemory=int(info.get("maxmemory", 0)),
        maxmemory_policy=str(info.get("maxmemory_policy", "noeviction")),
    )


def _check(facts: ServerFacts, url: str) -> None:
    shown = mask_password(url)
    if facts.version < OLDEST_VERSION:
        raise UsageProblem(f"{shown} is {facts.flavour} {'.'.join(map(str, facts.version))}; 6.2 or later is needed")
    if facts.is_replica and not facts.is_cluster:
        raise UsageProblem(f"{shown} is a replica, which cannot be written to; set the URL of its primary")
    if may_evict(facts):
        raise UsageProblem(
            f"{shown} may throw keys away when memory is short (maxmemory-policy {facts.maxmemory_policy}), and with "
            "them articles and what is known of them; correct it with\n"
            f"  redis-cli -u {shown} config set maxmemory-policy noeviction\n"
            "and write the same into its configuration file (config rewrite)"
        )


def may_evict(facts: ServerFacts) -> bool:
    """Whether the server removes keys when its memory limit is reached instead of refusing writes."""
    return facts.maxmemory > 0 and facts.maxmemory_policy != "noeviction"


def _explain(url: str, problem: Exception) -> str:
    shown = mask_password(url)
    if isinstance(problem, AuthenticationError) or "WRONGPASS" in str(problem) or "NOAUTH" in str(problem):
        return f"Redis at {shown} refuses the user name or password; set them in the URL: redis://user:password@host"
    if isinstance(problem, BusyLoadingError):
        return f"Redis at {shown} is still loading its data; try again in a moment"
    if isinstance(problem, NoPermissionError):
        return f"Redis at {shown} does not allow this user to ask INFO; grant it with: ACL SETUSER <user> +info"
    if isinstance(problem, ResponseError):
        return f"Redis at {shown} answers with an error: {problem}"
    reason = str(problem) or type(problem).__name__
    advice = "start that server, or correct WIREDESK_REDIS_URL (or REDIS_URL); unset both to use the embedded Redis"
    if urlsplit(url).scheme == "unix" and "No such file" in reason:
        reason = "there is no such socket"
    return f"Redis cannot be reached at {shown}: {reason}\n{advice}"

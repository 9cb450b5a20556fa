"""Asks Redis for all that is known of one URL or article."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from pydantic import ValidationError

from wiredesk.crawlers.crawl.health_store import readable
from wiredesk.crawlers.crawl.pauses import FOR_GOOD, paused_sites
from wiredesk.crawlers.fetching.robots import RobotsPolicy
from wiredesk.crawlers.listings.frontier import MAX_LEADS
from wiredesk.crawlers.listings.lead import Lead
from wiredesk.crawlers.listings.source_memory import SITE_FIELD, SiteState, SourceState
from wiredesk.crawlers.sites.definition import SiteDefinition
from wiredesk.crawlers.why.deliveries import entries_of, look_at_entry
from wiredesk.crawlers.why.next_steps import conclude
from wiredesk.crawlers.why.story import Asked, HostFacts, KnownRecord, SiteFacts, Story, WaitingLead
from wiredesk.crawlers.why.trail import trail_of
from wiredesk.crawlers.why.url_rules import is_address, ruled_out
from wiredesk.pipelines.consuming.entries import decode, entry_from_reply
from wiredesk.pipelines.consuming.positions import is_entry_id
from wiredesk.pipelines.publishing.keys import Keys
from wiredesk.pipelines.publishing.known_articles import KnownArticles, alias_target
from wiredesk.pipelines.tracing.trace_store import read_traces
from wiredesk.pipelines.urls.identity import article_id, normalise_url

LONGEST_ASKED = 2_083
"""Characters of what is asked for: the longest URL that a crawl takes."""
MOST_ENTRIES = 5
"""Revisions whose deliveries are told, the newest."""
_REQUESTS = 1_000
"""Requests and failures looked through, the newest: 300 kB."""

DefinitionFor = Callable[[str], SiteDefinition | None]


async def inquire(redis: Any, keys: Keys, asked: str, definition_for: DefinitionFor, user_agent: str) -> Story:
    """The story of a URL, an article's id, or the id of an entry on the queue.

    `definition_for` gives the definition of the site that a URL belongs to. Raises redis.RedisError.
    """
    asked = asked.strip()[:LONGEST_ASKED].encode("utf-8", "replace").decode()  # a shell's odd bytes are no text
    url, known_id = await _meant(redis, keys, asked)
    record = await _record(redis, keys, known_id)
    if not record and (other := await alias_target(redis, keys, known_id)):
        known_id, record = other, await _record(redis, keys, other)
    url = url or record.get("url")
    story = Story(asked=asked, url=url, id=known_id, article=_known(known_id, record))
    definition = await asyncio.to_thread(definition_for, url) if url else None
    ids = {known_id}
    if url:
        ids |= {article_id(url), article_id(url, definition.urls.strip_params if definition else ())}
    traces = await read_traces(redis, keys, sorted(ids))
    url = story.url = url or next((str(trace["url"]) for trace in reversed(traces) if trace.get("url")), None)
    story.trail, queued = trail_of(traces)
    if url and is_address(url):
        if definition is None:
            definition = await asyncio.to_thread(definition_for, url)
        await _rejection(redis, keys, story, ids)
        story.site = await _site(redis, keys, definition, url, ids) if definition else None
        story.lead = await _lead(redis, keys, definition, url) if definition else None
        story.host = await _host(redis, keys, definition, url, user_agent)
        story.requests = await _requests(redis, keys, ids)
    entries = {**queued, **entries_of(record)}
    for entry_id in sorted(entries, key=_order)[-MOST_ENTRIES:]:
        story.entries.append(await look_at_entry(redis, keys, entry_id, entries[entry_id]))
    told = (story.article, story.rejected, story.lead, story.trail, story.entries, story.requests)
    story.is_known = any(told)
    conclude(story)
    return story


async def _meant(redis: Any, keys: Keys, asked: str) -> tuple[str | None, str]:
    """The URL that is asked for, if it is one, and the id of its article."""
    if "://" in asked:
        return asked, article_id(asked)
    if is_entry_id(asked) and "-" in asked:
        rows = await redis.xrange(keys.articles, asked, asked)
        return None, entry_from_reply(*rows[0]).fields.get("id", asked) if rows else asked
    if "/" in asked:
        return f"https://{asked}", article_id(f"https://{asked}")
    return None, asked


async def _record(redis: Any, keys: Keys, known_id: str) -> dict[str, str]:
    names = ("revision", "site", "url", "published", "changed", "visited", "next_visit", "near", "first", "receipts")
    values = await redis.hmget(keys.article(known_id), names)
    record = {name: decode(value) for name, value in zip(names, values, strict=True) if value is not None}
    if record.get("revision", "").isdigit():
        return record
    (known,) = await KnownArticles(redis, keys).get([known_id])  # in short form
    if known is None:
        return {}
    moments = {"published": known.published, "changed": known.changed, "visited": known.visited}
    return {"revision": str(known.revision)} | {
        name: f"{moment:.0f}" for name, moment in moments.items() if moment is not None
    }


def _known(known_id: str, record: Mapping[str, str]) -> KnownRecord | None:
    if not record:
        return None
    return KnownRecord(
        id=known_id, site=record.get("site", ""), url=record.get("url", ""), revision=int(record["revision"]),
        published=_moment(record.get("published")), changed=_moment(record.get("changed")),
        visited=_moment(record.get("visited")), next_visit=_moment(record.get("next_visit")),
        copy_of=record.get("near", "").split(" ")[0] or None,
    )  # fmt: skip


async def _rejection(redis: Any, keys: Keys, story: Story, ids: set[str]) -> None:
    for url_id in sorted(ids):
        reason = await redis.get(keys.rejected(url_id))
        if reason is not None:
            seconds = await redis.ttl(keys.rejected(url_id))
            story.rejected = decode(reason)
            story.rejected_until = _moment(time.time() + seconds) if seconds > 0 else None


async def _lead(redis: Any, keys: Keys, definition: SiteDefinition, url: str) -> WaitingLead | None:
    """The lead that waits for the next crawl, under one of the forms that a listing may give the URL."""
    normal = normalise_url(url, definition.urls.strip_params)
    forms = dict.fromkeys((normal, url, normal.rstrip("/"), f"{normal.rstrip('/')}/"))
    for scheme, other in (("https://", "http://"), ("http://", "https://")):
        forms |= dict.fromkeys(other + form.removeprefix(scheme) for form in list(forms) if form.startswith(scheme))
    for value in await redis.hmget(keys.frontier(definition.id), list(forms)):
        try:
            lead = Lead.model_validate_json(value) if value is not None else None
        except ValidationError:
            continue
        if lead is not None:
            return WaitingLead(source=lead.via.type, source_url=lead.via.url, failures=lead.failures)
    return None


async def _site(redis: Any, keys: Keys, definition: SiteDefinition, url: str, ids: set[str]) -> SiteFacts:
    facts = SiteFacts(
        id=definition.id, enabled=definition.enabled, disabled_because=definition.reason,
        rule=ruled_out(definition, url),
    )  # fmt: skip
    until = (await paused_sites(redis, keys)).get(definition.id)
    if until is not None:
        facts.paused = "resumed" if until == FOR_GOOD else _moment(until)
    health = readable(definition.id, await redis.get(keys.health(definition.id)))
    if health.crawls:
        facts.last_crawl, facts.last_problem = _moment(health.crawls[-1].at), health.crawls[-1].problem
    for name, value in (await redis.hgetall(keys.sources(definition.id))).items():
        try:
            if decode(name) == SITE_FIELD:
                state = SiteState.model_validate_json(value)
                facts.next_crawl = _moment(state.due_at)
                facts.last_crawl = facts.last_crawl or _moment(state.crawled_at)
                continue
            source = SourceState.model_validate_json(value)
        except ValidationError:  # the count of writes, or an older version's
            continue
        facts.sources += 1
        if ids & source.entries.keys():
            facts.named_by.append(decode(name))
    facts.is_full = await redis.hlen(keys.frontier(definition.id)) >= MAX_LEADS
    return facts


async def _host(redis: Any, keys: Keys, definition: SiteDefinition | None, url: str, user_agent: str) -> HostFacts:
    parts = urlsplit(url)
    facts = HostFacts(host=parts.netloc)
    facts.requests_today = int(decode(await redis.get(keys.today(parts.netloc))) or 0)
    if definition is not None:
        facts.requests_allowed = definition.fetch.limits.in_a_day
        if not definition.fetch.robots:
            facts.robots = "not asked"
            return facts
    text = await redis.get(keys.robots(f"{parts.scheme}://{parts.netloc}"))
    if text:
        policy = await asyncio.to_thread(RobotsPolicy.from_text, decode(text), user_agent=user_agent)
        facts.robots = "unreachable" if policy.unreachable else "allowed" if policy.allowed(url) else "forbidden"
        facts.crawl_delay = policy.crawl_delay
    return facts


async def _requests(redis: Any, keys: Keys, ids: set[str]) -> list[Asked]:
    """Requests for the URL that are not answered, and those that gave no article; oldest first."""
    found = []
    for stream in (keys.failures, keys.requests):
        for row in reversed(await redis.xrevrange(stream, count=_REQUESTS)):
            entry = entry_from_reply(*row)
            if article_id(entry.fields.get("url", "")) in ids:
                found.append(
                    Asked(
                        at=entry.queued_at.isoformat(timespec="seconds").replace("+00:00", "Z"),
                        request_id=entry.fields.get("request_id"), reason=entry.fields.get("reason"),
                        detail=entry.fields.get("detail") or None,
                    )
                )  # fmt: skip
        await asyncio.sleep(0)
    return found


def _order(entry_id: str) -> tuple[int, ...]:
    return tuple(int(part) for part in entry_id.split("-"))


def _moment(seconds: str | float | None) -> str | None:
    """Unix seconds as RFC 3339 in UTC; None for none, and for what is no time."""
    try:
        value = float(seconds or 0)
        moment = datetime.fromtimestamp(value, UTC) if value else None
        return moment.isoformat(timespec="seconds").replace("+00:00", "Z") if moment else None
    except (ValueError, OverflowError, OSError):
        return None

"""One call of publish.lua: its keys and arguments, made from an article, and its reply."""

from __future__ import annotations

import json
import re
import secrets
import time
from dataclasses import dataclass
from typing import Any, TypedDict, cast

from wiredesk.pipelines.article import COMPARED_FIELDS, SCHEMA, Article, NearDuplicate, moment_of
from wiredesk.pipelines.content_change import RULE, content_hashes
from wiredesk.pipelines.publishing.field_digests import digest_of, digests_of
from wiredesk.pipelines.publishing.keys import WORDS_CHARACTERS, Keys
from wiredesk.pipelines.publishing.near_duplicates import (
    THRESHOLD,
    THRESHOLD_NUMBERS,
    THRESHOLD_SAME_SITE,
    Fingerprint,
    fingerprint,
    fingerprint_version,
)
from wiredesk.pipelines.publishing.publication import Outcome, Publication, PublishResult
from wiredesk.pipelines.publishing.scripts import PUBLISH
from wiredesk.pipelines.publishing.short_form import bucket
from wiredesk.pipelines.redis_script import script_hash
from wiredesk.pipelines.urls.identity import article_id

MOST_ALIASES = 32  # a redirect chain has at most 20 links in Scrapy; more comes from a hostile page
NEAR_PERIODS = 2  # the window is kept in halves; the current one and two before it are searched: 1 to 1.5 windows


@dataclass(frozen=True)
class Setup:
    """What all calls of a publisher have in common. `near_seconds`: how long copies are recognised, 0: not at all."""

    keys: Keys
    near_seconds: float
    to_list: bool
    announce: bool


class PublishArguments(TypedDict):
    """The named arguments of publish.lua; moments are Unix seconds as text, as they are stored."""

    id: str
    resolved: bool
    """the caller knows that the article is known by this id"""
    token: str
    """tells a call that is sent again from a new one"""
    content_hashes: dict[str, str]
    """rule → hash of the article's words, of every rule that there is"""
    content_rule: str
    """the rule that is stored"""
    words_characters: int
    """of the hash by which the site's articles are found by their words"""
    digests: str
    """of the fields named in `field_names`, four characters each"""
    field_names: str
    """by which `changed` is told, separated by spaces"""
    json_head: str
    """the beginning of the article's JSON, up to the fields that the script adds"""
    schema: str
    site: str
    language: str
    date_published: str
    now: str
    url: str
    published: str
    next_visit: str
    """empty: leaves the stored one"""
    validators_known: bool
    """whether `etag` and `last_modified` are to be stored"""
    etag: str
    last_modified: str
    most_entries: int
    """the stream's length at which it is full; below 0: no room at all"""
    touch: bool
    """a repeated call writes something, so that WAIT covers it"""
    to_list: bool
    """also to the second sink, a list"""
    channel: str
    """where the article is announced; empty: nowhere"""
    announcement: str
    """the end of the announcement's JSON"""
    site_mark: str
    """tells copies within the site from those of other sites"""
    near_until: int
    """when the current period of near duplicates leaves the window"""
    threshold: float
    """similarity from which an article of another site is a copy"""
    threshold_same_site: float
    threshold_numbers: float
    request_id: str
    """of the fetch request that asked for it, or empty"""
    mends: int
    """the revision that is mended; 0: it is no mend"""
    changed: str
    """of a mend, the names of the fields that it changes, as a JSON list"""
    cause: str
    """why it is published, or empty"""


@dataclass
class ScriptCall:
    """A publication on its way, until its result is known. `token` tells a repeated call from a new one."""

    publication: Publication
    token: str
    id: str
    digests: str
    fingerprint: Fingerprint | None
    resolved: bool = False
    result: PublishResult | None = None


def prepare(item: Publication, setup: Setup) -> ScriptCall:
    """Work out what is needed once for an article, however often it must be sent. Raises ValueError on a bad id."""
    article = item.article
    if not re.fullmatch(r"[0-9A-Za-z_.-]{1,64}", article.id):
        raise ValueError(f"article id {article.id!r} is not 1 to 64 letters, digits, dots, dashes or underscores")
    found = fingerprint(article.body_text) if setup.near_seconds else None
    return ScriptCall(item, secrets.token_urlsafe(9), article.id, digests_of(article), found)


def command(call: ScriptCall, setup: Setup, most_entries: int, repeated: bool) -> tuple[Any, ...]:
    """EVALSHA with the keys and arguments that publish.lua documents at its head."""
    keys, item, near_seconds = setup.keys, call.publication, setup.near_seconds
    article = item.article
    aliases = {alias: None for url in (article.url, *item.aliases) if (alias := article_id(url)) != call.id}
    if article.id != call.id:
        aliases[article.id] = None
    now = time.time()
    period = int(now // (near_seconds / NEAR_PERIODS)) if near_seconds else 0
    near_until = int((period + 1 + NEAR_PERIODS) * near_seconds / NEAR_PERIODS) if near_seconds else 0
    version = fingerprint_version() if near_seconds else ""
    all_keys = [
        keys.articles,
        keys.article(call.id),
        keys.url(call.id),
        keys.revisits(article.site),
        *(keys.near(version, period - back) for back in range(4)),
        keys.article_list,
        keys.words(article.site),
        bucket(keys, call.id),
    ]
    for alias in list(aliases)[:MOST_ALIASES]:
        all_keys += [keys.url(alias), keys.article(alias), bucket(keys, alias)]
    head, rest = _json_parts(article, call.id)
    found, validators = call.fingerprint, item.validators
    given = PublishArguments(
        id=call.id,
        resolved=call.resolved,
        token=call.token,
        content_hashes=content_hashes(article),
        content_rule=RULE,
        words_characters=WORDS_CHARACTERS,
        digests=call.digests,
        field_names=" ".join(COMPARED_FIELDS),
        json_head=head,
        schema=SCHEMA,
        site=article.site,
        language=article.language or "",
        date_published=article.date_published or "",
        now=f"{now:.0f}",
        url=article.url,
        published="" if (published := _epoch(article.date_published)) is None else f"{published:.0f}",
        next_visit="" if item.next_visit is None else f"{item.next_visit:.0f}",
        validators_known=validators is not None,
        etag=(validators and validators.etag) or "",
        last_modified=(validators and validators.last_modified) or "",
        most_entries=most_entries,
        touch=repeated,
        to_list=setup.to_list,
        channel=keys.announcements if setup.announce else "",
        announcement=_announcement(article) if setup.announce else "",
        site_mark=digest_of(article.site),
        near_until=near_until,
        threshold=THRESHOLD,
        threshold_same_site=THRESHOLD_SAME_SITE,
        threshold_numbers=THRESHOLD_NUMBERS,
        request_id=article.request_id or "",
        mends=item.mends or 0,
        changed=json.dumps(article.changed),
        cause=article.cause or "",
    )
    prints = (found.bands, found.signature, found.numbers) if found else (b"", b"", b"")
    arguments = (json.dumps(given, ensure_ascii=False), rest, *prints)
    if (step := item.step) is None:
        return ("EVALSHA", PUBLISH.sha, len(all_keys), *all_keys, *arguments)
    counts = (len(all_keys), len(arguments))
    all_keys += step.keys
    return ("EVALSHA", script_hash(step.text), len(all_keys), *all_keys, *counts, *arguments, *step.arguments)


def result_of(known_id: str, kind: str, reply: list[Any]) -> PublishResult:
    """Read the reply of publish.lua that says what became of an article."""
    if kind == "refused":
        return PublishResult("refused", known_id, 0, None)
    entry, near_id, similarity = (text_of(part) for part in reply[2:5])
    near = NearDuplicate(id=near_id, similarity=float(similarity)) if near_id else None
    return PublishResult(cast(Outcome, kind), known_id, int(reply[1]), entry or None, near)


def text_of(value: Any) -> str:
    """A reply as text, whether the client decodes or not."""
    return value.decode() if isinstance(value, bytes) else str(value)


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
    """Unix time of an article's date; None where it is none."""
    try:
        return found.timestamp() if (found := moment_of(moment)) is not None else None
    except OverflowError:  # an offset that leads out of the years that there are
        return None

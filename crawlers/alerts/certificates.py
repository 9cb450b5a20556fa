"""The certificates of sites, checked once a day and remembered."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime
from typing import Any

from wiredesk.crawlers.fetching.addresses import AddressGuard
from wiredesk.crawlers.fetching.certificate import CertificateState, look_at_certificate
from wiredesk.crawlers.sites.definition import SiteDefinition
from wiredesk.pipelines.publishing.keys import Keys
from wiredesk.settings.environment import Environment

AGAIN = 86_400.0
"""Seconds after which a certificate is looked at again."""
LOOKING_SECONDS = 60.0
"""How long a check looks at certificates, and a few seconds more: in an outage none of thousands answers. The others
are the next check's."""
_HANDSHAKES = 20
"""At a time, each with another host."""


def certificate_states(
    client: Any, keys: Keys, environment: Environment, definitions: Sequence[SiteDefinition], *, look: bool
) -> dict[str, CertificateState]:
    """What is known of the sites' certificates; with `look` those not looked at for a day are. Raises
    redis.RedisError."""
    names = [one.id for one in definitions if one.url.startswith("https://")]
    if not names:
        return {}
    now = time.time()
    known: dict[str, CertificateState] = {}
    old = []
    for site, value in zip(names, client.hmget(keys.certificates, names), strict=True):
        state, at = _read(value)
        if state is not None:
            known[site] = state
        if not now - AGAIN < at <= now:
            old.append(site)
    if look and old:
        wanted = [one for one in definitions if one.id in set(old)]
        guard = AddressGuard(allow=environment.allow_addresses, origins=[one.url for one in wanted])
        random.shuffle(wanted)  # those that never answer must not keep the others waiting check after check
        ends = time.monotonic() + LOOKING_SECONDS
        with ThreadPoolExecutor(_HANDSHAKES) as pool:
            for start in range(0, len(wanted), _HANDSHAKES):
                if time.monotonic() > ends:
                    break
                part = wanted[start : start + _HANDSHAKES]
                seen = pool.map(lambda one: look_at_certificate(one.url, guard), part)
                for one, found in zip(part, seen, strict=True):
                    if found is not None:  # else the host does not answer, which crawls tell
                        known[one.id] = found
                        client.hset(keys.certificates, one.id, _text(found, now))
    return known


def _text(state: CertificateState, now: float) -> str:
    expires = state.expires.isoformat() if state.expires is not None else None
    return json.dumps({"at": round(now), "problem": state.problem, "expires": expires})


def _read(value: bytes | None) -> tuple[CertificateState | None, float]:
    with suppress(ValueError, TypeError, KeyError):
        data = json.loads(value or b"")
        expires = datetime.fromisoformat(data["expires"]) if data["expires"] else None
        return CertificateState(data["problem"], expires), float(data["at"])
    return None, 0.0

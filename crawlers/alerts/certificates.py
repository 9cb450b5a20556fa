"""The certificates of sites, looked at once a day and remembered."""

from __future__ import annotations

import json
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
        with ThreadPoolExecutor(_HANDSHAKES) as pool:
            seen = list(pool.map(lambda one: look_at_certificate(one.url, guard), wanted))
        for one, found in zip(wanted, seen, strict=True):
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

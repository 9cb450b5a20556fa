"""Who has logged in: an API key is shown once, then a cookie stands for it."""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Iterable, MutableMapping
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import Any

from starlette.responses import RedirectResponse

from wiredesk.crawlers.http_api.api_keys import ApiKey, KeyFile
from wiredesk.crawlers.http_api.exchange import Application

PREFIX = "/desk"
"""All pages lie below it."""
LOG_IN = f"{PREFIX}/log-in"
_OPEN = (LOG_IN, f"{PREFIX}/static/")
"""What is shown to everybody: the form for the key, and the style sheet."""
COOKIE = "wiredesk_desk"
LIFETIME = 12 * 3600
"""Seconds: a working day. Sessions are kept in this process only, so a restart asks for the key again."""
MOST_SESSIONS = 1_000
"""Sessions kept; the oldest goes for the newest. A newsroom has some dozens."""
LONGEST_COOKIES = 8_192
"""Bytes of a Cookie header that are read."""


@dataclass(frozen=True)
class _Session:
    key: str
    ends: float


class Sessions:
    """The sessions of one server, and who is let in to its pages (`http_api.gate.Pages`).

    A session is worth as much as its key at this moment: when the key is revoked, the session has ended.
    """

    def __init__(self, keys: KeyFile) -> None:
        self._keys = keys
        self._sessions: dict[str, _Session] = {}

    @property
    def needed(self) -> bool:
        """Whether a key is needed at all."""
        return self._keys.required

    def log_in(self, key: str) -> str | None:
        """Begin a session with `key`: the cookie's value, or None where the key is not valid."""
        self._keys.refresh()
        if self._keys.find(key) is None:
            return None
        token = secrets.token_urlsafe(32)
        self._sessions[_digest(token)] = _Session(key, time.monotonic() + LIFETIME)
        while len(self._sessions) > MOST_SESSIONS:
            del self._sessions[next(iter(self._sessions))]
        return token

    def log_out(self, headers: Iterable[tuple[bytes, bytes]]) -> None:
        """End the session of a request, if it has one."""
        token = _token(headers)
        if token:
            self._sessions.pop(_digest(token), None)

    def key_of(self, headers: Iterable[tuple[bytes, bytes]]) -> ApiKey | None:
        """The key that the session of a request stands for; None without a session that is in force."""
        token = _token(headers)
        session = self._sessions.get(_digest(token)) if token else None
        if session is None or session.ends < time.monotonic():
            return None
        self._keys.refresh()
        return self._keys.find(session.key)

    def admits(self, scope: MutableMapping[str, Any]) -> bool:
        """Whether a request for a page may pass."""
        path = scope["path"]
        if path == _ROOT:  # what a person types; it leads to the pages
            return True
        return _is_page(path) and (path.startswith(_OPEN) or self.key_of(scope["headers"]) is not None)

    def refusal(self, scope: MutableMapping[str, Any]) -> Application | None:
        """The way to the form for the key, for whoever asks for another page without a session."""
        return RedirectResponse(LOG_IN, 303) if _is_page(scope["path"]) else None


_ROOT = "/"


def _is_page(path: str) -> bool:
    return path == PREFIX or path.startswith(PREFIX + "/")


def _token(headers: Iterable[tuple[bytes, bytes]]) -> str | None:
    """The value of our cookie (RFC 6265)."""
    for name, value in headers:
        if name == b"cookie":
            try:
                cookies = SimpleCookie(value[:LONGEST_COOKIES].decode("latin-1"))
            except CookieError:
                continue
            if COOKIE in cookies:
                return cookies[COOKIE].value
    return None


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()

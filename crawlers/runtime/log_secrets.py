"""Keeps passwords, keys and tokens out of the log, wherever in a line they stand."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from wiredesk.settings.environment import Environment

_USER_INFORMATION = re.compile(r"(?<=//)[^/?#\s]*@")
_PASSWORD_WITH_SLASH = re.compile(
    r"((?:rediss?|unix)://[^/@:\s]{0,100}:)\S{0,200}@"
)  # one that should have been escaped
_PARAMETER = re.compile(
    r"([?&;](?:access_|auth_|refresh_|api_|api-)?(?:token|key|apikey|password|passwd|pwd|secret|signature|sig)=)[^&\s#\"']+",
    re.IGNORECASE,
)
_AUTHORIZATION = re.compile(r"\b(bearer|basic) +[\w.~+/=-]{6,}", re.IGNORECASE)
_OUR_KEY = re.compile(r"\bwdk_[\w-]{8,}")
"""A key of `wiredesk keys add`, as `http_api/api_keys.py` makes them."""
SHORTEST_SECRET = 4
"""Characters; a shorter password would blot out half of the log, and protects nothing."""


class Secrets:
    """The secrets of the settings, and the forms in which strangers' secrets come."""

    def __init__(self, environment: Environment | None = None) -> None:
        known: set[str] = set()
        if environment is not None:
            for url in (environment.redis_url, environment.metrics_push, environment.archive):
                known |= _passwords(url or "")
            for target in environment.alert_to:
                known |= {target, target.partition("://")[2]}
        self._known = sorted((one for one in known if len(one) >= SHORTEST_SECRET), key=len, reverse=True)

    def mask(self, text: str) -> str:
        """`text` with ``***`` for each secret. Takes linear time in the length of `text`."""
        for secret in self._known:
            text = text.replace(secret, "***")
        if "//" in text:
            text = _PASSWORD_WITH_SLASH.sub(r"\1***@", text)
            text = _USER_INFORMATION.sub("***@", text)
        if "=" in text:
            text = _PARAMETER.sub(r"\1***", text)
        return _OUR_KEY.sub("***", _AUTHORIZATION.sub(r"\1 ***", text))


def _passwords(url: str) -> set[str]:
    try:
        password = urlsplit(url).password or ""
    except ValueError:
        return set()
    return {password, unquote(password)}

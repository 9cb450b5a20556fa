"""Who may ask: an API key where the server needs one, its requests a minute, and whether it may do more than look."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import Depends, Request
from fastapi.security import APIKeyHeader, HTTPBearer
from fastapi.security.http import HTTPAuthorizationCredentials

from wiredesk.crawlers.http_api.api_keys import presented_key
from wiredesk.crawlers.http_api.known_parameters import refuse_unknown_parameters
from wiredesk.crawlers.http_api.problems import ProblemError
from wiredesk.crawlers.http_api.served import Here

_bearer = HTTPBearer(auto_error=False, description="An API key, where the server has any")
_header = APIKeyHeader(name="X-API-Key", auto_error=False, description="The same in a header of its own")


async def authorised(
    request: Request,
    here: Here,
    bearer: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],  # both for the OpenAPI description
    header: Annotated[str | None, Depends(_header)],
) -> None:
    """A dependency: raises ProblemError (401) without a valid key, (403) where the key may only look and something is
    to be done, (429) over the key's requests a minute."""
    here.key_file.refresh()
    if not here.key_file.required and not here.require_key:
        return
    presented = presented_key(request.scope["headers"])
    key = here.key_file.find(presented) if presented else None
    if key is None:
        raise ProblemError(401, "unauthorized", "no valid API key", headers={"WWW-Authenticate": "Bearer"})
    if key.read_only and request.method not in ("GET", "HEAD"):
        raise ProblemError(403, "read-only-key", f"the key {key.name} may only look")
    wait = await here.limit.take(key.name, key.rate)
    if wait:
        seconds = str(int(wait) + 1)
        detail = f"the key {key.name} may make {key.rate} requests a minute"
        raise ProblemError(429, "rate-limited", detail, headers={"Retry-After": seconds})


SECURED: Final = [Depends(authorised), Depends(refuse_unknown_parameters)]
"""The dependencies of every route that is not open to all."""

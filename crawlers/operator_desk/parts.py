"""What the pages of one desk work with, and who is asking: the dependencies of their routes."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import parse_qsl, urlsplit

from fastapi import Depends, FastAPI, Request
from redis.exceptions import RedisError

from wiredesk.crawlers.http_api.api_keys import presented_key
from wiredesk.crawlers.http_api.served import Served
from wiredesk.crawlers.operator_desk.board_keeper import BoardKeeper
from wiredesk.crawlers.operator_desk.own_commands import OwnCommands
from wiredesk.crawlers.operator_desk.sessions import Sessions
from wiredesk.pipelines.publishing.keys import Keys
from wiredesk.settings.environment import Environment
from wiredesk.settings.errors import WiredeskError

MOST_FIELDS = 20
"""Fields of a form; ours have three at most."""
REDIS_SECONDS = 3.0
"""How long a page waits for Redis: an embedded server that was killed is back sooner. Commands themselves are repeated
for two minutes, which nobody watches a blank page for."""


@dataclass(frozen=True)
class DeskParts:
    """The parts of a running desk; `redis` is a blocking client, for routes that run in a thread."""

    environment: Environment
    served: Served
    redis: Any
    keys: Keys
    sessions: Sessions
    board: BoardKeeper
    commands: OwnCommands

    def attach(self, application: FastAPI) -> None:
        """Make this what the routes of `application` get."""
        application.state.desk = self


@dataclass(frozen=True)
class Operator:
    """Who is asking: the name of the key, and whether it may do more than look."""

    name: str
    may_change: bool


class Refused(Exception):
    """Ends a request with a page that says why."""

    def __init__(self, status: int, title: str, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.title = title
        self.detail = detail


def _parts(request: Request) -> DeskParts:
    parts: DeskParts = request.app.state.desk
    return parts


Parts = Annotated[DeskParts, Depends(_parts)]
"""A route's parameter of this type is the desk's `DeskParts`."""


def redis_is_away() -> Refused:
    """What is shown where Redis does not answer."""
    detail = "Nothing is lost. The pages are here again as soon as it is; wiredesk doctor says what is wrong."
    return Refused(503, "Redis does not answer", detail)


async def redis_answers(parts: Parts) -> None:
    """A dependency of routes that show what Redis has: they are not begun while it is away."""
    try:
        await asyncio.wait_for(parts.served.redis.ping(), REDIS_SECONDS)
    except (RedisError, WiredeskError, OSError, TimeoutError):
        raise redis_is_away() from None


def _operator(request: Request, parts: Parts) -> Operator:
    if not parts.sessions.needed and not parts.served.require_key:
        return Operator("this machine", may_change=True)
    headers = request.scope["headers"]
    presented = presented_key(headers)
    key = parts.served.key_file.find(presented) if presented else parts.sessions.key_of(headers)
    if key is None:
        raise Refused(401, "No valid key", "The API key has been revoked. Log in with another one.")
    return Operator(key.name, may_change=not key.read_only)


Asking = Annotated[Operator, Depends(_operator)]
"""A route's parameter of this type is who asks."""


def _changing(request: Request, operator: Asking) -> Operator:
    """Lets in who may change things, from a page of ours: another site's page must not press our buttons (CSRF)."""
    origin = request.headers.get("origin")
    if origin is None or urlsplit(origin).netloc != request.headers.get("host"):
        raise Refused(403, "Not from this page", "The request did not come from a page of this desk.")
    if not operator.may_change:
        raise Refused(403, "This key may only look", "Log in with a key that was made without --read-only.")
    return operator


Changing = Annotated[Operator, Depends(_changing)]
"""A route with a parameter of this type changes something."""


async def _form(request: Request) -> dict[str, str]:
    """The fields of a form (application/x-www-form-urlencoded); of several with one name the last. The gate bounds
    the body's size."""
    try:
        text = (await request.body()).decode("utf-8")
        return dict(parse_qsl(text, max_num_fields=MOST_FIELDS))
    except ValueError:
        raise Refused(400, "Not a form", "The fields of the form cannot be read.") from None


Form = Annotated[dict[str, str], Depends(_form)]
"""A route's parameter of this type are the fields of the form that was sent."""

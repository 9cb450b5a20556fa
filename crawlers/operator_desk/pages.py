"""The desk's pages as a part of the HTTP application."""

from __future__ import annotations

import logging

from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from redis.exceptions import RedisError
from starlette.exceptions import HTTPException

from wiredesk.crawlers.http_api.problems import problem_of_starlette, problem_of_validation
from wiredesk.crawlers.http_api.served import Served
from wiredesk.crawlers.operator_desk import (
    entry_routes,
    origin_routes,
    queue_routes,
    reading_routes,
    rule_routes,
    site_routes,
)
from wiredesk.crawlers.operator_desk.board_keeper import BoardKeeper
from wiredesk.crawlers.operator_desk.own_commands import OwnCommands
from wiredesk.crawlers.operator_desk.page_templates import page
from wiredesk.crawlers.operator_desk.parts import DeskParts, Refused, redis_answers, redis_is_away
from wiredesk.crawlers.operator_desk.sessions import PREFIX, Sessions
from wiredesk.settings.environment import Environment
from wiredesk.settings.errors import RedisUnreachable
from wiredesk.settings.log_events import event
from wiredesk.settings.redis_connection import open_redis_sync

logger = logging.getLogger(__name__)


class DeskDoor:
    """Who is let in to the pages, for the server's gate (`http_api.gate.Pages`)."""

    def __init__(self, parts: DeskParts) -> None:
        self._parts = parts
        self.admits = parts.sessions.admits
        self.refusal = parts.sessions.refusal

    async def close(self) -> None:
        """End what the pages have begun."""
        await self._parts.commands.close()
        self._parts.redis.close()


def add_desk(environment: Environment, application: FastAPI, served: Served) -> DeskDoor:
    """Add the pages to the application that serves the interface; returns who is let in to them."""
    redis = open_redis_sync(environment)
    sessions = Sessions(served.key_file)
    board = BoardKeeper(redis, served.keys, environment.sites)
    parts = DeskParts(environment, served, redis, served.keys, sessions, board, OwnCommands())
    parts.attach(application)
    application.include_router(entry_routes.router, prefix=PREFIX)
    for routes in (rule_routes, origin_routes, site_routes, reading_routes, queue_routes):
        application.include_router(routes.router, prefix=PREFIX, dependencies=[Depends(redis_answers)])
    application.add_api_route("/", _to_the_desk, include_in_schema=False)
    application.add_api_route(PREFIX, _to_the_desk, include_in_schema=False)
    _explain_faults(application)
    return DeskDoor(parts)


async def _to_the_desk() -> Response:
    return RedirectResponse(f"{PREFIX}/", 303)


def _explain_faults(application: FastAPI) -> None:
    """Show people a page where programs get problem details."""

    async def refused(request: Request, problem: Exception) -> Response:
        assert isinstance(problem, Refused)
        return page("refused.html", None, problem.status, title=problem.title, detail=problem.detail)

    async def redis_away(request: Request, problem: Exception) -> Response:
        if not request.url.path.startswith(PREFIX):
            raise problem
        logger.error(
            "Redis failed during %s: %s",
            request.url.path,
            problem,
            extra=event("http.broke", method=request.method, path=request.url.path, problem=problem),
        )
        return await refused(request, redis_is_away())

    async def not_there(request: Request, problem: Exception) -> Response:
        assert isinstance(problem, HTTPException)
        if not request.url.path.startswith(f"{PREFIX}/"):
            return problem_of_starlette(problem)
        title = "No such page" if problem.status_code == 404 else "Not a valid request"
        detail = "The address leads to nothing of the desk."
        return page("refused.html", None, problem.status_code, title=title, detail=detail)

    async def invalid(request: Request, problem: Exception) -> Response:
        assert isinstance(problem, RequestValidationError)
        answer = problem_of_validation(problem)
        if not request.url.path.startswith(PREFIX):
            return answer
        return page("refused.html", None, 422, title="Not a valid request", detail="A value in the address is wrong.")

    application.add_exception_handler(Refused, refused)
    application.add_exception_handler(RedisError, redis_away)
    application.add_exception_handler(RedisUnreachable, redis_away)
    application.add_exception_handler(HTTPException, not_there)
    application.add_exception_handler(RequestValidationError, invalid)

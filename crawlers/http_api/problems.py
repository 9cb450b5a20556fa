"""Problem details (RFC 9457): every error of the interface is a JSON object that programs and people can read."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from wiredesk.pipelines.archive.store import ArchiveProblem
from wiredesk.pipelines.exporters.terminal import one_line
from wiredesk.settings.log_events import event

logger = logging.getLogger(__name__)

KINDS = {
    "invalid-request": "The request is not one that the OpenAPI description allows; `errors` says where.",
    "unknown-parameter": "The operation has no such query parameter; `detail` names the nearest one.",
    "read-only-key": "The API key may only look; `wiredesk keys add` makes one that may fetch and change things.",
    "no-article": "The URL gave no article; `reason` is one of the list in docs/on-demand.md.",
    "unknown-article": "No article of this id is on the queue: never published, or trimmed since.",
    "unknown-request": "No request of this id: never made, or answered longer ago than answers are kept.",
    "unauthorized": "An API key is needed: `Authorization: Bearer KEY` or `X-API-Key: KEY`.",
    "rate-limited": "This key has made more requests than its limit allows; `Retry-After` says when to go on.",
    "too-busy": "More requests are in flight than this server takes; `Retry-After` says when to try again.",
    "body-too-large": "The body is larger than any request of this interface.",
    "wrong-host": "Without API keys only requests to this machine's own loopback names are answered.",
    "redis-unavailable": "Redis does not answer; try again.",
    "archive-unavailable": "The page must be kept (`WIREDESK_ARCHIVE`) and cannot be; its operator knows more.",
    "internal-error": "A fault of wiredesk; its log has more.",
}
"""Kind → what it means; `type` of a problem is ``/problems/KIND``, which the server explains."""


class Problem(BaseModel):
    """A problem details object (RFC 9457); further members depend on the kind."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(description="/problems/KIND, or about:blank", examples=["/problems/no-article"])
    title: str = Field(description="of the kind or status", examples=["Unprocessable Content"])
    status: int = Field(examples=[422])
    detail: str = Field(default="", examples=["robots.txt does not allow the URL"])


@dataclass
class ProblemError(Exception):
    """Ends the handling of a request with a problem."""

    status: int
    kind: str
    detail: str = ""
    more: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)


class BodyTooLarge(HTTPException):
    """The client sends more than a body may have; FastAPI takes any other error while it reads for one of the JSON."""

    def __init__(self, detail: str) -> None:
        super().__init__(413, detail)


def problem_response(
    status: int,
    kind: str | None,
    detail: str,
    more: dict[str, Any] | None = None,
    headers: dict[str, str] | None = None,
) -> JSONResponse:
    """The answer for a problem; without a `kind` it is no more than its status (``about:blank``)."""
    try:
        title = HTTPStatus(status).phrase
    except ValueError:
        title = "Error"
    content = {"type": f"/problems/{kind}" if kind else "about:blank", "title": title, "status": status}
    content |= {"detail": one_line(detail, 500)} | (more or {})
    return JSONResponse(content, status, headers, media_type="application/problem+json")


def problem_of_validation(problem: RequestValidationError) -> JSONResponse:
    """The answer to a request that the OpenAPI description does not allow: where, and why."""
    errors = [
        {"where": ".".join(str(part)[:100] for part in error["loc"]), "message": one_line(error["msg"], 200)}
        for error in problem.errors()[:20]
    ]
    detail = "; ".join(f"{error['where']}: {error['message']}" for error in errors)
    return problem_response(422, "invalid-request", detail, {"errors": errors})


def problem_of_starlette(problem: HTTPException) -> JSONResponse:
    """The answer to an address that is not there, or a method that it does not take."""
    kind = "body-too-large" if isinstance(problem, BodyTooLarge) else None
    return problem_response(problem.status_code, kind, str(problem.detail), headers=dict(problem.headers or {}))


def handle_problems(application: FastAPI) -> None:
    """Let `application` answer every error with problem details."""

    async def of_ours(request: Request, problem: Exception) -> JSONResponse:
        assert isinstance(problem, ProblemError)
        return problem_response(problem.status, problem.kind, problem.detail, problem.more, problem.headers)

    async def of_archive(request: Request, problem: Exception) -> JSONResponse:
        logger.error("%s", problem, extra=event("archive.problem", problem=problem))
        return problem_response(503, "archive-unavailable", "the page could not be kept")

    async def of_validation(request: Request, problem: Exception) -> JSONResponse:
        assert isinstance(problem, RequestValidationError)
        return problem_of_validation(problem)

    async def of_starlette(request: Request, problem: Exception) -> JSONResponse:
        assert isinstance(problem, HTTPException)
        return problem_of_starlette(problem)

    application.add_exception_handler(ProblemError, of_ours)
    application.add_exception_handler(ArchiveProblem, of_archive)
    application.add_exception_handler(RequestValidationError, of_validation)
    application.add_exception_handler(HTTPException, of_starlette)

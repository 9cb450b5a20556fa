"""The routes of the service itself: health, readiness, figures, and what its problems mean."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Response
from fastapi.responses import JSONResponse, PlainTextResponse

from wiredesk.crawlers.http_api.access import SECURED
from wiredesk.crawlers.http_api.descriptions import REFUSALS, problem
from wiredesk.crawlers.http_api.models import Health
from wiredesk.crawlers.http_api.problems import KINDS, ProblemError
from wiredesk.crawlers.http_api.served import Here

router = APIRouter(tags=["service"])


@router.get(
    "/problems/{kind}", operation_id="explain_problem", summary="What a kind of problem means",
    response_class=PlainTextResponse, responses={404: problem("No such kind"), 421: REFUSALS[421]},
)  # fmt: skip
async def explain_problem(kind: Annotated[str, Path(max_length=100)]) -> PlainTextResponse:
    """The `type` of a problem leads here."""
    if kind not in KINDS:
        raise ProblemError(404, "invalid-request", "no such kind of problem")
    return PlainTextResponse(KINDS[kind] + "\n")


@router.get("/healthz", operation_id="healthz", summary="Whether the server lives", response_model=Health)
async def healthz() -> Health:
    """Answers as long as the process works."""
    return Health(status="ok")


@router.get(
    "/readyz", operation_id="readyz", summary="Whether it can fetch", response_model=Health,
    responses={503: {"model": Health, "description": "Not ready"}},
)  # fmt: skip
async def readyz(here: Here) -> Response:
    """Whether Redis answers and pages can be extracted."""
    missing = await here.is_ready()
    state = Health(status="unavailable" if missing else "ok", detail=missing)
    return JSONResponse(state.model_dump(), 503 if missing else 200)


@router.get(
    "/metrics", operation_id="metrics", summary="Figures for Prometheus", dependencies=SECURED,
    response_class=PlainTextResponse, responses={code: REFUSALS[code] for code in (400, 401, 421, 429, 503)},
)  # fmt: skip
async def show_metrics(here: Here) -> Response:
    """The Prometheus exposition format: of this server, and of all that share its Redis (docs/metrics.md)."""
    text = here.metrics.text() + await here.collection.text()
    return Response(text, media_type="text/plain; version=0.0.4; charset=utf-8")

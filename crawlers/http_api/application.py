"""The routes of the HTTP interface, and with them its OpenAPI description."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Path, Query, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse
from fastapi.security import APIKeyHeader, HTTPBearer
from fastapi.security.http import HTTPAuthorizationCredentials

from wiredesk.crawlers.http_api.api_keys import KeyFile, presented_key
from wiredesk.crawlers.http_api.known_parameters import refuse_unknown_parameters
from wiredesk.crawlers.http_api.metrics import Metrics
from wiredesk.crawlers.http_api.models import ArticleList, ArticleRequest, Health, Pending
from wiredesk.crawlers.http_api.problems import KINDS, Problem, ProblemError, handle_problems
from wiredesk.crawlers.http_api.queued_articles import QueuedArticles, Search
from wiredesk.crawlers.http_api.rate_limit import RateLimit
from wiredesk.crawlers.http_api.service import Answer, ArticleService
from wiredesk.pipelines.article import Article
from wiredesk.pipelines.publishing.keys import Keys

MOST_ARTICLES = 100
"""Articles on a page: half a megabyte."""
LONGEST_QUERY = 200
"""Characters of a search."""

_bearer = HTTPBearer(auto_error=False, description="An API key, where the server has any")
_header = APIKeyHeader(name="X-API-Key", auto_error=False, description="The same in a header of its own")

_EXAMPLE = {
    "schema_version": "1.0",
    "id": "5f7c2b1e9a3d4c6f8b0a1d2e3f4a5b6c",
    "revision": 1,
    "event": "new",
    "changed": [],
    "site": "example.org",
    "url": "https://example.org/news/1",
    "requested_url": "https://example.org/news/1",
    "headline": "Bridge over the river to be repaired before winter",
    "body_text": "The council of the valley has decided …\n\nWork begins on Monday.",
    "authors": [{"name": "Aram Haddad", "type": "person"}],
    "date_published": "2026-10-01T10:00:00+03:00",
    "language": "en",
    "content_hash": "0c1d2e3f4a5b6c7d8e9f0a1b2c3d4e5f",
    "fetched_at": "2026-10-01T08:12:44Z",
    "discovered_via": {"type": "request"},
    "extraction": {"method": "trafilatura", "version": "1", "warnings": []},
}


def _problem(description: str) -> dict[str, Any]:
    return {"model": Problem, "description": description, "content": {"application/problem+json": {}}}


_ARTICLE: dict[str, Any] = {
    "model": Article,
    "description": "The article",
    "content": {"application/json": {"example": _EXAMPLE}},
    "headers": {
        "Wiredesk-Published": {
            "description": "what publishing did: new, update or unchanged; absent where it was not asked for",
            "schema": {"type": "string"},
        }
    },
}
_PENDING: dict[str, Any] = {
    "model": Pending,
    "description": "Under way: ask at Location",
    "headers": {
        "Location": {"description": "where to ask", "schema": {"type": "string"}},
        "Retry-After": {"description": "seconds", "schema": {"type": "integer"}},
    },
}
_REFUSALS: dict[int | str, dict[str, Any]] = {
    400: _problem("A query parameter that the operation does not have"),
    401: _problem("No valid API key"),
    413: _problem("The body is too large"),
    421: _problem("The Host header names another host"),
    422: _problem("The request is not valid"),
    429: _problem("Over the key's rate limit, or the server is busy"),
    503: _problem("Redis does not answer"),
}
_RequestId = Annotated[str, Path(pattern="^[0-9a-f]{32}$", description="of the 202 answer")]
_ArticleId = Annotated[str, Path(pattern=r"^[0-9A-Za-z_.-]{1,64}$", description="the article's `id`")]


def create_application(
    service: ArticleService,
    queued: QueuedArticles,
    redis: Any,
    keys: Keys,
    metrics: Metrics,
    key_file: KeyFile,
    is_ready: Callable[[], Awaitable[str]],
    require_key: bool,
) -> FastAPI:
    """The application. `is_ready` says what is missing, or ""; `require_key`: also while no key was ever seen."""
    application = FastAPI(
        title="wiredesk",
        summary="One URL in, one clean article out; and what is on the queue.",
        description="Errors are problem details (RFC 9457). docs/http-api.md is the guide to this interface.",
        version=version("wiredesk"),
        docs_url=None,  # those pages load their scripts from elsewhere
        redoc_url=None,
        openapi_url="/openapi.json",
    )
    handle_problems(application)
    limit = RateLimit(redis, keys)

    async def authorised(
        request: Request,
        bearer: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],  # both for the OpenAPI description
        header: Annotated[str | None, Depends(_header)],
    ) -> None:
        key_file.refresh()
        if not key_file.required and not require_key:
            return
        presented = presented_key(request.scope["headers"])
        key = key_file.find(presented) if presented else None
        if key is None:
            raise ProblemError(401, "unauthorized", "no valid API key", headers={"WWW-Authenticate": "Bearer"})
        wait = await limit.take(key.name, key.rate)
        if wait:
            seconds = str(int(wait) + 1)
            detail = f"the key {key.name} may make {key.rate} requests a minute"
            raise ProblemError(429, "rate-limited", detail, headers={"Retry-After": seconds})

    secured = [Depends(authorised), Depends(refuse_unknown_parameters)]

    def answered(answer: Answer | str) -> Response:
        if isinstance(answer, str):
            location = f"/v1/requests/{answer}"
            pending = Pending(id=answer, location=location)
            return JSONResponse(pending.model_dump(), 202, {"Location": location, "Retry-After": "1"})
        metrics.outcomes.labels(answer.published or answer.reason or "fetched").inc()
        if answer.article is None:
            raise ProblemError(422, "no-article", answer.detail or answer.reason, {"reason": answer.reason})
        headers = {"Wiredesk-Published": answer.published} if answer.published else None
        return Response(answer.article, 200, headers, "application/json")

    @application.post(
        "/v1/articles", dependencies=secured, summary="The article of a URL", tags=["articles"],
        operation_id="fetch_article",
        responses={**_REFUSALS, 200: _ARTICLE, 202: _PENDING, 422: _problem("Not valid, or the URL gave no article")},
    )  # fmt: skip
    async def fetch_article(asked: ArticleRequest) -> Response:
        """Fetch a URL and answer with its article, the very one that a crawl would give. What takes longer than `wait`
        seconds is answered with 202 and a location to ask."""
        return answered(await service.answer(asked))

    @application.get(
        "/v1/requests/{id}", dependencies=secured, summary="The answer of an earlier request", tags=["articles"],
        operation_id="get_request",
        responses={**_REFUSALS, 200: _ARTICLE, 202: _PENDING, 404: _problem("No such request"),
                   422: _problem("Not valid, or the URL gave no article")},
    )  # fmt: skip
    async def get_request(id: _RequestId) -> Response:
        """What has become of a request that was answered with 202; the answer is kept for an hour."""
        answer = await service.look(id)
        if answer is None:
            raise ProblemError(404, "unknown-request", f"no request {id}")
        return answered(answer)

    @application.get(
        "/v1/articles/{id}", dependencies=secured, summary="An article on the queue", tags=["articles"],
        operation_id="get_article", responses={**_REFUSALS, 200: _ARTICLE, 404: _problem("No such article")},
    )  # fmt: skip
    async def get_article(id: _ArticleId) -> Response:
        """The newest revision of an article, while it is on the queue."""
        article = await queued.get(id)
        if article is None:
            raise ProblemError(404, "unknown-article", f"no article {id} is on the queue")
        return Response(article, media_type="application/json")

    @application.get(
        "/v1/articles", dependencies=secured, summary="Articles on the queue, newest first", tags=["articles"],
        operation_id="list_articles",
        responses={**_REFUSALS, 200: {"model": ArticleList, "description": "A page; an empty one may have a next"}},
    )  # fmt: skip
    async def list_articles(
        site: Annotated[str | None, Query(max_length=LONGEST_QUERY, description="id of the site")] = None,
        language: Annotated[str | None, Query(max_length=40, description="BCP 47; pt takes pt-BR too")] = None,
        since: Annotated[
            datetime | None, Query(description="queued at this time or later", examples=["2026-10-01T00:00:00Z"])
        ] = None,
        until: Annotated[datetime | None, Query(description="queued before this time")] = None,
        q: Annotated[
            str | None,
            Query(max_length=LONGEST_QUERY, description="words that headline or text must have, all of them"),
        ] = None,
        limit: Annotated[int, Query(ge=1, le=MOST_ARTICLES)] = 20,
        cursor: Annotated[
            str | None, Query(pattern=r"^[0-9]{1,15}-[0-9]{1,15}$", description="`next` of the page before")
        ] = None,
    ) -> Response:
        """What is on the queue; nothing is consumed. A search looks at a bounded number of articles and says in `next`
        where to go on."""
        words = tuple((q or "").casefold().split())
        search = Search(site or None, language or None, _aware(since), _aware(until), words)
        found = await queued.search(search, limit, cursor)
        following = f'"{found.cursor}"' if found.cursor else "null"
        return Response(
            f'{{"articles":[{",".join(found.articles)}],"next":{following}}}', media_type="application/json"
        )

    @application.get("/problems/{kind}", summary="What a kind of problem means", tags=["service"],
                     operation_id="explain_problem", response_class=PlainTextResponse,
                     responses={404: _problem("No such kind"), 421: _REFUSALS[421]})  # fmt: skip
    async def explain_problem(kind: Annotated[str, Path(max_length=100)]) -> PlainTextResponse:
        """The `type` of a problem leads here."""
        if kind not in KINDS:
            raise ProblemError(404, "invalid-request", "no such kind of problem")
        return PlainTextResponse(KINDS[kind] + "\n")

    @application.get("/healthz", summary="Whether the server lives", tags=["service"], operation_id="healthz",
                     response_model=Health)  # fmt: skip
    async def healthz() -> Health:
        """Answers as long as the process works."""
        return Health(status="ok")

    @application.get("/readyz", summary="Whether it can fetch", tags=["service"], operation_id="readyz",
                     response_model=Health, responses={503: {"model": Health, "description": "Not ready"}})  # fmt: skip
    async def readyz() -> Response:
        """Whether Redis answers and pages can be extracted."""
        missing = await is_ready()
        state = Health(status="unavailable" if missing else "ok", detail=missing)
        return JSONResponse(state.model_dump(), 503 if missing else 200)

    @application.get("/metrics", dependencies=secured, summary="Figures for Prometheus", tags=["service"],
                     operation_id="metrics", response_class=PlainTextResponse,
                     responses={code: _REFUSALS[code] for code in (400, 401, 421, 429, 503)})  # fmt: skip
    async def show_metrics(request: Request) -> Response:
        """The Prometheus exposition format."""
        return Response(await metrics.text(redis, keys), media_type="text/plain; version=0.0.4; charset=utf-8")

    return application


def _aware(moment: datetime | None) -> datetime | None:
    return moment.replace(tzinfo=UTC) if moment is not None and moment.tzinfo is None else moment

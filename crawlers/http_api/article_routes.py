"""The routes of articles: fetch one, ask what became of a request, read and search the queue."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response
from fastapi.responses import JSONResponse

from wiredesk.crawlers.http_api.access import SECURED
from wiredesk.crawlers.http_api.descriptions import ARTICLE, PENDING, REFUSALS, problem
from wiredesk.crawlers.http_api.metrics import Metrics
from wiredesk.crawlers.http_api.models import ArticleList, ArticleRequest, Pending
from wiredesk.crawlers.http_api.problems import ProblemError
from wiredesk.crawlers.http_api.queued_articles import Search
from wiredesk.crawlers.http_api.served import Here
from wiredesk.crawlers.http_api.service import Answer

MOST_ARTICLES = 100
"""Articles on a page: half a megabyte."""
LONGEST_QUERY = 200
"""Characters of a search."""

_NoArticle = problem("Not valid, or the URL gave no article")
_RequestId = Annotated[str, Path(pattern="^[0-9a-f]{32}$", description="of the 202 answer")]
_ArticleId = Annotated[str, Path(pattern=r"^[0-9A-Za-z_.-]{1,64}$", description="the article's `id`")]
_Words = Annotated[
    str | None, Query(max_length=LONGEST_QUERY, description="words that headline or text must have, all of them")
]
_Cursor = Annotated[str | None, Query(pattern=r"^[0-9]{1,15}-[0-9]{1,15}$", description="`next` of the page before")]
_Since = Annotated[
    datetime | None, Query(description="queued at this time or later", examples=["2026-10-01T00:00:00Z"])
]

router = APIRouter(prefix="/v1", tags=["articles"], dependencies=SECURED, responses=REFUSALS)


@router.post(
    "/articles", operation_id="fetch_article", summary="The article of a URL",
    responses={200: ARTICLE, 202: PENDING, 422: _NoArticle},
)  # fmt: skip
async def fetch_article(here: Here, asked: ArticleRequest) -> Response:
    """Fetch a URL and answer with its article, the very one that a crawl would give. What takes longer than `wait`
    seconds is answered with 202 and a location to ask."""
    return _answered(await here.service.answer(asked), here.metrics)


@router.get(
    "/requests/{id}", operation_id="get_request", summary="The answer of an earlier request",
    responses={200: ARTICLE, 202: PENDING, 404: problem("No such request"), 422: _NoArticle},
)  # fmt: skip
async def get_request(here: Here, id: _RequestId) -> Response:
    """What has become of a request that was answered with 202; the answer is kept for an hour."""
    answer = await here.service.look(id)
    if answer is None:
        raise ProblemError(404, "unknown-request", f"no request {id}")
    return _answered(answer, here.metrics)


@router.get(
    "/articles/{id}", operation_id="get_article", summary="An article on the queue",
    responses={200: ARTICLE, 404: problem("No such article")},
)  # fmt: skip
async def get_article(here: Here, id: _ArticleId) -> Response:
    """The newest revision of an article, while it is on the queue."""
    article = await here.queued.get(id)
    if article is None:
        raise ProblemError(404, "unknown-article", f"no article {id} is on the queue")
    return Response(article, media_type="application/json")


@router.get(
    "/articles", operation_id="list_articles", summary="Articles on the queue, newest first",
    responses={200: {"model": ArticleList, "description": "A page; an empty one may have a next"}},
)  # fmt: skip
async def list_articles(
    here: Here,
    site: Annotated[str | None, Query(max_length=LONGEST_QUERY, description="id of the site")] = None,
    language: Annotated[str | None, Query(max_length=40, description="BCP 47; pt takes pt-BR too")] = None,
    since: _Since = None,
    until: Annotated[datetime | None, Query(description="queued before this time")] = None,
    q: _Words = None,
    limit: Annotated[int, Query(ge=1, le=MOST_ARTICLES)] = 20,
    cursor: _Cursor = None,
) -> Response:
    """What is on the queue; nothing is consumed. A search looks at a bounded number of articles and says in `next`
    where to go on."""
    words = tuple((q or "").casefold().split())
    search = Search(site or None, language or None, _aware(since), _aware(until), words)
    found = await here.queued.search(search, limit, cursor)
    following = f'"{found.cursor}"' if found.cursor else "null"
    return Response(f'{{"articles":[{",".join(found.articles)}],"next":{following}}}', media_type="application/json")


def _answered(answer: Answer | str, metrics: Metrics) -> Response:
    """An answer as HTTP; a text is the id of a request that is still under way."""
    if isinstance(answer, str):
        location = f"/v1/requests/{answer}"
        pending = Pending(id=answer, location=location)
        return JSONResponse(pending.model_dump(), 202, {"Location": location, "Retry-After": "1"})
    metrics.outcomes.labels(answer.published or answer.reason or "fetched").inc()
    if answer.article is None:
        raise ProblemError(422, "no-article", answer.detail or answer.reason, {"reason": answer.reason})
    headers = {"Wiredesk-Published": answer.published} if answer.published else None
    return Response(answer.article, 200, headers, "application/json")


def _aware(moment: datetime | None) -> datetime | None:
    return moment.replace(tzinfo=UTC) if moment is not None and moment.tzinfo is None else moment

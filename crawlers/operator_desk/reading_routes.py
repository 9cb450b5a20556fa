"""Articles: search, one article with its fields and changes, the doubtful ones, and a fetch on demand."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse
from pydantic import ValidationError

from wiredesk.crawlers.http_api.models import ArticleRequest
from wiredesk.crawlers.http_api.queued_articles import Search
from wiredesk.crawlers.operator_desk.article_views import field_rows, first_revision, paragraphs, text_changes
from wiredesk.crawlers.operator_desk.doubtful import BELOW, Accepted, read_doubtful
from wiredesk.crawlers.operator_desk.kept_pages import kept_page, queued_article
from wiredesk.crawlers.operator_desk.page_templates import KEPT_PAGE_HEADERS, page
from wiredesk.crawlers.operator_desk.parts import Asking, Changing, Form, Parts, Refused
from wiredesk.crawlers.operator_desk.sessions import PREFIX
from wiredesk.crawlers.reasons import REASONS
from wiredesk.crawlers.why.inquiry import LONGEST_ASKED, inquire
from wiredesk.pipelines.extraction.page.charset import decode_page

router = APIRouter(include_in_schema=False)

SHOWN = 25
"""Articles on a page of results."""
MOST_SEEN = 500
"""Entries that a search looks at for one page: a fifth of a second. It says so, and leads to older ones."""
FETCH_SECONDS = 45.0
"""How long a page waits for an article that was asked for: the time limit of a fetch and its extraction."""
_Words = Annotated[str, Query(max_length=200)]
_Cursor = Annotated[str, Query(pattern=r"^([0-9]{1,15}-[0-9]{1,15})?$")]
_ArticleId = Annotated[str, Path(pattern=r"^[0-9A-Za-z_.-]{1,64}$")]


@router.get("/articles")
async def search_articles(
    parts: Parts,
    operator: Asking,
    q: _Words = "",
    site: _Words = "",
    language: Annotated[str, Query(max_length=40)] = "",
    since: Annotated[str, Query(max_length=10)] = "",
    until: Annotated[str, Query(max_length=10)] = "",
    below: Annotated[str, Query(pattern=r"^([01](\.[0-9]{0,4})?)?$")] = "",
    cursor: _Cursor = "",
) -> Response:
    """Articles on the queue, newest first."""
    wanted = Search(
        site or None, language or None, _day(since), _day(until, timedelta(days=1)), tuple(q.casefold().split()),
        float(below) if below else None,
    )  # fmt: skip
    found = await parts.served.queued.search(wanted, SHOWN, cursor or None, MOST_SEEN)
    asked = {"q": q, "site": site, "language": language, "since": since, "until": until, "below": below}
    articles = [json.loads(text) for text in found.articles]
    return page("articles.html", operator, articles=articles, asked=asked, cursor=found.cursor)


@router.get("/articles/{id}")
async def show_article(parts: Parts, operator: Asking, id: _ArticleId) -> Response:
    """One article: its fields beside its text, and what has changed since it was first published."""
    article = await queued_article(parts, id)
    first = None
    if article.get("revision", 1) > 1:
        first = await run_in_threadpool(first_revision, parts.redis, parts.keys, str(article.get("id")))
    kept = parts.environment.archive is not None and bool(article.get("archive"))
    return page("article.html", operator, **_shown(article, first) | {"kept": kept})


@router.get("/articles/{id}/page")
async def show_kept_page(parts: Parts, operator: Asking, id: _ArticleId) -> Response:
    """The page of an article as it was fetched, from the archive, for a frame beside its text."""
    text = await parts.served.queued.get(id)
    article = json.loads(text) if text is not None else {}
    told = "The page of this article was not kept, or the desk has no WIREDESK_ARCHIVE."
    kept = await kept_page(parts, article, told)
    shown, _ = await run_in_threadpool(decode_page, kept.body, kept.content_type)
    return Response(shown, 200, KEPT_PAGE_HEADERS, "text/html; charset=utf-8")


@router.get("/why")
async def explain_url(
    parts: Parts,
    operator: Asking,
    of: Annotated[str, Query(max_length=LONGEST_ASKED)] = "",
    url: Annotated[str, Query(max_length=LONGEST_ASKED)] = "",
    id: Annotated[str, Query(max_length=LONGEST_ASKED)] = "",
) -> Response:
    """What happened to a URL or an article, step by step, or where its trail ends and what to do. `url` and `id` are
    what people write by hand, and what `GET /v1/why` takes."""
    asked = (of or url or id).strip()
    here = parts.served
    story = await inquire(here.redis, here.keys, asked, here.definition_for, here.user_agent) if asked else None
    return page("why.html", operator, story=story, asked=asked)


@router.get("/doubtful")
def list_doubtful(
    parts: Parts,
    operator: Asking,
    below: Annotated[float, Query(ge=0, le=1)] = BELOW,
    site: _Words = "",
    cursor: _Cursor = "",
) -> Response:
    """The work list: articles that may be wrong."""
    found = read_doubtful(parts.redis, parts.keys, below, site, cursor)
    return page("doubtful.html", operator, found=found, below=below, site=site)


@router.post("/articles/{id}/accept")
def accept_article(parts: Parts, operator: Changing, id: _ArticleId, form: Form) -> Response:
    """Take an article off the work list: somebody has looked at it, and it is right."""
    revision = form.get("revision", "")
    if not revision.isascii() or not revision.isdigit() or len(revision) > 9:
        raise Refused(422, "No revision", "The form names no revision of the article.")
    Accepted(parts.redis, parts.keys).add(id, int(revision))
    return RedirectResponse(f"{PREFIX}/doubtful", 303)


@router.get("/fetch")
def show_fetch(operator: Asking) -> Response:
    """The form for a URL."""
    return page("fetch.html", operator, url="", failed=None)


@router.post("/fetch")
async def fetch_article(parts: Parts, operator: Changing, form: Form) -> Response:
    """Fetch a URL now, and show its article."""
    url = form.get("url", "").strip()
    try:
        asked = ArticleRequest(url=url, publish="publish" in form, wait=FETCH_SECONDS)
    except ValidationError:
        return page("fetch.html", operator, 422, url=url[:200], failed=("invalid_url", "Give an http or https URL."))
    answer = await parts.served.service.answer(asked)
    if isinstance(answer, str):
        told = f"It takes longer, and waits on the queue of requests: /v1/requests/{answer} has the answer later."
        return page("fetch.html", operator, 202, url=url, failed=("still under way", told))
    if answer.article is None:
        meaning = REASONS[answer.reason].meaning if answer.reason in REASONS else ""
        return page("fetch.html", operator, 422, url=url, failed=(answer.reason, answer.detail or meaning))
    shown = _shown(json.loads(answer.article), None)
    return page("article.html", operator, **shown | {"published": answer.published})


def _shown(article: dict[str, Any], first: dict[str, Any] | None) -> dict[str, Any]:
    text = paragraphs(article)
    return {
        "article": article,
        "fields": field_rows(article),
        "text": text,
        "changes": text_changes(paragraphs(first), text) if first is not None else [],
        "first": first,
        "published": None,
        "kept": False,
    }


def _day(text: str, add: timedelta = timedelta()) -> datetime | None:
    """A day in a form as its first moment (UTC); `add` for the end of a range."""
    if not text:
        return None
    try:
        return datetime.combine(date.fromisoformat(text), time(), UTC) + add
    except (ValueError, OverflowError):
        raise Refused(422, "Not a day", f"{text!r} is no day; days look like 2026-11-28.") from None

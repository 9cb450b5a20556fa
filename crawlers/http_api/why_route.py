"""The route that tells the story of one URL: `wiredesk why` over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from wiredesk.crawlers.http_api.access import SECURED
from wiredesk.crawlers.http_api.descriptions import REFUSALS
from wiredesk.crawlers.http_api.problems import ProblemError
from wiredesk.crawlers.http_api.served import Here
from wiredesk.crawlers.why.inquiry import LONGEST_ASKED, inquire
from wiredesk.crawlers.why.story import Story

router = APIRouter(prefix="/v1", tags=["articles"], dependencies=SECURED, responses=REFUSALS)

_Url = Annotated[str | None, Query(max_length=LONGEST_ASKED, description="the URL, in any spelling")]
_Id = Annotated[
    str | None, Query(pattern=r"^[0-9A-Za-z_.-]{1,64}$", description="or an article's id, or an entry's on the queue")
]


@router.get(
    "/why", operation_id="explain_url", summary="What happened to a URL, and why",
    response_model=Story, response_model_exclude_none=True,
)  # fmt: skip
async def explain_url(here: Here, url: _Url = None, id: _Id = None) -> Story:
    """Everything that is known of a URL or article: how it was found, each request and its answer, what was read, what
    became of it, and what each consumer group has done with it; or where its trail ends, and what to do. Nothing is
    fetched. `is_known` is false where nothing is remembered."""
    if bool(url) == bool(id):
        raise ProblemError(422, "invalid-request", "give either url or id")
    return await inquire(here.redis, here.keys, url or id or "", here.definition_for, here.user_agent)

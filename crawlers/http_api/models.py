"""What the HTTP interface takes and gives, beside the article itself."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from wiredesk.crawlers.on_demand.request import LONGEST_NAME, LONGEST_URL
from wiredesk.pipelines.article import Article

LONGEST_WAIT = 300.0
"""Seconds for which one HTTP request may be kept open; proxies in between close much sooner."""
USUAL_WAIT = 30.0
"""Seconds: the time limit of one fetch, and below the usual 60 s of proxies."""


class ArticleRequest(BaseModel):
    """A URL to fetch."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"url": "https://example.org/news/1"},
                {"url": "https://example.org/news/1", "publish": True, "wait": 0},
            ]
        },
    )

    url: str = Field(min_length=1, max_length=LONGEST_URL, description="http or https")
    publish: bool = Field(default=False, description="also put the article on the queue, if it is new or has changed")
    wait: float = Field(
        default=USUAL_WAIT, ge=0, le=LONGEST_WAIT, allow_inf_nan=False,
        description="seconds to wait for the article before the answer is 202; 0: do not wait",
    )  # fmt: skip
    request_id: str | None = Field(
        default=None, min_length=1, max_length=LONGEST_NAME, pattern=r"^[A-Za-z0-9_.:-]+$",
        description="your own name for the request, put on the queue with the article where it is published",
    )  # fmt: skip


class Pending(BaseModel):
    """A request that is under way: ask again at `location`."""

    id: str = Field(examples=["b1c9f0a77f6b4b0c9d7a5b2c8f1e6d3a"])
    status: Literal["pending"] = "pending"
    location: str = Field(examples=["/v1/requests/b1c9f0a77f6b4b0c9d7a5b2c8f1e6d3a"])


class ArticleList(BaseModel):
    """A page of articles, newest first."""

    articles: list[Article]
    next: str | None = Field(default=None, description="the `cursor` of the next page; null: there is none")


class Health(BaseModel):
    """Whether the server lives, or is ready."""

    status: Literal["ok", "unavailable"]
    detail: str = ""

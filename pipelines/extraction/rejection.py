"""Why a page gave no article."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

RejectionReason = Literal[
    "empty",
    "not_html",
    "too_large",
    "unparsable",
    "listing",
    "error_page",
    "not_article",
    "extraction_timeout",
    "extraction_memory",
    "extraction_crash",
]
"""The fixed list of reasons; docs/reasons.md says what each means. ``extraction_*``: the page broke the limits or the
process of its worker (pipelines/workers.py)."""


class Rejection(BaseModel):
    """A page that is no article: the reason, for counting, and a detail, for people."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    reason: RejectionReason
    detail: str = Field(default="", description="one line of plain text")


class PageRefused(Exception):
    """Ends the reading of a page inside extraction; the doors turn it into its :class:`Rejection`."""

    def __init__(self, reason: RejectionReason, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}")
        self.rejection = Rejection(reason=reason, detail=detail)

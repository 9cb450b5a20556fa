"""Where each field of an article came from: what its kept page offers for it, and what was left out by which rule."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Response
from fastapi.concurrency import run_in_threadpool

from wiredesk.crawlers.operator_desk.kept_pages import kept_page, queued_article
from wiredesk.crawlers.operator_desk.page_templates import page
from wiredesk.crawlers.operator_desk.parts import Asking, Parts
from wiredesk.pipelines.extraction.explained_page import explain_page
from wiredesk.pipelines.extraction.explanation import RULES, Explanation, TextNote

router = APIRouter(include_in_schema=False)

SHOWN = 12
"""Texts shown of one rule, the longest ones: a menu may have hundreds, and `extract --explain --json` has them all."""


@router.get("/articles/{id}/origins")
async def show_origins(
    parts: Parts, operator: Asking, id: Annotated[str, Path(pattern=r"^[0-9A-Za-z_.-]{1,64}$")]
) -> Response:
    """The same as `wiredesk extract --explain` says of the page as it was fetched."""
    article = await queued_article(parts, id)
    kept = await kept_page(parts, article, "Where a field came from is seen on kept pages: set WIREDESK_ARCHIVE.")
    definition = parts.served.definition_for(kept.url)
    told = await run_in_threadpool(explain_page, kept.page(), definition.profile if definition is not None else None)
    return page("origins.html", operator, article=article, told=told, left_out=_left_out(told), rules=RULES)


def _left_out(told: Explanation) -> dict[str, tuple[int, list[TextNote]]]:
    """Rule → how many texts it has left out, and the longest of them."""
    found: dict[str, tuple[int, list[TextNote]]] = {}
    for rule in RULES:
        notes = sorted((note for note in told.texts if note.rule == rule), key=lambda note: -note.characters)
        if notes:
            found[rule] = len(notes), notes[:SHOWN]
    return found

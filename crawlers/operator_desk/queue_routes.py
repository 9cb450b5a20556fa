"""The queue: its groups, and the dead letters with the buttons that put them back."""

from __future__ import annotations

from itertools import islice

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from wiredesk.crawlers.on_demand.waiting_requests import read_waiting
from wiredesk.crawlers.operator_desk.page_templates import page
from wiredesk.crawlers.operator_desk.parts import Asking, Changing, DeskParts, Form, Parts, Refused
from wiredesk.crawlers.operator_desk.sessions import PREFIX
from wiredesk.pipelines.consuming.dead_letters import DeadLetter, discard, find_dead_letter, read_dead_letters, replay
from wiredesk.pipelines.consuming.positions import is_entry_id
from wiredesk.pipelines.consuming.queue_state import read_queue_state

router = APIRouter(include_in_schema=False)

MOST_SHOWN = 100
"""Dead letters on the page; `wiredesk queue dead` lists all."""
MOST_REPLAYED = 1_000
"""Dead letters that one press of a button puts back: some seconds. Press again for more."""


@router.get("/queue")
def show_queue(parts: Parts, operator: Asking) -> Response:
    """What is on the queue, who reads it, and what was given up."""
    return page(
        "queue.html", operator, queue=read_queue_state(parts.redis, parts.keys),
        letters=list(islice(read_dead_letters(parts.redis, parts.keys), MOST_SHOWN)),
        requests=read_waiting(parts.redis, parts.keys),
    )  # fmt: skip


@router.post("/queue/replay")
def replay_letters(parts: Parts, operator: Changing, form: Form) -> Response:
    """Put one dead letter back for its group, or all of a group."""
    if group := form.get("group"):
        letters = list(islice(read_dead_letters(parts.redis, parts.keys, group), MOST_REPLAYED))
    else:
        letters = [_letter(parts, form)]
    for letter in letters:
        try:
            replay(parts.redis, parts.keys, letter)
        except ValueError as problem:
            raise Refused(409, "It could not be put back", f"{letter.id}: {problem}") from None
    return RedirectResponse(f"{PREFIX}/queue", 303)


@router.post("/queue/discard")
def discard_letter(parts: Parts, operator: Changing, form: Form) -> Response:
    """Delete a dead letter for good."""
    discard(parts.redis, parts.keys, _letter(parts, form).id)
    return RedirectResponse(f"{PREFIX}/queue", 303)


def _letter(parts: DeskParts, form: dict[str, str]) -> DeadLetter:
    letter_id = form.get("letter", "")
    letter = find_dead_letter(parts.redis, parts.keys, letter_id) if is_entry_id(letter_id) else None
    if letter is None:
        raise Refused(404, "No such dead letter", "It was put back or deleted meanwhile.")
    return letter

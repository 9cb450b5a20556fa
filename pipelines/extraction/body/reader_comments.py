"""Readers' comments whose section has no telling name: below a heading that says so, or a row of signed remarks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from wiredesk.pipelines.dates import parse_date
from wiredesk.pipelines.extraction.body.standfirst import HEADINGS
from wiredesk.pipelines.extraction.lexicon.comment_headings import is_comment_heading
from wiredesk.pipelines.extraction.page.block_look import first_look
from wiredesk.pipelines.extraction.page.blocks import Block, BlockPage
from wiredesk.pipelines.extraction.page.container_words import BITS
from wiredesk.pipelines.extraction.page.containers import PARTS, Container

LEAST_BEFORE: Final = 0.6
"""Of the text: where more stands below the heading, it is no heading of comments."""
LEAST_REMARKS: Final = 3
"""Signed remarks in a row that are comments: two may be the voices of a debate."""
MOST_OF_PAGE: Final = 0.5
"""Of the running text of a page: a part with more may be made as the remarks are, and is the article."""
MOST_ROWS: Final = 5
"""Rows of parts alike that are looked at, the longest first: each costs one pass over the blocks of the page."""
LEAST_LONG: Final = 0.4
"""Of the remarks, that are running text: others are as short as "Well said"."""
LEAST_ARTICLE: Final = 250
"""Characters of text before the remarks; with less, they are the text: a live blog, a forum."""
_NUMBER: Final = re.compile(r"\d+")
_SIGNATURE: Final = 80  # characters of a name and a time above a remark
_AGO: Final = 40  # characters of a name and how long ago it was
_SOME_MOMENT: Final = datetime(2026, 1, 1, tzinfo=UTC)
"""What is said to be long ago is counted from some moment; from which does not matter here."""
_DIGITS: Final = re.compile(r"[\d\W]+")


def before_comments(kept: Sequence[Block], page: BlockPage) -> list[Block]:
    """The blocks (in page order) before the readers' comments."""
    if len(kept) < 2:
        return list(kept)
    return _without_remarks(_without_called_so(_before_heading(list(kept), page)), page)


def _before_heading(kept: list[Block], page: BlockPage) -> list[Block]:
    """The blocks before the heading of the readers' comments, where most of the text is."""
    for block in page.blocks[kept[0].place + 1 : kept[-1].place + 1]:
        if is_comment_heading(block.text):
            before = [one for one in kept if one.place < block.place]
            size = sum(len(one.text) for one in kept)
            above = sum(len(one.text) for one in before)
            is_sure = block.tag in HEADINGS and above >= LEAST_ARTICLE
            return before if is_sure or above >= LEAST_BEFORE * size else kept
    return kept


def _without_called_so(kept: list[Block]) -> list[Block]:
    """The blocks without those at the end that stand in points of a list which are called comments, whatever else they
    are called."""
    points = {block.place: point for block in kept if (point := _called_point(block)) is not None}
    rows = Counter((point.parent, point.own) for point in set(points.values()))
    end = len(kept)
    while end > 0 and (point := points.get(kept[end - 1].place)) is not None:
        if rows[point.parent, point.own] < LEAST_REMARKS:
            break
        end -= 1
    return kept[:end] if sum(len(block.text) for block in kept[:end]) >= LEAST_ARTICLE else kept


def _called_point(block: Block) -> Container | None:
    if not block.container.inside & PARTS["li"]:
        return None
    return next((one for one in block.containers() if one.tag == "li" and one.own & BITS["comment"]), None)


def _without_remarks(kept: list[Block], page: BlockPage) -> list[Block]:
    """The blocks without a row of remarks, each below the name of another writer and a date or time."""
    wanted: dict[tuple[Container, str, int], dict[Container, None]] = {}
    for block in kept:
        for container in block.containers():
            if container.parent is not None and container.alike >= LEAST_REMARKS:
                wanted.setdefault((container.parent, container.tag, container.own), {})
    for container in page.containers:  # those too of which the model has taken nothing
        may_be_remark = (container.prose or container.dates) and not (
            container.headings or container.prose > MOST_OF_PAGE * page.containers[0].prose
        )
        if container.parent is not None and may_be_remark:
            items = wanted.get((container.parent, container.tag, container.own))
            if items is not None:
                items[container] = None
    for items in sorted(wanted.values(), key=len, reverse=True)[:MOST_ROWS]:
        if len(items) < LEAST_REMARKS:
            break
        item_of: dict[Container, Container | None] = {}
        for container in page.containers:  # outer before inner
            above = item_of[container.parent] if container.parent is not None else None
            item_of[container] = container if container in items else above
        inside = [block for block in page.blocks if item_of[block.container] is not None]
        if not _are_remarks(inside, items, item_of):
            continue
        taken = {block.place for block in inside}
        rest = [block for block in kept if block.place not in taken]
        before = [block for block in rest if block.place < inside[0].place]
        after = any(block.place > inside[-1].place and len(block.text) > _SIGNATURE for block in rest)
        if sum(len(block.text) for block in before) >= LEAST_ARTICLE and not after:
            return before  # what is left among them is a remark as short as "Well said"
    return kept


def _are_remarks(
    blocks: Sequence[Block], items: dict[Container, None], item_of: dict[Container, Container | None]
) -> bool:
    """Whether nearly all of the alike parts hold a text below a line of a name and a date, and no heading; entries of
    a live blog have a time alone, those of a list a heading."""
    names: set[str] = set()
    signed: set[Container] = set()
    short: set[Container] = set()
    dated: set[Container] = set()
    for block in blocks:
        item = item_of[block.container]
        if block.tag in HEADINGS:
            return False
        look = first_look(block)
        is_line = not look.prose and len(block.text) <= _SIGNATURE and item not in signed
        is_dated = look.dated or (is_line and _is_ago(block.text))
        if is_line and (is_dated or item not in dated):
            if is_dated and item is not None:
                dated.add(item)
            if name := _DIGITS.sub(" ", block.text).strip():
                names.add(name.casefold())
        elif item is not None and item in dated:
            (signed if look.prose or len(block.text) > _SIGNATURE else short).add(item)
    remarks = len(signed | short)
    return len(signed) >= LEAST_LONG * remarks and remarks >= 0.8 * len(items) and len(names) >= LEAST_REMARKS


def _is_ago(text: str) -> bool:
    """Whether a line says how long ago something was, with hardly another word: "jo_berg 2 hours ago"."""
    if len(text) > _AGO or _NUMBER.search(text) is None:
        return False
    return parse_date(text, reference=_SOME_MOMENT) is not None

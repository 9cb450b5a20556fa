"""Text that the model leaves out and whose place tells that it is the article's: sentences that are links as a whole,
lists of links that a line with a colon announces, bare text, subheadings, single paragraphs of a long row of others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import islice, pairwise
from typing import Final

from wiredesk.pipelines.extraction.body.standfirst import HEADINGS
from wiredesk.pipelines.extraction.fields.dateline import read_dateline
from wiredesk.pipelines.extraction.lexicon.cue_lines import cue_mask
from wiredesk.pipelines.extraction.lexicon.sentence_marks import ends_with_colon
from wiredesk.pipelines.extraction.page.block_look import first_look
from wiredesk.pipelines.extraction.page.blocks import Block, BlockPage
from wiredesk.pipelines.extraction.page.containers import Container

LEAST_SENTENCE: Final = 80
"""Characters of a linked sentence that is text; a shorter one with a full stop may be a headline."""
MOST_ITEMS: Final = 40
"""Items of an announced list."""
MOST_RESTORED: Final = 1.0
"""Of the text: where more would come back than is there, the page is a list of links."""
LEAST_PARAGRAPHS: Final = 3
"""Paragraphs of the text that stand in one part of the page, so that what stands bare in it is text as well."""
LEAST_OF_LIST: Final = 0.4
"""Of the characters of a list that is text: then the model is in doubt about single items, and not about the list."""
LEAST_ABOVE: Final = 2
"""Paragraphs above a subheading."""
LEAST_ROW: Final = 10
LEAST_TAKEN: Final = 0.9
LONG_ROW: Final = 30
LEAST_TAKEN_OF_LONG: Final = 0.3
"""Paragraphs side by side, and the share of them that is chosen, from which on the others are text too. In a row longer
than any that the model has learned from, it takes the first ones and leaves out the rest."""
LEAST_PARAGRAPH: Final = 120
"""Characters from which on a text of such a row is a paragraph, even if it opens like a pointer to another article."""
_LINKED: Final = 0.5  # of the characters; more is a teaser
_SUBHEADINGS: Final = HEADINGS - {"h1"}
_BOXES: Final = 3  # boxes around a heading or a paragraph before the part that holds both


def with_left_out(chosen: Sequence[Block], page: BlockPage) -> list[Block]:
    """The chosen blocks (in page order) with those that were left out among them."""
    found = _with_whole_lists(_with_linked_text(_with_bare_text(chosen, page), page), page)
    found = _with_rest_of_rows(found, page)
    return _with_subheadings(_with_text_of_headings(_with_dated_lead(found, page), page), page)


def _with_dated_lead(chosen: list[Block], page: BlockPage) -> list[Block]:
    """The paragraph right above the first one, like it and beside it, is the lead if a dateline opens it: a standfirst
    has none."""
    if not chosen or not chosen[0].place:
        return chosen
    first, lead = chosen[0], page.blocks[chosen[0].place - 1]
    beside = lead.container.parent is first.container.parent and _shape(lead) == _shape(first)
    if not beside or lead.tag != "p" or len(lead.text) < LEAST_PARAGRAPH or first_look(lead).link_share > _LINKED:
        return chosen
    found = read_dateline(lead.text)
    return [lead, *chosen] if found.place and found.rest != lead.text else chosen


def _with_text_of_headings(chosen: list[Block], page: BlockPage) -> list[Block]:
    """The paragraphs right below a chosen subheading, in its own part of the page, are text as it is."""
    taken = {block.place for block in chosen}
    restored: set[int] = set()
    above = 0
    for heading, after in pairwise(chosen):
        above += bool(first_look(heading).prose)  # near the head a standfirst stands below headings
        is_subheading = heading.tag in _SUBHEADINGS and not heading.link_characters and not first_look(heading).cues
        if above < LEAST_ABOVE or not is_subheading:
            continue
        part = heading.container.parent
        for block in page.blocks[heading.place + 1 : after.place]:
            look = first_look(block)
            home = block.container if block.container.tag != "p" else block.container.parent
            if home is not part or not look.prose or look.cues or look.link_share > _LINKED:
                break
            restored.add(block.place)
    size = sum(len(block.text) for block in chosen)
    if not restored or sum(len(page.blocks[place].text) for place in restored) > MOST_RESTORED * size:
        return chosen
    return [block for block in page.blocks if block.place in taken or block.place in restored]


def _with_bare_text(chosen: Sequence[Block], page: BlockPage) -> list[Block]:
    """Text that stands bare, behind a box, a list or a picture, in the part of the page of which the chosen paragraphs
    are the children: above the last of them, as notes about links and sources stand bare at the end."""
    parents = Counter(block.container.parent for block in chosen if block.container.tag == "p")
    parts = {part for part, count in parents.items() if part is not None and count >= LEAST_PARAGRAPHS}
    if not parts:
        return list(chosen)
    taken = {block.place for block in chosen}
    for block in page.blocks[: chosen[-1].place]:
        if block.place not in taken and block.container in parts and not block.pictured:
            look = first_look(block)
            if look.prose and look.link_share < _LINKED and not look.cues and not look.dated:
                taken.add(block.place)
    return [block for block in page.blocks if block.place in taken] if len(taken) > len(chosen) else list(chosen)


def _with_subheadings(chosen: list[Block], page: BlockPage) -> list[Block]:
    """A heading right above a paragraph, in the part of the page with the paragraph before, is a subheading."""
    taken = {block.place for block in chosen}
    for before, after in pairwise(chosen):
        heading = page.blocks[after.place - 1]
        if (
            heading.place not in taken
            and heading.tag in _SUBHEADINGS
            and _parts(heading) & _parts(before) & _parts(after)
            and not heading.link_characters
            and first_look(before).prose
            and first_look(after).prose
            and not first_look(heading).cues
        ):
            taken.add(heading.place)
    return [block for block in page.blocks if block.place in taken] if len(taken) > len(chosen) else chosen


def _with_whole_lists(chosen: list[Block], page: BlockPage) -> list[Block]:
    """The other items of a list of which some are text: hours, prices and places that are short among longer ones."""
    lists: dict[Container, int] = {}
    for block in chosen:
        if block.container.tag == "li" and block.container.parent is not None and not block.links:
            lists[block.container.parent] = lists.get(block.container.parent, 0) + len(block.text)
    taken = {block.place for block in chosen}
    restored: dict[Container, list[Block]] = {}
    for block in page.blocks[chosen[0].place :] if lists else ():
        if block.place not in taken and (home := _list_of(block)) is not None and home in lists:
            restored.setdefault(home, []).append(block)
    for items, blocks in restored.items():
        size = sum(len(block.text) for block in blocks)
        plain = not any(block.links or first_look(block).cues for block in blocks)
        if plain and len(blocks) <= MOST_ITEMS and lists[items] >= LEAST_OF_LIST * (lists[items] + size):
            taken |= {block.place for block in blocks}
    return [block for block in page.blocks if block.place in taken] if len(taken) > len(chosen) else chosen


def _parts(block: Block) -> set[Container]:
    """The parts of the page around a block, as far out as paragraphs and headings have boxes of their own."""
    return set(islice(block.containers(), 1, 1 + _BOXES))


def _with_rest_of_rows(chosen: list[Block], page: BlockPage) -> list[Block]:
    """Single paragraphs of a long row are no other text: the model knows few pages as long as a live blog."""
    taken = {block.place for block in chosen}
    sizes: dict[tuple[object, ...], list[int]] = {}
    for block in chosen:
        sizes.setdefault((block.container.parent, *_shape(block)), []).append(len(block.text))
    rows = {row: texts for row, texts in sizes.items() if len(texts) >= LEAST_ROW}
    if not rows:
        return chosen
    others: dict[tuple[object, ...], list[Block]] = {}
    for block in page.blocks:
        if block.place not in taken and (row := (block.container.parent, *_shape(block))) in rows:
            look = first_look(block)
            is_long = len(block.text) >= LEAST_PARAGRAPH and look.link_share < _LINKED
            if is_long or (look.prose and not look.cues):
                others.setdefault(row, []).append(block)
    for row, blocks in others.items():
        known, share = sum(rows[row]), LEAST_TAKEN_OF_LONG if len(rows[row]) >= LONG_ROW else LEAST_TAKEN
        if known >= share * (known + sum(len(block.text) for block in blocks)):
            taken |= {block.place for block in blocks}
    return [block for block in page.blocks if block.place in taken]


def _with_linked_text(chosen: Sequence[Block], page: BlockPage) -> list[Block]:
    if len(chosen) < 2:
        return list(chosen)
    taken = {block.place for block in chosen}
    shapes = {_shape(block) for block in chosen if first_look(block).prose}
    restored: list[Block] = []
    for before, after in pairwise(chosen):
        between = page.blocks[before.place + 1 : after.place]
        if not between:
            continue
        if ends_with_colon(before.text) and not cue_mask(before.text) and (items := _announced(between)):
            restored += items
        else:
            restored += [block for block in between if _is_linked_sentence(block) and _shape(block) in shapes]
    size = sum(len(block.text) for block in chosen)
    if not restored or sum(len(block.text) for block in restored) > MOST_RESTORED * size:
        return list(chosen)
    taken |= {block.place for block in restored}
    return [block for block in page.blocks if block.place in taken]


def is_announced(block: Block, page: BlockPage) -> bool:
    """Whether a block is an item of a list that a line with a colon announces."""
    items = block.container.parent
    if block.container.tag != "li" or items is None:
        return False
    for before in reversed(page.blocks[max(0, block.place - MOST_ITEMS) : block.place]):
        if before.container.parent is not items:
            return ends_with_colon(before.text) and not cue_mask(before.text)
    return False


def _shape(block: Block) -> tuple[object, ...]:
    """What the paragraphs of one text have in common."""
    container = block.container
    parent = container.parent
    return block.tag, container.own, container.depth, parent.tag if parent else "", parent.own if parent else 0


def _is_linked_sentence(block: Block) -> bool:
    look = first_look(block)
    return len(block.text) >= LEAST_SENTENCE and look.sentence_ends > 0 and look.link_share > 0.5 and not look.cues


def _announced(blocks: Sequence[Block]) -> Sequence[Block]:
    """The items of one list that the blocks begin with. Links alone are its items where nothing stands behind them."""
    home = _list_of(blocks[0])
    size = next((at for at, block in enumerate(blocks) if _list_of(block) is not home), len(blocks))
    items = blocks[:size]
    if home is None or size > MOST_ITEMS:
        return ()
    is_whole = size == len(blocks) and all(block.container.tag == "li" for block in items)
    return items if is_whole or (size > 1 and 2 * sum(not block.links for block in items) > size) else ()


def _list_of(block: Block) -> Container | None:
    """The list of which a block is an item, or the paragraph of one."""
    item = block.container
    if item.tag != "li" and item.parent is not None and item.tag == "p":
        item = item.parent
    return item.parent if item.tag == "li" else None

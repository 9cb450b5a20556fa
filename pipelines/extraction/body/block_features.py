"""What is measured of each text block to tell whether it belongs to the article; nothing depends on the language."""

from __future__ import annotations

from typing import Final

from wiredesk.pipelines.extraction.body.container_measures import (
    CONTAINER_FEATURES,
    container_row,
    find_rows,
    place_around_frame,
    shared_with_headline,
    sum_up,
    text_frame,
)
from wiredesk.pipelines.extraction.lexicon.language_files import CUES
from wiredesk.pipelines.extraction.page.block_look import ends_unstopped, first_look
from wiredesk.pipelines.extraction.page.blocks import Block, BlockLook, BlockPage
from wiredesk.pipelines.extraction.page.containers import Container
from wiredesk.pipelines.extraction.page.page_hints import COMPARED, HintMatches, PageHints
from wiredesk.pipelines.extraction.page.plain_text import squash

_TERMINAL: Final = frozenset('.!?…。！？।۔؟։።፡"”’»)）」』:')

_END_LINE: Final = 60  # characters; share bars, tag lists and headings of related links are shorter
PAGE_WITH_PROSE: Final = 500
"""Characters; on a page with so much running text, a branch without any is never the article's."""

MOST_BEFORE: Final = 20_000.0
"""Characters before a block that are told apart. Few articles of the training pages are longer; beyond it the trees had
seen only surroundings, so that they dropped every paragraph past the hundredth or so of a long article."""


FEATURES: Final[tuple[str, ...]] = (
    # the block itself
    "characters", "word_length", "links", "link_share", "strong_share", "sentence_ends", "ends_sentence",
    "commas", "date_like", "tag", "heading_level", *(f"cue_{kind}" for kind in CUES),
    *CONTAINER_FEATURES,
    # its place
    "place", "place_share", "characters_before", "like_prose_share", "like_count", "like_links_in", "repeated",
    "in_headline", "is_description", "in_description", "is_caption", "has_author", "has_publisher",
    "headline_distance", "has_article_body", "in_article_body",
    "headings_since", "linked_headings_since", "ends_since", "widest_gap_since",
    "from_first_prose", "to_last_prose", "prose_before", "prose_after", "gap_before", "gap_after",
    "page_blocks", "page_prose", "page_links_in", "frame_prose_share",
)  # fmt: skip
"""Names of the columns, in order; part of the trained model."""

_TAGS: Final = {
    "p": 1, "li": 2, "div": 3, "section": 3, "article": 3, "main": 3, "body": 3, "h1": 4, "h2": 4, "h3": 4, "h4": 4,
    "h5": 4, "h6": 4, "blockquote": 5, "td": 6, "th": 6, "tr": 6, "figcaption": 7, "pre": 8, "dd": 9, "dt": 9,
    "header": 10, "footer": 11, "aside": 12, "figure": 13, "summary": 14, "center": 3, "address": 15,
}  # fmt: skip
"""The kinds of elements, roughly ordered from text to surroundings, so that one threshold can part them."""

_CUE_COLUMNS: Final = tuple(
    tuple(1.0 if mask >> bit & 1 else 0.0 for bit in range(len(CUES))) for mask in range(1 << len(CUES))
)


def page_features(page: BlockPage, hints: PageHints) -> list[list[float] | None]:
    """One row of FEATURES for each block of the page; None for blocks that are surely none of the article's."""
    blocks = page.blocks
    count = len(blocks)
    if not count:
        return []
    looks = [first_look(block) for block in blocks]
    best = sum_up(page, looks)
    find_rows(page)
    outermost = page.containers[0]
    total_prose = outermost.prose or 1.0
    frame = text_frame(outermost, best)
    rows_of: dict[Container, list[float]] = {}
    place_around_frame(page, frame)
    likes: dict[tuple[object, ...], list[float]] = {}
    keys: list[tuple[object, ...]] = []
    short = [block.text[:COMPARED] for block in blocks]
    repeats: dict[str, float] = {}
    for block, look, text in zip(blocks, looks, short, strict=True):
        container = block.container
        key = (block.tag, container.own, container.depth, container.parent.own if container.parent else 0)
        keys.append(key)
        like = likes.get(key)
        if like is None:
            like = likes[key] = [0.0, 0.0, 0.0, 1.0]
        like[0] += look.prose
        like[1] += 1.0
        like[2] += block.link_characters
        like[3] += look.characters
        repeats[text] = repeats.get(text, 0.0) + 1.0

    matches = HintMatches(page, hints)
    headline_place = matches.headline_place(blocks, short)
    shared = shared_with_headline(page, blocks[headline_place].container if headline_place >= 0 else None)
    prose_places = [
        place
        for place, (block, look) in enumerate(zip(blocks, looks, strict=True))
        if look.prose and block.container.framed
    ]
    first, last = (prose_places[0], prose_places[-1]) if prose_places else (-1, -1)
    prose_places.append(count + 99)  # so far away that it counts as none
    passed = 0  # of the prose places

    page_row = [float(count), total_prose, outermost.links / (outermost.characters or 1), frame.prose / total_prose]
    before = prose_before = 0.0
    last_prose = -1
    headings_since = linked_headings_since = ends_since = widest_gap_since = 0.0
    rows: list[list[float] | None] = []
    for place, block in enumerate(blocks):
        container = block.container
        look = looks[place]
        framed_prose = place == prose_places[passed]
        passed += framed_prose
        if last_prose >= 0:
            if framed_prose and place - last_prose > widest_gap_since:
                widest_gap_since = float(place - last_prose)
            if look.heading:
                headings_since += 1
                linked_headings_since += look.link_share > 0.8
            elif look.cues and look.characters < _END_LINE:
                ends_since += 1
        if not container.framed and (
            (look.link_share > 0.9 and not look.sentence_ends)
            or (total_prose > PAGE_WITH_PROSE and not (container.branch or container).prose)
        ):
            rows.append(None)
            before += look.characters
            continue
        row = _text_features(block, look)
        row += _CUE_COLUMNS[look.cues]
        known = rows_of.get(container)
        if known is None:
            known = rows_of[container] = container_row(container, frame, total_prose, shared)
        row += known
        like = likes[keys[place]]
        plain = squash(short[place])
        at = float(place)
        row += [
            at,
            at / count,
            min(before, MOST_BEFORE),
            like[0] / total_prose,
            like[1],
            like[2] / like[3],
            repeats[short[place]],
            *matches.of(plain),
            at - headline_place if headline_place >= 0 else -1000.0,
            *matches.in_body(plain),
            headings_since,
            linked_headings_since,
            ends_since,
            widest_gap_since,
            at - first,
            last - at,
            prose_before / total_prose,
            1 - (prose_before + look.prose) / total_prose,
            at - last_prose if last_prose >= 0 and place - last_prose < 99 else 99.0,
            prose_places[passed] - at if prose_places[passed] - place < 99 else 99.0,
        ]
        row += page_row
        rows.append(row)
        before += look.characters
        prose_before += look.prose
        if framed_prose:
            last_prose = place
    return rows


def _text_features(block: Block, look: BlockLook) -> list[float]:
    text = block.text
    size = len(text)
    return [
        float(size),
        size / (text.count(" ") + 1),
        float(block.links),
        look.link_share,
        min(1.0, block.strong_characters / size) if block.strong_characters else 0.0,
        float(look.sentence_ends),
        1.0 if text[-1] in _TERMINAL or (look.sentence_ends and ends_unstopped(text)) else 0.0,
        float(text.count(",") + text.count("、") + text.count("،")),
        look.dated,
        float(_TAGS.get(block.tag, 16)),
        look.heading,
    ]

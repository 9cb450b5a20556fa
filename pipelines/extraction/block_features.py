"""What is measured of each text block to tell whether it belongs to the article; nothing depends on the language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from pipelines.extraction.blocks import Block, BlockPage, Container
from pipelines.extraction.container_words import NAMES
from pipelines.extraction.cue_lines import KINDS, cue_mask
from pipelines.extraction.plain_text import squash

_SENTENCE_END = re.compile(r"[.!?…。！？।۔؟։።](?=[\s\"'”’»)\]]|$|[^\x00-\x7f])")
_TERMINAL: Final = frozenset('.!?…。！？।۔؟։።"”’»)）」』:')
_DATE_LIKE = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}|\d{1,2}:\d\d|(?:19|20)\d\d|[١-٩۱-۹]{2}")
_MARKS = re.compile("[©®|»«›•·→▸►@#/]")
_NOT_WORD = re.compile(r"[\W_]+")
_UPPER = re.compile("[A-ZÀ-ÖØ-ÞА-ЯΑ-Ω]")
_DIGIT = re.compile(r"\d")
_HEADINGS: Final = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_INSIDE_BITS: Final = 19
_INLINE_NAMES: Final = ("byline", "date", "caption", "media", "meta", "ad", "share", "quote", "subscribe", "related")
_INLINE_PLACES: Final = tuple(NAMES.index(name) for name in _INLINE_NAMES)
_OFFSETS: Final = (-3, -2, -1, 1, 2, 3)
_HEAD: Final = 80  # characters of a block in which capitals, digits and marks are counted
_OUTSIDE: Final = 20  # added to the distance of containers outside the frame
_COMPARED: Final = 150  # characters of a block that are compared with headline, description and captions

_END_LINE: Final = 60  # characters; share bars, tag lists and headings of related links are shorter
PAGE_WITH_PROSE: Final = 500
"""Characters; on a page with so much running text, a branch without any is never the article's."""
PROSE_CHARACTERS: Final = 60
"""Running text: so many characters outside links and a sentence's end."""
FRAME_SHARE: Final = 0.75
"""The frame is narrowed down into the child that holds so much of the running text of the one above."""


@dataclass(slots=True)
class PageHints:
    """What is known about the page before its blocks are judged; all optional."""

    headline: str = ""
    description: str = ""
    article_body: str = ""
    """The JSON-LD ``articleBody``."""
    authors: tuple[str, ...] = ()
    publisher: str = ""


FEATURES: Final[tuple[str, ...]] = (
    # the block itself
    "characters", "word_length", "links", "link_share", "strong_share", "sentence_ends", "ends_sentence",
    "commas", "digits", "capitals", "starts_lower", "ends_colon", "date_like", "marks",
    "tag", "heading_level", *(f"cue_{kind}" for kind in KINDS), *(f"inline_{name}" for name in _INLINE_NAMES),
    # its container
    *(f"inside_{name}" for name in ("article", "main", "aside", "nav", "header", "footer", "form", "figure",
      "figcaption", "table", "list", "blockquote", "section", "address", "details", "li", "hidden", "article_body",
      "listed_article")),
    *(f"own_{name}" for name in NAMES),
    *(f"near_{name}" for name in NAMES),
    *(f"around_{name}" for name in NAMES),
    "depth", "prose_share", "count", "links_in", "parent_prose_share", "parent_count", "parent_links_in",
    "grandparent_prose_share", "grandparent_count", "grandparent_links_in",
    "in_frame", "frame_distance", "frame_depth_gap", "branch_prose_share", "branch_count", "branch_links_in",
    # its place
    "place", "place_share", "characters_before", "like_prose_share", "like_count", "like_links_in", "repeated",
    "is_headline", "in_headline", "is_description", "in_description", "is_caption", "has_author", "has_publisher",
    "headline_distance", "has_article_body", "in_article_body",
    "headings_since", "linked_headings_since", "ends_since", "widest_gap_since",
    "from_first_prose", "to_last_prose", "prose_before", "prose_after", "gap_before", "gap_after",
    *(f"{name}_{offset:+d}" for offset in _OFFSETS
      for name in ("characters", "link_share", "heading_level", "sentence_ends", "cues", "same_container",
                   "same_parent")),
    "page_blocks", "page_prose", "page_links_in", "frame_prose_share",
)  # fmt: skip
"""Names of the columns, in order; part of the trained model."""

_TAGS: Final = {
    "p": 1, "li": 2, "div": 3, "section": 3, "article": 3, "main": 3, "body": 3, "h1": 4, "h2": 4, "h3": 4, "h4": 4,
    "h5": 4, "h6": 4, "blockquote": 5, "td": 6, "th": 6, "tr": 6, "figcaption": 7, "pre": 8, "dd": 9, "dt": 9,
    "header": 10, "footer": 11, "aside": 12, "figure": 13, "summary": 14, "center": 3, "address": 15,
}  # fmt: skip
"""The kinds of elements, roughly ordered from text to surroundings, so that one threshold can part them."""

_BITS_SEEN: dict[tuple[int, int], tuple[float, ...]] = {}
_MAX_CACHED: Final = 50_000


def _bits(mask: int, count: int) -> tuple[float, ...]:
    key = (mask, count)
    found = _BITS_SEEN.get(key)
    if found is None:
        found = tuple(1.0 if mask >> place & 1 else 0.0 for place in range(count))
        if len(_BITS_SEEN) >= _MAX_CACHED:
            _BITS_SEEN.clear()
        _BITS_SEEN[key] = found
    return found


def page_features(page: BlockPage, hints: PageHints) -> list[list[float] | None]:
    """One row of FEATURES for each block of the page; None for blocks that are surely none of the article's."""
    blocks = page.blocks
    count = len(blocks)
    if not count:
        return []
    texts = [_first_look(block) for block in blocks]
    prose = [_prose(row) for row in texts]
    _sum_up(page, texts, prose)
    outermost = page.containers[0]
    total_prose = outermost.prose or 1.0
    frame = _frame(outermost)
    rows_of: dict[Container, list[float]] = {}
    _place_around_frame(page, frame)
    likes: dict[tuple[object, ...], list[float]] = {}
    keys: list[tuple[object, ...]] = []
    short = [block.text[:_COMPARED] for block in blocks]
    repeats: dict[str, int] = {}
    for place, block in enumerate(blocks):
        container = block.container
        key = (block.tag, container.own, container.depth, container.parent.own if container.parent else 0)
        keys.append(key)
        like = likes.get(key)
        if like is None:
            like = likes[key] = [0.0, 0.0, 0.0, 1.0]
        like[0] += prose[place]
        like[1] += 1
        like[2] += block.link_characters
        like[3] += texts[place][0]
        repeats[short[place]] = repeats.get(short[place], 0) + 1

    matches = _Matches(page, hints)
    headline_place = matches.headline_place(blocks, short)
    first = last = -1
    for place in range(count):
        if prose[place] and blocks[place].container.framed:
            if first < 0:
                first = place
            last = place
    next_prose = [99.0] * count
    upcoming = -1
    for place in range(count - 1, -1, -1):
        if upcoming >= 0:
            next_prose[place] = min(99.0, float(upcoming - place))
        if prose[place] and blocks[place].container.framed:
            upcoming = place

    page_row = [count, total_prose, outermost.links / (outermost.characters or 1), frame.prose / total_prose]
    beside = [[row[0], row[1], row[3], row[2], 1.0 if row[4] else 0.0] for row in texts]
    before = prose_before = 0.0
    last_prose = -1
    headings_since = linked_headings_since = ends_since = 0
    widest_gap_since = 0
    rows: list[list[float] | None] = []
    for place, block in enumerate(blocks):
        container = block.container
        text = texts[place]
        branch = container.branch or container
        if last_prose >= 0:
            if prose[place] and container.framed:
                widest_gap_since = max(widest_gap_since, place - last_prose)
            if text[_HEADING]:
                headings_since += 1
                linked_headings_since += text[_LINK_SHARE] > 0.8
            elif text[_CUES] and text[_SIZE] < _END_LINE:
                ends_since += 1
        if not container.framed and (
            (text[_LINK_SHARE] > 0.9 and not text[_SENTENCES]) or (branch.prose == 0 and total_prose > PAGE_WITH_PROSE)
        ):
            rows.append(None)
            before += text[0]
            continue
        parent = container.parent or container
        row = _text_features(block, text)
        row += _bits(int(text[_CUES]), len(KINDS))
        inline = block.inline
        row += [1.0 if inline >> bit & 1 else 0.0 for bit in _INLINE_PLACES] if inline else _NO_INLINE
        known = rows_of.get(container)
        if known is None:
            known = rows_of[container] = _container_row(container, frame, total_prose)
        row += known
        like = likes[keys[place]]
        plain = _key(short[place])
        row += [
            place,
            place / count,
            before,
            like[0] / total_prose,
            like[1],
            like[2] / like[3],
            repeats[short[place]],
            *matches.of(plain),
            place - headline_place if headline_place >= 0 else -1000.0,
            *matches.in_body(plain),
            headings_since,
            linked_headings_since,
            ends_since,
            widest_gap_since,
            place - first,
            last - place,
            prose_before / total_prose,
            1 - (prose_before + prose[place]) / total_prose,
            min(99.0, float(place - last_prose)) if last_prose >= 0 else 99.0,
            next_prose[place],
        ]
        for offset in _OFFSETS:
            other = place + offset
            if 0 <= other < count:
                near = blocks[other].container
                row += beside[other]
                row.append(1.0 if near is container else 0.0)
                row.append(1.0 if near.parent is parent or near is parent or near.parent is container.parent else 0.0)
            else:
                row += _NOTHING
        row += page_row
        rows.append(row)
        before += text[0]
        prose_before += prose[place]
        if prose[place] and container.framed:
            last_prose = place
    return rows


_NO_INLINE: Final = [0.0] * len(_INLINE_PLACES)
_NOTHING: Final = [-1.0, -1.0, 0.0, 0.0, 0.0, 0.0, 0.0]


def _first_look(block: Block) -> list[float]:
    """What is measured of every block, also of those that surely are none of the article's."""
    text = block.text
    size = len(text)
    return [
        size,
        min(1.0, block.link_characters / size),
        len(_SENTENCE_END.findall(text)),
        _HEADINGS.get(block.tag, 0),
        cue_mask(text),
    ]


_SIZE: Final = 0
_LINK_SHARE: Final = 1
_SENTENCES: Final = 2
_HEADING: Final = 3
_CUES: Final = 4


def _text_features(block: Block, look: list[float]) -> list[float]:
    text = block.text
    size = len(text)
    head = text[:_HEAD]
    return [
        size,
        size / (text.count(" ") + 1),
        block.links,
        look[_LINK_SHARE],
        min(1.0, block.strong_characters / size),
        look[_SENTENCES],
        1.0 if text[-1] in _TERMINAL else 0.0,
        text.count(",") + text.count("、") + text.count("،"),
        len(_DIGIT.findall(head)),
        len(_UPPER.findall(head)),
        1.0 if text[0].islower() else 0.0,
        1.0 if text[-1] in ":：" else 0.0,
        1.0 if size < 200 and _DATE_LIKE.search(text) is not None else 0.0,
        len(_MARKS.findall(head)),
        _TAGS.get(block.tag, 16),
        look[_HEADING],
    ]


def _prose(row: list[float]) -> float:
    outside_links = row[_SIZE] * (1 - row[_LINK_SHARE])
    return outside_links if outside_links >= PROSE_CHARACTERS and row[_SENTENCES] else 0.0


def _sum_up(page: BlockPage, texts: list[list[float]], prose: list[float]) -> None:
    """Fills the sums of the containers, from the blocks up."""
    for place, block in enumerate(page.blocks):
        container = block.container
        container.count += 1
        container.characters += int(texts[place][0])
        container.links += block.link_characters
        container.prose += prose[place]
    for container in reversed(page.containers):
        parent = container.parent
        if parent is not None and container.count:
            parent.count += container.count
            parent.characters += container.characters
            parent.links += container.links
            parent.prose += container.prose
            if parent.best is None or container.prose >= parent.best.prose:
                parent.best = container


def _frame(outermost: Container) -> Container:
    """The smallest container that still holds most of the page's running text."""
    frame = outermost
    while frame.best is not None and frame.best.prose >= FRAME_SHARE * frame.prose and frame.best.prose > 0:
        frame = frame.best
    return frame


def _place_around_frame(page: BlockPage, frame: Container) -> None:
    """Fills what each container is to the frame: inside it, how far from it, on which branch."""
    line: dict[Container, int] = {}
    above: Container | None = frame
    while above is not None:
        line[above] = len(line)
        above = above.parent
    for container in page.containers:
        if not container.count:
            continue
        parent = container.parent
        if container in line:
            container.framed = container is frame
            container.distance = _OUTSIDE + line[container] if container is not frame else 0
            container.branch = container
        elif parent is not None:
            container.framed = parent.framed
            container.distance = parent.distance + 1
            container.branch = container if parent in line else parent.branch


def _container_row(container: Container, frame: Container, total_prose: float) -> list[float]:
    parent = container.parent or container
    grandparent = parent.parent or parent
    branch = container.branch or container
    groups = len(NAMES)
    row = [*_bits(container.inside, _INSIDE_BITS), *_bits(container.own, groups)]
    row += _bits(container.near, groups)
    row += _bits(container.around, groups)
    row.append(container.depth)
    for level in (container, parent, grandparent):
        row += (level.prose / total_prose, level.count, level.links / (level.characters or 1))
    row += (
        1.0 if container.framed else 0.0,
        container.distance,
        container.depth - frame.depth,
        branch.prose / total_prose,
        branch.count,
        branch.links / (branch.characters or 1),
    )
    return row


def _key(text: str) -> str:
    """The same as `squash`, several times faster for ASCII."""
    return _NOT_WORD.sub("", text.lower()) if text.isascii() else squash(text)


class _Matches:
    """Compares blocks with what is known of the page."""

    def __init__(self, page: BlockPage, hints: PageHints) -> None:
        self.headline = squash(hints.headline)
        self.description = squash(hints.description)
        self.captions = {_key(caption[:_COMPARED]) for caption in page.captions}
        self.authors = tuple(name for author in hints.authors if len(name := squash(author)) > 4)
        self.publisher = squash(hints.publisher)
        self.body = squash(hints.article_body)
        self.has_body = float(len(self.body) > 200)

    def of(self, text: str) -> tuple[float, ...]:
        size = len(text)
        listed = size > 10
        return (
            1.0 if size and text == self.headline else 0.0,
            1.0 if listed and text in self.headline else 0.0,
            1.0 if listed and text == self.description else 0.0,
            1.0 if listed and text in self.description else 0.0,
            1.0 if listed and text in self.captions else 0.0,
            1.0 if size < 300 and any(author in text for author in self.authors) else 0.0,
            1.0 if size < 200 and len(self.publisher) > 3 and self.publisher in text else 0.0,
        )

    def in_body(self, text: str) -> tuple[float, float]:
        return self.has_body, 1.0 if self.has_body and len(text) > 5 and text in self.body else 0.0

    def headline_place(self, blocks: list[Block], texts: list[str]) -> int:
        """The block of the headline, the one marked as heading if there are several; -1 where there is none."""
        found = -1
        if self.headline:
            longest = 2 * len(self.headline) + 20  # with the spaces and marks that are not compared
            for place, text in enumerate(texts):
                if len(self.headline) <= len(text) <= longest and _key(text) == self.headline[:_COMPARED]:
                    if blocks[place].tag == "h1":
                        return place
                    if found < 0:
                        found = place
        return found

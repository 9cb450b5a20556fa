"""Lines in and behind a text that are none of its sentences: pointers to others, lines of pictures, headings without a
text below, labels of teasers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from wiredesk.pipelines.extraction.body.link_lines import is_link_line
from wiredesk.pipelines.extraction.body.standfirst import HEADINGS
from wiredesk.pipelines.extraction.fields.person_names import looks_like_person
from wiredesk.pipelines.extraction.fields.picture_credit import split_credit
from wiredesk.pipelines.extraction.lexicon.agencies import agency_name
from wiredesk.pipelines.extraction.lexicon.caption_labels import is_labelled_caption
from wiredesk.pipelines.extraction.lexicon.cue_lines import BITS, cue_mask, is_label_line
from wiredesk.pipelines.extraction.lexicon.sentence_marks import ends_sentence
from wiredesk.pipelines.extraction.page.block_look import first_look
from wiredesk.pipelines.extraction.page.blocks import Block, BlockPage
from wiredesk.pipelines.extraction.page.containers import PARTS
from wiredesk.pipelines.extraction.page.plain_text import reading_length
from wiredesk.pipelines.extraction.page.teaser_rows import is_linked_headline

LONGEST_LABEL: Final = 40  # characters in front of the headline that a pointer links
LEAST_HEADLINE: Final = 24
"""Length (see `reading_length`) of what a pointer links; shorter links are names and addresses."""
LONGEST_POINTER: Final = 200
LONGEST_PICTURE_LINE: Final = 220
"""Characters of a caption with its credit; a longer text is a paragraph that a credit was glued to."""
LONGEST_CREDIT: Final = 80  # characters of a line that is a credit alone
MOST_SENTENCES: Final = 2
"""Of a caption."""
MOST_LABELS: Final = 3  # in front of the text, or of teasers at its end; more are a list
LABEL_WORDS: Final = 3
LABEL_LENGTH: Final = 30
"""Words and length (see `reading_length`) of a label in front of the text."""
_BOLD: Final = 0.8  # of the characters
LEAST_KEPT: Final = 0.6
"""Of the text: where more would go, the lines are the text: a list of links, a gallery with its captions."""
LEAST_LINKS: Final = 2
"""Linked headlines between two headings."""
LEAST_IN_BOX: Final = 4
LARGE_BOX: Final = 6
"""Blocks below the heading of a box, and times its characters in them, none of which is text: not the share buttons in
one box with a subheading."""
LEAST_TEASERS: Final = 2
"""Texts at the end that are cut off: one may be an article's last words."""
_CUT: Final = re.compile(r"(?:\.\.\.|…|\[…\])\W{0,3}(?:[A-Z]+(?: [A-Z]+){0,3})?$")
_SEPARATOR: Final = re.compile(r"\s*[|:»>：]+\s*")
_ADDRESS: Final = re.compile(r"https?:|www\.|\S@\S")
_MARKED: Final = re.compile(r"(?:©|\(c\)) ?[^.!?©]{2,60}$", re.I)
_CREDITED: Final = re.compile(r"[.!?…。।۔][\"'”’»)]*\s(?P<credit>[^\W\d_]{3,14}(?::\s?|\s?\|\s?)[^.!?:|\n]{3,50})$")
"""The credit behind a caption's one sentence: "The mayor at the pier on Monday. Photo: Ann Hall/PP"."""
LONGEST_BELOW: Final = 180
"""Characters of a caption right below its picture; a longer text that ends with a name is a paragraph."""
_TAKEN: Final = re.compile(r"(?:[\u3400-\u9fff]{2}\s?[摄攝]|[\u3040-\u9fff]撮影|資料照片?|资料图片?)[）)】]?$")
"""Who took it, in Chinese and Japanese: "陈明摄"."""
_PHOTO: Final = re.compile(
    r"[(（\[](?:foto|photo|fot|фото|bild|arquivo|archiv|archivo|archive|file|arşiv|архив|arsip|أرشيف|آرشیو)"
    r"\b[^()（）\[\]]{0,40}[)）\]]\.?$",
    re.I,
)
"""In brackets, with no colon: "(foto Ansa)", "(archive photo)"."""
_COLON: Final = re.compile(r"[:：/|]")
_LONGEST_CUE: Final = 25
_IN_BRACKETS: Final = re.compile(r"[(\[（]([^()\[\]（）]{3,80})[)\]）]\.?$")


def without_loose_lines(kept: Sequence[Block], page: BlockPage) -> list[Block]:
    """The blocks of a text (in page order) without such lines."""
    others = pointers(kept)
    result = _most(kept, [block for block in kept if block not in others])
    # The last line may name the source of the text; it goes when that has been read (see body_trimming).
    result = _most(result, [block for block in result if block is result[-1] or not is_picture_line(block)])
    result = _without_headings_of_boxes(result, page)
    return _without_end(_without_cut_teasers(_without_first_label(result)), page)


def pointers(kept: Sequence[Block]) -> list[Block]:
    """The lines that are a label and a link which holds the rest: "MORE NEWS | Headline of another article".

    The label is in capitals, known, or stands in front of several. Other labels belong to the text: "Venue: …".
    """
    labelled = [(block, label) for block in kept if (label := _label_of_pointer(block))]
    times = Counter(label for _, label in labelled)
    return [
        block
        for block, label in labelled
        if label.isupper() or cue_mask(label) & BITS["related"] or (times[label] > 1 and " " in label)
    ]


def _label_of_pointer(block: Block) -> str:
    """What stands in front of the link that is the rest of a line; empty where a line is made otherwise."""
    text = block.text
    if block.links != 1 or len(text) > LONGEST_POINTER or block.tag in HEADINGS or block.container.inside & PARTS["li"]:
        return ""
    found = _SEPARATOR.search(text, 0, LONGEST_LABEL)
    if found is None or not found.start():
        return ""
    rest = text[found.end() :]
    is_headline = reading_length(rest) >= LEAST_HEADLINE and not _ADDRESS.search(rest) and not ends_sentence(rest)
    return text[: found.start()] if is_headline and abs(len(rest) - block.link_characters) <= len(found.group()) else ""


def is_picture_line(block: Block) -> bool:
    """Whether a line is the credit of a picture, or a caption that ends with one."""
    text = block.text
    if block.tag in HEADINGS:
        return False
    if is_labelled_caption(text):
        return True
    if len(text) > LONGEST_PICTURE_LINE:
        return False
    if len(text) <= LONGEST_CREDIT and _is_credit(text) and not ends_sentence(text):
        return True
    if first_look(block).sentence_ends > MOST_SENTENCES:
        return False
    if _MARKED.search(text) is not None:
        return True
    credited = _CREDITED.search(text)
    if credited is not None and first_look(block).sentence_ends == 1 and _is_credit(credited["credit"]):
        return True
    bracketed = _IN_BRACKETS.search(text)
    if bracketed is not None and bracketed.start() > 0 and _is_credit(bracketed[1]):
        return True
    if bracketed is not None and is_labelled_caption(bracketed[1]) and not ends_sentence(text):
        return True
    return block.below_picture and _ends_with_credit(block)


def _ends_with_credit(block: Block) -> bool:
    """Whether a text below a picture ends by telling whose it is, in any form of captions."""
    text = block.text
    if len(text) > LONGEST_BELOW or first_look(block).sentence_ends > 1 or block.link_characters:
        return False
    return _TAKEN.search(text) is not None or _PHOTO.search(text) is not None or split_credit(text)[1] is not None


def _is_credit(text: str) -> bool:
    """Whether a text opens with a cue of credits and a colon, or is nothing but such a cue: "Image: A. B."."""
    credit = BITS["credit"]
    return is_label_line(text, credit) or (
        _COLON.search(text, 0, _LONGEST_CUE) is not None and bool(cue_mask(text) & credit)
    )


def _most(before: Sequence[Block], after: list[Block]) -> list[Block]:
    size = sum(len(block.text) for block in before)
    return after if sum(len(block.text) for block in after) >= LEAST_KEPT * size else list(before)


def _without_first_label(kept: list[Block]) -> list[Block]:
    """The blocks without the labels in front of the first paragraph that are made otherwise than it: a place, a name, a
    section, a button. A heading, and a line in bold type as one, stays."""
    first = 0
    while first < len(kept) - 1 and _is_label(kept[first]):
        first += 1
    if not 0 < first <= MOST_LABELS or not first_look(kept[first]).prose:
        return kept
    labels, opening = kept[:first], kept[first]
    is_place = first == 1 and opening.text.casefold().startswith(labels[0].text.casefold())
    return kept[first:] if is_place or all(_shape(one) != _shape(opening) for one in labels) else kept


def _is_label(block: Block) -> bool:
    text = block.text
    return (
        block.tag not in HEADINGS
        and block.strong_characters < _BOLD * len(text)
        and not block.container.inside & PARTS["li"]
        and len(text.split()) <= LABEL_WORDS
        and reading_length(text) <= LABEL_LENGTH
        and text[0].isalnum()
        and text[-1].isalnum()
    )


def _shape(block: Block) -> tuple[object, ...]:
    """What the paragraphs of one text have in common."""
    parent = block.container.parent
    return block.tag, block.container.own, block.container.depth, parent


def _without_cut_teasers(kept: list[Block]) -> list[Block]:
    """The blocks without the row of teasers at the end, each of which is cut off: "the wallet is still… READ ON"."""
    last = len(kept)
    while last > 0 and _CUT.search(kept[last - 1].text) is not None:
        last -= 1
    if len(kept) - last < LEAST_TEASERS or last == 0:
        return kept
    while last > 1 and (kept[last - 1].tag in HEADINGS or not first_look(kept[last - 1]).prose):
        last -= 1
    return _most(kept, kept[:last])


def _without_end(kept: list[Block], page: BlockPage) -> list[Block]:
    """The blocks without a heading at the end, and without the labels of teasers below "Read also"."""
    last = len(kept)
    while last > 1 and _is_bare_heading(kept[last - 1]):
        last -= 1
    if len(kept) - last <= MOST_LABELS:
        kept = kept[:last]
    last = len(kept)
    while last > 2 and _is_apart(kept[:last], page):
        last -= 1
    if len(kept) - last <= MOST_LABELS:
        kept = kept[:last]
    last = len(kept)
    while last > 1 and _is_teaser_label(kept[last - 1]):
        last -= 1
    for place in range(last, len(kept) if len(kept) - last <= MOST_LABELS else last):
        between = page.blocks[kept[place - 1].place + 1 : kept[place].place]
        if any(is_label_line(block.text, BITS["related"]) for block in between):
            return kept[:place]
    return kept


def _is_bare_heading(block: Block) -> bool:
    """Whether a heading tells nothing; below the last text, a question is an offer's: "More stories like this?"."""
    if block.tag not in HEADINGS:
        return False
    return not first_look(block).sentence_ends or block.text.endswith(("?", "؟", "？"))


def _is_apart(kept: list[Block], page: BlockPage) -> bool:
    """Whether the last block is a label that stands apart from the text: a topic, "About the author", a number of the
    paper. What may be a signature stays, as who reads it takes it off (see body_trimming)."""
    text, block = kept[-1].text, kept[-1]
    if reading_length(text) > LONGEST_LABEL or ends_sentence(text) or not (text[0].isalnum() and text[-1].isalnum()):
        return False
    if not block.links and (
        looks_like_person(text, alone=True) or agency_name(text) is not None or block.container.inside & PARTS["li"]
    ):
        return False
    between = page.blocks[kept[-2].place + 1 : block.place]
    if sum(one.tag in HEADINGS or is_linked_headline(one) for one in between) >= LEAST_TEASERS:
        return True
    return bool(between) and all(_shape(block) != _shape(one) for one in kept[:-1])


def _without_headings_of_boxes(kept: list[Block], page: BlockPage) -> list[Block]:
    """The blocks without the headings of boxes amid the text of which nothing else is text: "More from the valley"."""
    found = [
        heading
        for heading, after in pairwise(kept)
        if heading.tag in HEADINGS
        and not (heading.links or first_look(heading).sentence_ends)
        and _has_no_text(heading, page.blocks[heading.place + 1 : after.place], after)
    ]
    return [block for block in kept if block not in found] if found else kept


def _has_no_text(heading: Block, below: Sequence[Block], after: Block) -> bool:
    """Whether what stands between a heading and the next text, ``after``, is a box of the heading's, or a list of links
    below it that another heading follows."""
    box = heading.container.parent
    if not below or box is None:
        return False
    is_last = after.tag in HEADINGS and first_look(after).heading <= first_look(heading).heading
    if is_last and sum(map(is_linked_headline, below)) >= LEAST_LINKS and all(map(is_link_line, below)):
        return True
    if box in after.containers() or box not in below[0].containers():
        return False
    size = sum(len(one.text) for one in below if box in one.containers())
    is_large = len(below) >= LEAST_IN_BOX and size >= LARGE_BOX * len(heading.text)
    return is_large or (len(heading.text) <= LONGEST_LABEL and is_linked_headline(below[0]))


def _is_teaser_label(block: Block) -> bool:
    short = reading_length(block.text) <= LONGEST_LABEL and not ends_sentence(block.text)
    return short and not first_look(block).prose and agency_name(block.text) is None

"""The sentences by the headline that sum the article up or open it (standfirst, lead, dek, chapô, bajada, spot)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice
from typing import Final

from wiredesk.pipelines.extraction.fields.byline_labels import has_label
from wiredesk.pipelines.extraction.fields.picture_credit import split_credit
from wiredesk.pipelines.extraction.lexicon.sentence_marks import CUT_OFF, ends_sentence
from wiredesk.pipelines.extraction.page.block_look import ends_unstopped, first_look
from wiredesk.pipelines.extraction.page.blocks import Block, BlockPage
from wiredesk.pipelines.extraction.page.container_words import BITS
from wiredesk.pipelines.extraction.page.plain_text import reading_length, squash

HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
REACH: Final = 3
"""Blocks below the headline within which a standfirst stands: a kicker or a share button may be between them."""
LONGEST_LEAD: Final = 700
"""Characters; a longer text beside the headline is the article."""
_BOXES: Final = 2  # boxes around the headline and a lead above it before the part of the page that holds both
_LINKED: Final = 0.3  # of the characters; a text with more links is a teaser
_OPENING: Final = 4  # blocks at the head of the text in which a lead may be repeated
_CAPTION: Final = 250  # characters; a longer text that ends with a name in brackets is no caption
_LEAST_UNSTOPPED: Final = 45
"""Characters of a standfirst without a full stop; what is called so and shorter is a kicker or a section."""
_LEAST_SHORT: Final = 24
"""Length (see `reading_length`) of a short standfirst that is one sentence; below it are labels: "By our reporter."."""
_SHORT_WORDS: Final = 4  # of it, in scripts that part words
_PICTURE: Final = re.compile(r"(?:photo|foto|image|picture|фото)\b[^.!?]{2,60}$", re.I)
_LEAST_CUT: Final = 30  # letters and digits of a description that is cut off
_PIECE: Final = 5  # letters: longer than most words that any two texts of a subject share
_MUCH_THE_SAME: Final = 0.5  # of these pieces; of 156 development pages none below it was the same summary
_YEAR_ALONE: Final = re.compile(r"\D*(?:19|20)\d\d\D*")
_BYLINE: Final = 120  # characters; a longer block that names the author is text about the author


def headline_block(page: BlockPage, headline: str) -> Block | None:
    """The block that prints the headline: the first such main heading, or else heading, or else the first that is no
    link to the article."""
    if headline not in page.printing:
        page.printing[headline] = _block_that_prints(page, headline)
    return page.printing[headline]


def _block_that_prints(page: BlockPage, headline: str) -> Block | None:
    wanted = squash(headline)
    longest = 2 * len(headline) + 20  # with spaces and marks, which are not compared
    printed = [one for one in page.blocks if len(one.text) <= longest and wanted and squash(one.text) == wanted]
    unlinked = (one for one in printed if 2 * one.link_characters < len(one.text))
    main = (one for one in printed if one.tag == "h1")
    return next(main, next((one for one in printed if one.tag in HEADINGS), next(unlinked, None)))


def standfirst_of(
    chosen: Sequence[Block], page: BlockPage, headline: Block | None, authors: Sequence[str]
) -> Block | None:
    """The first of the chosen blocks where it is a standfirst: a heading just below the ``headline``'s block, and what
    comes before the next chosen block names one of the authors or a date. A subheading of the text has its text below.
    """
    if headline is None or len(chosen) < 2 or chosen[0].tag not in HEADINGS:
        return None
    first, second = chosen[:2]
    if not 0 < first.place - headline.place <= REACH:
        return None
    names = [name for author in authors if (name := squash(author))]
    between = (block for block in page.blocks[first.place + 1 : second.place] if len(block.text) <= _BYLINE)
    for block in between:
        if first_look(block).dated or any(name in squash(block.text) for name in names):
            return first
    return None


def lead_of(chosen: Sequence[Block], page: BlockPage, headline: Block | None) -> Block | None:
    """The running text just below the ``headline``'s block, or else right above it, that none of the chosen blocks is
    or repeats."""
    if headline is None or headline.tag not in HEADINGS or not chosen:
        return None
    taken = {block.place for block in chosen}
    opening = squash(" ".join(one.text for one in chosen[:_OPENING])[: 4 * LONGEST_LEAD])
    for block in page.blocks[headline.place + 1 : headline.place + 1 + REACH]:
        if block.place in taken:
            break
        if squash(block.text) == squash(headline.text):
            continue  # printed again, for another screen
        named = _names_below(block, headline)
        is_tagline = block.place == headline.place + 1 and _is_tagline(
            block, page.blocks[block.place + 1 : chosen[0].place]
        )
        if not first_look(block).prose and not (is_tagline or _is_unstopped(block, named) or _is_short(block, named)):
            continue
        return block if _is_lead(block, opening) else None
    above = page.blocks[headline.place - 1] if headline.place else None
    parts = set(islice(headline.containers(), 1, 1 + _BOXES))
    if above is None or above.place in taken or not parts.intersection(islice(above.containers(), 1, 1 + _BOXES)):
        return None
    called = is_called_standfirst(above)
    is_text = first_look(above).prose or (called and _is_short(above, _names_below(above, headline)))
    return above if is_text and _is_lead(above, opening) else None


def _names_below(block: Block, headline: Block) -> int:
    """What the boxes around a text are called that do not hold the headline as well: its header is no menu."""
    shared = set(headline.containers())
    mask = 0
    for container in block.containers():
        if container in shared:
            break
        mask |= container.own
    return mask


def _is_unstopped(block: Block, named: int) -> bool:
    """Whether a text without the end of a sentence is a standfirst: its own element, or the one around it, says so.

    ``named``: what its boxes below the headline's are called (`_names_below`).
    """
    own = any(container.own & BITS["standfirst"] for container in islice(block.containers(), 2))
    return own and len(block.text) >= _LEAST_UNSTOPPED and not named & BITS["navigation"]


def _is_tagline(block: Block, behind: Sequence[Block]) -> bool:
    """Whether a heading right below the headline sums it up: its date stands ``behind`` it, before the text."""
    look = first_look(block)
    if not any(first_look(one).dated for one in behind[:REACH]):
        return False
    is_long = reading_length(block.text) >= _LEAST_SHORT and len(block.text.split()) >= _SHORT_WORDS
    return block.tag in HEADINGS and is_long and not (block.links or look.cues or look.dated)


def _is_short(block: Block, named: int) -> bool:
    """Whether a text that is too short for running text is a standfirst: a whole sentence, and not of the furniture.

    ``named``: what its boxes below the headline's are called (`_names_below`).
    """
    text = block.text
    if first_look(block).cues or has_label(text) or named & (BITS["navigation"] | BITS["share"] | BITS["subscribe"]):
        return False
    unparted = reading_length(text) > len(text) or ends_unstopped(text)
    if reading_length(text) < _LEAST_SHORT or not (unparted or len(text.split()) >= _SHORT_WORDS):
        return False
    return ends_sentence(text) or (ends_unstopped(text) and (block.tag in HEADINGS or is_called_standfirst(block)))


def _tells_of_year(text: str) -> bool:
    """Whether a sentence has no number but a year, as no line of dates has."""
    return ends_sentence(text) and _YEAR_ALONE.fullmatch(text) is not None


def _is_lead(block: Block, opening: str) -> bool:
    """Whether running text by the headline is a lead, and not one that the `opening` of the text (squashed) repeats."""
    look = first_look(block)
    caption = block.pictured or block.container.near & BITS["caption"]
    if caption or look.cues or look.link_share > _LINKED or len(block.text) > LONGEST_LEAD:
        return False
    if look.dated and len(block.text) <= _BYLINE and not _tells_of_year(block.text):
        return False
    if len(block.text) <= _CAPTION and split_credit(block.text)[1] is not None:
        return False
    lead = squash(block.text)
    return lead not in opening and opening not in lead


def is_called_standfirst(block: Block) -> bool:
    """Whether the page's own names say that a text is its standfirst."""
    return bool(block.container.near & BITS["standfirst"])


def _credits_picture(text: str) -> bool:
    """Whether a text beside the headline is a caption: its end says whose the picture is."""
    return split_credit(text)[1] is not None or _PICTURE.search(text) is not None


def summary_of(description: str | None, standfirst: str, *, is_called: bool, opening: str = "") -> str:
    """The story's summary: the printed standfirst, or else the ``description`` that the page states.

    A description is often cut, or rewritten for search engines. What is printed takes its place where the page
    calls it the standfirst (``is_called``), or where it tells much the same: by the headline stand also disclosures,
    captions and offers. It does not where it only puts a date or a place before it. It takes the place, too, of the
    first words of the text (its ``opening``), cut off: systems state them where nobody wrote a summary.
    """
    stated, printed = squash(description or ""), squash(standfirst)
    if not description or not stated or (printed.startswith(stated) and printed != stated):
        return standfirst
    if stated in printed or printed in stated:
        return description
    is_cut = description.rstrip().endswith(CUT_OFF) and len(stated) >= _LEAST_CUT
    if is_cut and stated in squash(opening[: 2 * LONGEST_LEAD]) and not _credits_picture(standfirst):
        return standfirst
    pieces = {stated[at : at + _PIECE] for at in range(max(1, len(stated) - _PIECE + 1))}
    shared = sum(piece in printed for piece in pieces)
    return standfirst if is_called or shared >= _MUCH_THE_SAME * len(pieces) else description

"""What stands above the first sentence when it was read as text: section, headline, small print, byline and date."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from wiredesk.pipelines.dates import parse_date
from wiredesk.pipelines.extraction.body.desk_label import without_desk_label
from wiredesk.pipelines.extraction.body.signature_lines import is_contact, is_desk
from wiredesk.pipelines.extraction.fields.byline_labels import credits_another_trade
from wiredesk.pipelines.extraction.lexicon.cue_lines import AROUND, is_cue_line
from wiredesk.pipelines.extraction.lexicon.sentence_marks import ends_sentence
from wiredesk.pipelines.extraction.page.plain_text import squash
from wiredesk.pipelines.text_comparison import words_alone

_HEAD: Final = 8  # paragraphs in which a repeated headline is looked for: section, headline, standfirst, byline, date
_LABEL: Final = 120  # characters; what stands above a repeated headline is shorter: a section, a kicker, a breadcrumb
_DESK: Final = 40
_DESK_WORDS: Final = 4
"""Characters and words; "Redacción Regional", "מערכת קול הגליל". Longer lines with "News" or "Council" are headings."""
_PLACE_LINE: Final = re.compile(r"(?:[^\W\d_][\w.'’-]*[ ,]{1,2}){1,4}[-–—]")
"""A dateline in a paragraph of its own: "Bergisch Gladbach -"."""
_COLUMNS: Final = re.compile(r"^[^|]{3,60}(?:\s\|\s[^|]{1,50}){3,}$")
"""The line of small print below a headline: the day | views | print | comments."""
_DATE_LINE: Final = 60  # characters; a line that holds hardly more than a date
_CLOCK_OR_YEAR: Final = re.compile(r"\d{1,2}\s?[:h.]\s?\d\d|(19|20|13|14)\d\d|[٠-٩۰-۹]{4}")
_SIGNED: Final = 40  # characters of agencies and initials alone: "sda/kab", "Mit Material der dpa"
_LEAST_HEADLINE: Final = 20  # characters; shorter ones may be the last words of a sentence
_HEAD_BELOW: Final = 5  # paragraphs in which a date and a byline may stand below the lead
_LEAD: Final = 60  # characters; a shorter first paragraph is a label, and no lead
_YEAR: Final = re.compile(r"(?<!\d)(?:19|20|13|14|25)\d\d(?!\d)|[٠-٩۰-۹०-९০-৯]{4}")
_PLACED_DATE: Final = 9  # words beside the writer's name: "Delhi", "last updated at", a day, a month, a year, a clock
_DATE_WORDS: Final = 3  # beside its numbers: "Updated March 11, 2026", "Sat 28 Mar 2026, 06:15 PM"
_TITLED: Final = re.compile("[\u3400-\u9fff\\d（）()　 ]{0,24}[题題]\\s?[：:]")
"""How agencies in Chinese repeat the headline: "新华社北京11月24日电 题：…"."""
_REPORTED: Final = re.compile("[\u3400-\u9fff]{0,8}(?:记者|記者)[\\s：:]?[\u3400-\u9fff、，\\s]{0,24}")
"""The reporters' line below it: "新华社记者王小明、李华"."""


def below_headline(paragraphs: list[str], headline: str) -> list[str]:
    """What follows the repeated headline, where only short labels stand above it."""
    for place, text in enumerate(paragraphs[:_HEAD]):
        plain = words_alone(text)
        if plain == headline or (plain.endswith(headline) and _TITLED.match(text) is not None):
            return paragraphs[place + 1 :] or paragraphs
        if _is_kicker_and_headline(text, headline):
            return paragraphs[place + 1 :] or paragraphs
        if len(text) > _LABEL or ends_sentence(text):
            break
    return paragraphs


def _is_kicker_and_headline(text: str, headline: str) -> bool:
    """Whether a line is the headline behind a kicker, mostly without a space between them: "HarbourPier is rebuilt"."""
    if not _LEAST_HEADLINE <= len(headline) <= len(text) + _SIGNED or len(text) > len(headline) + _DATE_LINE:
        return False
    return not text.endswith(".") and squash(text).endswith(squash(headline))


def below_kicker(paragraphs: list[str], headline: str) -> list[str]:
    """The paragraphs without a first one that is what the headline has in front of a colon: "After the storm"."""
    kicker, colon, _ = headline.partition(":")
    is_repeated = len(paragraphs) > 1 and colon != "" and words_alone(paragraphs[0]) == words_alone(kicker)
    return paragraphs[1:] if is_repeated else paragraphs


def without_small_print(paragraphs: list[str]) -> list[str]:
    """The paragraphs without the columns of small print below the headline, unless there is nothing else."""
    large = [text for place, text in enumerate(paragraphs) if place >= _HEAD or not _is_small_print(text)]
    return large or paragraphs


def _is_small_print(text: str) -> bool:
    return len(text) <= _LABEL and _COLUMNS.search(text) is not None and _CLOCK_OR_YEAR.search(text) is not None


def with_place_line(paragraphs: list[str]) -> list[str]:
    """The paragraphs, with a dateline that stands alone at the head put in front of the sentence that it belongs to."""
    if len(paragraphs) < 2 or len(paragraphs[0]) > _DESK or paragraphs[1][0].islower():
        return paragraphs
    if _PLACE_LINE.fullmatch(paragraphs[0]) is None:
        return paragraphs
    return [f"{paragraphs[0]} {paragraphs[1]}", *paragraphs[2:]]


def is_head_line(text: str, names: Sequence[str], date: str) -> bool:
    """Whether a paragraph at the head is a byline, a date or a cue, and no sentence."""
    if without_desk_label(text) != text:
        return False
    if is_cue_line(text, AROUND):
        return True
    if len(text) > _LABEL:
        return False
    if is_desk(text) or is_contact(text) or credits_another_trade(text) or _REPORTED.fullmatch(text) is not None:
        return True
    plain = words_alone(text)
    if date and plain == date:
        return True
    is_short = len(text) <= _DATE_LINE and len(text.split()) <= 9  # "dimanche 22 novembre 2026 à 3h23" has seven words
    if is_short and _CLOCK_OR_YEAR.search(text) and not ends_sentence(text):
        return True
    rest = plain
    for name in names:
        rest = rest.replace(name, " ")
    if rest == plain:
        return False
    if len(rest.split()) <= 3:  # "par", "and", "by … for …"
        return True
    is_dated = _YEAR.search(rest) is not None and len(rest.split()) <= _PLACED_DATE and not ends_sentence(text)
    return is_dated and parse_date(rest) is not None


def without_head_lines_below(kept: list[str], names: Sequence[str], date: str) -> list[str]:
    """The paragraphs without the date and byline that some pages print below the first paragraph, the lead."""
    if len(kept) < _HEAD_BELOW + 1 or len(kept[0]) < _LEAD:
        return kept
    head, rest = kept[1:_HEAD_BELOW], kept[_HEAD_BELOW:]
    below = [text for text in head if _is_date_or_name(text, names, date)]
    for text, under in pairwise(head):  # the name of the paper, of a desk
        if under in below and len(text) <= _DESK and len(text.split()) <= _DESK_WORDS and not ends_sentence(text):
            below.append(text)
    if not below or any(_is_date_or_name(text, names, date) for text in rest[:-1]):
        return kept  # a chronicle, a live blog, an interview
    return [kept[0], *(text for text in head if text not in below), *rest]


def _is_date_or_name(text: str, names: Sequence[str], date: str) -> bool:
    plain = words_alone(text)
    if not plain or len(text) > _DATE_LINE or ends_sentence(text):
        return False
    if plain in names or plain == date:
        return True
    if any(name and name in plain and len(plain.replace(name, " ").split()) <= 2 for name in names):
        return True
    words = [word for word in plain.split() if not any(map(str.isdigit, word))]
    return (
        _YEAR.search(text) is not None
        and len(words) <= _DATE_WORDS
        and text[0].isalnum()
        and parse_date(text) is not None
    )

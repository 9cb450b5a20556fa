"""What newsrooms set below the last sentence: an end mark, initials of writer and editor, names, whose copy it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from wiredesk.pipelines.extraction.fields.person_names import looks_like_person
from wiredesk.pipelines.extraction.lexicon.agencies import agency_name
from wiredesk.pipelines.extraction.lexicon.cue_lines import BITS, MAX_CUE_LINE, cue_mask
from wiredesk.pipelines.extraction.lexicon.language_files import phrases
from wiredesk.pipelines.extraction.lexicon.platforms import names_platform
from wiredesk.pipelines.extraction.lexicon.sentence_marks import ends_sentence
from wiredesk.pipelines.extraction.lexicon.word_lists import any_of
from wiredesk.pipelines.text_comparison import words_alone

MAX_CODE: Final = 24
"""Characters of initials and end marks."""
MAX_LINE: Final = 120
"""Characters of a line of names, rights or an appeal; longer ones are paragraphs."""
MAX_RIGHTS: Final = 400
"""Characters of a notice of rights that says what may not be done with the text."""
LEAST_NAMES: Final = 2
LEAST_OWN: Final = 4
"""Letters of a part of the paper's name that stands before an editor's initials."""
MAX_SIGNED: Final = 5
"""Words of an agency's signature."""
MAX_INITIALS: Final = 7
"""Characters, where there are no capitals: there first names stand for initials."""
_SLUG: Final = re.compile(r"\d{4}\s\d{4}\s[^\W\d_][^\s\d]{1,20}")
"""Day, clock and place, as a news agency of India closes its copy: "0411 1505 Delhi"."""
_CODE: Final = re.compile(
    r"[(\[]?(?P<first>[^\s()\[\]/.\d]{1,6})(?:/[^\s()\[\]/.\d]{1,6}){1,3}[)\]]?|[A-Z]{1,4}(?:\s?/{1,2}\s?[A-Z]{1,4}){1,3}|[(\[][^\W\d_]{2,4}[)\]]|[(\[]?[^\W\d_](?:\.[^\W\d_]){1,3}\.?[)\]]?|[^\W\d_]\.(?:\s[^\W\d_]\.){1,2}"
)
"""Initials between strokes or full stops: "(yk/mg)", "س.خ", "এসএম/এনএইচ"; no sentence with strokes is so short."""
_BARE_INITIALS: Final = re.compile(r"[A-Z]{2,3}|[a-z]{2,3}")
"""A writer's initials in a paragraph of their own: "DS", "rdb"."""
_HASHTAGS: Final = re.compile(r"(?:[#＃][^\s#＃]{2,40}[\s,،、]{0,3}){1,12}")
"""A line of nothing but tags, as in social networks."""
_END: Final = re.compile(rf"(?:{any_of(phrases('end_marks'))})(?:[\W_]{{0,3}}\d{{1,4}})?", re.I)
_MARKS: Final = " \t/*#-–—_=~.()[]|«»"
_RIGHTS: Final = re.compile(rf"©|\(c\)|{any_of(phrases('rights'))}")
"""In a long notice: a correction of the story may begin as one does. Asked of text in lower case."""
_YEAR: Final = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_PARTS: Final = re.compile(r"\s*[/,،;]\s*|\s+(?:and|und|et|y|e|og|och|en)\s+")


def is_closing_line(text: str, names: Sequence[str] = (), publisher: str | None = None) -> bool:
    """Whether a last paragraph is none of the article. ``names`` are the authors', as :func:`words_alone` gives them.

    >>> is_closing_line("(yk/mg)"), is_closing_line("// انتهى //"), is_closing_line("He won.")
    (True, True, False)
    """
    if len(text) <= MAX_RIGHTS and _tells_rights(text):
        return True
    if len(text) > MAX_LINE:
        return False
    if _HASHTAGS.fullmatch(text) is not None:
        return True
    if _is_signed_by_agency(text) or _SLUG.fullmatch(text) is not None:
        return True
    if _BARE_INITIALS.fullmatch(text) is not None:
        return True
    if len(text) <= MAX_CODE and (_END.fullmatch(text.strip(_MARKS)) is not None or _CODE.fullmatch(text) is not None):
        return True
    mask = cue_mask(text)
    if mask & (BITS["share"] | BITS["subscribe"]) and names_platform(text):
        return True
    return not ends_sentence(text) and (words_alone(text) in names or _is_signed(text, publisher))


def _tells_rights(text: str) -> bool:
    """Whether a line opens as a notice does and names a year: "Copyright 2026 AP. All rights reserved. …"."""
    if not cue_mask(text[:MAX_CUE_LINE]) & BITS["notice"] or _YEAR.search(text[:40]) is None:
        return False
    return len(text) <= MAX_LINE or _RIGHTS.search(text.lower()) is not None


def _is_signed_by_agency(text: str) -> bool:
    """Whether a line is an agency and the initials or names of those who wrote and edited: "EFE jjg/mml"."""
    words = text.split()
    if not 2 <= len(words) <= MAX_SIGNED or len(text) > MAX_CODE + len(words[0]) or ends_sentence(text):
        return False
    return agency_name(words[0]) is not None and all(map(_is_initials, words[1:]))


def _is_initials(word: str) -> bool:
    """Whether a word is of letters and strokes, in a script without capitals or with them as initials have them."""
    if not word[0].isalpha() or any(map(str.isdigit, word)):
        return False
    return len(word) <= MAX_INITIALS if word.lower() == word.upper() else "/" in word


def _is_signed(text: str, publisher: str | None) -> bool:
    """Whether a line is the names of several writers, or of the papers of which one is this."""
    parts = [part for part in _PARTS.split(text.strip(" ()[]–—-")) if part]
    if len(parts) < LEAST_NAMES:
        return False
    own = words_alone(publisher or "")
    first, last = words_alone(parts[0]), parts[-1]
    if "/" in text and len(text) <= MAX_CODE and len(first) >= LEAST_OWN and first in own and len(last) <= MAX_INITIALS:
        return True  # "উত্তরাঞ্চল/আরআই": a part of the paper's name and the editor's initials
    if any(agency_name(part) is not None or (own and words_alone(part) == own) for part in parts):
        return all(part[:1].isupper() for part in parts)
    return all(part[:1].isupper() and looks_like_person(part) for part in parts)

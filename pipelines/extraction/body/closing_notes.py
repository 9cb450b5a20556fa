"""Notes below an article about its author, its paper, readers' comments or its place in a feed: sentences, but none of
the story's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from wiredesk.pipelines.extraction.fields.tidy_name import ROLE
from wiredesk.pipelines.extraction.lexicon.cue_lines import BITS, MAX_CUE_LINE, cue_mask
from wiredesk.pipelines.extraction.lexicon.language_files import phrases
from wiredesk.pipelines.extraction.lexicon.sentence_marks import OPENING_QUOTES
from wiredesk.pipelines.extraction.lexicon.word_lists import any_of, any_with_gaps
from wiredesk.pipelines.extraction.page.plain_text import squash
from wiredesk.pipelines.text_comparison import words_alone

MAX_ABOUT: Final = 320
"""Characters of a note about the author, or the paper."""
MAX_LIFE: Final = 400
"""The same of one that begins with the author's name; longer ones tell a life, and stand in a box."""
ROLE_WITHIN: Final = 60
"""Characters behind the author's name in which a trade is named: "Ann Lee, who has been a freelance journalist …"."""
_VERB: Final = re.compile(rf"(?:{any_of(phrases('author_verbs'))})(?!\w)")
_NOTE: Final = re.compile(rf"\W{{0,3}}(?:{any_of(phrases('author_notes'))})(?!\w)")
"""Opens a sentence about who wrote it. Asked of text in lower case."""
MAX_APPEAL: Final = 300
LEAST_HEADLINE: Final = 25
"""Letters of a headline that a last sentence does not repeat by chance."""
LEAST_UNNAMED: Final = 30
"""The same in a line that does not name the paper."""
MAX_BESIDE: Final = 80
"""Characters beside it: "The post … appeared first on Valley News."."""
LEAST_BEHIND: Final = 10
"""Characters behind it there: "appeared first on"."""
MAX_BEFORE: Final = 40
"""Characters between the last sentence and the headline in a note that is glued to it: "The post"."""
_END: Final = re.compile(r"[.!?…\]।۔؟。！？]['\"”’»)]?(?=\s)")
LEAST_NAME: Final = 4
"""Letters of a paper's name that is looked for."""
_FIRST: Final = re.compile(any_of(phrases("feed_notes")))
"""Where it appeared first, in the languages of the system that writes such notes. Asked of text in lower case."""
MAX_CONTACT: Final = 160
_REACHED_AT: Final = re.compile(r"[\w.+-]{1,64}@[\w-]{2,63}|(?<!\d)\d{3}[-. )]{1,2}\d{3,4}")
"""An address of electronic mail, a handle at a host, a telephone number."""
_QUOTED: Final = (*OPENING_QUOTES, "—", "–")
_DISCLAIMER: Final = re.compile(any_of(phrases("disclaimers")))
"""Asked of text in lower case."""
MAX_LICENCE: Final = 240
"""Characters of a line that names the licence of text or pictures; longer ones explain it."""
_LICENCE: Final = re.compile(r"creative[ -]commons|(?<![a-z])cc[ -](?:by|0)(?![a-z])")
"""Asked of text in lower case."""
_COOKIES: Final = re.compile(any_of(phrases("cookie_notices")))
"""Asked of text in lower case."""
_OWN_WORK: Final = re.compile(rf"\b(?:{any_with_gaps(phrases('own_work'))})")
"""What such an appeal asks to support. Asked of text in lower case."""
_YOU: Final = re.compile(rf"\b(?:{any_with_gaps(phrases('readers'))})\b|[!！]")
"""Turns to the reader. Asked of text in lower case."""
_SUPPORT: Final = re.compile(any_of(phrases("support")))
"""Asked of text in lower case."""


def is_closing_note(text: str, authors: Sequence[str], publisher: str | None, headline: str) -> bool:
    """Whether a last paragraph tells who the author is, asks to support the paper, or says where the story appeared.

    ``authors`` as :func:`words_alone` gives them.
    """
    if len(text) > max(MAX_LIFE, len(headline) + MAX_BESIDE):
        return False
    if _is_disclaimer(text) or _is_contact_of(text, authors) or _is_licence(text) or _asks_for_support(text):
        return True
    if _COOKIES.search(text.lower()) is not None:
        return True
    return _is_about_author(text, authors) or _is_about_paper(text, publisher, headline)


def without_feed_note(text: str, headline: str) -> str:
    """The last paragraph without the note of a feed that is glued to it: "… […] The post … appeared first on …"."""
    at = text.rfind(headline) if len(headline) >= LEAST_HEADLINE else -1
    if at <= 0 or not LEAST_BEHIND <= len(text) - at - len(headline) <= MAX_BESIDE:
        return text
    if _FIRST.search(text[at + len(headline) :].lower()) is None:
        return text
    ends = [found.end() for found in _END.finditer(text, max(0, at - MAX_BEFORE), at)]
    return text[: ends[-1]].rstrip() if ends else text


def _is_disclaimer(text: str) -> bool:
    """Whether a sentence says whose opinion or rights the text is, what comments may be, or how to reach the newsroom;
    what somebody says in the story is none."""
    if len(text) > MAX_ABOUT or text.startswith(_QUOTED):
        return False
    said = _DISCLAIMER.search(text.lower())
    if said is None:
        return False
    # Behind a sentence of the story it is glued to that, and taken off there.
    return _END.search(text, 0, said.start()) is None or cue_mask(text[:MAX_CUE_LINE]) & BITS["notice"] != 0


def _is_licence(text: str) -> bool:
    return len(text) <= MAX_LICENCE and not text.startswith(_QUOTED) and _LICENCE.search(text.lower()) is not None


def _asks_for_support(text: str) -> bool:
    """Whether a paragraph asks the reader to pay for the paper's work."""
    plain = text.lower()
    if text.startswith(_QUOTED) or _SUPPORT.search(plain) is None:
        return False
    return _OWN_WORK.search(plain) is not None and _YOU.search(plain) is not None


def _is_contact_of(text: str, authors: Sequence[str]) -> bool:
    """Whether a line tells where to reach the author: "Contact Ann Lee at 555-0142 or ann@post.example."."""
    if len(text) > MAX_CONTACT or _REACHED_AT.search(text) is None:
        return False
    plain = words_alone(text)
    return any(" " in name and name in plain for name in authors)


def _is_about_author(text: str, authors: Sequence[str]) -> bool:
    """Whether a paragraph tells of the author by name, as nobody speaks of oneself: "Ann Lee lives in the valley."."""
    if _NOTE.match(text.lower()) is not None:
        return len(text) <= MAX_ABOUT
    plain = words_alone(text[:MAX_ABOUT])
    for name in authors:
        if " " in name and plain.startswith(f"{name} "):
            behind = plain[len(name) + 1 : len(name) + ROLE_WITHIN]
            return _VERB.match(behind) is not None or ROLE.search(behind) is not None
    return False


def _is_about_paper(text: str, publisher: str | None, headline: str) -> bool:
    own, line, story = squash(publisher or ""), squash(text), squash(headline)
    named = len(own) >= LEAST_NAME and own in line
    if named and len(text) <= MAX_APPEAL and _SUPPORT.search(text.lower()) is not None:
        return True
    least = LEAST_HEADLINE if named else LEAST_UNNAMED
    return least <= len(story) < len(line) and story in line and len(text) <= len(headline) + MAX_BESIDE

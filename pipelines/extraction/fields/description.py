"""The publisher's summary of the story."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any, Final

from wiredesk.pipelines.extraction.fields.byline_labels import has_label, strip_label
from wiredesk.pipelines.extraction.fields.picture_credit import split_credit
from wiredesk.pipelines.extraction.lexicon.sentence_marks import CUT_OFF
from wiredesk.pipelines.extraction.page.page_markup import PageMarkup
from wiredesk.pipelines.extraction.page.plain_text import clean_line, element_text, squash
from wiredesk.pipelines.extraction.page.structured_data import first_text

MAX_BYLINE: Final = 60
"""Characters of a description that is a byline: "Written by Staff Report"."""
LEAST_CUT: Final = 12
"""Letters of a headline that an attribute cut at a quotation mark, from which on it is told."""
LEAST_CAPTION: Final = 30
"""Letters of a caption that a description may begin with by chance."""
MAX_FIGURES: Final = 20
LEAST_WHOLE: Final = 40
"""Characters of a summary that stands in for one that is cut off."""
LEAST_SENTENCE: Final = 60
"""Characters in front of the mark of a cut."""
MAX_LINK: Final = 40
"""Characters of what themes add behind the mark of a cut: "Continue reading", "weiter lesen"."""
LEAST_SHARED: Final = 2
"""Words of four letters or more."""
_WORD: Final = re.compile(r"[^\W\d_]{4,}")
_GLUED: Final = re.compile(r"[a-z]{2}[.!?][A-Z][a-z]")
"""Paragraphs that a system joined without a space."""
_BEHIND_HEADLINE: Final = re.compile(r"(?:\s[|–—-]\s|\s?[|:]\s|(?=[A-ZÀ-Þ][a-zß-ÿ]))(?P<rest>[\"“„«]?[A-ZÀ-Þ].{40})")
"""What follows a headline that is put before the summary: a mark, or nothing, and then the beginning of a sentence."""
_ENTITY: Final = re.compile(r"&(?:[a-z]{2,8}|#\d{2,5});", re.I)
_CUT: Final = re.compile(r"(?:\[?(?:…|\.\.\.)\]?)(?P<rest>[^….!?]*)$")
_LAST_SENTENCE: Final = re.compile(r"(?<=[.!?…\"”»])\s+(?P<tail>[^.!?…]{4,60}?)\.?$")
_CREDIT: Final = re.compile(r"\s[•|·]\s+(?P<credit>[^•|·]{4,120})$")


def read_description(page: PageMarkup, headline: str | None, own_names: Iterable[str] = ()) -> str | None:
    """The summary that the markup states; of two that begin alike the one that is not cut off.

    The headline, its beginning, a byline, or one of the site's ``own_names`` (squashed) is no summary; a caption of
    the page's pictures is one only where there is no other.
    """
    own = frozenset(own_names)
    key = squash(headline or "")
    values = [
        first_text(page.structured.article.get("description")),
        page.first_meta("og:description"),
        page.first_meta("description"),
        page.first_meta("twitter:description"),
    ]
    lines = [line for value in values if (line := _tidy(_plain(value), headline)) and not _is_other(line, key, own)]
    if not lines:
        return None
    captions = _captions(page)
    told = [line for line in lines if not _is_caption(squash(line), captions)] if captions else lines
    lines = told or lines
    best = lines[0]
    if best.endswith(CUT_OFF):
        stem = best.rstrip("[]….")[:40]
        best = max((line for line in lines if line.startswith(stem)), key=len)
    if best.endswith(CUT_OFF):
        best = next((line for line in lines if _stands_in(line, headline or "")), best)
    return best


def without_byline(description: str, authors: Sequence[str]) -> str:
    """A description without the byline that closes it: "… in the valley. By Ann Smith".

    ``authors``: the story's authors, squashed.
    """
    last = _LAST_SENTENCE.search(description)
    if last is None or not has_label(last["tail"]):
        return description
    return description[: last.start()] if squash(strip_label(last["tail"])) in authors else description


def _stands_in(line: str, headline: str) -> bool:
    """Whether a summary is whole and of the same story: the site's own slogan shares no words with the headline."""
    if len(line) < LEAST_WHOLE or line.endswith(CUT_OFF) or _GLUED.search(line) is not None:
        return False
    mine, theirs = (set(_WORD.findall(text.casefold())) for text in (line, headline))
    return len(mine & theirs) >= LEAST_SHARED


def _plain(value: str | None) -> str:
    """A value as one line, also where a system escaped it three times."""
    line = clean_line(value)
    return clean_line(line) if _ENTITY.search(line) else line


def _tidy(line: str, headline: str | None) -> str:
    """The text once, without the headline before it, a picture's credit or the link of a cut behind it."""
    if headline and line.startswith(headline) and (rest := _BEHIND_HEADLINE.match(line, len(headline))):
        line = line[rest.start("rest") :]
    half = len(line) // 2
    if len(line) > LEAST_WHOLE and line[half : half + 1].isspace() and line[:half] == line[half + 1 :]:
        line = line[:half]
    if (credit := _CREDIT.search(line)) is not None and split_credit(credit["credit"])[0] is None:
        line = line[: credit.start()]
    if len(line) > LEAST_SENTENCE and (cut := _CUT.search(line)) is not None and len(cut["rest"]) <= MAX_LINK:
        is_link = cut.start() > LEAST_SENTENCE and _WORD.search(cut["rest"]) is not None
        line = line[: cut.start("rest")] if is_link else line
    return line


def _captions(page: PageMarkup) -> list[str]:
    """The captions of the page's pictures, squashed: those that are marked as such."""
    image: Any = page.structured.resolve(page.structured.article.get("image"))
    image = image[0] if isinstance(image, list) and image else image
    lines = [first_text(image.get("caption")) or ""] if isinstance(image, dict) else []
    figures = (one for one in page.pictures if one.tag == "figure")
    for figure in islice(figures, MAX_FIGURES):
        holder = next(figure.iter("figcaption"), None)
        if holder is not None:
            lines.append(element_text(holder, limit=600))
    return [key for line in lines if len(key := squash(line)) >= LEAST_CAPTION]


def _is_caption(key: str, captions: list[str]) -> bool:
    return any(key.startswith(one) or one.startswith(key) for one in captions)


def _is_other(line: str, headline: str, own: frozenset[str]) -> bool:
    key = squash(line)
    if key in own or key == headline or not key:
        return True
    first, bar, _ = line.partition("|")
    if bar and squash(first) in own and line[-1] not in ".!?…":
        return True  # the site's name and its slogan
    if len(key) >= LEAST_CUT and headline.startswith(key):
        return True
    return len(line) <= MAX_BYLINE and line[-1] not in ".!?…।。" and has_label(line)

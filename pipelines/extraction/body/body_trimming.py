"""Taking off what stands around the article's text when it was read as text: headline, byline and date above it,
credits, share and subscribe lines below it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from wiredesk.pipelines.extraction.body.browser_notice import without_browser_notices
from wiredesk.pipelines.extraction.body.closing_lines import is_closing_line
from wiredesk.pipelines.extraction.body.closing_notes import is_closing_note, without_feed_note
from wiredesk.pipelines.extraction.body.closing_promotion import before_promotion, is_promotion
from wiredesk.pipelines.extraction.body.desk_label import without_desk_labels
from wiredesk.pipelines.extraction.body.glued_tail import without_glued_tail
from wiredesk.pipelines.extraction.body.head_lines import (
    below_headline,
    below_kicker,
    is_head_line,
    with_place_line,
    without_head_lines_below,
    without_small_print,
)
from wiredesk.pipelines.extraction.body.large_initial import with_large_initial
from wiredesk.pipelines.extraction.body.litter import is_litter
from wiredesk.pipelines.extraction.body.signature_lines import is_signature, repeats_signature
from wiredesk.pipelines.extraction.body.subscription_appeal import before_appeal
from wiredesk.pipelines.extraction.body.tail_lines import is_tail_line
from wiredesk.pipelines.extraction.explanation import note_dropped
from wiredesk.pipelines.text_comparison import words_alone

_LABEL: Final = 120  # characters; a line that holds the date as printed is shorter


def trim_paragraphs(
    paragraphs: Sequence[str],
    *,
    headline: str,
    byline: str | None,
    authors: Sequence[str],
    date_raw: str | None,
    publisher: str | None = None,
    section: str | None = None,
) -> list[str]:
    """The paragraphs of a body without the lines around it. Never empty where `paragraphs` is not.

    `headline`, `byline`, `authors` (names), `date_raw` (the date as printed), `publisher`, `section`: the article's own
    fields.
    """
    kept = _noted("browser_notice", paragraphs, without_browser_notices(list(paragraphs), headline))
    kept = _noted("repeated_headline", kept, below_headline(kept, words_alone(headline)))
    kept = _noted("repeated_headline", kept, below_kicker(kept, headline))
    kept = _noted("small_print", kept, without_small_print(kept))
    if len(kept) > 1 and section and words_alone(kept[0]) == words_alone(section):
        kept = _noted("head_line", kept, kept[1:])
    names = [words_alone(name) for name in (byline or "", *authors) if name]
    date = words_alone(date_raw or "")
    kept = _noted("tail_line", kept, before_promotion(before_appeal(kept)))
    kept = with_place_line(kept)
    kept = [with_large_initial(kept[0], kept), *kept[1:]]
    kept = without_desk_labels(kept)
    first, last = 0, len(kept)
    while last - first > 1 and (is_head_line(kept[first], names, date) or is_signature(kept[first : first + 2])):
        first += 1
    kept = _noted("head_line", kept, kept[first:])
    last -= first
    while last > 1 and (
        is_tail_line(kept[last - 1])
        or (date and len(kept[last - 1]) <= _LABEL and words_alone(kept[last - 1]) == date)
        or is_signature(kept[last - 1 : last + 1])
        or repeats_signature(kept[last - 2 : last])
        or is_closing_line(kept[last - 1], names, publisher)
        or is_closing_note(kept[last - 1], names, publisher, headline)
        or is_promotion(kept[last - 1])
    ):
        last -= 1
    kept = _noted("tail_line", kept, kept[:last])
    site = [words_alone(publisher)] if publisher else []
    kept = _noted("head_line", kept, without_head_lines_below(kept, [*names, *site], date))
    if (signed := without_glued_tail(without_feed_note(kept[-1], headline))) != kept[-1] and signed:
        kept = [*kept[:-1], signed]
    return _noted("litter", kept, [text for text in kept if not is_litter(text)] or kept)


def _noted(rule: str, before: Sequence[str], after: list[str]) -> list[str]:
    note_dropped(rule, before, after)
    return after

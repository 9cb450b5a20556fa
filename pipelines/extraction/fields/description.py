"""The publisher's summary of the story."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from wiredesk.pipelines.extraction.fields.byline_labels import has_label
from wiredesk.pipelines.extraction.page.page_markup import PageMarkup
from wiredesk.pipelines.extraction.page.plain_text import clean_line, squash
from wiredesk.pipelines.extraction.page.structured_data import first_text

MAX_BYLINE: Final = 60
"""Characters of a description that is a byline: "Written by Staff Report"."""
LEAST_CUT: Final = 12
"""Letters of a headline that an attribute cut at a quotation mark, from which on it is told."""
_CUT_OFF: Final = ("…", "...", "[…]", "[...]")


def read_description(page: PageMarkup, headline: str | None, own_names: Iterable[str] = ()) -> str | None:
    """The summary that the markup states; of two that begin alike the one that is not cut off.

    The headline, its beginning, a byline, or one of the site's ``own_names`` (squashed) is no summary.
    """
    own = frozenset(own_names)
    key = squash(headline or "")
    values = [
        first_text(page.structured.article.get("description")),
        page.first_meta("og:description"),
        page.first_meta("description"),
        page.first_meta("twitter:description"),
    ]
    lines = [line for value in values if (line := clean_line(value)) and not _is_other(line, key, own)]
    if not lines:
        return None
    best = lines[0]
    if best.endswith(_CUT_OFF):
        stem = best.rstrip("[]….")[:40]
        best = max((line for line in lines if line.startswith(stem)), key=len)
    return best


def _is_other(line: str, headline: str, own: frozenset[str]) -> bool:
    key = squash(line)
    if key in own or key == headline or not key:
        return True
    if len(key) >= LEAST_CUT and headline.startswith(key):
        return True
    return len(line) <= MAX_BYLINE and line[-1] not in ".!?…।。" and has_label(line)

"""Parts of a page that their headings call readers' comments or other articles: what is dated and signed there is not
the story."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from lxml.etree import _Element

from wiredesk.pipelines.extraction.lexicon.comment_headings import is_comment_heading
from wiredesk.pipelines.extraction.lexicon.cue_lines import BITS, is_label_line
from wiredesk.pipelines.extraction.page.plain_text import element_text

HEADINGS: Final = frozenset({"h2", "h3", "h4", "h5"})
LONGEST: Final = 200
"""Characters of a heading that is read: "3 comments on “…”" repeats the headline."""
MOST_WRAPPERS: Final = 4
"""Elements that hold nothing but the heading, and the box around them."""
LONGEST_LABEL: Final = 30
"""Characters of "Related stories"; what has a headline behind it is a pointer by itself."""


def parts_of_others(walked: Iterable[_Element], core: frozenset[_Element]) -> frozenset[_Element]:
    """The elements below such headings, or the boxes that they open. ``core`` are those that hold the story."""
    found: set[_Element] = set()
    for heading in walked:
        if heading.tag not in HEADINGS or heading in core:
            continue
        text = element_text(heading, limit=LONGEST)
        if is_comment_heading(text):
            found.update(_below(heading, core, ends=False))
        elif len(text) <= LONGEST_LABEL and is_label_line(text, BITS["related"]):
            found.update(_below(heading, core, ends=True))
    return frozenset(found)


def _below(heading: _Element, core: frozenset[_Element], *, ends: bool) -> Iterator[_Element]:
    """The box that a heading opens, else what follows it: ``ends`` with the next heading or paragraph."""
    box = heading
    for _ in range(MOST_WRAPPERS):
        holder = box.getparent()
        if holder is None or holder in core or next(_elements(holder), None) is not box:
            break
        is_wrapper = len(list(islice(_elements(holder), 2))) == 1
        box = holder
        if not is_wrapper:
            break  # a larger one also holds what follows the box: the author's life
    if box is not heading:
        yield box
        return
    for sibling in heading.itersiblings():
        if ends and sibling.tag in (*HEADINGS, "p"):
            return
        if sibling not in core:
            yield sibling


def _elements(holder: _Element) -> Iterator[_Element]:
    """The elements in one, without comments."""
    return (child for child in holder if isinstance(child.tag, str))

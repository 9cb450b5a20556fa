"""Lines that a label in front shows to be bylines, wherever they stand: "By …", "Written by …", "بقلم …"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from lxml.etree import _Element

from wiredesk.pipelines.extraction.fields.byline_labels import begins_with_label, begins_with_source, has_label
from wiredesk.pipelines.extraction.fields.credit import Credit
from wiredesk.pipelines.extraction.fields.east_asian_names import east_asian_names
from wiredesk.pipelines.extraction.fields.names import split_names
from wiredesk.pipelines.extraction.fields.person_names import looks_like_person
from wiredesk.pipelines.extraction.lexicon.agencies import agency_name
from wiredesk.pipelines.extraction.lexicon.cue_lines import BITS, cue_mask, is_label_line
from wiredesk.pipelines.extraction.page.named_search import NamedSearch
from wiredesk.pipelines.extraction.page.page_markup import PageMarkup, naming
from wiredesk.pipelines.extraction.page.plain_text import clean_line, element_text

_SPOKEN_LABEL = re.compile(
    r"^(?P<label>author|autor|auteur|автор|مصنف|نویسنده|الكاتب|penulis|yazan|yazar|tác giả|लेखक|mwandishi|marubuci)"
    r"\s?[,،]\s",
    re.I,
)
"""A label that is only read out, with a comma to pause at: "Author, Ann Lee" in a list with "Role, Reporter"."""
MAX_HOLDERS = 1_500
"""Elements around the text that are asked whether they begin like a byline."""
MAX_PIECES = 8
"""Pieces of text of which one must hold a word; so many are only white space in boxes and icons."""
_is_no_head = NamedSearch("caption comment respond", r"caption|comment|(?<![a-z])respond")
"""Boxes behind the headline that hold other lines than its own."""
NO_CREDIT = BITS["share"] | BITS["subscribe"] | BITS["related"] | BITS["notice"] | BITS["tags"]
"""Cues of lines that stand among bylines and name nobody ("Follow us", "Read also")."""
FOLLOW = BITS["share"] | BITS["subscribe"]
LABELS = NO_CREDIT | BITS["credit"] | BITS["byline"]


def line_below_headline(page: PageMarkup) -> list[Credit]:
    """A short line behind the headline that begins with "By", "Von", "بقلم" …, without any mark in the markup."""
    if page.heading is None:
        return []
    for line in lines_after(page.heading):
        text = _SPOKEN_LABEL.sub(r"\g<label>: ", line)
        if _is_line(text, 120) and has_label(text) and (names := credited_names(text, alone=len(text) < 40)):
            return [Credit(name, line=text) for name in names]
    return []


def _is_line(text: str, most: int) -> bool:
    """Whether a text has the length of a labelled name; with ideographs four signs are enough: "글=김민수"."""
    return 6 <= len(text) <= most or (4 <= len(text) < 6 and bool(east_asian_names(text)))


def credited_names(line: str, *, alone: bool = False) -> list[str]:
    """The names in a line that begins with a label; behind "Source:" only agencies."""
    if cue_mask(line) & NO_CREDIT:
        return []
    found = [
        name
        for name in split_names(line)
        if agency_name(name) or (looks_like_person(name, alone=alone) and not is_label_line(name, LABELS))
    ]
    return [name for name in found if agency_name(name)] if begins_with_source(line) else found


def labelled_line(page: PageMarkup) -> list[Credit]:
    """A short line anywhere around the text that begins with "Written by", "Author:" or the like."""
    holder = page.body.getparent() if page.body is not None else page.tree
    if holder is None:
        return []
    for count, element in enumerate(
        holder.iter("p", "div", "span", "h3", "h4", "h5", "li", "td", "strong", "b", "font", "em", "address", "br")
    ):
        if count > MAX_HOLDERS:
            break
        text = element.text if element.tag != "br" else element.tail
        if not text or len(text) > 80 or not begins_with_label(text) or page.is_aside(element):
            continue
        if element.tag == "br" and any(_is_no_head(naming(box)) for box in islice(element.iterancestors(), 3)):
            continue
        if element.tag == "br":
            line = _line_behind(element)
        elif len(element) and element[0].tag == "br":
            line = clean_line(text, tags=False, limit=121)  # the first of several lines
        else:
            line = element_text(element, limit=121)
        if _is_line(line, 100) and has_label(line):
            names = credited_names(line, alone=len(line) < 30 or bool(east_asian_names(line)))
            if names:
                return [Credit(name, line=line) for name in names]
    return []


def _line_behind(break_: _Element) -> str:
    """The text from a line break to the next one."""
    parts = [break_.tail or ""]
    for sibling in islice(break_.itersiblings(), MAX_PIECES):
        if sibling.tag not in ("a", "b", "strong", "em", "i", "span", "font"):
            break
        parts += [element_text(sibling, limit=121), sibling.tail or ""]
    return clean_line(" ".join(parts), limit=121)


def lines_after(heading: _Element) -> Iterator[str]:
    """The text blocks that follow the headline: of its next siblings and of its ancestors' next siblings."""
    count = 0
    node: _Element | None = heading
    for _ in range(4):
        if node is None or node.tag in ("body", "html"):
            return
        for sibling in node.itersiblings():
            if not isinstance(sibling.tag, str) or sibling.tag == "figure" or _is_no_head(naming(sibling)):
                continue
            yield from element_text(sibling, limit=400, apart=True).split("\n")[:6]
            count += 1
            if count >= 12:
                return
        node = node.getparent()

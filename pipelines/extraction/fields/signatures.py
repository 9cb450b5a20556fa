"""How the text itself is signed: a labelled name in its first or last paragraphs, or a name alone."""

from __future__ import annotations

import re

from lxml.etree import _Element

from wiredesk.pipelines.extraction.fields.byline_labels import begins_with_source, has_label
from wiredesk.pipelines.extraction.fields.credit import Credit
from wiredesk.pipelines.extraction.fields.east_asian_names import east_asian_names
from wiredesk.pipelines.extraction.fields.labelled_lines import NO_CREDIT, credited_names
from wiredesk.pipelines.extraction.fields.names import split_names
from wiredesk.pipelines.extraction.fields.person_names import looks_like_person
from wiredesk.pipelines.extraction.lexicon.agencies import agency_name
from wiredesk.pipelines.extraction.lexicon.cue_lines import cue_mask
from wiredesk.pipelines.extraction.page.page_markup import PageMarkup
from wiredesk.pipelines.extraction.page.plain_text import element_text

RIGHTS = re.compile(r"©|\(c\)|copyright", re.I)
_NO_NAME_END = re.compile(r"[!?…。！？।۔؟։\"”’»」』]\W*$|[^\W\d_]{4,}\.$")
"""How sentences and quotations end; a name's last initial has a full stop as well."""
RUNNING = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
"""Scripts in which a sentence is set as a name is: without capitals, and without spaces between words."""


def signed_line(page: PageMarkup) -> list[Credit]:
    """A labelled name in the first or the last paragraphs of the article."""
    paragraphs = _paragraphs(page)
    for paragraph in (*paragraphs[:2], *paragraphs[-6:]):
        text = element_text(paragraph, limit=120).strip(_AROUND)
        if 6 <= len(text) <= 100 and has_label(text) and not text.endswith("."):
            names = credited_names(text)
            if names:
                return [Credit(name, line=text) for name in names]
    return []


def signature(page: PageMarkup) -> list[Credit]:
    """A name alone in the last or, in bold, in the first paragraph of the article: how some newsrooms sign."""
    paragraphs = _paragraphs(page)
    if not paragraphs:
        return []
    for paragraph in (*_bold_behind(paragraphs[-1]), *reversed(paragraphs[-2:]), paragraphs[0]):
        marked = (
            len(paragraph) > 0 and paragraph[0].tag in ("strong", "em", "b", "i") and not (paragraph.text or "").strip()
        )
        if paragraph is paragraphs[0] and not marked:
            continue
        text = element_text(paragraph, limit=80).strip(_AROUND)
        if 5 <= len(text) <= 60 and not cue_mask(text) & NO_CREDIT and not _is_no_signature(text):
            names = [
                name
                for name in split_names(text.strip("()[]"))
                if (looks_like_person(name) and len(name.split()) < 5) or agency_name(name)
            ]
            placed = sum(map(len, names)) > len(text) * 0.6 or has_one_place(text, names)
            if any(agency_name(name) is None for name in names) and placed:
                return [Credit(name, line=text) for name in names]
    return []


_PARTED = re.compile(r"\s*[/|–—,]\s*|\s-\s?|\s?-\s")


def has_one_place(text: str, names: list[str]) -> bool:
    """Whether a line is one name and a place separated by a mark, as correspondents sign: "Basra/ Zeinab Kadhim".

    Behind a label, or beside the initials of a house, it is the credit of a picture.
    """
    parts = _PARTED.split(text.strip("()[]"))
    if len(names) != 1 or len(parts) != 2 or names[0] not in parts or " " not in names[0]:
        return False
    place = parts[1 - parts.index(names[0])]
    if "," in text and not names[0][:1].isupper():
        return False  # without capitals a name and its place are any words of a sentence
    is_house = place.isupper() and not names[0].split()[-1].isupper()
    return 1 <= len(place.split()) <= MAX_PLACE and not is_house and cue_mask(text) == 0


def _bold_behind(last: _Element) -> list[_Element]:
    """The element behind the last paragraph, where it is bold text and nothing else: a signature without ``p``."""
    element = last.getnext()
    if element is None or element.tag not in ("b", "strong", "em", "div"):
        return []
    bold = element[0] if element.tag == "div" and len(element) == 1 else element
    alone = len(bold) == 0 and not (element.tail or "").strip() and not (bold is not element and element.text)
    return [bold] if alone and bold.tag in ("b", "strong", "em") else []


MAX_PLACE = 2
"""Words of the place beside a correspondent's name."""
_AROUND = " –—-*•"
"""Marks around a signature."""


def _paragraphs(page: PageMarkup) -> list[_Element]:
    """The paragraphs of the article; none where they are too few to tell its end."""
    if page.body is None:
        return []
    paragraphs = [child for child in page.body.iterchildren("p") if child.text or len(child)]
    return paragraphs if len(paragraphs) > 2 else []


def _is_no_signature(text: str) -> bool:
    """Whether a paragraph that no label opens is a sentence, a quotation, a source or a note of rights.

    The last sentence of a Thai, Chinese or Japanese page looks like a name; there a name stands in brackets.
    """
    if begins_with_source(text) or RIGHTS.search(text) or _NO_NAME_END.search(text):
        return True
    return RUNNING.search(text) is not None and not east_asian_names(text)

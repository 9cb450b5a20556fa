"""Lines that hold a name or an address and nothing else: of a desk, an agency, or who wrote the article."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from wiredesk.pipelines.extraction.body.closing_lines import is_closing_line
from wiredesk.pipelines.extraction.fields.name_kinds import is_named_organization
from wiredesk.pipelines.extraction.lexicon.sentence_marks import ends_sentence

_DESK: Final = 40
_DESK_WORDS: Final = 4
"""Characters and words; "Redacción Regional", "מערכת קול הגליל". Longer lines with "News" or "Council" are headings."""
_CONTACT: Final = 90
_CONTACT_WORDS: Final = 5
"""Characters, and words beside the address: a name, its title and "by"."""
_ADDRESS: Final = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}|(?<!\S)@\w{3,30}")


def is_desk(text: str) -> bool:
    """Whether a line is the name of an agency or a desk alone: "(وكالات)", "Haber Merkezi"."""
    name = text.strip(" ()[]/-–—:.")
    return len(name) <= _DESK and len(name.split()) <= _DESK_WORDS and is_named_organization(name)


def is_contact(text: str) -> bool:
    """Whether a line is an e-mail address or a handle, with hardly more than a name: "Ann Hall ann@post.example"."""
    if len(text) > _CONTACT or ends_sentence(text):
        return False
    without = _ADDRESS.sub(" ", text)
    return without != text and len(without.split()) <= _CONTACT_WORDS


def is_signature(lines: Sequence[str]) -> bool:
    """Whether the first of two lines is a name and the second an address: "IDA HOLM", "i.holm@post.example"."""
    if len(lines) < 2 or len(lines[0]) > _DESK or len(lines[0].split()) > _DESK_WORDS:
        return False
    return not ends_sentence(lines[0]) and is_contact(lines[1])


def repeats_signature(lines: Sequence[str]) -> bool:
    """Whether the second of two lines is the last word of the first, which an agency signs: the editor once more."""
    return len(lines) > 1 and [lines[1]] == lines[0].split()[-1:] and is_closing_line(lines[0])

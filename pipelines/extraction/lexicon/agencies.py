"""News agencies under the names and in the scripts in which bylines credit them (``agencies.txt``)."""

from __future__ import annotations

import re

from wiredesk.pipelines.extraction.lexicon.word_lists import read_entries

AGENCIES: dict[str, str] = {
    alias.strip(): name for name, aliases in read_entries("agencies.txt")[""].items() for alias in aliases.split(",")
}
"""Spelling in lower case → the name to credit."""

_AGENCY_WORD = re.compile(
    r"\b(?:the|nachrichtenagentur|(?:news |press )?agency|agence|agencia|agência|agenzia|(?:haber )?ajansı"
    r"|وكالة|خبرگزاری|통신)\b"
    r"|通信社|通讯社"
)


def agency_name(name: str) -> str | None:
    """The usual name of the news agency that is spelt so, or None.

    >>> agency_name("رويترز"), agency_name("SID Nachrichtenagentur"), agency_name("Ann Smith")
    ('Reuters', 'SID', None)
    """
    key = name.casefold().strip(" .\"'«»()[]")
    return AGENCIES.get(key) or AGENCIES.get(_AGENCY_WORD.sub("", key).strip())

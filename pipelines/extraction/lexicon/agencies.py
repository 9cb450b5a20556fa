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
    """The usual name of the news agency that is spelled so, or None.

    >>> agency_name("رويترز"), agency_name("SID Nachrichtenagentur"), agency_name("Ann Smith")
    ('Reuters', 'SID', None)
    """
    key = name.casefold().strip(" .\"'«»()[]")
    return AGENCIES.get(key) or AGENCIES.get(_AGENCY_WORD.sub("", key).strip())


_BETWEEN = re.compile(r"\s*[/,;+&،–—]\s*|\s+-\s+|\s+و\s?|\s+(?:and|und|et|y|e|ve)\s+")
MAX_PARTS = 6
"""Agencies that are credited together; more are a list of something else."""


def first_agency(text: str) -> str | None:
    """The usual name of the first known agency of several.

    >>> first_agency("lno/dpa"), first_agency("AP, Reuters"), first_agency("Ann Smith")
    ('dpa', 'AP', None)
    """
    parts = _BETWEEN.split(text[:200])[:MAX_PARTS]
    return agency_name(text) or next((name for part in parts if (name := agency_name(part)) is not None), None)

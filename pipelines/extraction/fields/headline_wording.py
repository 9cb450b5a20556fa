"""The chosen headline whole, where what a system declares ends in the midst of the sentence that the page prints.

Systems cut at a number of characters, before the second half of a sentence, or at a quotation mark.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from wiredesk.pipelines.extraction.fields.headline_candidates import Candidate
from wiredesk.pipelines.extraction.fields.headline_place import LEAST_TITLE

_REPEATED = frozenset({"json-ld", "og", "og cut", "title", "title cut"})
_OF_CUTS = frozenset({"split", "tail"})
_UNCUT = frozenset({"h1", "h1 later", "json-ld", "og", "og cut", "printed", "h2", "title cut"})
"""Places that hold a headline and nothing else."""
_HEADINGS = frozenset({"h1", "h1 later"})
_PRINTED = _HEADINGS | {"printed", "h2"}
_STEPS = frozenset("|»/›>")
"""What stands between the names of a path. Before a dash or a colon stands part of the headline as often."""
_MORE = re.compile(r"[,:]?\s?[^\W_]")
_GOES_ON = re.compile(r"[,:]?\s(?:[^\W\d_]|[\"“„«'‘(\d])")
"""How a sentence goes on: with a word or a quotation. Behind a mark may stand the site's name."""


def whole(chosen: Candidate, candidates: Sequence[Candidate]) -> Candidate:
    """The main heading, where the markup repeats it and the chosen text is its beginning; else the chosen one.

    A text that ends in dots says itself that it is cut, maybe within a word: what goes on is taken from any place.
    """
    if chosen.text.endswith(("…", "...")):
        stem = chosen.text.rstrip(" .…")
        longer = (one for one in candidates if one.text.startswith(stem) and _MORE.match(one.text, len(stem)))
        return next((one for one in longer if one.found & _UNCUT), chosen)
    printed = (one for one in candidates if "h1" in one.found and one.found & _REPEATED)
    return next((one for one in printed if _is_cut_from(chosen, one)), chosen)


def without_path(chosen: Candidate, candidates: Sequence[Candidate]) -> Candidate:
    """The main heading, where the chosen text is not printed and only puts names of sections before it: "Blog » …"."""
    if chosen.found & _PRINTED:
        return chosen
    ends = (one for one in candidates if one is not chosen and chosen.text.endswith(one.text))
    for one in ends:
        path = chosen.text[: -len(one.text)].rstrip()
        if len(one.key) >= LEAST_TITLE and path[-1:] in _STEPS and (one.found & _HEADINGS or path[-1] == "»"):
            return one
    return chosen


def _is_cut_from(one: Candidate, other: Candidate) -> bool:
    if one is other or len(one.key) < LEAST_TITLE or not other.key.startswith(one.key) or one.found <= _OF_CUTS:
        return False
    rest = other.text[len(one.text.rstrip(" .…")) :]
    return _GOES_ON.match(rest) is not None

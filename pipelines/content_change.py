"""What counts as an update: an article has changed when its words have.

A rule turns headline and text into a hash; two versions of an article with equal hashes are the same. What is stored of
an article names the rule of its hash. To change what counts, add a rule below and make it `RULE`: known articles are
then compared once more by the rule that they were stored with, so that the new rule alone republishes nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Final

from wiredesk.pipelines.text_comparison import words_alone


def _by_words(headline: str, body_text: str) -> str:
    """Case, punctuation, white space and Unicode compatibility forms are set aside, so that only changed words count.

    32 hexadecimal digits (128 bits: no accidental collision among any number of articles that can be stored).
    """
    return hashlib.sha256(words_alone(f"{headline}\n{body_text}").encode()).hexdigest()[:32]


RULES: Final[Mapping[str, Callable[[str, str], str]]] = {"1": _by_words}
"""All rules that articles may have been stored with. What a rule gives never changes: a test holds its value. Where no
rule is stored, it was rule 1."""
RULE: Final = "1"
"""The rule by which articles are stored from now on."""
NAMING_RULE: Final = "1"
"""The rule by which `changed` tells whether headline and text differ. What is stored for that has no rule beside it, so
this one stays when `RULE` changes."""


def content_hash(headline: str, body_text: str, rule: str = RULE) -> str:
    """The hash of an article's words by `rule`. Raises KeyError for a rule that does not exist."""
    return RULES[rule](headline, body_text)


def content_hashes(headline: str, body_text: str) -> dict[str, str]:
    """The hash by every rule that there is: rule → hash."""
    return {rule: hashed(headline, body_text) for rule, hashed in RULES.items()}


def is_unchanged(headline: str, body_text: str, known_hash: str, known_rule: str) -> bool:
    """Whether these are the words that were stored as `known_hash`. Yes where that rule no longer exists."""
    return known_rule not in RULES or content_hash(headline, body_text, known_rule) == known_hash

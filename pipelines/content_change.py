"""What counts as an update: an article has changed when its words have.

A rule turns an article into a hash; two versions of an article with equal hashes are the same. What is stored of an
article names the rule of its hash. To change what counts, add a rule below and make it `RULE`: known articles are then
compared once more by the rule that they were stored with, so that the new rule alone republishes nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Final, NamedTuple, Protocol

from wiredesk.pipelines.text_comparison import words_alone


class Content(Protocol):
    """What a rule sees of an article: fields of `PageFields` (pipelines/article.py). One that should count is added
    here, and to `Words` with a default."""

    @property
    def headline(self) -> str | None: ...

    @property
    def body_text(self) -> str | None: ...


class Words(NamedTuple):
    """Headline and text, for a rule, where there is no article yet."""

    headline: str | None
    body_text: str | None


def _by_words(article: Content) -> str:
    """Case, punctuation, white space and Unicode compatibility forms are set aside, so that only changed words count.

    32 hexadecimal digits (128 bits: no accidental collision among any number of articles that can be stored).
    """
    words = words_alone(f"{article.headline or ''}\n{article.body_text or ''}")
    return hashlib.sha256(words.encode()).hexdigest()[:32]


RULES: Final[Mapping[str, Callable[[Content], str]]] = {"1": _by_words}
"""All rules that articles may have been stored with. What a rule gives never changes: a test holds its value. Where no
rule is stored, it was rule 1."""
RULE: Final = "1"
"""The rule by which articles are stored from now on."""


def content_hash(article: Content, rule: str = RULE) -> str:
    """The hash of what counts of an article by `rule`. Raises KeyError for a rule that does not exist."""
    return RULES[rule](article)


def content_hashes(article: Content) -> dict[str, str]:
    """The hash by every rule that there is: rule → hash."""
    return {rule: hashed(article) for rule, hashed in RULES.items()}


def is_unchanged(article: Content, known_hash: str, known_rule: str) -> bool:
    """Whether this is what was stored as `known_hash`. Yes where that rule no longer exists."""
    return known_rule not in RULES or content_hash(article, known_rule) == known_hash


def compared_words(article: Content) -> dict[str, str]:
    """Headline and text as `changed` compares them: by their words, field → hash.

    What is stored for that has no rule beside it, so these values never change, whatever `RULE` is.
    """
    return {
        "headline": _by_words(Words(article.headline, "")),
        "body_text": _by_words(Words("", article.body_text)),
    }

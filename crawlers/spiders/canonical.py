"""Canonical links that lead nowhere or to another article: then the page stands for itself."""

from __future__ import annotations

import re
import unicodedata

from pipelines.article import Article
from pipelines.url_identity import article_id

_NOT_WORDS = re.compile(r"[\W_]+")


def under_own_url(article: Article) -> Article:
    """The article identified by its own URL, because the canonical one it declares is not its own."""
    return article.model_copy(update={"canonical_url": None, "id": article_id(article.url)})


def same_headline(one: str, other: str) -> bool:
    """Whether two versions of a page carry the same headline, case, punctuation and compatibility forms aside."""
    return _squashed(one) == _squashed(other)


def _squashed(text: str) -> str:
    return _NOT_WORDS.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()

"""Checksums of an article's fields, by which an update is told from what was published before."""

from __future__ import annotations

import base64
import json
from typing import Any, Final
from zlib import crc32

from wiredesk.pipelines.article import COMPARED_FIELDS, Article
from wiredesk.pipelines.content_change import compared_words

LENGTH: Final = 4
"""Characters of one checksum: 24 bits, enough to notice a change, and not relied on for more."""
_COMPARED: Final = set(COMPARED_FIELDS)


def digests_of(article: Article) -> str:
    """LENGTH characters for each of COMPARED_FIELDS; the headline and the body by their words."""
    values: dict[str, Any] = article.model_dump(mode="json", include=_COMPARED) | compared_words(article)
    return "".join(digest_of(values[name]) if values[name] else _EMPTY for name in COMPARED_FIELDS)


def digest_of(value: Any) -> str:
    """The checksum of a value of JSON."""
    checksum = crc32(json.dumps(value, sort_keys=True).encode())
    return base64.b64encode(checksum.to_bytes(LENGTH, "big")[1:]).decode()


def headline_digest(article: Article) -> str:
    """The checksum of the headline's words."""
    return digest_of(compared_words(article)["headline"])


def has_headline(digests: str, article: Article) -> bool:
    """Whether `digests`, as they are stored, are those of an article with the same headline."""
    place = LENGTH * COMPARED_FIELDS.index("headline")
    return digests[place : place + LENGTH] == headline_digest(article)


_EMPTY: Final = digest_of(None)

"""What is known of one published article, and how Redis has it: in full, or in short form."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from wiredesk.pipelines.article import Article
from wiredesk.pipelines.content_change import is_unchanged
from wiredesk.pipelines.publishing.short_form import ShortRecord, read_record
from wiredesk.pipelines.publishing.stored_times import past

FIELDS: Final = (
    *("revision", "content_hash", "site", "url", "etag", "last_modified", "published"),
    *("visited", "changed", "next_visit", "content_rule", "mended", "digests"),
)
"""Of the record of an article; publish.lua writes them."""


@dataclass(frozen=True)
class KnownArticle:
    """A published article. Times are Unix seconds: `changed` when its words last changed, `visited` when it was seen.

    An article in short form has no known `site`, `url` and validators. If it was seen again since it changed, `changed`
    is then the time of its first publication.
    """

    id: str
    revision: int
    content_hash: str
    site: str
    url: str
    etag: str | None
    last_modified: str | None
    published: float | None
    visited: float | None
    changed: float | None
    next_visit: float | None
    content_rule: str = "1"
    """The rule that gave `content_hash`; see pipelines.content_change."""
    mended: tuple[int, int] | None = None
    """Of the last mend, if there was one: the revision that it mended, and its own."""
    digests: str = ""
    """Of its fields (field_digests.py); empty where they are not known."""

    @property
    def is_short(self) -> bool:
        """Whether only the short form is known, which has no address."""
        return not self.url

    def has_words_of(self, article: Article) -> bool:
        """Whether the article has not changed since it was published."""
        return is_unchanged(article, self.content_hash, self.content_rule)


@dataclass(frozen=True)
class RejectedUrl:
    """A URL whose page was found to be no article, for the reason given; it is forgotten after a while."""

    reason: str


def known_of_row(known_id: str, row: Sequence[Any], short: bytes | None) -> KnownArticle | None:
    """The article of these FIELDS; by its short form where the fields are gone, None where both are."""
    values = {name: text_of(value) for name, value in zip(FIELDS, row, strict=True) if value is not None}
    if "revision" not in values:
        record = read_record(known_id, short) if short is not None else None
        return known_of_short_form(record) if record is not None else None
    now = time.time()
    return KnownArticle(
        id=known_id,
        revision=int(values["revision"]),
        content_hash=values.get("content_hash", ""),
        site=values.get("site", ""),
        url=values.get("url", ""),
        etag=values.get("etag") or None,
        last_modified=values.get("last_modified") or None,
        published=_number(values.get("published")),
        visited=past(_number(values.get("visited")), now) or None,
        changed=past(_number(values.get("changed")), now) or None,
        next_visit=_number(values.get("next_visit")),
        content_rule=values.get("content_rule") or "1",
        mended=_pair(values.get("mended")),
        digests=values.get("digests", ""),
    )


def known_of_short_form(record: ShortRecord) -> KnownArticle:
    """The article of a record in short form."""
    now = time.time()
    return KnownArticle(
        id=record.id,
        revision=record.revision,
        content_hash=record.content_hash,
        site="",
        url="",
        etag=None,
        last_modified=None,
        published=record.published,
        visited=past(record.visited, now) or None,
        changed=past(record.first if record.seen_again else record.visited, now) or None,
        next_visit=None,
        content_rule=record.content_rule,
        mended=None if record.mended is None else (record.mended, record.revision),
    )


def _pair(value: str | None) -> tuple[int, int] | None:
    of, slash, is_now = (value or "").partition("/")
    return (int(of), int(is_now)) if slash else None


def _number(value: str | None) -> float | None:
    return float(value) if value else None


def text_of(value: Any) -> str:
    """A value of Redis as text."""
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)

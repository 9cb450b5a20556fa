"""What two readings of one page have different."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wiredesk.pipelines.article import COMPARED_FIELDS, Article
from wiredesk.pipelines.content_change import compared_words
from wiredesk.pipelines.extraction.page.article_pages import MULTI_PAGE

_OF_THE_CAPTURE = (
    *("id", "site", "url", "requested_url", "fetched_at", "http_status", "discovered_via", "archive"),
)  # fmt: skip
"""Fields that say which page it was; reading it again changes none of them."""


def changed_fields(before: Article, after: Article) -> list[str]:
    """The fields that an update would name, by the rules of publishing: headline and text differ where words do."""
    values, others = _compared(before), _compared(after)
    return [name for name in COMPARED_FIELDS if values[name] != others[name]]


def as_visited(before: Article, after: Article) -> Article:
    """An article as it is read today, with what its crawl knew of other addresses: it had asked the one that the page
    names, found another article or none there, and published the page under its own."""
    if before.canonical_url is not None or after.canonical_url is None or after.id == before.id:
        return after
    return after.model_copy(update={"canonical_url": None, "id": before.id})


def as_mend(before: Article, after: Article, changed: Sequence[str]) -> Article:
    """The article as it is read today, as an update of the same capture's."""
    kept = {name: getattr(before, name) for name in _OF_THE_CAPTURE}
    told = {"event": "update", "cause": "reextraction", "changed": list(changed), "revision": before.revision + 1}
    return after.model_copy(update={**kept, **told, "near_duplicate_of": None, "request_id": None})


def with_pages(first: Article, others: Sequence[Article]) -> Article:
    """An article with the text of its further pages: the one that has all of it, or one after the other."""
    if not others:
        return first
    paragraphs = first.body_text.split("\n\n")
    for other in others:
        if paragraphs[0] in other.body_text and len(other.body_text) > len(first.body_text):
            paragraphs = other.body_text.split("\n\n")
            break
        known = set(paragraphs)
        paragraphs += [text for text in other.body_text.split("\n\n") if text not in known]
    record = first.extraction
    warnings = [warning for warning in record.warnings if warning != MULTI_PAGE]
    whole = first.model_copy(update={"extraction": record.model_copy(update={"warnings": warnings})})
    return whole.with_body_text("\n\n".join(paragraphs))


def _compared(article: Article) -> dict[str, Any]:
    return {name: getattr(article, name) or None for name in COMPARED_FIELDS} | compared_words(article)

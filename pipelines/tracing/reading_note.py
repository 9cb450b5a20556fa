"""What a trace keeps of the reading of a page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from wiredesk.pipelines.article import Article
    from wiredesk.pipelines.extraction.rejection import Rejection
    from wiredesk.pipelines.tracing.trace import Trace

LeftOut: TypeAlias = Mapping[str, tuple[int, int]]
"""Rule → texts and characters that it has left out."""
DOUBTFUL = 0.5
"""Confidence below which a field is named as doubtful: it is wrong more often than right."""
_HEADLINE = 120  # characters: enough to recognise the article
_RULES_NAMED = 8
"""Rules named that have left out most."""


def note_article(trace: Trace, article: Article, left_out: LeftOut, seconds: float) -> None:
    """Note the article that was read in `seconds`, and what each rule has left out of its page."""
    record = article.extraction
    trace.note(
        "extraction", seconds=seconds, method=record.method, headline=article.headline[:_HEADLINE],
        characters=len(article.body_text), language=article.language, published=article.date_published,
        doubtful={name: round(value, 2) for name, value in record.confidence.items() if value < DOUBTFUL} or None,
        warnings=list(record.warnings) or None, left_out=_most(left_out),
    )  # fmt: skip


def note_rejection(trace: Trace, rejection: Rejection, left_out: LeftOut, seconds: float) -> None:
    """Note why a page gave no article."""
    trace.note("extraction", seconds=seconds, rejected=rejection.reason, detail=rejection.detail or None,
               left_out=_most(left_out))  # fmt: skip


def _most(left_out: LeftOut) -> dict[str, list[int]] | None:
    most = sorted(left_out.items(), key=lambda item: -item[1][1])[:_RULES_NAMED]
    return {rule: list(counts) for rule, counts in most} or None

"""Articles in the forms that others read: JSON lines, text, ninjs, HTML."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wiredesk.pipelines.exporters.format_names import FORMATS, Format

if TYPE_CHECKING:
    from wiredesk.pipelines.article import Article

__all__ = ["FORMATS", "Format", "export"]


def export(article: Article, format: Format = "jsonl") -> str:
    """One article in `format`, safe to print on a terminal, ending with a newline.

    "jsonl": one line of JSON with all fields of the schema. "text": for reading, with a blank line after it.
    "ninjs": one line of IPTC ninjs 3 JSON. "html": an HTML fragment. docs/article.md has the mappings.
    Raises ValueError for a format that does not exist.
    """
    from wiredesk.pipelines.exporters.formats import exporter  # noqa: PLC0415  # names alone are imported fast

    return exporter(format)(article)

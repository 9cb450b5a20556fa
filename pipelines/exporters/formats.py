"""Which function makes which format."""

from __future__ import annotations

from collections.abc import Callable

from wiredesk.pipelines.article import Article
from wiredesk.pipelines.exporters.format_names import FORMATS, Format
from wiredesk.pipelines.exporters.html import to_html
from wiredesk.pipelines.exporters.jsonl import to_jsonl
from wiredesk.pipelines.exporters.ninjs import to_ninjs
from wiredesk.pipelines.exporters.text import to_text

_EXPORTERS: dict[Format, Callable[[Article], str]] = {
    "jsonl": to_jsonl,
    "text": to_text,
    "ninjs": to_ninjs,
    "html": to_html,
}


def exporter(format: Format) -> Callable[[Article], str]:
    """The function that writes an article in `format`. Raises ValueError for one that does not exist."""
    try:
        return _EXPORTERS[format]
    except KeyError:
        raise ValueError(f"no format {format!r}; there are {', '.join(FORMATS)}") from None

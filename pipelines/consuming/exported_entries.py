"""An entry of the queue as text in one of the export formats."""

from __future__ import annotations

from wiredesk.pipelines.consuming.delivery import Delivery
from wiredesk.pipelines.consuming.entries import StreamEntry
from wiredesk.pipelines.exporters import Format, export
from wiredesk.pipelines.exporters.jsonl import json_line


def render_entry(entry: StreamEntry, format: Format = "jsonl") -> str:
    """The entry's article in `format`, with its newline.

    JSON lines are passed through field by field, also those of a later 1.x schema; the other formats need a valid
    article. Raises MalformedEntry.
    """
    if format == "jsonl":
        return json_line(entry.article_dict())
    return export(entry.article(), format)


def render_delivery(delivery: Delivery, format: Format = "jsonl") -> str:
    """The same for an article in a consumer's hands, which has been parsed already."""
    return json_line(delivery.raw) if format == "jsonl" else export(delivery.article, format)

"""JSON lines: the article with all its fields, one line each (docs/article.md)."""

from __future__ import annotations

import json
from typing import Any

from wiredesk.pipelines.article import Article
from wiredesk.pipelines.exporters.terminal import escape_in_json


def to_jsonl(article: Article) -> str:
    """The article as one line of JSON with a newline; every field is present, null where it is not known."""
    return json_line(article.model_dump(mode="json"))


def json_line(value: dict[str, Any]) -> str:
    """Any JSON object as one line that is safe on a terminal."""
    return escape_in_json(json.dumps(value, ensure_ascii=False, separators=(",", ":"))) + "\n"

"""The text that an object of JSON-LD declares: ``articleBody`` with and without markup, the steps of a how-to or
recipe, the entries of a live blog (schema.org)."""

from __future__ import annotations

from typing import Any, Final

from wiredesk.pipelines.extraction.page.structured_data import Node, type_names
from wiredesk.pipelines.extraction.state.rich_text import TextReader
from wiredesk.pipelines.extraction.state.state_graph import StateGraph

MOST_ENTRIES: Final = 300
"""Of a live blog."""
_STEPS: Final = ("step", "steps", "recipeInstructions")
_INNER: Final = ("itemListElement", "step", "hasPart")
_NESTED: Final = 4  # sections of steps of directions


def declared_text(article: Node) -> str | None:
    """The text of the page's main object, its paragraphs in lines of their own; None where it declares none."""
    reader = TextReader(StateGraph())
    lines = _plain(reader, article.get("articleBody"))
    if not lines and "liveblogposting" in type_names(article):
        entries = article.get("liveBlogUpdate")
        for entry in (entries if isinstance(entries, list) else [entries])[:MOST_ENTRIES]:
            if isinstance(entry, dict):
                lines += _plain(reader, entry.get("headline")) + _plain(reader, entry.get("articleBody"))
    if not lines and (steps := next((article[key] for key in _STEPS if article.get(key)), None)):
        lines = [*_plain(reader, article.get("description")), *_steps(reader, steps, 0)]
    return "\n".join(lines) or None


def _steps(reader: TextReader, value: Any, depth: int) -> list[str]:
    """The names and texts of steps, section after section."""
    if depth > _NESTED:
        return []
    if isinstance(value, list):
        return [line for item in value[:MOST_ENTRIES] for line in _steps(reader, item, depth)]
    if not isinstance(value, dict):
        return _plain(reader, value)
    name, text = _plain(reader, value.get("name")), _plain(reader, value.get("text"))
    inner = next((value[key] for key in _INNER if value.get(key)), None)
    if not text and inner is not None:
        text = _steps(reader, inner, depth + 1)
    # Many systems give a step its own beginning as a name.
    repeats = bool(name and text) and " ".join(text).startswith(name[0].rstrip(".… "))
    return text if repeats else name + text


def _plain(reader: TextReader, value: Any) -> list[str]:
    if isinstance(value, list):
        return [line for item in value[:MOST_ENTRIES] if isinstance(item, str) for line in _plain(reader, item)]
    return reader.paragraphs(value) if isinstance(value, str) else []

"""A site definition, defaults included, written out as the TOML that would give it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import tomlkit
from pydantic import BaseModel

from wiredesk.crawlers.sites.definition import SiteDefinition
from wiredesk.pipelines.exporters.terminal import escape_in_json


def definition_toml(definition: SiteDefinition) -> str:
    """The whole effective definition as TOML that `load_definition` reads back to an equal one, safe to print.

    TOML has no null, so the keys without a value stand in comments at the end, each with its meaning.
    """
    values = definition.model_dump(exclude={"id", "sources"}, exclude_none=True)
    values = {key: values.pop(key) for key in ("name", "url") if key in values} | values  # the order people write
    sources = [source.model_dump(exclude_none=True) for source in definition.sources]
    plain = {key: value for key, value in values.items() if not isinstance(value, dict)}
    tables = {key: value for key, value in values.items() if isinstance(value, dict)}
    parts = [tomlkit.dumps(part) for part in (plain, {"sources": sources} if sources else {}, tables) if part]
    unset = [f"#   {name:<23} {meaning}".rstrip() for name, meaning in _unset(definition)]
    if unset:
        parts.append("\n".join(["# Not set:", *unset, ""]))
    # TOML's basic strings, like JSON's, may hold \uXXXX for any letter, so the escapes that make JSON safe fit here.
    return escape_in_json("\n".join(parts))


def _unset(table: BaseModel, prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, field in type(table).model_fields.items():
        value: Any = getattr(table, name)
        if value is None:
            yield f"{prefix}{name}", field.description or ""
        elif isinstance(value, BaseModel):
            yield from _unset(value, f"{prefix}{name}.")

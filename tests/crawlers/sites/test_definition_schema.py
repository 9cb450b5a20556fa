"""The committed JSON Schema is that of the model, and nothing in it is left unexplained."""

from __future__ import annotations

import json
from pathlib import Path

from wiredesk.crawlers.sites.definition_schema import definition_schema

COMMITTED = Path(__file__).parents[3] / "docs/site-definition.schema.json"


def test_the_committed_schema_is_up_to_date() -> None:
    assert json.loads(COMMITTED.read_text(encoding="utf-8")) == definition_schema(), (
        "write it again: wiredesk sites schema > docs/site-definition.schema.json"
    )


def test_every_key_is_described_and_nothing_else_is_allowed() -> None:
    schema = definition_schema()
    assert schema["required"] == ["url"]
    assert "id" not in schema["properties"]
    for table in (schema, *schema["$defs"].values()):
        assert table["additionalProperties"] is False
        for name, entry in table["properties"].items():
            assert "description" in entry or "$ref" in entry, name

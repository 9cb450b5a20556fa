"""The JSON Schema of a site definition, which editors use to complete and check TOML as it is typed."""

from __future__ import annotations

from typing import Any

from wiredesk.crawlers.sites.definition import SiteDefinition


def definition_schema() -> dict[str, Any]:
    """The schema (JSON Schema 2020-12) of a definition file.

    It knows keys, types and ranges. What only wiredesk checks, such as whether a time zone exists, is not in it.
    """
    schema = SiteDefinition.model_json_schema()
    del schema["properties"]["id"]  # the file's name
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "title": "wiredesk site definition",
        "description": "One news site. Only url is required; the rest is discovered or defaulted. See docs/sites.md.",
    }

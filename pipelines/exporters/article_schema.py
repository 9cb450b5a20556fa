"""The JSON Schema of the article, made from the model.

``python -m wiredesk.pipelines.exporters.article_schema`` prints it.

docs/article.schema.json is its output; a test keeps the two equal.
"""

from __future__ import annotations

import json
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue

from wiredesk.pipelines.article import SCHEMA, Article

DIALECT = "https://json-schema.org/draft/2020-12/schema"


class _PublishedSchema(GenerateJsonSchema):
    """Describes what is written: every field present; and leaves objects open, as version 1 may gain fields."""

    def field_is_required(self, field: Any, total: bool) -> bool:
        """All fields are written, also those that have a default."""
        return True

    def model_schema(self, schema: Any) -> JsonSchemaValue:
        """As pydantic makes it, without "additionalProperties": false."""
        made = super().model_schema(schema)
        made.pop("additionalProperties", None)
        return made


def article_json_schema() -> dict[str, Any]:
    """The schema of what is published: every field is present, null where nothing is known."""
    schema = Article.model_json_schema(mode="serialization", schema_generator=_PublishedSchema)
    head = {"$schema": DIALECT, "$id": f"urn:{SCHEMA.replace('/', ':')}", "title": SCHEMA}
    return {**head, **{name: value for name, value in schema.items() if name not in head}}


def schema_text() -> str:
    """The schema as it is committed."""
    return json.dumps(article_json_schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    print(schema_text(), end="")

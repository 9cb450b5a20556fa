"""One fetch request, as it lies on the queue."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from wiredesk.pipelines.exporters.terminal import one_line

LONGEST_URL = 8_000
"""Characters; what AddressGuard accepts (RFC 9110, 4.1 asks for at least 8,000)."""
LONGEST_NAME = 200
"""Characters of a request id or a reply key: names, not data."""


def reply_key_of(fields: Mapping[str, str]) -> str:
    """The key that an entry asks to be answered on, "" where it names none that can be one."""
    name = fields.get("reply_to", "")
    return name if len(name) <= LONGEST_NAME and name.isprintable() else ""


class InvalidRequest(ValueError):
    """The fields of a request cannot be read; the message says which and why."""


class FetchRequest(BaseModel):
    """The fields of an entry of ``{wiredesk}:requests``. Others are left alone, for what later versions may add."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    url: str = Field(min_length=1, max_length=LONGEST_URL, description="what to fetch")
    request_id: str = Field(default="", max_length=LONGEST_NAME, description="the asker's own name for the request")
    publish: bool = Field(default=True, description="put the article on the queue")
    reply_to: str = Field(default="", max_length=LONGEST_NAME, description="the Redis list or stream to answer on")

    @field_validator("url", mode="before")
    @classmethod
    def _strip(cls, value: Any) -> Any:
        return value.strip() if isinstance(value, str) else value

    @field_validator("request_id", "reply_to")
    @classmethod
    def _check_name(cls, value: str) -> str:
        if not value.isprintable():
            raise ValueError("control characters are not allowed")
        return value

    @model_validator(mode="after")
    def _check_answered(self) -> FetchRequest:
        if not self.publish and not self.reply_to:
            raise ValueError("publish 0 without reply_to: nobody would see the article")
        return self

    @classmethod
    def from_fields(cls, fields: Mapping[str, str]) -> FetchRequest:
        """Read an entry's fields. Raises InvalidRequest."""
        try:
            return cls.model_validate({name: value for name, value in fields.items() if value != ""})
        except ValidationError as problem:
            first = problem.errors(include_url=False, include_input=False)[0]
            place = ".".join(str(part) for part in first["loc"])
            message = first["msg"].removeprefix("Value error, ")
            raise InvalidRequest(one_line(f"{place}: {message}" if place else message, 200)) from None

"""The environment variables ``WIREDESK_*``, read once and checked."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import platformdirs
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from settings.errors import UsageProblem

PREFIX = "WIREDESK_"


def _split(value: object) -> object:
    return [part for part in value.replace(",", " ").split() if part] if isinstance(value, str) else value


Networks = Annotated[list[ipaddress.IPv4Network | ipaddress.IPv6Network], BeforeValidator(_split)]


class Environment(BaseModel):
    """Every ``WIREDESK_*`` variable, by its name in lower case without the prefix; docs/settings.md lists them."""

    model_config = ConfigDict(frozen=True)

    redis_url: str | None = Field(default=None, description="redis://, rediss:// or unix://; then REDIS_URL is tried")
    home: Path = Field(
        default_factory=lambda: Path(platformdirs.user_data_dir("wiredesk", appauthor=False)),
        description="data folder with the embedded Redis",
    )
    sites: Path | None = Field(default=None, description="folder of site definitions, instead of the shipped ones")
    allow_addresses: Networks = Field(
        default_factory=list, description="networks (CIDR) that may be fetched although they are not public"
    )
    user_agent: str = Field(
        default="wiredesk/0.1 (+https://github.com/wiredesk/wiredesk; set WIREDESK_USER_AGENT to your contact)",
        description="sent with every request; name a contact address",
    )
    log_level: str = Field(default="INFO", pattern="^(?i:debug|info|warning|error|critical)$")
    key_prefix: str = Field(default="{wiredesk}:", description="of every Redis key; the braces keep them in one slot")
    backlog: int = Field(default=1_000_000, ge=1, description="entries that some group still needs before crawls pause")
    backlog_bytes: int = Field(default=0, ge=0, description="bytes of Redis memory above which crawls pause; 0: none")
    keep_days: float = Field(default=7, ge=0, description="how long articles stay that every group has processed")
    to_list: bool = Field(default=False, description="also push each article on a Redis list (LPUSH, for BRPOP)")
    announce: bool = Field(default=False, description="also announce each entry on a Pub/Sub channel")
    near_duplicate_days: float = Field(default=14, ge=0, description="how long copies are recognised; 0 turns it off")
    wait_replicas: int = Field(default=0, ge=0, description="replicas that must acknowledge before a publish returns")


def read_environment(variables: Mapping[str, str] | None = None) -> Environment:
    """Read ``WIREDESK_*`` (and ``REDIS_URL``) from `variables`, by default the process's environment.

    Raises UsageProblem naming the variable and the value where one is not valid. Unset and empty are the same.
    """
    source = os.environ if variables is None else variables
    given = {
        name: source[PREFIX + name.upper()] for name in Environment.model_fields if source.get(PREFIX + name.upper())
    }
    if "redis_url" not in given and source.get("REDIS_URL"):
        given["redis_url"] = source["REDIS_URL"]
    try:
        return Environment.model_validate(given)
    except ValidationError as problem:
        first = problem.errors()[0]
        name = str(first["loc"][0])
        raise UsageProblem(f"{PREFIX}{name.upper()}={given.get(name)!r}: {first['msg']}") from None

"""A definition's file with one more rule in its ``[extract]``."""

from __future__ import annotations

import tomllib
from typing import Any

import tomlkit
from pydantic import ValidationError
from tomlkit.exceptions import TOMLKitError

from wiredesk.crawlers.site_tools.drafting.draft_toml import draft_toml
from wiredesk.crawlers.site_tools.rule_trial.trial import RuleField, with_rule
from wiredesk.crawlers.sites.definition import SiteDefinition


def definition_with_rule(text: str, definition: SiteDefinition, name: RuleField, selector: str) -> str:
    """The file's text with the rule, its comments and order kept; if that is not safe, written again.

    `definition` is what the site's files say together. A file without ``url`` changes single keys of another one, and
    an empty `text` gives such a file.
    """
    wanted = definition.model_copy(update={"extract": with_rule(definition.profile, name, selector).extract})
    try:
        document: Any = tomlkit.parse(text)
        if "extract" not in document:
            document["extract"] = tomlkit.table()
        document["extract"][name] = getattr(wanted.extract, name)
        edited = tomlkit.dumps(document)
        said = tomllib.loads(edited)
        if "url" not in said:
            said = {**wanted.model_dump(exclude={"id", "extract"}, exclude_none=True), **said}
        if SiteDefinition.model_validate({**said, "id": definition.id}, strict=True).extract == wanted.extract:
            return edited
    except (TOMLKitError, ValidationError, ValueError, LookupError, TypeError):
        pass  # a form of TOML that cannot be edited in place
    return draft_toml(wanted, [])

"""A definition's file with one more rule in its ``[extract]``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import Array

from wiredesk.crawlers.site_tools.rule_trial.trial import RuleField
from wiredesk.crawlers.sites.definition import SiteDefinition
from wiredesk.crawlers.sites.loader import definition_of
from wiredesk.pipelines.exporters.terminal import escape_in_json
from wiredesk.settings.errors import UsageProblem


def definition_with_rule(
    text: str, path: Path, below: Sequence[Path], definition: SiteDefinition, name: RuleField, selector: str
) -> str:
    """The text of the file `path` with the rule; its comments, order and all other keys stay as they are.

    `below` are the files that it stands over, `definition` is what they all say together. An empty `text` gives a file
    that changes this one key. Raises UsageProblem where the file cannot be edited so that nothing else changes.
    """
    rules = getattr(definition.profile.with_rule(name, selector).extract, name)
    wanted = definition.model_dump()
    wanted["extract"][name] = rules
    for keeps_notes in (True, False):
        try:
            edited = _edited(text, name, rules, keeps_notes=keeps_notes)
            if definition_of(edited, path, below).model_dump() == wanted:
                return edited
        except (TOMLKitError, UsageProblem, ValueError, LookupError, TypeError, AttributeError):
            pass  # a form of TOML that cannot be edited in place
    line = escape_in_json(tomlkit.dumps({name: rules}).strip())
    raise UsageProblem(f"{path} cannot be changed without losing something of it; write into its [extract]: {line}")


def _edited(text: str, name: str, rules: list[str], *, keeps_notes: bool) -> str:
    """The text with the rules; with `keeps_notes` the comments among those that are there stay too."""
    document: Any = tomlkit.parse(text)
    if "extract" not in document:
        document["extract"] = tomlkit.table()
    extract = document["extract"]
    there = extract.get(name)
    if keeps_notes and isinstance(there, Array) and list(there) == rules:
        return text
    if keeps_notes and isinstance(there, Array) and list(there) == rules[1:]:
        there.insert(0, rules[0])
    else:
        extract[name] = rules
    return tomlkit.dumps(document)

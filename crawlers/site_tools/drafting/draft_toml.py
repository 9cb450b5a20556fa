"""The TOML of a drafted definition: only what is set, with the ways in as comments."""

from __future__ import annotations

import tomlkit

from wiredesk.crawlers.site_tools.trial.visit import WayIn
from wiredesk.crawlers.sites.definition import SiteDefinition
from wiredesk.pipelines.exporters.terminal import escape_in_json, one_line

_ORDER = ("name", "url", "country", "languages", "timezone", "facts")


def draft_toml(definition: SiteDefinition, ways: list[WayIn]) -> str:
    """The definition as `load_definition` reads it back, safe to print.

    The ways in stand in comments: as tables they would switch discovery off.
    """
    values = definition.model_dump(exclude={"id"}, exclude_none=True, exclude_defaults=True)
    top = {key: values.pop(key) for key in _ORDER if key in values}
    text = tomlkit.dumps(top)
    text += f"\n{tomlkit.dumps(values)}" if values else ""
    shown = [way for way in ways if way.leads or way.type != "section"]
    if shown:
        text += (
            "\n# Ways in that were found. They are looked for again at every crawl that needs them; as [[sources]]\n"
        )
        text += "# they would be the only ones taken.\n"
        text += "".join(f"#   {way.type:<12} {one_line(way.url, 200)}\n" for way in shown)
    return escape_in_json(text)

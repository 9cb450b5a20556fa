"""The TOML of a drafted definition: only what is set, with the sources as comments."""

from __future__ import annotations

import tomlkit

from wiredesk.crawlers.site_tools.trial.visit import FoundSource
from wiredesk.crawlers.sites.definition import SiteDefinition
from wiredesk.pipelines.exporters.terminal import escape_in_json, one_line

_ORDER = ("name", "url", "country", "languages", "timezone", "facts")


def draft_toml(definition: SiteDefinition, sources: list[FoundSource]) -> str:
    """The definition as `load_definition` reads it back, safe to print.

    The sources stand in comments: as tables they would switch discovery off.
    """
    values = definition.model_dump(exclude={"id"}, exclude_none=True, exclude_defaults=True)
    top = {key: values.pop(key) for key in _ORDER if key in values}
    text = tomlkit.dumps(top)
    text += f"\n{tomlkit.dumps(values)}" if values else ""
    shown = [source for source in sources if source.leads or source.type != "section"]
    if shown:
        text += (
            "\n# Sources that were found. They are looked for again at every crawl that needs them; as [[sources]]\n"
        )
        text += "# they would be the only ones taken.\n"
        text += "".join(f"#   {source.type:<12} {one_line(source.url, 200)}\n" for source in shown)
    return escape_in_json(text)

"""Definitions as lists for other programs: OPML for feed readers, CSV for spreadsheets, TOML for another wiredesk."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

import tomlkit
from lxml import etree

from wiredesk.crawlers.sites.definition import SiteDefinition
from wiredesk.pipelines.exporters.article_rows import harmless
from wiredesk.pipelines.exporters.terminal import escape_in_json, one_line

ExportFormat = Literal["opml", "csv", "toml"]
EXPORT_FORMATS: tuple[ExportFormat, ...] = ("opml", "csv", "toml")

_FEEDS = ("feed", "json_feed")
COLUMNS = ("id", "name", "url", "country", "region", "languages", "timezone", "enabled", "reason", "feeds")
"""Of the CSV; `languages` and `feeds` have spaces between."""

Feeds = Mapping[str, Sequence[str]]
"""Site → feeds that crawls have found."""


def export_sites(definitions: Iterable[SiteDefinition], format: ExportFormat, found: Feeds) -> str:
    """The list as text; its feeds are those of the definitions and those in `found`."""
    writer = {"opml": _opml, "csv": _csv, "toml": _toml}[format]
    return writer(list(definitions), found)


def _feeds(definition: SiteDefinition, found: Feeds) -> list[str]:
    own = [source.url for source in definition.sources if source.type in _FEEDS]
    return list(dict.fromkeys([*own, *found.get(definition.id, ())]))


def _opml(definitions: Sequence[SiteDefinition], found: Feeds) -> str:
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = "wiredesk sites"
    body = etree.SubElement(root, "body")
    for definition in definitions:
        name = _xml_text(definition.name or definition.id)
        home = _xml_text(definition.url)
        language = {"language": _xml_text(definition.languages[0])} if definition.languages else {}
        feeds = _feeds(definition, found)
        for feed in feeds:
            etree.SubElement(
                body, "outline", {"type": "rss", "text": name, "title": name, "xmlUrl": _xml_text(feed),
                                  "htmlUrl": home, **language},
            )  # fmt: skip
        if not feeds:
            etree.SubElement(body, "outline", {"type": "link", "text": name, "url": home, **language})
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True).decode()


def _csv(definitions: Sequence[SiteDefinition], found: Feeds) -> str:
    text = io.StringIO(newline="")
    rows = csv.writer(text)
    rows.writerow(COLUMNS)
    for one in definitions:
        cells = (
            one.id, one.name, one.url, one.country, one.region, " ".join(one.languages), one.timezone,
            "yes" if one.enabled else "no", one.reason, " ".join(_feeds(one, found)),
        )  # fmt: skip
        rows.writerow([harmless(one_line(cell or "")) for cell in cells])
    return text.getvalue()


def _toml(definitions: Sequence[SiteDefinition], found: Feeds) -> str:
    """Whole definitions, without their defaults; `found` has no place there, as sources switch discovery off."""
    tables = {
        one.id: one.model_dump(exclude={"id"}, exclude_none=True, exclude_defaults=True) | {"url": one.url}
        for one in definitions
    }
    return escape_in_json(tomlkit.dumps({"sites": tables}))


def _xml_text(text: str) -> str:
    """What XML 1.0 can hold."""
    return one_line(text)

"""The definition as it should be: the smallest change of its file that mends what a check has found."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT

from wiredesk.crawlers.site_tools.drafting.draft_toml import draft_toml
from wiredesk.crawlers.site_tools.trial.moved import new_address
from wiredesk.crawlers.site_tools.trial.visit import FoundSource, SiteVisit
from wiredesk.crawlers.sites.definition import SiteDefinition, Source
from wiredesk.crawlers.sites.loader import definition_of
from wiredesk.pipelines.exporters.terminal import escape_in_json
from wiredesk.pipelines.source_kinds import TELLING
from wiredesk.pipelines.urls.same_site import is_same_site
from wiredesk.settings.errors import UsageProblem


@dataclass
class Changes:
    """What to change in a definition."""

    url: str | None = None
    domains: list[str] = field(default_factory=list)
    """to be added"""
    sources: dict[str, str | None] = field(default_factory=dict)
    """URL of a source → its new URL, None to remove it"""

    def __bool__(self) -> bool:
        return bool(self.url or self.domains or self.sources)


def changes_for(
    definition: SiteDefinition,
    gone: set[str],
    first: SiteVisit,
    second: SiteVisit | None,
    without_successor: Collection[str | None] = (),
) -> Changes:
    """What would mend the definition. `gone` are its sources that are no more; `second` is a visit that has looked for
    sources again, at the new address where the site has moved. Nothing is proposed that gave no article there. No other
    feed takes the place of those `without_successor`: it may stand still as they do.
    """
    changes = Changes()
    address = new_address(first)
    if address and (first.samples or (second is not None and second.samples)):
        changes.url = address
        if not is_same_site(address, definition.url):
            host = (urlsplit(definition.url).hostname or "").removeprefix("www.")
            if host and host not in definition.domains and _is_name(host):
                changes.domains.append(host)
    if not gone or second is None or not second.samples:
        return changes
    used = {source.url for source in definition.sources}
    free = [listing for listing in second.sources if listing.leads and listing.url not in used]
    left = [source for source in definition.sources if source.url not in gone]
    for source in definition.sources:
        if source.url in gone:
            other = _successor(source, free) if source.url not in without_successor else None
            changes.sources[source.url] = other.url if other else None
            free = [listing for listing in free if listing is not other]
    if not left and not any(changes.sources.values()):
        return changes  # all go, and discovery finds what the second visit has found
    return changes


def _successor(source: Source, found: list[FoundSource]) -> FoundSource | None:
    """A listing that can replace a source: of its kind, else of another that names new articles."""
    if source.type == "section" or source.section:
        return None  # another section holds other articles
    same = [listing for listing in found if listing.type == source.type]
    feeds = [listing for listing in found if {listing.type, source.type} <= {"feed", "json_feed"}]
    maps = [listing for listing in found if {listing.type, source.type} <= {"sitemap", "news_sitemap"}]
    return next(iter(same or (feeds + maps if source.type in TELLING else [])), None)


def _is_name(host: str) -> bool:
    return not re.fullmatch(r"[\d.]+|.*:.*", host)


def changed_definition(definition: SiteDefinition, changes: Changes) -> SiteDefinition:
    """The definition with the changes."""
    sources = []
    for source in definition.sources:
        url = changes.sources.get(source.url, source.url)
        if url is not None:
            sources.append(source.model_copy(update={"url": url}))
    update: dict[str, Any] = {"sources": sources, "domains": [*definition.domains, *changes.domains]}
    if changes.url:
        update["url"] = changes.url
    return definition.model_copy(update=update)


def mended_text(text: str, definition: SiteDefinition, changes: Changes, below: Sequence[Path] = ()) -> str:
    """The file's text with the changes, its comments and order kept; if that is not safe, written again.

    `below` are the files that it stands over; `definition` is what they say together.
    """
    wanted = changed_definition(definition, changes)
    try:
        edited = _edited(text, definition, changes)
        if definition_of(edited, Path(f"{definition.id}.toml"), below) == wanted:
            return edited
    except (TOMLKitError, UsageProblem, ValueError, LookupError):
        pass  # a form of TOML that cannot be edited in place
    return draft_toml(wanted, [])


def _edited(text: str, definition: SiteDefinition, changes: Changes) -> str:
    """The text with the changes. Raises TOMLKitError, ValueError or LookupError where its form does not allow them."""
    document: Any = tomlkit.parse(text)
    stands_alone = "url" in document
    if changes.url:
        document["url"] = changes.url
    if changes.domains:
        document["domains"] = [*definition.domains, *changes.domains]
    if changes.sources and not stands_alone and "sources" not in document:  # they stand in a file below
        sources = [one.model_dump(exclude_none=True) for one in changed_definition(definition, changes).sources]
        document["sources"] = _tables(sources) if sources else []
        return tomlkit.dumps(document)
    for index in reversed(range(len(definition.sources))):
        before = definition.sources[index].url
        after = changes.sources.get(before, before)
        if after is None:
            _remove(document["sources"], index)
        elif after != before:
            document["sources"][index]["url"] = after
    if definition.sources and not document["sources"]:
        del document["sources"]  # else it would stand there as an empty list
        if not stands_alone:
            document["sources"] = []  # else those of the file below would count again
    return tomlkit.dumps(document)


def _tables(sources: list[dict[str, Any]]) -> AoT:
    tables = tomlkit.aot()
    for source in sources:
        tables.append(tomlkit.item(source))
    return tables


def _remove(tables: Any, index: int) -> None:
    """Remove a table; the comments right before the next table's header, which the parser gives to this one, stay."""
    if isinstance(tables, AoT) and index + 1 < len(tables):
        trailing: list[str] = []
        for key, item in reversed(tables[index].value.body):
            if key is not None or not (text := item.as_string()).strip():
                break
            trailing.insert(0, text)
        following = tables[index + 1]
        following.trivia.indent = "".join(trailing) + following.trivia.indent
    del tables[index]


def diff_of(before: str, after: str, name: str) -> str:
    """The change as a unified diff that `patch` takes, safe to print."""
    lines = difflib.unified_diff(
        before.splitlines(keepends=True), after.splitlines(keepends=True), fromfile=name, tofile=name
    )
    return escape_in_json("".join(line if line.endswith("\n") else f"{line}\n" for line in lines))

"""``wiredesk sites list``: the known sites, filtered."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from wiredesk.crawlers.cli.sites import folder_option, open_catalogue
from wiredesk.crawlers.crawl.pauses import FOR_GOOD, read_paused
from wiredesk.crawlers.listings.due_times import read_due_at
from wiredesk.crawlers.runtime.fitting import fitted
from wiredesk.crawlers.runtime.time_spans import in_units
from wiredesk.crawlers.sites.standard_codes import check_country, check_language, language_matches
from wiredesk.pipelines.exporters.terminal import escape_in_json, one_line
from wiredesk.pipelines.publishing.keys import Keys
from wiredesk.settings.environment import Environment, read_environment
from wiredesk.settings.errors import ExitCode, RedisUnreachable, UsageProblem
from wiredesk.settings.redis_connection import open_running_sync

if TYPE_CHECKING:
    from wiredesk.crawlers.sites.definition import SiteDefinition

_VISIT = 8


_COLUMNS = {"definition": 0, "site": 1, "country": 2, "languages": 3, "region": 4, "sources": 5, "next visit": _VISIT}
"""The columns of the table, and which of `_cells` each shows."""
_FOLDABLE = {"site": 10, "languages": 9, "region": 8}
"""Columns whose cells may be folded, and to how many columns at the least. The definition's name is not: it is what
commands take."""
_LEAST_IMPORTANT = ("region", "sources", "country", "languages")


@click.command("list")
@click.option("--country", "countries", multiple=True, metavar="CODE", help="Only this country: iq, tr, br …")
@click.option(
    "--language",
    "languages",
    multiple=True,
    metavar="TAG",
    help="Only this language; pt takes pt-BR, ku takes ckb too.",
)
@click.option("--region", "regions", multiple=True, metavar="NAME", help="Only regions whose name contains this.")
@click.option("--json", "as_json", is_flag=True, help="Whole definitions, one JSON object a line.")
@folder_option
def sites_list(
    countries: tuple[str, ...],
    languages: tuple[str, ...],
    regions: tuple[str, ...],
    as_json: bool,
    folder: Path | None,
) -> ExitCode:
    """List the known sites.

    Several values of one option widen the selection; different options narrow it. On a terminal a table; in a pipe one
    line a site, with tabs between: name of the definition, name of the site, country, languages, region, number of
    sources, "enabled", "paused" or "disabled", home page, next visit by `crawl --due` (a time, "due", or nothing where
    it is disabled or Redis does not run).

    \b
    wiredesk sites list --region kurdistan
    wiredesk sites list --country ir --country af --language fa
    wiredesk sites list --language sw | cut -f 1 | xargs wiredesk crawl
    wiredesk sites list --json | jq -r 'select(.sources == []) | .url'

    Exit codes: 0 listed, 1 some definition files are not valid (named with their lines, and left out), 2 wrong
    usage.
    """
    wanted = site_filters(countries, languages, regions)
    catalogue = open_catalogue(folder)
    definitions, faults = catalogue.readable()
    if faults and not definitions:
        raise UsageProblem("\n".join(faults))
    for fault in faults:
        click.echo(fault, err=True)
    found = [definition for definition in definitions if all(fits(definition) for fits in wanted)]
    if not found:
        place = one_line(catalogue.place)
        none = f"no site is defined in {place}; `wiredesk sites add URL` writes a definition"
        click.echo(none if not catalogue.names else f"no site fits, of {len(catalogue.names)} in {place}", err=True)
    elif as_json:
        for definition in found:
            click.echo(escape_in_json(definition.model_dump_json()))
    else:
        visits = _next_visits(read_environment(), found)
        if sys.stdout.isatty():
            _print_table(found, visits, len(catalogue.names))
            return ExitCode.SOME_FAILED if faults else ExitCode.DONE
        for definition in found:
            cells = _cells(definition, visits.get(definition.id))
            click.echo("\t".join(map(one_line, cells)))
    return ExitCode.SOME_FAILED if faults else ExitCode.DONE


def site_filters(
    countries: tuple[str, ...], languages: tuple[str, ...], regions: tuple[str, ...]
) -> list[Callable[[SiteDefinition], bool]]:
    """One test for each kind of filter that is given. Raises UsageProblem for a code that does not exist."""
    try:
        country_codes = {check_country(code) for code in countries}
        language_tags = [check_language(tag) for tag in languages]
    except ValueError as problem:
        raise UsageProblem(str(problem)) from None
    region_names = [_plain(region) for region in regions]
    tests: list[Callable[[SiteDefinition], bool]] = []
    if country_codes:
        tests.append(lambda site: site.country in country_codes)
    if language_tags:
        tests.append(lambda site: any(language_matches(one, own) for one in language_tags for own in site.languages))
    if region_names:
        tests.append(lambda site: any(name in _plain(site.region or "") for name in region_names))
    return tests


def _plain(region: str) -> str:
    """``South-East Asia`` and ``south east asia`` are the same region."""
    return " ".join(region.casefold().replace("-", " ").split())


@dataclass(frozen=True)
class _Visit:
    """When a site is visited again, in seconds since the epoch, and whether it is paused until then."""

    at: float
    is_paused: bool = False

    @property
    def time(self) -> str:
        if self.at == FOR_GOOD:
            return ""
        return "due" if self.at <= time.time() else f"{datetime.fromtimestamp(self.at, UTC):%Y-%m-%dT%H:%M:%SZ}"

    @property
    def wait(self) -> str:
        if self.at == FOR_GOOD:
            return "paused"
        left = self.at - time.time()
        return "due" if left <= 0 else f"{'paused' if self.is_paused else 'in'} {in_units(left)}"


def _next_visits(environment: Environment, found: Sequence[SiteDefinition]) -> dict[str, _Visit]:
    """When `crawl --due` looks at each enabled site again; none where no Redis runs."""
    enabled = [definition for definition in found if definition.enabled]
    try:
        redis = open_running_sync(environment)
    except (RedisUnreachable, UsageProblem) as problem:
        click.echo(f"next visits are not known: {problem}", err=True)
        return {}
    if redis is None:
        return {}
    with closing(redis):
        keys = Keys(environment.key_prefix)
        moments, paused = read_due_at(redis, keys, enabled), read_paused(redis, keys)
    visits = {definition.id: _Visit(moment) for definition, moment in zip(enabled, moments, strict=True)}
    return visits | {site: _Visit(until, is_paused=True) for site, until in paused.items() if site in visits}


def _cells(definition: SiteDefinition, visit: _Visit | None, *, wait: bool = False) -> tuple[str, ...]:
    return (
        definition.id,
        definition.name or "",
        definition.country or "",
        " ".join(definition.languages),
        definition.region or "",
        str(len(definition.sources)),
        "disabled" if not definition.enabled else "paused" if visit and visit.is_paused else "enabled",
        definition.url,
        "" if visit is None else visit.wait if wait else visit.time,
    )


def _print_table(found: list[SiteDefinition], visits: dict[str, _Visit], total: int) -> None:
    console = Console()
    table = Table(box=box.SIMPLE, pad_edge=False)
    shown = {header: cell for header, cell in _COLUMNS.items() if visits or cell != _VISIT}
    for header in shown:
        table.add_column(header, no_wrap=header not in _FOLDABLE, overflow="fold", min_width=_FOLDABLE.get(header),
                         justify="right" if header == "sources" else "left")  # fmt: skip
    for definition in found:
        cells = _cells(definition, visits.get(definition.id), wait=True)
        row = (Text(one_line(cells[cell])) for cell in shown.values())
        table.add_row(*row, style=None if definition.enabled else "dim")
    console.print(fitted(table, console.width, _LEAST_IMPORTANT))
    disabled = [definition for definition in found if not definition.enabled]
    click.echo(f"{len(found)} of {total} sites{f', {len(disabled)} disabled:' if disabled else ''}", err=True)
    for definition in disabled:
        click.echo(f"  {definition.id}: {one_line(definition.reason or 'no reason given')}", err=True)

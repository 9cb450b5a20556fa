"""``wiredesk sites list``: the known sites, filtered."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from wiredesk.crawlers.cli.sites import folder_option, open_catalogue
from wiredesk.crawlers.sites.identity import check_country, check_language, language_matches
from wiredesk.pipelines.exporters.terminal import escape_in_json, one_line
from wiredesk.settings.errors import ExitCode, UsageProblem

if TYPE_CHECKING:
    from wiredesk.crawlers.sites.definition import SiteDefinition

# Below this the other five columns leave no room for it without breaking every word.
_WIDTH_FOR_REGION = 90


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

    Options of one kind add up, those of different kinds narrow down. On a terminal a table; in a pipe one line a
    site, with tabs between: name of the definition, name of the site, country, languages, region, number of
    sources, "enabled" or "disabled", home page.

    \b
    wiredesk sites list --region kurdistan
    wiredesk sites list --country ir --country af --language fa
    wiredesk sites list --language sw | cut -f 1 | xargs wiredesk crawl
    wiredesk sites list --json | jq -r 'select(.sources == []) | .url'

    Exit codes: 0 listed, 1 some definition files are not valid (named with their lines, and left out), 2 wrong
    usage.
    """
    wanted = _filters(countries, languages, regions)
    catalogue = open_catalogue(folder)
    definitions, faults = catalogue.readable()
    if faults and not definitions:
        raise UsageProblem("\n".join(faults))
    for fault in faults:
        click.echo(fault, err=True)
    found = [definition for definition in definitions if all(fits(definition) for fits in wanted)]
    if not found:
        click.echo(f"no site fits, of {len(catalogue.names)} in {one_line(str(catalogue.folder))}", err=True)
    elif as_json:
        for definition in found:
            click.echo(escape_in_json(definition.model_dump_json()))
    elif sys.stdout.isatty():
        _print_table(found, len(catalogue.names))
    else:
        for definition in found:
            click.echo("\t".join(one_line(cell) for cell in _cells(definition)))
    return ExitCode.SOME_FAILED if faults else ExitCode.DONE


def _filters(
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


def _cells(definition: SiteDefinition) -> tuple[str, ...]:
    return (
        definition.id,
        definition.name or "",
        definition.country or "",
        " ".join(definition.languages),
        definition.region or "",
        str(len(definition.sources)),
        "enabled" if definition.enabled else "disabled",
        definition.url,
    )


def _print_table(found: list[SiteDefinition], total: int) -> None:
    console = Console()
    table = Table(box=box.SIMPLE, pad_edge=False)
    table.add_column("definition", no_wrap=True, overflow="fold")  # whole, because it is what commands take
    table.add_column("site", overflow="fold", min_width=10)
    table.add_column("country", no_wrap=True)
    table.add_column("languages", overflow="fold", min_width=6)
    table.add_column("region", overflow="fold")
    table.add_column("sources", justify="right", no_wrap=True)
    for definition in found:
        row = (Text(one_line(cell)) for cell in _cells(definition)[:6])
        table.add_row(*row, style=None if definition.enabled else "dim")
    if console.width < _WIDTH_FOR_REGION:
        table.columns.pop(4)
    console.print(table)
    disabled = [definition for definition in found if not definition.enabled]
    click.echo(f"{len(found)} of {total} sites{f', {len(disabled)} disabled:' if disabled else ''}", err=True)
    for definition in disabled:
        click.echo(f"  {definition.id}: {one_line(definition.reason or 'no reason given')}", err=True)

"""``wiredesk pages``: the extraction on pages of which their user has said what is right."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click
import tomlkit

from wiredesk.crawlers.cli.closed_pipe import quiet_when_the_pipe_closes
from wiredesk.crawlers.site_tools.own_pages.correction_text import as_extracted
from wiredesk.crawlers.site_tools.own_pages.page_folder import PageFolder, SavedPage
from wiredesk.crawlers.site_tools.own_pages.rule_proposal import LEAST_PAGES, extracted, propose_rules
from wiredesk.crawlers.sites.catalogue import Catalogue
from wiredesk.pipelines.exporters.terminal import escape_in_json, one_line
from wiredesk.pipelines.urls.same_site import registrable_domain
from wiredesk.settings.environment import read_environment
from wiredesk.settings.errors import ExitCode, UsageProblem

Command = TypeVar("Command", bound=Callable[..., Any])


@click.group()
def pages() -> None:
    """Test the extraction on pages that you have corrected, and derive rules from them.

    \b
    wiredesk extract page.html --url https://example.org/news/1 --correct my-pages    say what is right
    wiredesk pages check my-pages                                                     read all of them again
    wiredesk pages rules my-pages                                                     [extract] rules for their sites

    The folder is yours: pages.jsonl has one page a line, html/ the pages. Put it under version control.
    """


def folder_argument(command: Command) -> Command:
    """Adds FOLDER: `folder`."""
    path = click.Path(path_type=Path, file_okay=False, exists=True)
    return click.argument("folder", type=path)(command)


@pages.command("check")
@folder_argument
@click.option("--json", "as_json", is_flag=True, help="One JSON object a page.")
def pages_check(folder: Path, as_json: bool) -> ExitCode:
    """Extract the pages of FOLDER again and say which fields are wrong.

    \b
    wiredesk pages check my-pages
    wiredesk pages check my-pages --json | jq -r 'select(.wrong != []) | .url'

    The definitions of your sites count, as in a crawl. Exit codes: 0 all is right, 1 something is wrong, 2 wrong usage.
    """

    catalogue = Catalogue.load(*read_environment().sites)
    judged: Counter[str] = Counter()
    right: Counter[str] = Counter()
    perfect = count = damaged = 0

    def on_problem(told: str) -> None:
        nonlocal damaged
        damaged += 1
        click.echo(one_line(told), err=True)

    with quiet_when_the_pipe_closes():
        for page in PageFolder(folder).pages(on_problem):
            definition = catalogue.for_url(page.url)
            article = extracted(page, definition.profile if definition else None)
            verdict = page.right.judge(article)
            wrong = [name for name, good in verdict.items() if not good]
            count, perfect = count + 1, perfect + (not wrong)
            judged.update(verdict.keys())
            right.update(name for name, good in verdict.items() if good)
            given = as_extracted(article).model_dump()
            wanted = page.right.model_dump()
            if as_json:
                row = {"id": page.id, "url": page.url, "wrong": wrong, "right": wanted, "extracted": given}
                click.echo(json.dumps(row, ensure_ascii=True))
            elif wrong:
                click.echo(one_line(f"{page.id} {page.url}", 200))
                for name in wrong:
                    click.echo(f"  {one_line(_difference(name, wanted, given), 400)}")
        if not as_json:
            figures = "  ".join(f"{name} {right[name]}/{judged[name]}" for name in judged)
            click.echo(f"{perfect} of {count} pages wholly right   {figures}".rstrip())
    return ExitCode.DONE if perfect == count and not damaged else ExitCode.SOME_FAILED


def _difference(name: str, wanted: dict[str, Any], given: dict[str, Any]) -> str:
    if name == "foreign":
        return f"foreign: the text holds one of {wanted[name]!r}"
    field = "words" if name == "length" else name
    return f"{name}: {wanted[field]!r} is right, and {given[field]!r} was extracted"


@pages.command("rules")
@folder_argument
@click.option("--site", "site_name", metavar="NAME", help="Only this site: its id, or its registrable domain.")
def pages_rules(folder: Path, site_name: str | None) -> ExitCode:
    """Propose [extract] rules for the sites of the pages in FOLDER, two corrected articles of each at least.

    \b
    wiredesk pages rules my-pages
    wiredesk pages rules my-pages --site example.org >> my-sites/example.org.toml

    Every rule has been tried on all pages of its site: it puts something right, and nothing wrong. The TOML on stdout
    goes into the site's definition (docs/sites.md); what was found is on stderr.
    Exit codes: 0 rules were found or nothing is wrong, 1 something stays wrong, 2 wrong usage.
    """

    catalogue = Catalogue.load(*read_environment().sites)
    sites: dict[str, list[SavedPage]] = defaultdict(list)
    for page in PageFolder(folder).pages():
        definition = catalogue.for_url(page.url)
        sites[definition.id if definition else registrable_domain(page.url)].append(page)
    if site_name is not None and site_name not in sites:
        raise UsageProblem(
            f"{folder} holds no page of {site_name!r}; it has {', '.join(sorted(sites)) or 'none at all'}"
        )
    is_wrong = False
    for name, own in sorted(sites.items()):
        if site_name not in (None, name):
            continue
        articles = sum(page.right.kind == "article" for page in own)
        if articles < LEAST_PAGES:
            click.echo(one_line(f"{name}: {articles} of {LEAST_PAGES} corrected articles that rules need"), err=True)
            continue
        definition = catalogue.for_url(own[0].url)
        found = propose_rules(own, definition.profile if definition else None)
        left = f"; still wrong: {', '.join(found.wrong)}" if found.wrong else ""
        is_wrong |= bool(found.wrong)
        fields = f"{found.before} of {found.judged} fields right before, {found.after} with the rules{left}"
        click.echo(one_line(f"{name}: {articles} articles, {fields}"), err=True)
        values = found.rules.model_dump(exclude_defaults=True)
        if values:
            click.echo(escape_in_json(f"# {name}\n{tomlkit.dumps({'extract': values})}"), nl=False)
    return ExitCode.SOME_FAILED if is_wrong else ExitCode.DONE

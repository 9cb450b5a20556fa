"""``wiredesk sites add``: from the address of a news site to a definition, without a line of code."""

from __future__ import annotations

import json
import sys
from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin

import click

from wiredesk.crawlers.cli.sites import own_folder
from wiredesk.crawlers.reasons import in_words
from wiredesk.crawlers.runtime.log_setup import configure_logging
from wiredesk.crawlers.site_tools.drafting.draft import Draft, draft_definition
from wiredesk.crawlers.site_tools.drafting.draft_display import show_draft, stderr_console
from wiredesk.crawlers.site_tools.drafting.draft_toml import draft_toml
from wiredesk.crawlers.site_tools.drafting.naming import site_id
from wiredesk.crawlers.site_tools.home_address import OPENING, check_address, home_page
from wiredesk.crawlers.site_tools.trial.moved import new_address
from wiredesk.crawlers.site_tools.trial.run import TrialRun
from wiredesk.crawlers.sites.catalogue import Catalogue
from wiredesk.crawlers.sites.definition import FetchRules, SiteDefinition
from wiredesk.crawlers.sites.definition_file import write_definition
from wiredesk.crawlers.sites.loader import SITE_ID
from wiredesk.pipelines.exporters.terminal import escape_in_json, one_line
from wiredesk.settings.environment import Environment, read_environment
from wiredesk.settings.errors import ExitCode, UsageProblem

if TYPE_CHECKING:
    from wiredesk.crawlers.site_tools.trial.visit import SiteVisit
ARTICLES = 5
"""Articles that are fetched as samples: enough to see a template's habits, few enough to be no burden."""
TRIAL_DELAY = 0.4
"""Seconds between the twenty or so requests of a visit, unless robots.txt asks for more: a browser that opens one page
sends more at once."""


@click.command("add")
@click.argument("url")
@click.option("--folder", type=click.Path(path_type=Path, file_okay=False), metavar="FOLDER",
              help="Where to write the definition; default: WIREDESK_SITES.")  # fmt: skip
@click.option("--name", metavar="ID", help="Id of the site, the file's name without .toml; default: its host.")
@click.option("--dry-run", is_flag=True, help="Show the definition and write nothing.")
@click.option("--yes", "-y", is_flag=True, help="Write without asking; an existing definition is kept.")
@click.option("--force", is_flag=True, help="With --yes: overwrite an existing definition and all changes in it.")
@click.option("--json", "as_json", is_flag=True, help="Everything that was found, as one JSON object on stdout.")
def sites_add(
    url: str, folder: Path | None, name: str | None, dry_run: bool, yes: bool, force: bool, as_json: bool
) -> ExitCode:
    """Visit the site at URL, show what its articles would look like, and write its definition.

    \b
    wiredesk sites add https://www.example.org/             look, show, ask, write
    wiredesk sites add example.org --dry-run                look and show only
    wiredesk sites add example.org --yes --folder my-sites  as a script would
    wiredesk sites add example.org --dry-run --json | jq .findings

    It finds the site's feeds, sitemaps, API and sections, fetches about five articles and infers the site's name,
    languages, country and time zone, each with its evidence and a confidence (0 to 1). What is uncertain is not
    written. It takes about ten seconds, obeys robots.txt and its Crawl-delay, and uses no Redis.

    Tables go to stderr, the definition to stdout. Without --yes it asks before writing, and writes nothing where there
    is no terminal to ask on. An existing file is overwritten only with --yes --force. Exit codes: 0 written or shown, 1
    no article found or the site cannot be reached, 2 wrong usage.
    """
    environment = read_environment()
    home, is_article = home_page(url)
    if is_article:
        click.echo(f"that seems to be a page of the site; using its home page {home}", err=True)
    check_address(home, environment)
    if name is not None and not SITE_ID.fullmatch(name):
        raise UsageProblem(
            f"--name {name!r}: an id has lower-case letters, digits, dots and hyphens, e.g. {site_id(home)}"
        )
    try:
        folder = own_folder(folder)
    except UsageProblem:  # said at the end, where nobody has to wait for it
        if yes and not dry_run:
            raise
    visit = _look(home, environment, scheme_given="://" in url)
    if visit is None:
        return ExitCode.INTERRUPTED
    if not visit.samples or visit.is_elsewhere:
        _explain_failure(visit)
        return ExitCode.SOME_FAILED
    return _offer(visit, folder, name, dry_run=dry_run, yes=yes, force=force, as_json=as_json)


def _look(home: str, environment: Environment, *, scheme_given: bool) -> SiteVisit | None:
    """Visit the site, and once more at its new address where it has moved, or by http where https was only assumed and
    does not answer; None when interrupted.
    """
    configure_logging(environment.log_level, brief=True)

    def at(url: str) -> SiteDefinition:
        return SiteDefinition(id="new", url=url, fetch=FetchRules(delay=TRIAL_DELAY))

    def elsewhere(visit: SiteVisit) -> SiteDefinition | None:
        address = new_address(visit)
        if visit.home is None and not scheme_given:
            address = home.replace("https://", "http://", 1)
        return at(address) if address and not visit.samples else None

    run = TrialRun(environment, articles=ARTICLES, workers=2, follow_up=elsewhere)
    console = stderr_console()
    with console.status(f"looking at {one_line(home, 80)} …") if console.is_terminal else nullcontext():
        visits = run.run([at(home)])
    if run.interrupted:
        return None
    ((first, second),) = visits
    visit = second or first
    address = new_address(visit)
    if address and not second:
        visit.definition = at(address)
    if visit.definition.url != home and scheme_given:
        click.echo(one_line(f"{home} has moved for good to {visit.definition.url}"), err=True)
    return visit


def _explain_failure(visit: SiteVisit) -> None:
    """Say on stderr what was tried and why it gave no article."""
    url = visit.definition.url
    reason = visit.failures.get(url)
    if reason is not None:
        click.echo(f"wiredesk: {one_line(url)} is unavailable: {in_words(reason)}", err=True)
    else:
        click.echo(f"wiredesk: no article found at {one_line(url)}", err=True)
    if visit.is_elsewhere and visit.samples:
        root = one_line(urljoin(url, "/"))
        click.echo(f"  its host has articles; if the site is meant: wiredesk sites add {root}", err=True)
        return
    if reason == "forbidden_address":
        click.echo(f"  {OPENING}", err=True)
    for address in dict.fromkeys(visit.tried):
        said = visit.failures.get(address)
        if said is None or said != reason:  # a host that does not answer is told once
            what = in_words(said) if said else "no article in it"
            click.echo(f"  tried {one_line(address, 200)}: {what}", err=True)
    for word, count in visit.summary.dropped.most_common():
        click.echo(f"  dropped: {count} page{'s' if count > 1 else ''}, {in_words(word)}", err=True)
    for failed in visit.summary.failed_urls[:5]:
        if reason is None:
            click.echo(f"  failed: {one_line(failed, 200)}", err=True)


def _offer(
    visit: SiteVisit, folder: Path | None, name: str | None, *, dry_run: bool, yes: bool, force: bool, as_json: bool
) -> ExitCode:
    """Show the draft and write it, if that is wanted."""
    draft = draft_definition(visit, name=name)
    toml = draft_toml(draft.definition, visit.sources)
    path = folder / f"{draft.definition.id}.toml" if folder is not None else None
    if not as_json:
        show_draft(stderr_console(), visit, draft)
        click.echo(toml, nl=False)
    if visit.cut_short:
        click.echo("the site is slow (or asks for long pauses), so not everything was checked", err=True)
    written = not dry_run and _may_write(path, draft.definition, yes=yes)
    if written:
        assert path is not None
        _write(path, toml, overwrite=force or not yes)
        click.echo(
            f"written to {path}; try it: wiredesk crawl {draft.definition.id} --dry-run --max-articles 5", err=True
        )
    if as_json:
        click.echo(_as_json(visit, draft, toml, path if written else None))
    return ExitCode.DONE


def _write(path: Path, toml: str, *, overwrite: bool) -> None:
    """Write the definition; without `overwrite` never over one that says something else. Raises UsageProblem."""
    try:
        write_definition(path, toml, overwrite=overwrite)
    except UsageProblem as problem:
        if not path.exists():
            raise
        if path.read_bytes() != toml.encode():
            raise UsageProblem(f"{problem}; --force overwrites it") from None


def _may_write(path: Path | None, definition: SiteDefinition, *, yes: bool) -> bool:
    """Whether to write the definition; if not, says why."""
    if path is None:
        click.echo("nothing is written: name a folder with --folder, or set WIREDESK_SITES", err=True)
        return False
    _warn_of_owner(path, definition)
    if yes:
        return True
    exists = path.exists()
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        why = f"{path} exists; --yes --force overwrites it" if exists else "--yes writes it"
        click.echo(f"nothing is written, as there is no terminal to ask on: {why}", err=True)
        return False
    return click.confirm(f"{path} exists. Overwrite it?" if exists else f"Write {path}?", default=not exists, err=True)


def _warn_of_owner(path: Path, definition: SiteDefinition) -> None:
    """Say so where another definition of the folder already has this site."""
    if not path.parent.is_dir():
        return
    owner = Catalogue.load(path.parent).for_url(definition.url)
    if owner is not None and owner.id != definition.id:
        click.echo(f"warning: {path.parent / f'{owner.id}.toml'} has this site already; keep one of the two", err=True)


def _as_json(visit: SiteVisit, draft: Draft, toml: str, path: Path | None) -> str:
    return escape_in_json(
        json.dumps(
            {
                "id": draft.definition.id,
                "definition": draft.definition.model_dump(mode="json", exclude_none=True, exclude_defaults=True),
                "toml": toml,
                "written": str(path) if path else None,
                "findings": {name: asdict(finding) for name, finding in draft.findings.items()},
                "system": draft.system,
                "crawl_delay": visit.crawl_delay,
                "sources": [asdict(source) for source in visit.sources],
                "fields": [asdict(quality) for quality in draft.fields],
                "articles": [article.model_dump(mode="json", exclude_none=True) for article in visit.articles],
                "requests": visit.summary.requests,
                "seconds": visit.summary.seconds,
            },
            ensure_ascii=False,
        )
    )

"""``wiredesk sites rule``: try one more ``[extract]`` rule on a site's kept articles, and write it."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from wiredesk.crawlers.cli.archive_options import archive_place
from wiredesk.crawlers.cli.sites import folder_option, open_catalogue, own_folder
from wiredesk.crawlers.site_tools.rule_trial.definition_rule import definition_with_rule
from wiredesk.crawlers.site_tools.rule_trial.trial import ARTICLES, RULE_FIELDS, RuleField, RuleTrial, try_rule
from wiredesk.crawlers.sites.definition_file import read_definition, write_definition
from wiredesk.pipelines.archive.reader import newest_pages
from wiredesk.pipelines.archive.remote.address import shown
from wiredesk.pipelines.archive.store import ArchiveProblem
from wiredesk.pipelines.exporters.terminal import one_line
from wiredesk.pipelines.extraction.rules import InvalidSelector
from wiredesk.settings.errors import ExitCode, UsageProblem

_SHOWN = 70  # characters of a value in the table
_TEXTS = 3
"""Paragraphs shown of those that come or go on a page; --json has all."""


@click.command("rule")
@click.argument("name", metavar="SITE")
@click.argument("field", type=click.Choice(RULE_FIELDS), metavar="FIELD")
@click.argument("selector", metavar="SELECTOR")
@click.option("--articles", type=click.IntRange(1, 1_000), default=ARTICLES, show_default=True,
              help="Kept articles to try it on, the newest first.")  # fmt: skip
@click.option("--archive", metavar="FOLDER|URL", help="Instead of WIREDESK_ARCHIVE.")
@click.option("--yes", is_flag=True, help="Write the rule into the definition, after the trial.")
@click.option("--json", "as_json", is_flag=True, help="The trial as one JSON object.")
@folder_option
def sites_rule(
    name: str,
    field: RuleField,
    selector: str,
    articles: int,
    archive: str | None,
    yes: bool,
    as_json: bool,
    folder: Path | None,
) -> ExitCode:
    """Try a rule for FIELD (headline, body, authors, date or remove) on kept articles of SITE.

    \b
    wiredesk sites rule example.org headline "h1.entry-title"
    wiredesk sites rule example.org remove ".promo" --articles 50
    wiredesk sites rule example.org authors "a[rel=author]" --yes     writes it, into your own folder

    Each article is extracted from its kept page (docs/archives.md) without the rule and with it; what changes is shown.
    SELECTOR is CSS, or XPath when it begins with "/". With --yes the rule goes into your definition, before the rules
    that are there; the definition of another folder is not touched: yours changes that one key. The next crawl uses it,
    and "wiredesk reextract --site SITE" shows what it does to all articles that are kept.

    Exit codes: 0 tried, or written; 1 the selector finds nothing on any page, or a page gives no article any more: then
    nothing is written; 2 wrong usage: an unknown site, no selector, no kept page of the site.
    """
    catalogue = open_catalogue(folder)
    (definition,) = catalogue.get([name])
    place = archive_place(archive)
    own = own_folder(folder) / f"{name}.toml" if yes else Path()
    below = catalogue.below(own) if yes else []
    unread: list[str] = []
    try:
        trial = try_rule(newest_pages(place, name, articles, unread.append), definition, field, selector)
    except InvalidSelector as problem:
        raise UsageProblem(str(problem)) from None
    if unread:
        told = (
            f"{len(unread)} kept {'page' if len(unread) == 1 else 'pages'} of {name} cannot be read, first: {unread[0]}"
        )
        told = f"{told}; `wiredesk archive verify` names all"
        if not trial.pages:
            raise ArchiveProblem(told)
        click.echo(f"wiredesk: {one_line(told, 600)}", err=True)
    if not trial.pages:
        raise UsageProblem(
            f"no article of {name} is kept in {shown(place)}; crawl it with --archive, or WIREDESK_ARCHIVE, set"
        )
    is_good = trial.found > 0 and not trial.refused
    path = own if yes and is_good else None
    if path:
        before = read_definition(path).decode("utf-8-sig") if path.exists() else ""
        after = definition_with_rule(before, path, below, definition, field, selector)
        write_definition(path, after, overwrite=True)
    if as_json:
        click.echo(json.dumps(as_told(trial) | {"written": str(path) if path else None}, ensure_ascii=True))
    else:
        _show(trial)
    if not is_good:
        reason = "finds nothing on any page" if not trial.found else "makes articles vanish"
        click.echo(one_line(f"{selector!r} {reason}{': not written' if yes else ''}"), err=True)
    elif path:
        click.echo(f"written to {path}", err=True)
    return ExitCode.DONE if is_good else ExitCode.SOME_FAILED


def as_told(trial: RuleTrial) -> dict[str, object]:
    """The trial as a JSON object: the rule, its counts, and each article."""
    pages = [asdict(page) | {"changed": page.is_changed} for page in trial.pages]
    return {
        "site": trial.site, "field": trial.field, "selector": trial.selector, "articles": len(trial.pages),
        "found": trial.found, "changed": trial.changed, "refused": trial.refused, "pages": pages,
    }  # fmt: skip


def _show(trial: RuleTrial) -> None:
    for page in trial.pages:
        state = "refused" if page.refused else "changed" if page.is_changed else "same" if page.found else "not found"
        click.echo(f"{state:<10} {one_line(page.headline or page.url, 100)}")
        if page.before != page.after:
            click.echo(f"    - {one_line(page.before or '(nothing)', _SHOWN)}")
            click.echo(f"    + {one_line(page.after or '(nothing)', _SHOWN)}")
        for sign, texts in (("-", page.lost), ("+", page.gained)):
            for text in texts[:_TEXTS]:
                click.echo(f"    {sign} {one_line(text, _SHOWN)}")
            if len(texts) > _TEXTS:
                click.echo(f"    {sign} … and {len(texts) - _TEXTS} more paragraphs")
        if page.refused:
            click.echo(f"    no article any more: {page.refused}")
    click.echo(
        f"{len(trial.pages)} articles: found on {trial.found}, {trial.changed} changed, {trial.refused} refused",
        err=True,
    )

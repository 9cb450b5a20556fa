"""``wiredesk extract``: the article of a saved page, without network and Redis."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from wiredesk.crawlers.cli.article_selection import engine_option, explain_options, format_option
from wiredesk.crawlers.cli.closed_pipe import quiet_when_the_pipe_closes
from wiredesk.crawlers.cli.explanation_display import print_explanation
from wiredesk.crawlers.cli.moment_option import Moment
from wiredesk.crawlers.site_tools.own_pages.corrected_page import CorrectedPage
from wiredesk.crawlers.site_tools.own_pages.correction_text import (
    as_extracted,
    correction_text,
    read_correction,
    texts_not_on_page,
    with_settings,
)
from wiredesk.crawlers.site_tools.own_pages.page_folder import PageFolder
from wiredesk.crawlers.sites.catalogue import Catalogue
from wiredesk.pipelines.article import Article, DiscoveredVia
from wiredesk.pipelines.engines import Engine
from wiredesk.pipelines.exporters import export
from wiredesk.pipelines.exporters.format_names import Format
from wiredesk.pipelines.exporters.terminal import one_line
from wiredesk.pipelines.extraction import Rejection, extract_page
from wiredesk.pipelines.extraction.explained_page import explain_page
from wiredesk.pipelines.page import Page
from wiredesk.pipelines.site_profile import SiteProfile
from wiredesk.pipelines.urls.syntax import split_url
from wiredesk.settings.environment import read_environment
from wiredesk.settings.errors import ExitCode, UsageProblem


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True, allow_dash=True))
@click.option("--url", required=True, help="The page's address: links and the article's identity depend on it.")
@click.option("--fetched-at", type=Moment(), help='When it was fetched; "3 hours ago" counts from it. Default: now.')
@click.option("--content-type", help='The Content-Type header it came with, e.g. "text/html; charset=windows-1256".')
@click.option("--site", "site_name", help="Id of the site definition to use; default: the one the URL belongs to.")
@format_option(help="How to print the article.")
@engine_option
@explain_options
@click.option(
    "--correct",
    "pages",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help="Correct what was extracted, in an editor; keep page and correction in this folder.",
)
@click.option("--set", "settings", multiple=True, metavar="FIELD=VALUE", help="With --correct: instead of the editor.")
def extract(
    file: Path,
    url: str,
    fetched_at: datetime | None,
    content_type: str | None,
    site_name: str | None,
    format: Format,
    engine: Engine | None,
    explain: bool,
    as_json: bool,
    pages: Path | None,
    settings: tuple[str, ...],
) -> ExitCode:
    """Print the article of a saved page FILE ("-" reads stdin). No network, no Redis.

    \b
    wiredesk extract page.html --url https://example.org/news/1 --fetched-at 2026-01-31T08:00+03:00
    curl -s https://example.org/news/1 | wiredesk extract - --url https://example.org/news/1
    wiredesk extract page.html --url https://example.org/news/1 --explain
    wiredesk extract page.html --url https://example.org/news/1 --engine trafilatura --format text
    wiredesk extract page.html --url https://example.org/news/1 --correct my-pages
    wiredesk extract page.html --url https://example.org/news/1 --correct my-pages --set "authors=Ann Lee|Bo Ek"

    --explain shows how the article came about: docs/wrong-article.md. --correct keeps the page as a test of your
    own: "wiredesk pages check FOLDER" reads all of them again, and "wiredesk pages rules FOLDER" proposes rules.
    Exit codes: 0 an article was found, 1 the page has none (the reason is on stderr), 2 wrong usage.
    """
    if fetched_at is not None and fetched_at > datetime.now(UTC) + timedelta(days=1):
        raise UsageProblem(f"--fetched-at {fetched_at:%Y-%m-%d} lies in the future")
    if split_url(url) is None:
        raise UsageProblem(f"--url {url!r} is not an http or https address; links and the article's id depend on it")
    catalogue = Catalogue.load(*read_environment().sites)
    definition = catalogue.get([site_name])[0] if site_name else catalogue.for_url(url)
    body = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    page = Page(
        url=url,
        requested_url=url,
        content_type=content_type,
        body=body,
        fetched_at=fetched_at or datetime.now(UTC),
        discovered_via=DiscoveredVia(type="file"),
    )
    profile = definition.profile if definition else None
    if engine is not None:
        profile = (profile or SiteProfile()).with_engine(engine)
    if settings and pages is None:
        raise click.UsageError("--set goes with --correct")
    if pages is not None:
        return _correct(page, profile, pages, settings)
    if explain:
        explanation = explain_page(page, profile)
        with quiet_when_the_pipe_closes():
            print_explanation(explanation, as_json=as_json)
        return ExitCode.DONE if explanation.outcome == "article" else ExitCode.SOME_FAILED
    found = extract_page(page, profile)
    if isinstance(found, Rejection):
        click.echo(one_line(f"{file}: {found.reason} ({found.detail})"), err=True)
        return ExitCode.SOME_FAILED
    with quiet_when_the_pipe_closes():
        sys.stdout.write(export(found, format))
        sys.stdout.flush()
    return ExitCode.DONE


def _correct(page: Page, profile: SiteProfile | None, pages: Path, settings: tuple[str, ...]) -> ExitCode:
    """Ask for corrections of what was extracted, and keep them with the page."""
    found = extract_page(page, profile)
    article = found if isinstance(found, Article) else None
    folder = PageFolder(pages)
    known = folder.kept(page.url, page.body) or as_extracted(article)
    if settings:
        right: CorrectedPage | None = with_settings(settings, known)
    elif not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageProblem("--correct opens an editor and needs a terminal; without one, use --set FIELD=VALUE")
    else:
        right = _edited(page.url, known)
    if right is None:
        click.echo("nothing was kept", err=True)
        return ExitCode.SOME_FAILED
    for text in texts_not_on_page(right, page):
        click.echo(one_line(f"warning: foreign: {text!r} stands nowhere on the page"), err=True)
    name = folder.keep(page.url, page.body, page.fetched_at, right)
    wrong = [field for field, good in right.judge(article).items() if not good]
    click.echo(one_line(f"kept as {name} in {pages}; wrong today: {', '.join(wrong) or 'nothing'}"))
    return ExitCode.DONE


def _edited(url: str, known: CorrectedPage) -> CorrectedPage | None:
    """What the person has written; a slip is shown, and the text is opened again."""
    text = correction_text(url, known)
    while True:
        edited = click.edit(text, extension=".toml", require_save=False)
        if not (edited or "").strip():
            return None
        text = edited or ""
        try:
            return read_correction(text, known)
        except UsageProblem as problem:
            click.echo(one_line(str(problem)), err=True)
            if not click.confirm("Edit again? (no: nothing is kept)", default=True, err=True):
                return None

"""``wiredesk crawl``: visit sites, queue what is new or changed, and end."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click

from wiredesk.crawlers.cli.article_selection import archive_option, format_option, with_archive
from wiredesk.crawlers.cli.closed_pipe import quiet_when_the_pipe_closes
from wiredesk.crawlers.cli.log_options import log_options, start_log
from wiredesk.crawlers.cli.moment_option import Moment, check_period
from wiredesk.crawlers.cli.standard_streams import discard_output
from wiredesk.crawlers.crawl.crawl_options import CrawlOptions
from wiredesk.crawlers.crawl.summary import CrawlSummary
from wiredesk.crawlers.running.crawl_display import CrawlDisplay, DisplayHandler
from wiredesk.crawlers.running.crawl_runner import CrawlRun
from wiredesk.crawlers.running.failed_sites import failure_lines
from wiredesk.crawlers.sites.catalogue import SHIPPED, Catalogue
from wiredesk.pipelines.article import Article
from wiredesk.pipelines.exporters import export
from wiredesk.pipelines.exporters.format_names import Format
from wiredesk.settings.environment import read_environment
from wiredesk.settings.errors import ExitCode, UsageProblem

NO_CONTACT = (
    "no contact address is set, so the owners of the shipped sites cannot reach you; "
    "set user_agent in wiredesk.toml (or WIREDESK_USER_AGENT): 'mydesk/1.0 (+https://mydesk.example/bot)'"
)


@click.command()
@click.argument("sites", nargs=-1, metavar="[SITE]...")
@click.option("--since", type=Moment(), help="Leave out what is older, e.g. 2026-01-31 or 7d.")
@click.option("--until", type=Moment(end=True), help="Leave out what is newer; a date includes that whole day.")
@click.option("--due", is_flag=True, help="Only sites whose time has come, by how often each publishes.")
@click.option("--max-articles", type=click.IntRange(min=1), help="Most articles to fetch from each site.")
@format_option(default=None, help="Also print every new or updated article on stdout.")
@click.option("--dry-run", is_flag=True, help="Fetch and extract, but queue and remember nothing.")
@click.option("--summary", type=click.Choice(["text", "json"]), default="text", show_default=True,
              help="At the end: a table on stderr, or JSON on stdout (on stderr beside --format).")  # fmt: skip
@click.option("--folder", type=click.Path(path_type=Path, file_okay=False, exists=True),
              help="Folder of site definitions, instead of WIREDESK_SITES or the shipped ones.")  # fmt: skip
@click.option("--workers", type=click.IntRange(1, 64), help="Extraction processes; default: one for each core.")
@archive_option
@log_options
@click.option("--quiet", "-q", is_flag=True, help="No progress display, no table; errors are still named.")
def crawl(
    sites: tuple[str, ...], since: datetime | None, until: datetime | None, max_articles: int | None,
    format: Format | None, dry_run: bool, due: bool, summary: str, folder: Path | None, workers: int | None,
    archive: str | None, quiet: bool,
) -> ExitCode:  # fmt: skip
    """Crawl SITEs (all enabled ones by default), queue new and changed articles, and end.

    \b
    wiredesk crawl                          every enabled site, as cron would
    wiredesk crawl rudaw.net --since 2d     one site, articles of the last two days
    wiredesk crawl rudaw.net --dry-run --format text | less
    wiredesk crawl rudaw.net --since 2024-01-01 --until 2024-06-30    back in time, resumable
    */5 * * * *  cd /srv/wiredesk && .venv/bin/wiredesk crawl --due --quiet    cron: the sites whose time has come

    A definition file that is not valid is named with its line and left out; the others are crawled.
    Exit codes: 0 all done, 1 some sites, files or URLs failed (they are named), 2 wrong usage, 3 Redis cannot be
    reached, 4 another crawl of a site is running, 130 interrupted after a clean stop.
    """
    check_period(since, until)
    environment = with_archive(read_environment(), archive)
    quiet |= start_log(environment, handler=DisplayHandler())  # JSON alone on stderr: no progress, no table
    catalogue = Catalogue.load(*([folder] if folder else environment.sites))
    if SHIPPED in catalogue.folders and not environment.names_contact:
        click.echo(f"wiredesk: WARNING: {NO_CONTACT}", err=True)
    definitions, faults = catalogue.readable(sites)
    definitions = [definition for definition in definitions if definition.enabled or sites]
    if faults and not definitions:
        raise UsageProblem("\n".join(faults))
    for fault in faults:
        click.echo(fault, err=True)
    if not definitions:
        raise click.UsageError(f"There is no enabled site definition in {catalogue.place}.")

    unwritable: OSError | None = None

    def show(article: Article) -> None:
        nonlocal unwritable
        if unwritable is not None:
            return
        try:
            sys.stdout.write(export(article, format or "jsonl"))
            sys.stdout.flush()
        except OSError as problem:  # nobody reads any more, or the disk is full
            unwritable = problem
            discard_output()
            run.stop()

    options = CrawlOptions(
        since=since, until=until, max_articles=max_articles, dry_run=dry_run, on_article=show if format else None
    )
    with CrawlDisplay(quiet=quiet, many=len(definitions)) as display:
        run = CrawlRun(environment, definitions, options, workers=workers, only_due=due, on_progress=display.update)
        run.summary.invalid = faults
        result = run.run()
    nobody_reads, told = isinstance(unwritable, BrokenPipeError), False
    with quiet_when_the_pipe_closes():
        if summary == "json":
            click.echo(result.model_dump_json(), err=format is not None)
        elif told := not quiet and not nobody_reads:
            display.table(result)
    for line in failure_lines(result, briefly=not told):
        click.echo(f"wiredesk: {line}", err=True)
    if unwritable is not None and not nobody_reads:
        raise unwritable
    return ExitCode.DONE if nobody_reads else exit_code(result)


def exit_code(result: object) -> ExitCode:
    """The exit status that a crawl's summary means."""
    assert isinstance(result, CrawlSummary)
    if any(site.redis_refused for site in result.sites):
        return ExitCode.REDIS_UNREACHABLE
    if result.interrupted:
        return ExitCode.INTERRUPTED
    if any(site.refused for site in result.sites):
        return ExitCode.ALREADY_RUNNING
    has_failed = result.invalid or any(site.has_failed for site in result.sites)
    return ExitCode.SOME_FAILED if has_failed else ExitCode.DONE

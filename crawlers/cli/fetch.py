"""``wiredesk fetch``: URLs in, clean articles out."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from wiredesk.crawlers.cli.article_selection import (
    archive_option,
    engine_option,
    explain_options,
    format_option,
    with_archive,
)
from wiredesk.crawlers.cli.closed_pipe import quiet_when_the_pipe_closes
from wiredesk.crawlers.cli.output_file import OutputPath
from wiredesk.crawlers.fetching.browser import missing_for_rendering
from wiredesk.crawlers.on_demand.credentials import mask_credentials
from wiredesk.crawlers.on_demand.fetch_runner import FetchRun
from wiredesk.crawlers.runtime.log_setup import configure_logging
from wiredesk.pipelines.desk import Desk
from wiredesk.pipelines.engines import Engine
from wiredesk.pipelines.exporters import export
from wiredesk.pipelines.exporters.format_names import Format
from wiredesk.pipelines.exporters.terminal import one_line
from wiredesk.settings.environment import read_environment
from wiredesk.settings.errors import ExitCode, UsageProblem

if TYPE_CHECKING:
    from wiredesk.crawlers.cli.fetched_pages import FetchedPages
    from wiredesk.crawlers.on_demand.outcome import FetchOutcome


@click.command()
@click.argument("urls", nargs=-1, required=True, metavar="URL...")
@click.option("--publish", is_flag=True, help="Also put the articles on the queue (new and changed ones).")
@format_option(help="How to print the articles.")
@click.option("--output", "-o", type=click.File("w", encoding="utf-8"), default="-", help="File instead of stdout.")
@click.option("--render", is_flag=True, help="Run the pages' JavaScript in Chromium first (extra: render).")
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Extraction processes.")
@click.option("--save", type=OutputPath("on stdout are the articles: name a file"), metavar="FILE",
              help="Keep the page in FILE, byte for byte as it was fetched; for one URL.")  # fmt: skip
@archive_option
@engine_option
@explain_options
def fetch(
    urls: tuple[str, ...],
    publish: bool,
    format: Format,
    output: TextIO,
    render: bool,
    workers: int,
    save: Path | None,
    archive: str | None,
    engine: Engine | None,
    explain: bool,
    as_json: bool,
) -> ExitCode:
    """Fetch URLs and print their articles, exactly as a crawl would publish them.

    \b
    wiredesk fetch https://example.org/news/1
    wiredesk fetch --format text https://example.org/news/1 | less
    wiredesk fetch --publish - < urls.txt     a list on stdin, one URL a line
    wiredesk fetch --explain --save page.html https://example.org/news/1

    robots.txt is obeyed. URLs without an article are listed on stderr with the reason. Exit codes: 0 all
    fetched, 1 some URLs gave no article, 2 wrong usage, 3 Redis cannot be reached, 130 interrupted.
    """
    environment = with_archive(read_environment(), archive)
    configure_logging(environment.log_level, brief=True)
    if engine is not None and publish:
        raise UsageProblem(
            "--engine is for comparing: what is published follows the site's definition ([extract] engine)"
        )
    if save is not None and (len(urls) != 1 or urls[0] == "-"):
        raise UsageProblem("--save keeps one page: give one URL")
    if render and (missing := missing_for_rendering()):
        raise UsageProblem(missing)
    desk = Desk(environment, workers=workers, connect=publish, keep_pages=True)
    pages: FetchedPages | None = None
    if explain or save is not None or engine is not None:
        from wiredesk.crawlers.cli.fetched_pages import FetchedPages  # noqa: PLC0415  # loads the extraction

        pages = FetchedPages(environment.sites, save, engine, explain, as_json)
    failed = answered = 0

    def show(outcome: FetchOutcome) -> None:
        nonlocal failed, answered
        answered += 1
        outcome, shown = pages.deal_with(outcome) if pages is not None else (outcome, False)
        failed += outcome.article is None
        if shown:
            return
        if outcome.article is None:
            click.echo(one_line(f"{mask_credentials(outcome.url)}: {outcome.reason} ({outcome.detail})"), err=True)
            return
        output.write(export(outcome.article, format))
        output.flush()

    run = FetchRun(
        desk,
        on_outcome=show,
        known_urls=None if "-" in urls else urls,
        render=render,
        on_page=pages.keep if pages is not None else None,
    )
    with quiet_when_the_pipe_closes():
        run.run(_listed(urls))
    if run.interrupted:
        click.echo(f"wiredesk: interrupted; {answered} URL{'s' if answered != 1 else ''} had been fetched", err=True)
        return ExitCode.INTERRUPTED
    return ExitCode.SOME_FAILED if failed else ExitCode.DONE


def _listed(urls: tuple[str, ...]) -> Iterator[str]:
    """The URLs of the arguments, with those on stdin in the place of ``-``."""
    for url in urls:
        if url == "-":
            yield from (line for line in _stdin_lines() if line and not line.startswith("#"))
        else:
            yield url


def _stdin_lines() -> Iterator[str]:
    """The lines of stdin, stripped. Read without Python's own buffer, whose lock a thread that waits for input holds,
    so that an interrupted program could not end."""
    rest = b""
    while chunk := os.read(sys.stdin.fileno(), 65_536):  # a pipe's own capacity on Linux
        *lines, rest = (rest + chunk).split(b"\n")
        yield from (_text(line) for line in lines)
    yield _text(rest)


def _text(line: bytes) -> str:
    return line.decode("utf-8-sig", "replace").strip()

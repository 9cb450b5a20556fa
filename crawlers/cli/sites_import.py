"""``wiredesk sites import``: `sites add` for every site of a list."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import IO

import click

from wiredesk.crawlers.cli.output_file import OutputPath
from wiredesk.crawlers.cli.sites import own_folder
from wiredesk.crawlers.runtime.log_setup import configure_logging
from wiredesk.crawlers.site_tools.lists.import_run import ImportResult, ImportRun
from wiredesk.crawlers.site_tools.lists.site_list import LARGEST_LIST, LIST_FORMATS, ListFormat, read_site_list
from wiredesk.pipelines.exporters.terminal import escape_in_json, one_line
from wiredesk.settings.environment import read_environment
from wiredesk.settings.errors import ExitCode, UsageProblem


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--format", type=click.Choice(LIST_FORMATS),
              help="What the list is; by default guessed from its name and beginning.")  # fmt: skip
@click.option("--folder", type=click.Path(path_type=Path, file_okay=False), metavar="FOLDER",
              help="Where to write the definitions; default: WIREDESK_SITES.")  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Visit the sites and write nothing.")
@click.option("--force", is_flag=True, help="Overwrite definitions that are there, and all changes in them.")
@click.option("--report", type=OutputPath("the next run reads it: name a file"), metavar="REPORT",
              help="Append a line of JSON for each site; sites that it has already are left out.")  # fmt: skip
@click.option("--retry", is_flag=True, help="With --report: try those again that have failed.")
@click.option("--json", "as_json", is_flag=True, help="The same lines of JSON on stdout.")
@click.option("--quiet", "-q", is_flag=True, help="Name only what failed.")
def sites_import(
    file: Path, format: ListFormat | None, folder: Path | None, dry_run: bool, force: bool, report: Path | None,
    retry: bool, as_json: bool, quiet: bool,
) -> ExitCode:  # fmt: skip
    """Visit every site of the list FILE ("-": stdin), as `sites add` does, and write its definition.

    \b
    wiredesk sites import feeds.opml --folder my-sites        the subscriptions of a feed reader
    wiredesk sites import outlets.csv --report outlets.jsonl  a table with a column url (or website, domain …)
    grep -v '^#' urls.txt | wiredesk sites import -           one address a line
    wiredesk sites import other-desk.toml                     what `sites export --format toml` wrote; no visits

    Twenty sites are visited side by side, those of one host one after the other, about ten seconds each. robots.txt is
    obeyed. Sites that a definition of the folder has already are left alone, so that the same command goes on where it
    was stopped; --report remembers failures too. A feed that the list names is used where nothing else is found.

    Exit codes: 0 all have a definition now, 1 some have none (each is named, with the reason), 2 no such list, or
    nowhere to write; 130 interrupted.
    """
    environment = read_environment()
    body = sys.stdin.buffer.read(LARGEST_LIST + 1) if str(file) == "-" else _content(file)
    sites = read_site_list(body, "standard input" if str(file) == "-" else str(file), format)
    folder = own_folder(folder)
    configure_logging(environment.log_level, brief=True)
    done = _reported(report, retry) if report is not None else set()
    counts: Counter[str] = Counter()
    with _Report(report) as lines:

        def tell(result: ImportResult) -> None:
            counts[result.status] += 1
            text = escape_in_json(result.model_dump_json(exclude_none=True))
            lines.write(text)
            if as_json:
                click.echo(text)
            if result.is_failure or not quiet:
                click.echo(f"{sum(counts.values())}/{len(sites)} {_in_words(result)}", err=True)

        run = ImportRun(environment, folder, tell, write=not dry_run, overwrite=force)
        run.run(sites, skip=lambda url: _skipped(url, done, counts))
    told = ", ".join(f"{count} {status}" for status, count in counts.items() if count)
    if run.interrupted:
        click.echo(f"interrupted: {told or 'nothing done'}; the same command continues from here", err=True)
        return ExitCode.INTERRUPTED
    click.echo(f"{told} of {len(sites)}; definitions in {folder}", err=True)
    return ExitCode.SOME_FAILED if counts["failed"] or counts["invalid"] else ExitCode.DONE


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST_LIST + 1)
    except OSError as problem:
        raise UsageProblem(f"{path} cannot be read: {problem.strerror}") from None


def _skipped(url: str, done: set[str], counts: Counter[str]) -> bool:
    counts["in the report already"] += url in done
    return url in done


def _reported(path: Path, retry: bool) -> set[str]:
    """The home pages that an earlier run has reported. A last line that was cut short counts as none."""
    found: set[str] = set()
    if not path.exists():
        return found
    for line in path.read_text("utf-8", "replace").splitlines():
        try:
            result = json.loads(line)
        except ValueError:
            continue
        if isinstance(result, dict) and not (retry and result.get("status") == "failed"):
            found.add(str(result.get("asked")))
    return found


class _Report:
    """The file of results, a line a site, each written at once."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._file: IO[str] | None = None

    def __enter__(self) -> _Report:
        if self._path is not None:
            try:
                self._file = self._path.open("a", encoding="utf-8")
            except OSError as problem:
                raise UsageProblem(f"{self._path} cannot be written: {problem.strerror}") from None
        return self

    def __exit__(self, *problem: object) -> None:
        if self._file is not None:
            self._file.close()

    def write(self, line: str) -> None:
        """Add a line."""
        if self._file is not None:
            self._file.write(f"{line}\n")
            self._file.flush()


def _in_words(result: ImportResult) -> str:
    what = f"{one_line(result.given, 120)}: {result.status}"
    if result.status in ("written", "found"):
        where = f" {one_line(result.file)}" if result.file else ""
        sources = f", {len(result.sources)} listing{'s' * (len(result.sources) > 1)}" if result.sources else ""
        renamed = f"; {one_line(result.detail, 300)}, so it is {result.id}" if result.detail else ""
        return f"{what}{where} ({result.articles} articles seen{sources}){renamed}"
    if result.status == "known":
        return f"{what} as {result.id}"
    return f"{what} (line {result.line}): {one_line(result.detail or '', 300)}"

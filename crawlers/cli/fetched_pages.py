"""What `fetch` does with the pages themselves: --save keeps one, --explain and --engine read them once more."""

from __future__ import annotations

import shlex
from dataclasses import dataclass, field
from pathlib import Path

import click

from wiredesk.crawlers.cli.explanation_display import print_explanation
from wiredesk.crawlers.on_demand.outcome import FetchOutcome
from wiredesk.crawlers.on_demand.site_selection import catalogue_for
from wiredesk.pipelines.engines import Engine
from wiredesk.pipelines.extraction import Rejection, extract_page
from wiredesk.pipelines.extraction.explained_page import explain_page
from wiredesk.pipelines.page import Page
from wiredesk.pipelines.site_profile import SiteProfile
from wiredesk.settings.errors import UsageProblem


@dataclass
class FetchedPages:
    """Pages from their arrival until their outcome. `folders`: those of the site definitions."""

    folders: tuple[Path, ...]
    save: Path | None
    engine: Engine | None
    explain: bool
    as_json: bool
    _pages: dict[str, Page] = field(default_factory=dict, init=False)

    def keep(self, page: Page) -> None:
        """Take a page as it was fetched."""
        self._pages[page.requested_url] = page

    def deal_with(self, outcome: FetchOutcome) -> tuple[FetchOutcome, bool]:
        """Save, explain and read again the page of `outcome`, as was asked for. Returns the outcome that holds now, and
        whether the explanation has shown it already."""
        page = self._pages.pop(outcome.url, None)
        if page is None:
            return outcome, False
        if self.save is not None:
            _save(page, self.save)
        if self.explain:
            print_explanation(explain_page(page, self._profile(page)), as_json=self.as_json)
            return outcome, True
        return (outcome if self.engine is None else self._read_again(page, outcome)), False

    def _read_again(self, page: Page, outcome: FetchOutcome) -> FetchOutcome:
        """The outcome as the engine that was asked for has it."""
        found = extract_page(page, self._profile(page))
        if isinstance(found, Rejection):
            return outcome.model_copy(update={"article": None, "reason": found.reason, "detail": found.detail})
        return outcome.model_copy(update={"article": found, "reason": None, "detail": ""})

    def _profile(self, page: Page) -> SiteProfile | None:
        definition = catalogue_for([page.url], self.folders).for_url(page.url)
        profile = definition.profile if definition else None
        return profile if self.engine is None else (profile or SiteProfile()).with_engine(self.engine)


def _save(page: Page, path: Path) -> None:
    """Write the page's bytes, and say how to read them again."""
    try:
        path.write_bytes(page.body)
    except OSError as problem:
        raise UsageProblem(f"--save: {problem}") from None
    moment = page.fetched_at.isoformat("T", "seconds")
    again = ["wiredesk", "extract", str(path), "--url", page.url, "--fetched-at", moment]
    if page.content_type:
        again += ["--content-type", page.content_type]
    click.echo(f"the page is in {path}; read it again with\n  {shlex.join(again)}", err=True)

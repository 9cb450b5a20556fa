"""What a person sees of a draft: the facts, the sources and the sampled articles, each with its confidence."""

from __future__ import annotations

from typing import Literal

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from wiredesk.crawlers.runtime.fitting import fitted
from wiredesk.crawlers.site_tools.drafting.draft import Draft
from wiredesk.crawlers.site_tools.drafting.sample_quality import FieldQuality
from wiredesk.crawlers.site_tools.trial.visit import SiteVisit
from wiredesk.pipelines.article import Article
from wiredesk.pipelines.exporters.terminal import one_line

_GOOD, _FAIR = 0.85, 0.6
"""Confidence shown in green from the one and in yellow from the other; below, in red."""
_FOLDABLE = {"value": 10, "evidence": 10, "address": 12, "headline": 20, "authors": 10, "section": 8}
"""Columns whose cells may be folded, and to how many columns at the least."""
_LOG_WIDTH = 140  # columns where stderr is no terminal


def stderr_console() -> Console:
    """The console of progress and tables, wide where nobody sees an edge."""
    console = Console(stderr=True, highlight=False)
    if not console.is_terminal:
        console.width = _LOG_WIDTH
    return console


def show_draft(console: Console, visit: SiteVisit, draft: Draft) -> None:
    """Print the three tables."""
    console.print(_facts(visit, draft))
    console.print(_sources(visit))
    console.print(fitted(_articles(visit, draft), console.width, ("section", "language", "authors")))


def _facts(visit: SiteVisit, draft: Draft) -> Table:
    table = _table("fact", "value", "confidence", "evidence", right="confidence")
    for name in ("name", "languages", "country", "timezone"):
        finding = draft.findings.get(name)
        if finding is None:
            table.add_row(name, Text("not found", style="dim"), "", "")
            continue
        value = ", ".join(draft.definition.languages) if name == "languages" and finding.is_sure else finding.value
        shown = _safe(value) if finding.is_sure else Text(f"{one_line(value, 60)}?", style="dim")
        because = finding.because if finding.is_sure else f"{finding.because}: too unsure to be written"
        table.add_row(name, shown, _grade(finding.confidence), _safe(because, 200))
    if draft.system:
        table.add_row("system", _safe(draft.system), "", "marks in the home page")
    if visit.crawl_delay:
        table.add_row("delay", f"{visit.crawl_delay:g} s", "", "Crawl-delay in robots.txt")
    return table


def _sources(visit: SiteVisit) -> Table:
    table = _table("source", "address", "article links", right="article links")
    for listing in visit.sources:
        if listing.leads or listing.type != "section":
            table.add_row(listing.type, _safe(listing.url, 100), str(listing.leads) if listing.leads else "index")
    return table


def _articles(visit: SiteVisit, draft: Draft) -> Table:
    table = _table("headline", "published", "authors", "words", "language", "section", right="words")
    for article in visit.articles:
        table.add_row(*_cells(article))
    grades = {quality.name: quality for quality in draft.fields}
    table.add_section()
    table.add_row(
        *(_share_and_grade(grades[name]) for name in (
            "headline", "date_published", "authors", "body_text", "language", "section",
        )), style="bold",
    )  # fmt: skip
    return table


def _cells(article: Article) -> list[Text]:
    return [
        _safe(article.headline, 60),
        _safe((article.date_published or "").replace("T", " ")[:16] or "–"),
        _safe(", ".join(author.name for author in article.authors) or "–", 40),
        Text(str(len(article.body_text.split()))),
        _safe(article.language or "–"),
        _safe(article.section or "–", 20),
    ]


def _share_and_grade(quality: FieldQuality) -> Text:
    if not quality.present:
        return Text("none", style="red")
    text = Text(f"{quality.present}/{quality.total} ")
    return text.append_text(_grade(quality.confidence))


def _grade(confidence: float) -> Text:
    style = "green" if confidence >= _GOOD else "yellow" if confidence >= _FAIR else "red"
    return Text(f"{confidence:.2f}", style=style)


def _safe(text: str, width: int | None = None) -> Text:
    return Text(one_line(text, width))


def _table(*columns: str, right: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold")
    for column in columns:
        side: Literal["left", "right"] = "right" if column == right else "left"
        folds = column in _FOLDABLE
        table.add_column(column, justify=side, overflow="fold", no_wrap=not folds, min_width=_FOLDABLE.get(column))
    return table

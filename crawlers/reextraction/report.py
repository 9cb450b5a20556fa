"""What a re-extraction would change, and what it has changed: figures for programs, a table for people."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

import click
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from wiredesk.crawlers.reextraction.result_store import Mend, ResultStore
from wiredesk.pipelines.article import Article
from wiredesk.pipelines.exporters.terminal import one_line

SHOWN: Final = 240
"""Characters of each side of a sample, around the first difference."""
BEFORE_IT: Final = 60
"""Of these, before the difference."""
LEFT_OUT: Final = {
    "newer_known": "left as they are: the publisher's later version is known",
    "other_site": "left as they are: no definition that is valid has their site's name today",
    "not_known": "not known in this Redis",
    "where": "left out by --where",
}


@dataclass
class SiteFigures:
    """Of one site."""

    pages: int = 0
    changed: int = 0
    no_article: int = 0
    fields: Counter[str] = field(default_factory=Counter)


@dataclass
class Report:
    """All that is known of a re-extraction."""

    extraction: str
    sites: dict[str, SiteFigures]
    fields: Counter[str]
    left_out: dict[str, int]
    reasons: Counter[str]
    became: dict[str, int]
    """Of the mends: ``update``, by this run, and ``refused``."""
    queued_before: int
    waiting: int
    """Mends that are not published."""
    samples: dict[str, list[Mend]]
    unreadable: int = 0

    @property
    def pages(self) -> int:
        """Pages read again."""
        return sum(site.pages for site in self.sites.values())

    @property
    def changed(self) -> int:
        """Articles that are read otherwise today."""
        return sum(site.changed for site in self.sites.values())


def report_of(
    store: ResultStore, extraction: str, samples: int, fields: frozenset[str], queued: Counter[str]
) -> Report:
    """The report of what a store holds; with `fields`, of the mends that change one of them. `queued`: by this run."""
    sites: dict[str, SiteFigures] = {}
    reasons: Counter[str] = Counter()
    for name, states in store.states().items():
        site = sites.setdefault(name, SiteFigures(pages=sum(states.values())))
        for state, number in states.items():
            if state.startswith("no article: "):
                site.no_article += number
                reasons[state.removeprefix("no article: ")] += number
    all_fields: Counter[str] = Counter()
    outcomes: Counter[str] = Counter()
    waiting = 0
    for name, changed, outcome in store.changes():
        if fields and not fields & set(changed):
            continue
        site = sites.setdefault(name, SiteFigures())
        site.changed += 1
        site.fields.update(changed)
        all_fields.update(changed)
        if outcome:
            outcomes[outcome] += 1
        else:
            waiting += 1
    chosen = {name: mends for name, mends in store.samples(samples).items() if not fields or name in fields}
    # A run that was killed had queued those that turn out to be unchanged.
    before, problems = outcomes["update"] + outcomes["unchanged"] - queued["update"], len(store.problems())
    became = {"update": queued["update"], "refused": outcomes["refused"]}
    return Report(extraction, sites, all_fields, store.left_out(), reasons, became, before, waiting, chosen, problems)


def as_json(report: Report) -> str:
    """One JSON object."""
    return json.dumps(
        {
            "extraction": report.extraction, "pages": report.pages, "changed": report.changed,
            "no_article": dict(report.reasons), "unreadable": report.unreadable, "left_out": report.left_out,
            "fields": dict(report.fields.most_common()),
            "sites": [
                {"site": name, "pages": site.pages, "changed": site.changed, "no_article": site.no_article,
                 "fields": dict(site.fields.most_common())}
                for name, site in sorted(report.sites.items())
            ],
            "published": report.became, "published_before": report.queued_before, "waiting": report.waiting,
            "samples": [
                {"field": name, "id": mend.after.id, "site": mend.after.site, "url": mend.after.url,
                 "before": _plain(mend.before, name), "after": _plain(mend.after, name)}
                for name, mends in report.samples.items() for mend in mends
            ],
        },
        ensure_ascii=True,
    )  # fmt: skip


def print_report(report: Report, *, published: bool) -> None:
    """Tables on stdout: fields, sites, samples side by side."""
    console = Console() if Console().is_terminal else Console(width=200)
    told = [f"{report.pages} pages read again by extraction {report.extraction}", f"{report.changed} articles changed"]
    if report.reasons:
        reasons = ", ".join(f"{number} {reason}" for reason, number in report.reasons.most_common())
        told.append(f"{sum(report.reasons.values())} are no article today ({reasons}); they are left as they are")
    if report.unreadable:
        told.append(
            f"{report.unreadable} could not be read; --fresh tries again, and "
            "`wiredesk archive verify` says what can be put back"
        )
    told += [f"{number} {LEFT_OUT.get(why, why)}" for why, number in report.left_out.items()]
    click.echo("\n".join(told))
    if report.changed:
        _print(console, ("field", "articles"), ((name, number) for name, number in report.fields.most_common()))
        _print(
            console, ("site", "pages", "changed", "no article", "fields"),
            ((name, site.pages, site.changed, site.no_article or "",
              ", ".join(f"{one} {number}" for one, number in site.fields.most_common(5)))
             for name, site in sorted(report.sites.items(), key=lambda row: -row[1].changed) if site.changed),
        )  # fmt: skip
        if report.samples:
            _print(console, ("field", "article", "before", "after"), _sample_rows(report), fold=True)
    if published:
        click.echo(f"{report.became['update']} queued as updates")
    if report.queued_before:
        click.echo(f"{report.queued_before} were queued before")
    if report.became["refused"]:
        click.echo(f"{report.became['refused']} left as they are: a newer version came meanwhile")
    if report.waiting and not published:
        click.echo(f"nothing was published; --publish queues the {report.waiting} as updates")


def _print(
    console: Console, headers: tuple[str, ...], rows: Iterable[tuple[object, ...]], *, fold: bool = False
) -> None:
    table = Table(box=box.SIMPLE, pad_edge=False)
    for header in headers:
        table.add_column(header, overflow="fold", no_wrap=not fold and header != "fields")
    for row in rows:
        table.add_row(*(Text(one_line(str(cell))) for cell in row))
    console.print(table)


def _sample_rows(report: Report) -> Iterable[tuple[object, ...]]:
    for name, mends in report.samples.items():
        for mend in mends:
            before, after = side_by_side(_text(mend.before, name), _text(mend.after, name))
            yield name, f"{mend.after.site} {mend.after.url}", before, after


def side_by_side(before: str, after: str) -> tuple[str, str]:
    """Both texts from a little before their first difference on."""
    before, after = " ".join(before.split()), " ".join(after.split())
    same = _same_beginning(before, after)
    start = max(0, same - BEFORE_IT)
    return tuple(_cut(text, start) for text in (before, after))  # type: ignore[return-value]  # two of them


def _cut(text: str, start: int) -> str:
    cut = text[start : start + SHOWN] or "(nothing)"
    return f"{'… ' if start else ''}{cut}{' …' if len(text) > start + SHOWN else ''}"


def _same_beginning(one: str, two: str) -> int:
    for place, (a, b) in enumerate(zip(one, two, strict=False)):
        if a != b:
            return place
    return min(len(one), len(two))


def _plain(article: Article, name: str) -> Any:
    return article.model_dump(mode="json", include={name})[name]


def _text(article: Article, name: str) -> str:
    value = _plain(article, name)
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return ", ".join(str(one.get("name") or one.get("url")) if isinstance(one, dict) else str(one) for one in value)
    return "" if value is None else str(value)

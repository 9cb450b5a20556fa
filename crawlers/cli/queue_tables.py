"""The tables of ``wiredesk queue``, for people; every command has ``--json`` for programs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import click
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from wiredesk.crawlers.runtime.fitting import fitted
from wiredesk.pipelines.consuming.dead_letters import DeadLetter
from wiredesk.pipelines.consuming.queue_state import EntryMark, GroupState, QueueState
from wiredesk.pipelines.exporters.terminal import one_line, terminal_safe


def print_queue_state(state: QueueState) -> None:
    """Figures of the stream, then a table of its groups."""
    memory = "unknown" if state.memory_bytes is None else f"{state.memory_bytes / 1e6:.1f} MB"
    click.echo(f"stream    {state.stream}")
    click.echo(f"entries   {state.entries}")
    click.echo(f"memory    {memory}")
    click.echo(f"oldest    {_mark(state.oldest)}")
    click.echo(f"newest    {_mark(state.newest)}")
    click.echo(f"dead      {state.dead}")
    if not state.groups:
        click.echo("groups    none yet; start one with: wiredesk consume --group NAME")
        return
    print_groups(state.groups)


def print_groups(groups: list[GroupState]) -> None:
    """One row a group."""
    table = plain_table("group", "consumers", "pending", "lag", "replays", "last delivered", foldable={"group": 16})
    for group in groups:
        lag = "unknown" if group.lag is None else str(group.lag)
        add_row(table, group.name, group.consumers, group.pending, lag, group.replays, group.last_delivered_id)
    print_table(table, "last delivered", "replays", "consumers")


def print_dead_letters(letters: Iterable[DeadLetter]) -> None:
    """One row a letter."""
    foldable = {"group": 8, "site": 8, "error": 16}
    table = plain_table("id", "died", "group", "site", "tries", "reason", "error", foldable=foldable)
    for letter in letters:
        error = one_line(letter.error, 100)
        add_row(
            table,
            letter.id,
            letter.died_at,
            letter.group,
            letter.site or "",
            letter.delivery_count,
            letter.reason,
            error,
        )
    if table.row_count:
        print_table(table, "died", "tries", "site", "reason")
    else:
        click.echo("no dead letters", err=True)


def print_dead_letter(letter: DeadLetter) -> None:
    """Everything that is known of one letter."""
    article = letter.article if isinstance(letter.article, dict) else {}
    facts = {
        "dead letter": letter.id,
        "died": letter.died_at,
        "group": letter.group,
        "entry": letter.entry,
        "article": f"{letter.article_id or ''} revision {letter.revision or ''}",
        "headline": article.get("headline", ""),
        "url": article.get("url", ""),
        "reason": letter.reason,
        "error": letter.error,
        "deliveries": letter.delivery_count,
    }
    for name, value in facts.items():
        click.echo(f"{name:12} {one_line(str(value))}")
    for record in letter.history:
        words = [str(record.get(name, "")) for name in ("at", "consumer", "outcome", "error")]
        click.echo(f"  {one_line(str(record.get('delivery', '?')))}. {one_line('  '.join(words))}")
    if letter.traceback:
        click.echo(terminal_safe(letter.traceback).rstrip())
    click.echo()


def plain_table(*headers: str, foldable: Mapping[str, int]) -> Table:
    """A table without frames, which can be cut and pasted; `foldable` columns may be as narrow as it says."""
    table = Table(box=box.SIMPLE, pad_edge=False)
    for header in headers:
        table.add_column(header, overflow="fold", no_wrap=header not in foldable, min_width=foldable.get(header))
    return table


def add_row(table: Table, *cells: object) -> None:
    """Add a row of untrusted cells: no markup, no escapes."""
    table.add_row(*(Text(one_line(str(cell))) for cell in cells))


def print_table(table: Table, *least_important: str) -> None:
    """Print to stdout, on a narrow terminal without the columns that it needs least, in that order; a pipe gets 200
    columns, so that nothing is folded that a terminal would not fold."""
    console = Console()
    if not console.is_terminal:
        console = Console(width=200)
    console.print(fitted(table, console.width, least_important))


def _mark(mark: EntryMark | None) -> str:
    return "none" if mark is None else f"{mark.queued_at}  {mark.id}"

"""``wiredesk queue``: look at the queue, its consumer groups and its dead letters."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable
from typing import Any

import click

from wiredesk.crawlers.cli.article_selection import chosen_filter, format_option, selection
from wiredesk.crawlers.cli.closed_pipe import quiet_when_the_pipe_closes
from wiredesk.crawlers.cli.queue_connection import explain_redis_errors, open_queue
from wiredesk.crawlers.cli.queue_dead_letters import dead, replay
from wiredesk.crawlers.cli.queue_groups import groups
from wiredesk.crawlers.cli.queue_tables import print_queue_state
from wiredesk.crawlers.cli.selection_check import check_selection, tell_skipped
from wiredesk.crawlers.on_demand.waiting_requests import read_waiting
from wiredesk.pipelines.consuming.entries import MalformedEntry, StreamEntry
from wiredesk.pipelines.consuming.exported_entries import render_entry
from wiredesk.pipelines.consuming.filters import SkipCounter
from wiredesk.pipelines.consuming.positions import is_later, stream_end, stream_position
from wiredesk.pipelines.consuming.queue_state import read_queue_state
from wiredesk.pipelines.consuming.reading import follow_entries, last_entries, last_entry_id, read_entries
from wiredesk.pipelines.exporters.format_names import Format
from wiredesk.pipelines.exporters.terminal import one_line
from wiredesk.pipelines.publishing.keys import Keys
from wiredesk.pipelines.publishing.stream_retention import trim as trim_stream
from wiredesk.settings.environment import read_environment
from wiredesk.settings.errors import ExitCode, UsageProblem
from wiredesk.settings.redis_connection import open_redis


@click.group()
def queue() -> None:
    """Look at the queue of articles, its consumer groups and its dead letters.

    \b
    wiredesk queue stats                        how much is on it, who reads it, how far behind
    wiredesk queue read --from 2026-08-31       every article since then as JSON lines; consumes nothing
    wiredesk queue tail --format text           the newest, and then each as it arrives
    wiredesk queue dead                         what consumers gave up on, and why
    wiredesk queue replay --all                 put it back for the groups that gave it up
    wiredesk queue trim                         remove what every group has processed
    """


@queue.command()
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
def stats(as_json: bool) -> None:
    """Show entries, memory, age, dead letters, and each group's lag.

    \b
    wiredesk queue stats
    wiredesk queue stats --json | jq '.groups[] | select(.lag > 1000) | .name'

    lag: entries not yet delivered to the group, null where the server cannot tell (before Redis 7).
    pending: delivered, not yet acknowledged.
    requests: URLs asked for on demand and not answered yet; those held for more than 15 minutes are counted.
    """
    with open_queue() as (client, keys):
        state = read_queue_state(client, keys)
        requests = read_waiting(client, keys)
    if as_json:
        click.echo(json.dumps({**state.model_dump(mode="json"), "requests": requests.model_dump(mode="json")}))
        return
    click.echo(f"requests  {requests.in_words}")
    print_queue_state(state)


@queue.command()
@click.option(
    "--from", "start", default="beginning", metavar="WHERE", help="Entry id, date (UTC if no zone), age: yesterday, 7d."
)
@click.option("--to", "end", metavar="WHERE", help="The same; an entry or a day is taken in. Default: the newest.")
@click.option("--count", type=click.IntRange(min=1), metavar="N", help="Stop after N articles.")
@selection
@format_option()
@click.pass_context
def read(
    context: click.Context, /, start: str, end: str | None, count: int | None, format: Format, **chosen: Any
) -> None:
    """Print every article on the queue, oldest first; consume nothing.

    \b
    wiredesk queue read > articles.jsonl
    wiredesk queue read --from yesterday --to yesterday
    wiredesk queue read --from 2026-08-31 --site hawarnews.com --count 10 --format text
    wiredesk queue read --from 1788134400000-0 | jq -r .headline

    Entries without a valid article are named on stderr; the exit status is then 1.
    """
    first, last = stream_position(start), stream_end(end) if end is not None else "+"
    if end is not None and is_later(first, last):
        raise UsageProblem(f"--from {start} comes after --to {end}: nothing could be read")
    wanted = _wanted(chosen)
    malformed = 0
    with open_queue() as (client, keys), quiet_when_the_pipe_closes():
        malformed = _print_entries(read_entries(client, keys.articles, first, last), format, wanted, count)
        tell_skipped(wanted.skipped, **chosen)
    if malformed:
        context.exit(ExitCode.SOME_FAILED)


@queue.command()
@click.option(
    "-n",
    "--count",
    "last",
    type=click.IntRange(min=0),
    default=10,
    show_default=True,
    metavar="N",
    help="Begin with the newest N entries.",
)
@click.option("--follow/--no-follow", default=True, show_default=True, help="Go on with each article as it arrives.")
@selection
@format_option()
def tail(last: int, follow: bool, format: Format, **chosen: Any) -> None:
    """Print the newest articles, then each as it arrives, until Ctrl-C; consume nothing.

    \b
    wiredesk queue tail
    wiredesk queue tail -n 0 --language ar --format text
    """
    wanted = _wanted(chosen)
    with open_queue() as (client, keys), quiet_when_the_pipe_closes():
        after = last_entry_id(client, keys.articles)
        newest = last_entries(client, keys.articles, last, wanted)
        try:
            _print_entries((entry for entry in newest if not is_later(entry.entry_id, after)), format, wanted)
            if follow:
                _print_entries(follow_entries(client, keys.articles, after), format, wanted)
        except KeyboardInterrupt:  # the usual end
            tell_skipped(wanted.skipped, **chosen)
            raise
        tell_skipped(wanted.skipped, **chosen)


def _print_entries(
    entries: Iterable[StreamEntry], format: Format, wanted: SkipCounter, count: int | None = None
) -> int:
    """Print the articles of the chosen entries, each flushed; returns how many entries held no article."""
    printed = malformed = 0
    for entry in entries:
        if not wanted.accepts(entry.fields):
            continue
        try:
            text = render_entry(entry, format)
        except MalformedEntry as problem:
            malformed += 1
            click.echo(f"{entry.entry_id}: {one_line(str(problem))}", err=True)
            continue
        click.echo(text, nl=False)
        printed += 1
        if printed == count:
            break
    return malformed


def _wanted(chosen: dict[str, Any]) -> SkipCounter:
    """The filter that the options say. Raises UsageProblem for sites and languages that nobody knows."""
    check_selection(read_environment(), chosen["sites"], chosen["languages"])
    return SkipCounter(chosen_filter(chosen))


@queue.command()
@click.option(
    "--keep-days",
    type=click.FloatRange(min=0),
    metavar="DAYS",
    help="How long articles stay that every group has processed. [default: WIREDESK_KEEP_DAYS, or 7]",
)
def trim(keep_days: float | None) -> None:
    """Remove old articles that every group has processed; never one that some group still needs.

    \b
    wiredesk queue trim                     for cron, once an hour or a day
    wiredesk queue trim --keep-days 0.5

    Without any group nothing is removed. Dead letters are not touched.
    """
    removed = asyncio.run(_trim(read_environment().keep_days if keep_days is None else keep_days))
    click.echo(f"{removed} entries removed", err=True)


async def _trim(keep_days: float) -> int:
    environment = read_environment()
    client = await open_redis(environment)
    try:
        with explain_redis_errors(environment):
            return await trim_stream(client, Keys(environment.key_prefix), keep_days * 86400)
    finally:
        await client.aclose()


for part in (dead, replay, groups):
    queue.add_command(part)

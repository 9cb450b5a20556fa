"""``wiredesk queue``: look at the queue, its consumer groups and its dead letters."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import click

from pipelines.exporters.names import FORMATS, Format
from settings.environment import read_environment
from settings.errors import ExitCode, RedisUnreachable

if TYPE_CHECKING:
    from collections.abc import Iterator

    import redis

    from pipelines.consuming.entries import StreamEntry
    from pipelines.publishing.keys import Keys

Command = TypeVar("Command", bound=Callable[..., Any])


@click.group()
def queue() -> None:
    """Look at the queue of articles, its consumer groups and its dead letters.

    \b
    wiredesk queue stats                        how much is on it, who reads it, how far behind
    wiredesk queue read --from 2026-08-31       every article since then as JSON lines; consumes nothing
    wiredesk queue tail --format text           the newest, and then each as it arrives
    wiredesk queue dead                         what consumers gave up on, and why
    wiredesk queue replay --all                 put it back for the groups that gave it up
    """


@contextmanager
def open_queue() -> Iterator[tuple[redis.Redis, Keys]]:
    """The server and the key names that the environment sets. An outage in mid-command becomes RedisUnreachable."""
    import redis as redis_py

    from pipelines.publishing.keys import Keys
    from settings.redis_connection import mask_password, open_redis_sync

    environment = read_environment()
    with open_redis_sync(environment) as client:
        try:
            yield client, Keys(environment.key_prefix)
        except (redis_py.ConnectionError, redis_py.TimeoutError) as problem:
            shown = mask_password(environment.redis_url or "the embedded server")
            raise RedisUnreachable(f"the connection to Redis was lost ({shown}): {problem}") from None


def selection(command: Command) -> Command:
    """The options that choose among articles."""
    for option in (
        click.option("--site", "sites", multiple=True, metavar="NAME", help="Only this site; may be repeated."),
        click.option(
            "--language", "languages", multiple=True, metavar="TAG", help="Only this language (pt takes pt-BR too)."
        ),
        click.option(
            "--event", "events", multiple=True, type=click.Choice(["new", "update"]), help="Only these events."
        ),
        click.option("--no-copies", is_flag=True, help="Leave out near duplicates of earlier articles."),
    ):
        command = option(command)
    return command


format_option = click.option(
    "--format",
    "format",
    type=click.Choice(FORMATS),
    default="jsonl",
    show_default=True,
    help="How articles are printed.",
)


@queue.command()
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
def stats(as_json: bool) -> None:
    """Show entries, memory, age, dead letters, and each group's lag.

    \b
    wiredesk queue stats
    wiredesk queue stats --json | jq '.groups[] | select(.lag > 1000) | .name'

    lag: entries not yet delivered to the group, null where the server cannot tell (before Redis 7).
    pending: delivered, not yet acknowledged.
    """
    from pipelines.consuming.queue_state import read_queue_state

    with open_queue() as (client, keys):
        state = read_queue_state(client, keys)
    if as_json:
        click.echo(state.model_dump_json())
        return
    from crawlers.cli.queue_tables import print_queue_state

    print_queue_state(state)


@queue.command()
@click.option(
    "--from", "start", default="beginning", metavar="WHERE", help="Entry id, date or date-time (UTC if no zone)."
)
@click.option("--count", type=click.IntRange(min=1), metavar="N", help="Stop after N articles.")
@selection
@format_option
@click.pass_context
def read(context: click.Context, /, start: str, count: int | None, format: Format, **chosen: Any) -> None:
    """Print every article on the queue, oldest first; consume nothing.

    \b
    wiredesk queue read > articles.jsonl
    wiredesk queue read --from 2026-08-31 --site hawarnews --count 10 --format text
    wiredesk queue read --from 1788134400000-0 | jq -r .headline

    Entries that hold no valid article are named on stderr; the exit status is then 1.
    """
    from pipelines.consuming.positions import stream_position
    from pipelines.consuming.reading import read_entries

    position = stream_position(start)
    with open_queue() as (client, keys):
        malformed = _print_entries(read_entries(client, keys.articles, position), format, chosen, count)
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
@format_option
def tail(last: int, follow: bool, format: Format, **chosen: Any) -> None:
    """Print the newest articles, then each as it arrives, until Ctrl-C; consume nothing.

    \b
    wiredesk queue tail
    wiredesk queue tail -n 0 --language ar --format text
    """
    from pipelines.consuming.reading import follow_entries, last_entries, last_entry_id

    with open_queue() as (client, keys):
        newest = last_entries(client, keys.articles, last)
        after = newest[-1].entry_id if newest else last_entry_id(client, keys.articles)
        _print_entries(newest, format, chosen)
        if follow:
            _print_entries(follow_entries(client, keys.articles, after), format, chosen)


def _print_entries(
    entries: Iterable[StreamEntry], format: Format, chosen: dict[str, Any], count: int | None = None
) -> int:
    """Print the articles of the chosen entries, each flushed; returns how many entries held no article."""
    from pipelines.consuming.entries import MalformedEntry
    from pipelines.consuming.filters import EntryFilter
    from pipelines.consuming.rendering import render_entry
    from pipelines.exporters.terminal import one_line

    wanted = EntryFilter(chosen["sites"], chosen["languages"], chosen["events"], not chosen["no_copies"])
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

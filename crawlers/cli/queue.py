"""``wiredesk queue``: look at the queue, its consumer groups and its dead letters."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from crawlers.cli.article_selection import format_option, selection
from crawlers.cli.closed_pipe import quiet_when_the_pipe_closes
from pipelines.exporters.names import Format
from settings.environment import read_environment
from settings.errors import ExitCode, RedisUnreachable

if TYPE_CHECKING:
    from collections.abc import Iterator

    import redis

    from pipelines.consuming.entries import StreamEntry
    from pipelines.consuming.filters import EntryFilter
    from pipelines.publishing.keys import Keys


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
    malformed = 0
    with open_queue() as (client, keys), quiet_when_the_pipe_closes():
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
    from pipelines.consuming.positions import is_later
    from pipelines.consuming.reading import follow_entries, last_entries, last_entry_id

    with open_queue() as (client, keys), quiet_when_the_pipe_closes():
        after = last_entry_id(client, keys.articles)
        newest = last_entries(client, keys.articles, last, _wanted(chosen))
        _print_entries((entry for entry in newest if not is_later(entry.entry_id, after)), format, chosen)
        if follow:
            _print_entries(follow_entries(client, keys.articles, after), format, chosen)


def _print_entries(
    entries: Iterable[StreamEntry], format: Format, chosen: dict[str, Any], count: int | None = None
) -> int:
    """Print the articles of the chosen entries, each flushed; returns how many entries held no article."""
    from pipelines.consuming.entries import MalformedEntry
    from pipelines.consuming.rendering import render_entry
    from pipelines.exporters.terminal import one_line

    wanted = _wanted(chosen)
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


def _wanted(chosen: dict[str, Any]) -> EntryFilter:
    from pipelines.consuming.filters import EntryFilter

    return EntryFilter(chosen["sites"], chosen["languages"], chosen["events"], not chosen["no_copies"])


@queue.command()
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.option("--group", metavar="NAME", help="Only what this group gave up.")
@click.option("--json", "as_json", is_flag=True, help="As JSON lines, with traceback, history and article.")
@click.option("--discard", is_flag=True, help="Delete the letters named for good.")
@click.pass_context
def dead(context: click.Context, /, ids: tuple[str, ...], group: str | None, as_json: bool, discard: bool) -> None:
    """List dead letters, or show those named by ID in full.

    \b
    wiredesk queue dead                               one line each
    wiredesk queue dead 1788134400000-0               why it failed, each delivery, the traceback
    wiredesk queue dead --json | jq -r .error | sort | uniq -c
    wiredesk queue dead --discard 1788134400000-0     delete it for good
    """
    from crawlers.cli.queue_tables import print_dead_letter, print_dead_letters
    from pipelines.consuming import dead_letters
    from pipelines.exporters.jsonl import json_line
    from settings.errors import UsageProblem

    if discard and not ids:
        raise UsageProblem("--discard deletes for good: name the letters, wiredesk queue dead --discard ID …")
    with open_queue() as (client, keys):
        if not ids:
            letters = dead_letters.read_dead_letters(client, keys, group)
            with quiet_when_the_pipe_closes():
                if as_json:
                    for letter in letters:
                        click.echo(json_line(letter.model_dump(mode="json")), nl=False)
                else:
                    print_dead_letters(letters)
            return
        missing = False
        for letter_id in ids:
            found = dead_letters.find_dead_letter(client, keys, _letter_id(letter_id))
            if found is None:
                missing = True
                click.echo(f"{letter_id}: there is no such dead letter", err=True)
            elif discard:
                dead_letters.discard(client, keys, found.id)
                click.echo(f"{found.id} discarded", err=True)
            elif as_json:
                click.echo(json_line(found.model_dump(mode="json")), nl=False)
            else:
                print_dead_letter(found)
    if missing:
        context.exit(ExitCode.SOME_FAILED)


@queue.command()
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.option("--all", "every", is_flag=True, help="All dead letters.")
@click.option("--group", metavar="NAME", help="All that this group gave up.")
@click.pass_context
def replay(context: click.Context, /, ids: tuple[str, ...], every: bool, group: str | None) -> None:
    """Put dead letters back for the group that gave them up.

    \b
    wiredesk queue replay 1788134400000-0
    wiredesk queue replay --group search
    wiredesk queue replay --all

    Only that group gets them again, on its own stream {wiredesk}:replay:GROUP, which wiredesk's consumers read beside
    the queue. Their deliveries are counted anew.
    """
    from pipelines.consuming import dead_letters
    from settings.errors import UsageProblem

    if sum((bool(ids), every, group is not None)) != 1:
        raise UsageProblem("say what to replay: the ids of dead letters, --group NAME or --all")
    replayed = failed = 0
    with open_queue() as (client, keys):
        letters: Iterable[dead_letters.DeadLetter | str]
        if ids:
            found = ((text, dead_letters.find_dead_letter(client, keys, _letter_id(text))) for text in ids)
            letters = (letter or text for text, letter in found)
        else:
            # What dies again while we replay would be replayed again, for ever: only what is there now
            letters = list(dead_letters.read_dead_letters(client, keys, group))
        for letter in letters:
            if isinstance(letter, str):
                problem: str | None = "there is no such dead letter"
            else:
                try:
                    problem = None if dead_letters.replay(client, keys, letter) else "it was replayed meanwhile"
                except ValueError as refusal:
                    problem = str(refusal)
            if problem is None:
                replayed += 1
            else:
                failed += 1
                click.echo(f"{letter if isinstance(letter, str) else letter.id}: {problem}", err=True)
    click.echo(f"{replayed} replayed, {failed} not", err=True)
    if failed:
        context.exit(ExitCode.SOME_FAILED)


@queue.group(invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="As JSON lines.")
@click.pass_context
def groups(context: click.Context, /, as_json: bool) -> None:
    """List, create or delete consumer groups.

    \b
    wiredesk queue groups
    wiredesk queue groups create search --start 2026-08-31
    wiredesk queue groups delete search
    """
    if context.invoked_subcommand:
        return
    from crawlers.cli.queue_tables import print_groups
    from pipelines.consuming.queue_state import read_groups

    with open_queue() as (client, keys):
        found = read_groups(client, keys)
    if as_json:
        for group in found:
            click.echo(group.model_dump_json())
    elif found:
        print_groups(found)
    else:
        click.echo("no groups yet; start one with: wiredesk consume --group NAME", err=True)


@groups.command()
@click.argument("group")
@click.option(
    "--start", default="beginning", show_default=True, metavar="WHERE", help="'beginning', 'new', entry id or date."
)
def create(group: str, start: str) -> None:
    """Create GROUP now, so that it gets everything from --start on, whenever its first consumer comes."""
    from pipelines.consuming.groups import create_group
    from pipelines.consuming.positions import just_before, stream_position
    from settings.errors import UsageProblem

    start_id = "$" if start == "new" else just_before(stream_position(start))
    with open_queue() as (client, keys):
        if not create_group(client, keys, group, start_id):
            raise UsageProblem(f"the group {group!r} exists already; it goes on where it stands")
    click.echo(f"group {group} created", err=True)


@groups.command()
@click.argument("group")
@click.option("--yes", is_flag=True, help="Delete it although articles are unprocessed.")
def delete(group: str, yes: bool) -> None:
    """Delete GROUP and its place on the queue. Articles stay on the queue for the other groups."""
    from pipelines.consuming.groups import delete_group
    from pipelines.consuming.queue_state import read_groups
    from settings.errors import UsageProblem

    with open_queue() as (client, keys):
        found = next((state for state in read_groups(client, keys) if state.name == group), None)
        if found is None:
            names = ", ".join(state.name for state in read_groups(client, keys)) or "none"
            raise UsageProblem(f"there is no group {group!r}; there are: {names}")
        if not yes and (found.pending or found.replays or found.lag != 0):
            lag = "an unknown number" if found.lag is None else found.lag
            raise UsageProblem(
                f"group {group!r} has {lag} undelivered, {found.pending} unacknowledged and {found.replays} replayed "
                "articles, which it would never get; repeat with --yes to delete it all the same"
            )
        delete_group(client, keys, group)
    click.echo(f"group {group} deleted", err=True)


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
    import asyncio

    removed = asyncio.run(_trim(read_environment().keep_days if keep_days is None else keep_days))
    click.echo(f"{removed} entries removed", err=True)


async def _trim(keep_days: float) -> int:
    import redis as redis_py

    from pipelines.publishing.keys import Keys
    from pipelines.publishing.trimming import trim as trim_stream
    from settings.redis_connection import open_redis

    environment = read_environment()
    client = await open_redis(environment)
    try:
        return await trim_stream(client, Keys(environment.key_prefix), keep_days * 86400)
    except (redis_py.ConnectionError, redis_py.TimeoutError) as problem:
        raise RedisUnreachable(f"the connection to Redis was lost: {problem}") from None
    finally:
        await client.aclose()


def _letter_id(text: str) -> str:
    """An entry id as Redis takes it: hostile or mistyped ones are refused before they reach the server."""
    from pipelines.consuming.positions import is_entry_id
    from settings.errors import UsageProblem

    if not is_entry_id(text):
        raise UsageProblem(f"{text!r} is no id of a dead letter; they look like 1788134400000-0 (wiredesk queue dead)")
    return text

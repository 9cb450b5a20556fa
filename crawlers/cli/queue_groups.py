"""``wiredesk queue groups``."""

from __future__ import annotations

import click

from wiredesk.crawlers.cli.queue_connection import open_queue
from wiredesk.crawlers.cli.queue_tables import print_groups
from wiredesk.pipelines.consuming.groups import create_group, delete_group
from wiredesk.pipelines.consuming.positions import just_before, stream_position
from wiredesk.pipelines.consuming.queue_state import read_groups
from wiredesk.settings.errors import UsageProblem


@click.group(invoke_without_command=True)
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
    "--start", default="beginning", show_default=True, metavar="WHERE", help="'beginning', 'new', id, date or age."
)
def create(group: str, start: str) -> None:
    """Create GROUP now, so that it gets everything from --start on, whenever its first consumer comes."""
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

"""``wiredesk queue dead`` and ``wiredesk queue replay``."""

from __future__ import annotations

from collections.abc import Iterable

import click

from wiredesk.crawlers.cli.closed_pipe import quiet_when_the_pipe_closes
from wiredesk.crawlers.cli.queue_connection import open_queue
from wiredesk.crawlers.cli.queue_tables import print_dead_letter, print_dead_letters
from wiredesk.pipelines.consuming import dead_letters
from wiredesk.pipelines.consuming.positions import is_entry_id
from wiredesk.pipelines.exporters.jsonl import json_line
from wiredesk.settings.errors import ExitCode, UsageProblem


@click.command()
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


@click.command()
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
    the queue. Their deliveries are counted from zero again.
    """
    if sum((bool(ids), every, group is not None)) != 1:
        raise UsageProblem("say what to replay: the ids of dead letters, --group NAME or --all")
    replayed = failed = 0
    with open_queue() as (client, keys):
        letters: Iterable[dead_letters.DeadLetter | str]
        if ids:
            found = ((text, dead_letters.find_dead_letter(client, keys, _letter_id(text))) for text in ids)
            letters = (letter or text for text, letter in found)
        else:
            # What dies again while we replay would be replayed again, for ever
            letters = dead_letters.read_dead_letters(client, keys, group, now=True)
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


def _letter_id(text: str) -> str:
    """An entry id as Redis takes it: hostile or mistyped ones are refused before they reach the server."""
    if not is_entry_id(text):
        raise UsageProblem(f"{text!r} is not the id of a dead letter, such as 1788134400000-0 (wiredesk queue dead)")
    return text

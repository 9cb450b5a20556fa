"""``wiredesk consume``: the queue as JSON lines for shell pipelines, or a command per article."""

from __future__ import annotations

import signal
import sys
from typing import Any

import click

from wiredesk.crawlers.cli.article_command import ArticleCommand
from wiredesk.crawlers.cli.article_selection import format_option, selection
from wiredesk.crawlers.cli.closed_pipe import quiet_when_the_pipe_closes
from wiredesk.crawlers.cli.queue_connection import explain_redis_errors
from wiredesk.crawlers.cli.selection_check import check_selection, tell_skipped
from wiredesk.crawlers.runtime.log_setup import configure_logging
from wiredesk.pipelines.consuming.consumer import Consumer
from wiredesk.pipelines.consuming.delivery import Delivery, StopConsuming, TryLater
from wiredesk.pipelines.consuming.exported_entries import render_delivery
from wiredesk.pipelines.consuming.options import parse_start
from wiredesk.pipelines.consuming.stop_signals import stop_on_signals
from wiredesk.pipelines.exporters.format_names import Format
from wiredesk.settings.environment import read_environment
from wiredesk.settings.errors import ExitCode, UsageProblem
from wiredesk.settings.stopping import begin_to_stop, end_blocking_commands


@click.command()
@click.option("--group", required=True, metavar="NAME", help="The consumer group; created if it does not exist.")
@click.option(
    "--exec", "command", metavar="CMD", help="Run CMD in the shell for each article, with the article on stdin."
)
@click.option(
    "--count",
    type=click.IntRange(min=1),
    metavar="N",
    help="Stop after N articles, whether --exec succeeded or not.",
)
@click.option("--follow/--no-follow", default=True, show_default=True, help="Wait for more, or end when none is left.")
@click.option(
    "--start",
    default="beginning",
    show_default=True,
    metavar="WHERE",
    help="Where a new group begins: 'beginning', 'new', a date, an age (7d) or an entry id.",
)
@click.option(
    "--max-deliveries",
    type=click.IntRange(min=0),
    default=5,
    show_default=True,
    help="Failed deliveries that make an article a dead letter; 0: never.",
)
@click.option(
    "--claim-after",
    type=click.FloatRange(min=0.1),
    default=60.0,
    show_default=True,
    metavar="SECONDS",
    help="Silence after which other consumers take over the articles of this one.",
)
@click.option(
    "--prefetch",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    metavar="N",
    help="Entries fetched at once; more is faster over a slow network.",
)
@click.option("--name", metavar="NAME", help="Name of this consumer; no other process may use it. Default: random.")
@selection
@format_option()
@click.pass_context
def consume(
    context: click.Context,
    /,
    group: str,
    command: str | None,
    count: int | None,
    follow: bool,
    start: str,
    max_deliveries: int,
    claim_after: float,
    prefetch: int,
    name: str | None,
    sites: tuple[str, ...],
    languages: tuple[str, ...],
    events: tuple[str, ...],
    no_copies: bool,
    no_mends: bool,
    format: Format,
) -> None:
    """Print the articles of the queue for a consumer group, each acknowledged once it is written out.

    \b
    wiredesk consume --group search | ./load-into-search
    wiredesk consume --group archive --no-follow >> archive.jsonl
    wiredesk consume --group alerts --language ar --exec './alert.sh'

    Run it on several machines with the same group and they share the articles; each group gets all of them. With
    --exec, exit status 0 acknowledges an article; any other is a failure, tried again later and a dead letter after
    --max-deliveries (wiredesk queue dead). Exit status 75 (EX_TEMPFAIL) says that the command cannot work just now: the
    consumer pauses, longer each time up to a minute, and does not count it as a failed delivery. The command gets
    WIREDESK_ENTRY_ID, WIREDESK_DELIVERY_COUNT, WIREDESK_SITE, WIREDESK_LANGUAGE and WIREDESK_EVENT in its environment.
    Articles may come more than once (after a crash): make the command idempotent by the article's id and revision.

    Articles that --site, --language, --event, --no-copies or --no-mends leave out are acknowledged too; their number is
    printed at the end. An unknown site or language is refused (exit status 2) before anything is acknowledged.

    Ctrl-C and SIGTERM stop after the current article. A pipe that takes articles without processing them (head) loses
    them for this group: limit them with --count.
    """
    environment = read_environment()
    check_selection(environment, sites, languages)
    configure_logging(environment.log_level, line="wiredesk: %(message)s")
    settings: dict[str, Any] = {} if name is None else {"name": name}
    consumer = Consumer(
        group,
        environment=environment,
        start=parse_start(start),
        sites=sites,
        languages=languages,
        events=events,
        near_duplicates=not no_copies,
        mends=not no_mends,
        max_deliveries=max_deliveries,
        claim_after=claim_after,
        prefetch=prefetch,
        follow=follow,
        raw=format == "jsonl",
        handle_signals=False,
        **settings,
    )

    def stop(number: signal.Signals) -> None:
        consumer.stop_signal = number
        consumer.stop()
        begin_to_stop()
        end_blocking_commands()

    # Inside the consumer's block: a closed pipe is no fault of the article and must not count as one
    failed = 0
    try:
        with stop_on_signals(stop), explain_redis_errors(environment), consumer, quiet_when_the_pipe_closes():
            if command is None:
                _print_articles(consumer, format, count)
            else:
                failed = _run_command(consumer, command, format, count)
    finally:
        tell_skipped(consumer.skipped, sites, languages, events, no_copies, no_mends, acknowledged=True)
    if consumer.stop_signal is signal.SIGINT:
        context.exit(ExitCode.INTERRUPTED)
    if failed:
        click.echo(f"{failed} of the {count} failed; the next consumer of the group tries them again", err=True)
    if (consumer.dead_letters or failed) and consumer.stop_signal is None:
        context.exit(ExitCode.SOME_FAILED)


def _print_articles(consumer: Consumer, format: Format, count: int | None) -> None:
    for printed, delivery in enumerate(consumer, start=1):
        try:
            # One write and one flush an article: nothing is acknowledged that is still in our buffer
            sys.stdout.write(render_delivery(delivery, format))
            sys.stdout.flush()
        except OSError:  # nobody reads any more, a full disk: no fault of the article
            consumer.give_back(delivery)
            raise
        consumer.acknowledge(delivery)
        if printed == count:
            return


def _run_command(consumer: Consumer, command: str, format: Format, count: int | None) -> int:
    """Run the command for `count` articles, or all. Returns how many of `count` failed and may be tried again."""
    runner = ArticleCommand(command, format)
    handled = 0
    failed: set[str] = set()

    def handle(delivery: Delivery) -> None:
        nonlocal handled
        try:
            runner.run(delivery)
        except (TryLater, StopConsuming):
            raise
        except Exception:
            if count is not None:
                failed.add(delivery.entry_id)
            stop_at_count()
            raise
        failed.discard(delivery.entry_id)
        handled += 1
        stop_at_count()

    def stop_at_count() -> None:
        # Those that failed count too: a command that cannot work would bury the whole queue.
        if count is not None and handled + len(failed) >= count:
            consumer.stop()

    try:
        consumer.run(handle)
    except StopConsuming as problem:
        raise UsageProblem(str(problem)) from None
    return max(0, len(failed) - consumer.dead_letters)

"""``wiredesk alerts``: a message when something breaks, and when it is over."""

from __future__ import annotations

import json
import sys
import time
from datetime import UTC, datetime
from typing import Any

import click

from wiredesk.crawlers.alerts.check import STDOUT, CheckResult, check_alerts, tell_unreachable
from wiredesk.crawlers.alerts.condition import RULES
from wiredesk.crawlers.alerts.delivery import Targets
from wiredesk.crawlers.alerts.message import line_of
from wiredesk.crawlers.alerts.records import AlertStore
from wiredesk.crawlers.cli.moment_option import Moment
from wiredesk.crawlers.cli.queue_connection import explain_redis_errors, open_queue
from wiredesk.crawlers.cli.sites import open_catalogue
from wiredesk.crawlers.crawl.pauses import FOR_GOOD, read_moments
from wiredesk.pipelines.exporters.terminal import escape_in_json, one_line
from wiredesk.pipelines.publishing.keys import Keys
from wiredesk.pipelines.unfinished_import import UNFINISHED_IMPORT, ImportUnfinished
from wiredesk.settings.environment import read_environment
from wiredesk.settings.errors import ExitCode, RedisUnreachable, UsageProblem
from wiredesk.settings.redis_connection import open_redis_sync
from wiredesk.settings.setting_values import mask_target


@click.group()
def alerts() -> None:
    """Send one message when something breaks, and one when it is over; from cron, without `serve`.

    \b
    */10 * * * *  cd /srv/wiredesk && .venv/bin/wiredesk alerts check --quiet
    wiredesk alerts test                              whether messages arrive
    wiredesk alerts list                              what is wrong now
    wiredesk alerts mute example.org --until 7d       nothing about this site for a week

    alert_to in wiredesk.toml says where messages go, as addresses of Apprise; docs/alerts.md has examples for e-mail,
    webhook, Slack and Telegram, and all rules.
    """


@alerts.command()
@click.option("--dry-run", is_flag=True, help="Show the messages; send none and remember nothing.")
@click.option("--offline", is_flag=True, help="Do not look at the sites' certificates.")
@click.option("--quiet", "-q", is_flag=True, help="Print nothing where nothing failed.")
def check(dry_run: bool, offline: bool, quiet: bool) -> ExitCode:
    """Check what has broken and what is over, and send messages about it.

    Without alert_to the messages are printed on stdout, which cron sends to MAILTO. A message that could not be
    delivered is tried again by the next check, for the addresses that have not had it. Certificates are checked once a
    day.

    Exit codes: 0 checked, and all messages were sent; 1 an address could not be reached; 2 wrong usage; 3 Redis cannot
    be reached (a message says so); 4 another check is running.
    """
    environment = read_environment()
    opened, targets = Targets(environment.alert_to), environment.alert_to or (STDOUT,)

    def send(target: str, title: str, text: str, is_bad: bool) -> str | None:
        if target == STDOUT:
            click.echo(f"{title}\n\n{text}")
            sys.stdout.flush()  # a full disk is no delivery
            return None
        return opened.send(target, title, text, is_bad=is_bad)

    try:
        client: Any = open_redis_sync(environment)
    except RedisUnreachable as problem:
        if not dry_run:
            _report(tell_unreachable(environment, targets, send, str(problem)), quiet=True)
        raise
    with client, explain_redis_errors(environment):
        if client.exists(Keys(environment.key_prefix).unfinished_import):  # nothing may be written there now
            if not dry_run:
                _report(tell_unreachable(environment, targets, send, UNFINISHED_IMPORT), quiet=True)
            raise ImportUnfinished
        result = check_alerts(client, environment, targets, send, look=not offline, dry=dry_run)
    if dry_run:
        for name, records in (("would tell", result.begun), ("would tell as over", result.ended)):
            for one in records:
                click.echo(f"{name}: {line_of(one, time.time())}")
    return _report(result, quiet=quiet)


def _report(result: CheckResult, *, quiet: bool) -> ExitCode:
    for target, problem in result.failures.items():
        click.echo(f"wiredesk: {mask_target(target)} got no message: {one_line(problem, 300)}", err=True)
    if not quiet:
        click.echo(f"{len(result.begun)} begun, {len(result.ended)} over, {len(result.records)} in all", err=True)
    return ExitCode.SOME_FAILED if result.failures else ExitCode.DONE


@alerts.command("list")
@click.option("--json", "as_json", is_flag=True, help="As JSON lines.")
def list_alerts(as_json: bool) -> None:
    """Show what is wrong, as of the last check, and what is muted.

    Exit codes: 0 shown, 3 Redis cannot be reached.
    """
    with open_queue() as (client, keys):
        records, _ = AlertStore(client, keys).load()
        mutes = read_moments(client, keys.alert_mutes)
    held = sorted((one for one in records.values() if one.ended is None), key=lambda one: one.since)
    for one in held:
        if as_json:
            told = one.model_dump(include={"rule", "subject", "part", "message", "since", "seen"})
            click.echo(escape_in_json(json.dumps(told | {"muted": one.is_site and one.subject in mutes})))
        else:
            muted = "  (muted)" if one.is_site and one.subject in mutes else ""
            click.echo(f"{line_of(one, time.time())}{muted}")
    if not as_json:
        for site, until in sorted(mutes.items()):
            click.echo(f"muted: {one_line(site)} {_until(until)}", err=True)
        seen = max((one.seen for one in records.values()), default=None)
        last = f"; last seen {datetime.fromtimestamp(seen, UTC):%Y-%m-%d %H:%M} UTC" if seen else ""
        click.echo(f"{len(held)} problems as of the last `wiredesk alerts check`{last}", err=True)


@alerts.command()
@click.argument("addresses", nargs=-1, metavar="[ADDRESS]...")
def test(addresses: tuple[str, ...]) -> ExitCode:
    """Send a message to every address of alert_to, or to those given, and say which have accepted it.

    \b
    wiredesk alerts test
    wiredesk alerts test 'slack://TokenA/TokenB/TokenC/#desk'

    Exit codes: 0 all have, 1 some have not, 2 no address is set, or one is not valid.
    """
    targets = addresses or read_environment().alert_to
    if not targets:
        raise UsageProblem(
            'no address is set; for example in wiredesk.toml: alert_to = ["mailto://user:password@mail.example"]'
        )
    opened, failed = Targets(targets), False
    for target in targets:
        problem = opened.send(target, "wiredesk: a test", "Messages of `wiredesk alerts` arrive here.", is_bad=False)
        failed |= problem is not None
        click.echo(f"{mask_target(target)}: {'delivered' if problem is None else one_line(problem, 300)}", err=True)
    return ExitCode.SOME_FAILED if failed else ExitCode.DONE


@alerts.command()
@click.argument("names", nargs=-1, required=True, metavar="SITE...")
@click.option("--until", type=Moment(ahead=True), help="When it ends by itself: a date, or a time from now: 7d, 12h.")
def mute(names: tuple[str, ...], until: datetime | None) -> None:
    """Send no messages about sites, for a while or until `unmute`. What is still wrong then is reported.

    \b
    wiredesk alerts mute example.org --until 2027-01-07
    """
    if until is not None and until <= datetime.now(UTC):
        raise UsageProblem(f"--until {until:%Y-%m-%d %H:%M} UTC has passed: nothing would be muted")
    open_catalogue(None).readable(names)  # raises for names that nobody knows
    end = FOR_GOOD if until is None else until.timestamp()
    with open_queue() as (client, keys):
        client.hset(keys.alert_mutes, mapping=dict.fromkeys(names, "" if until is None else f"{end:.0f}"))
    for name in names:
        click.echo(f"{name} is muted {_until(end)}", err=True)


@alerts.command()
@click.argument("names", nargs=-1, required=True, metavar="SITE...")
def unmute(names: tuple[str, ...]) -> None:
    """Send messages about sites again."""
    with open_queue() as (client, keys):
        for name in names:
            was = client.hdel(keys.alert_mutes, name)
            click.echo(f"{one_line(name)} {'is no longer muted' if was else 'was not muted'}", err=True)


@alerts.command()
def rules() -> None:
    """Show the rules, and which are switched off by alert_off."""
    off = read_environment().alert_off
    for name, meaning in RULES.items():
        click.echo(f"{name:<12} {'(off) ' if name in off else ''}{meaning}")


def _until(moment: float) -> str:
    if moment == FOR_GOOD:
        return "until it is unmuted"
    return f"until {datetime.fromtimestamp(moment, UTC):%Y-%m-%d %H:%M} UTC"

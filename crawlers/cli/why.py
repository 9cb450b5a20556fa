"""``wiredesk why``: the whole story of one URL or article."""

from __future__ import annotations

import asyncio
from functools import partial

import click

from wiredesk.crawlers.cli.queue_connection import explain_redis_errors
from wiredesk.crawlers.runtime.folding import folded
from wiredesk.crawlers.sites.catalogue import Catalogue
from wiredesk.crawlers.why.inquiry import inquire
from wiredesk.crawlers.why.story import Story
from wiredesk.pipelines.exporters.terminal import escape_in_json, one_line
from wiredesk.pipelines.publishing.keys import Keys
from wiredesk.settings.environment import Environment, read_environment
from wiredesk.settings.errors import ExitCode, UsageProblem
from wiredesk.settings.redis_connection import open_redis

_LABEL = 12  # columns of the names on the left


@click.command("why")
@click.argument("asked", metavar="URL|ID")
@click.option("--format", type=click.Choice(["table", "json"]), default="table", show_default=True,
              help="For people, or one JSON object.")  # fmt: skip
@click.pass_context
def why(context: click.Context, /, asked: str, format: str) -> None:
    """Tell everything that is known of a URL or article: how it was found, every request and its answer, what was read,
    what became of it, and what each consumer group has done with it; or where its trail ends, and what to do.

    \b
    wiredesk why https://example.org/news/1
    wiredesk why 5f7c2b1e9a3d4c6f8b0a1d2e3f4a5b6c    an article's id, as consumers see it
    wiredesk why 1763800000000-0                     an entry of the queue
    wiredesk why URL --format json | jq -r .verdict

    All spellings of a URL are one: http, www, tracking parameters, AMP. What happened is kept for WIREDESK_TRACE_DAYS
    (7), in at most WIREDESK_TRACE_BYTES of Redis; what is stored of an article stays longer. Visits that found nothing
    changed are not kept one by one. Nothing is fetched.

    Exit codes: 0 something is known, 1 nothing is known, 2 wrong usage, 3 Redis cannot be reached.
    """
    if not asked.strip():
        raise UsageProblem("which URL, or which id? wiredesk why https://example.org/news/1")
    story = asyncio.run(_ask(read_environment(), asked))
    if format == "json":
        click.echo(escape_in_json(story.model_dump_json(exclude_none=True)))
    else:
        _print(story)
    if not story.is_known:
        context.exit(ExitCode.SOME_FAILED)


async def _ask(environment: Environment, asked: str) -> Story:
    redis = await open_redis(environment)
    catalogue = partial(Catalogue.load, *environment.sites)
    try:
        with explain_redis_errors(environment):
            return await inquire(
                redis, Keys(environment.key_prefix), asked, lambda url: catalogue().for_url(url), environment.user_agent
            )
    finally:
        await redis.aclose()


def _print(story: Story) -> None:
    _line("url", story.url or story.asked)
    record = story.article
    if record is not None:
        _line("article", f"{record.id}  revision {record.revision}  site {record.site}")
        told = {"changed": record.changed, "visited": record.visited, "next visit": record.next_visit}
        for label, value in {**told, "copy of": record.copy_of}.items():
            if value:
                _line(label, value)
    else:
        _line("id", story.id)
    _print_place(story)
    day = ""
    for step in story.trail:
        if step.at[:10] != day:
            day = step.at[:10]
            click.echo(f"\n{day} (UTC)")
        click.echo(folded(f"{step.at[11:23]} {step.step:<10} {one_line(step.text)}", 24))
    for entry in story.entries:
        gone = "" if entry.is_there else "  (removed: every group had processed it)"
        revision = f"revision {entry.revision}" if entry.revision else "entry"
        click.echo(f"\n{revision}  {entry.id}  {entry.queued_at}{gone}")
        for delivery in entry.deliveries:
            click.echo(folded(f"  {one_line(delivery.group):<{_LABEL}} {one_line(delivery.in_words)}", _LABEL + 3))
    click.echo()
    _line("so", story.verdict)
    for number, step_text in enumerate(story.next_steps):
        _line("next" if number == 0 else "", step_text)


def _print_place(story: Story) -> None:
    """What affects it now: site, rules, robots, host."""
    site, host = story.site, story.host
    if site is not None:
        said = [site.id]
        if not site.enabled:
            said.append("switched off")
        if site.paused:
            said.append(f"paused until {site.paused}")
        said.append(f"last crawl {site.last_crawl}" if site.last_crawl else "never crawled")
        if site.last_problem:
            said.append(f"which failed: {site.last_problem}")
        _line("site", ", ".join(said))
        if site.rule:
            _line("left out", site.rule)
        for source in site.named_by[:3]:
            _line("named by", source)
    if host is not None:
        asked = f"{host.requests_today} requests today"
        asked += f" of {host.requests_allowed}" if host.requests_allowed else ""
        _line("host", f"{host.host}, robots.txt: {host.robots}, {asked}")
    if story.lead is not None:
        _line("waits", f"{story.lead.source} {story.lead.source_url or ''}, failed in {story.lead.failures} crawls")
    if story.rejected:
        _line("rejected", f"{story.rejected}, until {story.rejected_until or 'it is forgotten'}")
    for request in story.requests:
        _line("request", f"{request.at}  {request.reason or 'not answered yet'}  {request.detail or ''}")


def _line(label: str, value: str) -> None:
    click.echo(folded(f"{label:<{_LABEL}} {one_line(value)}", _LABEL + 1))

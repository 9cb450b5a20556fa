"""``wiredesk doctor``: is the Redis server fit to be trusted with articles, and do the consumers keep up?"""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from wiredesk.crawlers.checkup import examine
from wiredesk.crawlers.runtime.folding import folded
from wiredesk.settings.environment import read_environment
from wiredesk.settings.errors import ExitCode
from wiredesk.settings.redis_connection import mask_password, redis_url


@click.command()
@click.option("--json", "as_json", is_flag=True, help="As one JSON list of findings.")
def doctor(as_json: bool) -> None:
    """Check the Redis server and the consumer groups, and say what to change.

    Looks at the server's version, persistence, eviction policy, memory and replicas, at the lag of each consumer
    group, and at requests that nobody answers. Changes nothing.

    \b
    wiredesk doctor
    WIREDESK_REDIS_URL=rediss://user:password@redis.example:6380 wiredesk doctor
    wiredesk doctor --json | jq '.[] | select(.state == "change")'

    Exit codes: 0 nothing must be changed, 1 something must, 3 the server cannot be reached.
    """
    environment = read_environment()
    url = redis_url(environment)
    findings = examine(environment, url)
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in findings], indent=1))
    else:
        click.echo(f"Redis at {mask_password(url)}" + ("" if environment.redis_url else " (embedded)"))
        for finding in findings:
            click.echo(folded(f"  {finding.state:6}  {finding.subject:14}  {finding.found}", 26))
            if finding.advice:
                click.echo(folded(f"          → {finding.advice}", 12))
    if any(finding.state == "change" for finding in findings):
        raise SystemExit(ExitCode.SOME_FAILED)

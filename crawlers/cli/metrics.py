"""``wiredesk metrics``: the figures for Prometheus, from cron, without a server."""

from __future__ import annotations

from pathlib import Path

import click

from wiredesk.crawlers.cli.output_file import STDOUT, OutputPath
from wiredesk.crawlers.metrics.collection import collect
from wiredesk.crawlers.metrics.push import push
from wiredesk.pipelines.exporters.terminal import one_line
from wiredesk.pipelines.exporters.whole_file import write_whole
from wiredesk.settings.environment import read_environment
from wiredesk.settings.errors import ExitCode, RedisUnreachable, UsageProblem

OF_THE_SETTINGS = "metrics_push"
"""What `--push` is without an address of its own."""


@click.command()
@click.option("--output", "-o", type=OutputPath(), metavar="FILE",
              help="Write this file, which is always whole: for the textfile collector of node_exporter.")  # fmt: skip
@click.option("--push", "push_to", is_flag=False, flag_value=OF_THE_SETTINGS, metavar="[URL]",
              help="Send the figures to a Pushgateway; without URL to that of metrics_push.")  # fmt: skip
def metrics(output: Path | None, push_to: str | None) -> ExitCode:
    """Print everything that is counted and measured, in the text format of Prometheus.

    \b
    wiredesk metrics
    wiredesk metrics --output /var/lib/node_exporter/wiredesk.prom
    wiredesk metrics --push http://gateway.example:9091

    `wiredesk serve` has the same under /metrics. docs/metrics.md lists all figures. Where Redis cannot be reached
    wiredesk_redis_up is 0, in the file as well.

    Exit codes: 0 done, 1 the gateway or the file could not be written, 2 wrong usage, 3 Redis cannot be reached.
    """
    environment = read_environment()
    gateway = environment.metrics_push if push_to == OF_THE_SETTINGS else push_to
    if push_to is not None and not gateway:
        raise UsageProblem("--push: no address is given, and metrics_push is not set in wiredesk.toml")
    collection = collect(environment)
    problems = []
    to_stdout = output == STDOUT or (output is None and gateway is None)
    if output is not None and output != STDOUT:
        try:
            write_whole(output, collection.text())
        except OSError as problem:
            problems.append(f"{output} cannot be written: {problem.strerror}")
    if gateway is not None and (refused := push(collection, gateway)) is not None:
        problems.append(f"not pushed: {refused}")
    if to_stdout:
        click.echo(collection.text().decode(), nl=False)
    for told in problems:
        click.echo(f"wiredesk: {one_line(told, 300)}", err=True)
    if collection.problem:
        raise RedisUnreachable(collection.problem)
    return ExitCode.SOME_FAILED if problems else ExitCode.DONE

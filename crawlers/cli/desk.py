"""``wiredesk desk``: the operator's pages."""

from __future__ import annotations

import logging
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import click

from wiredesk.crawlers.cli.log_options import log_options, start_log
from wiredesk.crawlers.runtime.log_setup import say
from wiredesk.settings.environment import read_environment
from wiredesk.settings.errors import ExitCode, UsageProblem
from wiredesk.settings.log_events import event

logger = logging.getLogger(__name__)


@click.command()
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="Address to listen on; a public one needs API keys."
)
@click.option("--port", type=click.IntRange(0, 65535), default=8090, show_default=True, help="0 takes a free one.")
@click.option("--key-file", type=click.Path(path_type=Path, dir_okay=False),
              help="Hashes of the API keys; default: api-keys in WIREDESK_HOME.")  # fmt: skip
@click.option("--workers", type=click.IntRange(1, 64), help="Extraction processes; default: one for each core.")
@log_options
def desk(host: str, port: int, key_file: Path | None, workers: int | None) -> ExitCode:
    """Serve the pages on which you see how sites, articles and queue are.

    \b
    wiredesk desk                            http://127.0.0.1:8090/desk/, no key on this machine
    wiredesk keys add mara                   a key for a person
    wiredesk keys add intern --read-only     one who may look and change nothing
    wiredesk desk --host 0.0.0.0             for holders of a key; put a proxy with TLS in front

    The pages need no script, load nothing from elsewhere, and work offline. They show which sites are well, what needs
    a person, articles with their confidence, doubtful ones as a work list, the queue with its dead letters; and can
    check, mend, pause and add sites, fetch a URL, and put dead letters back. The HTTP interface of `wiredesk serve` is
    on the same port. The guide is docs/desk.md. Needs the extra "serve": pip install 'wiredesk[serve]'.
    SIGTERM and Ctrl-C end it after the requests in flight. Exit codes: 0 stopped, 2 wrong usage, 3 Redis
    cannot be reached.
    """
    environment = read_environment()
    for package in ("fastapi", "jinja2", "prometheus_client", "uvicorn"):
        if find_spec(package) is None:
            raise UsageProblem(f"wiredesk desk needs {package}, which is not installed: pip install 'wiredesk[serve]'")
    from wiredesk.crawlers.http_api.api_keys import named_key_file  # noqa: PLC0415  # with the server
    from wiredesk.crawlers.http_api.server import ServeRun  # noqa: PLC0415  # it needs the extra
    from wiredesk.crawlers.operator_desk.pages import add_desk  # noqa: PLC0415  # it needs the extra

    start_log(environment)

    def ready(address: str) -> None:
        say(logger, f"the desk is at {address}/desk/", event("server.ready", address=address))

    keys = named_key_file(key_file, environment.home / "api-keys")
    run = ServeRun(
        environment, host=host, port=port, key_file=keys, rate=600,
        processes=workers, on_ready=ready, add_pages=partial(add_desk, environment),
    )  # fmt: skip
    run.run()
    return ExitCode.DONE

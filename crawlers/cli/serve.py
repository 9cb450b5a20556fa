"""``wiredesk serve``: articles over HTTP."""

from __future__ import annotations

import logging
from importlib.util import find_spec
from pathlib import Path

import click

from wiredesk.crawlers.cli.article_selection import archive_option, with_archive
from wiredesk.crawlers.cli.keys import show_new_key
from wiredesk.crawlers.cli.log_options import log_options, start_log
from wiredesk.crawlers.http_api.api_keys import KeyFile, named_key_file
from wiredesk.crawlers.runtime.log_setup import say
from wiredesk.settings.environment import read_environment
from wiredesk.settings.errors import ExitCode, UsageProblem
from wiredesk.settings.log_events import event

logger = logging.getLogger(__name__)


@click.command()
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="Address to listen on; a public one needs API keys."
)
@click.option("--port", type=click.IntRange(0, 65535), default=8080, show_default=True, help="0 takes a free one.")
@click.option("--key-file", type=click.Path(path_type=Path, dir_okay=False),
              help="Hashes of the API keys; default: api-keys in WIREDESK_HOME.")  # fmt: skip
@click.option("--add-key", metavar="NAME", help="The same as `wiredesk keys add NAME`.")
@click.option("--rate", type=click.IntRange(0), default=600, show_default=True,
              help="Requests a minute for each key; 0: no limit.")  # fmt: skip
@click.option("--workers", type=click.IntRange(1, 64), help="Extraction processes; default: one for each core.")
@archive_option
@log_options
@click.option("--no-worker", is_flag=True, help="Leave requests on the queue to `wiredesk worker`.")
def serve(
    host: str,
    port: int,
    key_file: Path | None,
    add_key: str | None,
    rate: int,
    workers: int | None,
    archive: str | None,
    no_worker: bool,
) -> ExitCode:
    """Serve the articles of URLs, and what is on the queue, over HTTP.

    \b
    wiredesk serve &
    curl -s 127.0.0.1:8080/v1/articles -H 'Content-Type: application/json' \\
         -d '{"url": "https://example.org/news/1"}'
    curl -s '127.0.0.1:8080/v1/articles?site=example.org&q=bridge'
    wiredesk keys add newsroom               make an API key
    wiredesk serve --host 0.0.0.0            listen publicly, for holders of a key

    /openapi.json describes everything, /healthz, /readyz and /metrics are for operation; the guide is
    docs/http-api.md. Needs the extra "serve": pip install 'wiredesk[serve]'.
    SIGTERM and Ctrl-C end it after the requests in flight. Exit codes: 0 stopped, 2 wrong usage, 3 Redis
    cannot be reached.
    """
    environment = with_archive(read_environment(), archive)
    usual = environment.home / "api-keys"
    if add_key is not None:
        show_new_key(KeyFile(key_file or usual), add_key)
        return ExitCode.DONE
    path = named_key_file(key_file, usual)
    for package in ("fastapi", "prometheus_client", "uvicorn"):
        if find_spec(package) is None:
            raise UsageProblem(f"wiredesk serve needs {package}, which is not installed: pip install 'wiredesk[serve]'")
    from wiredesk.crawlers.http_api.server import ServeRun  # noqa: PLC0415  # it needs the extra

    start_log(environment)

    def ready(address: str) -> None:
        say(logger, f"listening on {address}", event("server.ready", address=address))

    run = ServeRun(
        environment, host=host, port=port, key_file=path, rate=rate, processes=workers, with_worker=not no_worker,
        on_ready=ready,
    )  # fmt: skip
    run.run()
    return ExitCode.DONE

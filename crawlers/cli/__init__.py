"""The ``wiredesk`` command line: one module a command, loaded when it is called, so that start-up stays fast."""

from __future__ import annotations

import gc
import importlib
import signal
import sys
from types import FrameType

import click

from wiredesk.crawlers.cli.standard_streams import discard_output, explain_fault, prepare_streams
from wiredesk.pipelines.exporters.terminal import one_line
from wiredesk.settings.errors import ExitCode, WiredeskError

OBJECTS_BEFORE_COLLECTION = 50_000
"""New objects that may add up before the garbage collector looks for cycles among them. Python's 700 (2,000 from 3.14
on) make it run over a hundred times while a command imports what it needs, where nothing is garbage: a tenth of the
start. So many small objects take about 5 MB."""

COMMANDS = {
    "crawl": "Crawl sites and put new and changed articles on the queue.",
    "scheduler": "Many machines: put due sites on a queue.",
    "crawl-worker": "Many machines: crawl the sites of that queue.",
    "fetch": "Fetch URLs and print their articles.",
    "worker": "Fetch the URLs that are requested on a Redis stream.",
    "serve": "Serve articles of URLs, and the queue, over HTTP.",
    "desk": "Serve the operator's pages: sites, articles, queue at a glance.",
    "keys": "Add, list and revoke the API keys of serve and desk.",
    "extract": "Print the article of a saved page; no network, no Redis.",
    "ingest": "Print or publish the articles of web archives (WARC, WACZ).",
    "archive": "Look at the raw pages that are kept, and remove them.",
    "reextract": "Read kept pages again with today's extraction: show what changes, publish it.",
    "pages": "Test the extraction on pages that you have corrected.",
    "sites": "Show, check and add site definitions.",
    "queue": "Look at the queue of articles, and repair it.",
    "why": "Tell everything that is known of a URL or article.",
    "consume": "Print the articles of the queue for a consumer group, and acknowledge each.",
    "export": "Write the articles of the queue as a table: CSV, SQLite, Parquet, Elasticsearch.",
    "alerts": "Send a message when something breaks, and when it is over.",
    "metrics": "Print, write or push the figures for Prometheus.",
    "redis": "Start, stop or look at the embedded Redis; copy what Redis holds.",
    "config": "Show every setting and where it comes from.",
    "doctor": "Check the Redis server and say what to change.",
    "demo": "Crawl a small bundled news town on this machine.",
}


class _LazyGroup(click.Group):
    """Knows its commands by name and imports the module of the one that is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All commands, in the order in which they are met."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a module."""
        if cmd_name not in COMMANDS:
            return None
        name = cmd_name.replace("-", "_")
        module = importlib.import_module(f"wiredesk.crawlers.cli.{name}")
        command: click.Command = getattr(module, name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Name the nearest command for one that does not exist."""
        import difflib  # noqa: PLC0415  # wanted after a mistake only

        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            near = difflib.get_close_matches(args[0], COMMANDS, n=2)
            hint = f" Did you mean {' or '.join(near)}?" if near else ""
            ctx.fail(f"No such command {args[0]!r}.{hint}")
        return super().resolve_command(ctx, args)


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="wiredesk")
def cli() -> None:
    """Crawl regional news sites, clean each article, and route it on through a Redis queue.

    \b
    wiredesk demo                           a crawl of a bundled news town, nothing to set up
    wiredesk crawl hawarnews.com rudaw.net  crawl two sites
    wiredesk fetch https://example.org/a    one URL in, one clean article out
    wiredesk queue read | jq .headline      what is on the queue

    Without WIREDESK_REDIS_URL (or REDIS_URL) an embedded Redis is started and used.
    Exit codes: 0 done, 1 some sites or URLs failed, 2 wrong usage, 3 Redis cannot be reached
    or used, 4 another crawl of the site is running, 130 interrupted.
    """


def _tell(message: str, status: int) -> None:
    """Why the command ends, on stderr, and in the log of a command that keeps one."""
    log = sys.modules.get("wiredesk.crawlers.runtime.log_setup")  # most commands have not needed it
    if log is None or not log.log_end(message, status):
        click.echo(message, err=True)


def _as_ctrl_c(_number: int, _frame: FrameType | None) -> None:
    """End as after Ctrl-C: asyncio ends its tasks then; an exception out of nowhere would end up in one of them."""
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:  # a job that a script has put into the background
        raise KeyboardInterrupt
    signal.raise_signal(signal.SIGINT)


def main() -> None:
    """Run the command line; ends the process with one of the documented exit codes and never with a traceback."""
    prepare_streams()
    gc.set_threshold(OBJECTS_BEFORE_COLLECTION)
    # As Ctrl-C, so that a command removes what it has half written; those that have more to end say so themselves.
    signal.signal(signal.SIGTERM, _as_ctrl_c)
    try:
        status = cli.main(standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.Abort:
        status = ExitCode.INTERRUPTED
    except KeyboardInterrupt:
        status = ExitCode.INTERRUPTED
    except click.ClickException as problem:
        problem.show()
        status = problem.exit_code
    except WiredeskError as problem:
        message = str(problem)
        _tell(message if ".toml:" in message.partition(" ")[0] else f"wiredesk: {message}", problem.exit_code)
        status = problem.exit_code
    except BrokenPipeError:
        discard_output()
        status = ExitCode.DONE
    except OSError as problem:
        discard_output()
        _tell(f"wiredesk: {one_line(explain_fault(problem))}", ExitCode.SOME_FAILED)
        status = ExitCode.SOME_FAILED
    except Exception as problem:
        if isinstance(problem.__cause__, KeyboardInterrupt):  # Ctrl-C while a class was made, up to Python 3.11
            sys.exit(ExitCode.INTERRUPTED)
        if not type(problem).__module__.startswith("redis."):
            raise
        from wiredesk.settings.redis_refusals import explain  # noqa: PLC0415  # wanted after a mistake only

        _tell(f"wiredesk: {explain(problem)}", ExitCode.REDIS_UNREACHABLE)
        status = ExitCode.REDIS_UNREACHABLE
    sys.exit(status if isinstance(status, int) else ExitCode.DONE)

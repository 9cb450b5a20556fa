"""``wiredesk redis export | import``: all that is kept in Redis in one file, and from it into another server."""

from __future__ import annotations

import gzip
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import click

from wiredesk.crawlers.cli.output_file import STDOUT, OutputPath, check_output
from wiredesk.pipelines.publishing.keys import Keys
from wiredesk.settings.environment import read_environment
from wiredesk.settings.errors import UsageProblem, WiredeskError
from wiredesk.settings.redis_connection import mask_password, open_redis_sync, read_info, redis_url, server_name

_TOLD_SECONDS = 5.0


@click.command("export")
@click.argument("file", type=OutputPath())
@click.option("--overwrite", is_flag=True, help="Replace FILE where it exists, once the new copy is whole.")
def export_copy(file: Path, overwrite: bool) -> None:
    """Write all that wiredesk keeps in Redis into FILE, for `wiredesk redis import` on any Redis or Valkey from 6.2.

    The queue with its consumer groups and what they still work on, what is known of articles, listings and sites.
    FILE is gzip of JSON lines (docs/backup.md), and is there only when it is whole. It has the articles in it, so only
    you may read it (mode 0600). As FILE - means stdout.

    \b
    wiredesk redis export backup.jsonl.gz
    wiredesk redis export - | ssh other 'umask 77; cat > backup.jsonl.gz'
    WIREDESK_REDIS_URL=redis://queue.example:6379/0 wiredesk redis import backup.jsonl.gz
    """
    from wiredesk.pipelines.redis_copy.copy_file import line_of  # noqa: PLC0415  # for other commands not needed
    from wiredesk.pipelines.redis_copy.exporting import records_of  # noqa: PLC0415  # as above
    from wiredesk.pipelines.unfinished_import import refuse_unfinished_import  # noqa: PLC0415  # as above

    check_output(file, "", overwrite=overwrite, is_binary=True)
    environment = read_environment()
    client, keys = open_redis_sync(environment), Keys(environment.key_prefix)
    server = server_name(read_info(redis_url(environment)))
    where, end = "stdout" if file == STDOUT else str(file), {}
    try:
        with (
            _telling_of_a_stop(f"{where} was not written"),
            _written(file) as raw,
            gzip.GzipFile(filename="", fileobj=raw, mode="wb", compresslevel=5) as lines,
        ):
            refuse_unfinished_import(client, keys)
            for end in records_of(client, keys, server, _progress("exported")):
                lines.write(line_of(end))
            refuse_unfinished_import(client, keys)  # one that began meanwhile has deleted what was to be copied
    except BrokenPipeError:
        raise
    except OSError as problem:
        if problem.errno is None:  # of the connection
            raise
        raise WiredeskError(f"{where} cannot be written: {problem.strerror}") from None
    finally:
        client.close()
    click.echo(f"{end['end']} keys of {mask_password(redis_url(environment))} are in {where}", err=True)
    if running := end["running"]:
        click.echo(
            f"note: {_some(running)} was being crawled meanwhile. Nothing is missing that was published before, but "
            "what was published during the export may be published once more after a restore; for an exact copy stop "
            "crawls, workers and consumers first",
            err=True,
        )


@click.command("import")
@click.argument("file", type=OutputPath("the copy is read twice, before anything is changed and then: name a file"))
@click.option("--replace", is_flag=True, help="Delete what the server holds under the prefix first.")
def import_copy(file: Path, replace: bool) -> None:
    """Put a copy of `wiredesk redis export` into the server of WIREDESK_REDIS_URL, or else the embedded one.

    FILE is read wholly before anything is changed, and what the server holds is compared with it at the end. A server
    that already holds keys of wiredesk is refused without --replace. Stop crawls, workers and consumers first; until
    the import has ended, crawls refuse to begin. One that was killed is repeated with --replace.
    """
    from wiredesk.crawlers.fetching.process_identity import is_dead, process_identity  # noqa: PLC0415  # not for others
    from wiredesk.pipelines.redis_copy.exporting import running_crawls  # noqa: PLC0415  # for others not needed
    from wiredesk.pipelines.redis_copy.import_turn import ImportTurn  # noqa: PLC0415  # as above
    from wiredesk.pipelines.redis_copy.importing import (  # noqa: PLC0415  # as above
        check_copy,
        check_target,
        restore,
    )

    environment = read_environment()
    client, keys = open_redis_sync(environment), Keys(environment.key_prefix)
    total = check_copy(file)
    if crawled := running_crawls(client, keys):
        raise UsageProblem(f"{_some(crawled)} is being crawled here: stop crawls, workers and consumers first")
    check_target(client, keys, replace=replace)
    unfinished = "the server holds a part of the copy, and crawls refuse to begin; repeat this command with --replace"
    try:
        with ImportTurn(client, keys, process_identity(), is_dead) as turn, _telling_of_a_stop(unfinished):
            done = restore(file, client, keys, turn, on_key=_progress(f"of {total} imported"))
    finally:
        client.close()
    click.echo(f"{done.keys} keys are in {mask_password(redis_url(environment))}, compared with {file}", err=True)
    if done.without_entry:
        click.echo(f"note: {done.without_entry} entries that wait for an acknowledgement are no longer there", err=True)
    if done.differing:
        click.echo(
            f"note: {len(done.differing)} keys changed during the export, because {_some(done.running)} was crawled",
            err=True,
        )


@contextmanager
def _written(file: Path) -> Iterator[BinaryIO]:
    """The file, which is there when all is in it and not before; or stdout."""
    if file == STDOUT:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    if file.exists() and not file.is_file():  # a device or a pipe: no file takes its place
        with file.open("wb") as raw:
            yield raw
        return
    part = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as raw:
            yield raw
            raw.flush()
            os.fsync(raw.fileno())
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def _telling_of_a_stop(what: str) -> Iterator[None]:
    """Ctrl-C and SIGTERM end what is done inside, and `what` has become of it is told."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    except KeyboardInterrupt:
        click.echo(f"wiredesk: interrupted: {what}", err=True)
        raise click.Abort from None
    finally:
        signal.signal(signal.SIGTERM, before)


def _progress(what: str) -> Callable[[], None]:
    """Counts keys, and tells every few seconds how many."""
    count, told = 0, time.monotonic()

    def on_key() -> None:
        nonlocal count, told
        count += 1
        if time.monotonic() - told > _TOLD_SECONDS:
            told = time.monotonic()
            click.echo(f"{count} keys {what}", err=True)

    return on_key


def _some(sites: tuple[str, ...] | list[str]) -> str:
    return ", ".join(sites[:3]) + (f" and {len(sites) - 3} more" if len(sites) > 3 else "")  # as shown

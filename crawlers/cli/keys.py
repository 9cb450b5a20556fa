"""``wiredesk keys``: the API keys of ``wiredesk serve``."""

from __future__ import annotations

from pathlib import Path

import click

from wiredesk.crawlers.http_api.api_keys import KeyFile
from wiredesk.settings.environment import read_environment
from wiredesk.settings.errors import ExitCode

_key_file = click.option(
    "--key-file", type=click.Path(path_type=Path, dir_okay=False), help="Default: api-keys in WIREDESK_HOME."
)


DEFAULT = -1
"""Stands for the rate that the server gives: a number that no line can have."""


@click.group()
def keys() -> None:
    """Add, list and revoke the API keys of `wiredesk serve` and `wiredesk desk`. A running server notices a change at
    its next request.

    \b
    wiredesk keys add newsroom               print a new key, once; only its hash is kept
    wiredesk keys add archive --rate 60      it may make 60 requests a minute
    wiredesk keys add intern --read-only     it may look at everything and change nothing
    wiredesk keys list                       name and requests a minute of each
    wiredesk keys revoke newsroom            from now on this key is answered with 401

    Once a server has seen a key it refuses requests without one, even after the last key is revoked.
    Exit codes: 0 done, 2 wrong usage: the name exists already or does not exist, or the file is broken.
    """


@keys.command()
@click.argument("name")
@click.option("--rate", type=click.IntRange(0, 999_999_999),
              help="Requests a minute, 0: no limit; default: what the server's --rate says.")  # fmt: skip
@click.option("--read-only", is_flag=True, help="It may look at everything, and fetch, publish or change nothing.")
@_key_file
def add(name: str, rate: int | None, read_only: bool, key_file: Path | None) -> ExitCode:
    """Make a key and print it. It cannot be shown again."""
    show_new_key(_open(key_file), name, rate, read_only=read_only)
    return ExitCode.DONE


def show_new_key(file: KeyFile, name: str, rate: int | None = None, *, read_only: bool = False) -> None:
    """Make a key and print it; one that cannot be printed is not kept, as nobody would ever know it."""
    key = file.add(name, rate, read_only=read_only)
    try:
        click.echo(key)
    except OSError:
        file.revoke(name)
        raise
    click.echo(f"this key cannot be shown again; its hash is in {file.path}", err=True)


@keys.command(name="list")
@_key_file
def list_keys(key_file: Path | None) -> ExitCode:
    """Print the name of each key, a tab, and its requests a minute (`default`: what the server's --rate says); for
    one that may only look a tab and `read-only` follow."""
    file = _open(key_file)
    for key in file.entries():
        role = "\tread-only" if key.read_only else ""
        click.echo(f"{key.name}\t{'default' if key.rate == DEFAULT else key.rate}{role}")
    if not len(file):
        click.echo(f"no keys in {file.path}", err=True)
    return ExitCode.DONE


@keys.command()
@click.argument("name")
@_key_file
def revoke(name: str, key_file: Path | None) -> ExitCode:
    """Remove the key NAME from the file."""
    file = _open(key_file)
    file.revoke(name)
    click.echo(f"revoked {name}; {len(file)} left in {file.path}", err=True)
    return ExitCode.DONE


def _open(path: Path | None) -> KeyFile:
    return KeyFile(path or read_environment().home / "api-keys", DEFAULT)

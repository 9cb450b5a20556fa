"""What the libraries of stores log beside the errors that they raise: kept from the log of a crawl."""

from __future__ import annotations

import asyncio
import logging
from typing import Any, Final

import fsspec.asyn

_TALKATIVE: Final = ("aiobotocore", "botocore", "s3fs", "paramiko")
"""They log at INFO, for example where credentials were found, and paramiko a trace of each failed connection."""


def quieten() -> None:
    """Let only warnings and worse through, and no traces of connections that broke: who asked is told of that."""
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.CRITICAL if name == "paramiko" else logging.WARNING)
    loop = fsspec.asyn.get_loop()
    loop.call_soon_threadsafe(loop.set_exception_handler, _pass_over_broken_connections)


def _pass_over_broken_connections(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    if not isinstance(context.get("exception"), OSError):
        loop.default_exception_handler(context)

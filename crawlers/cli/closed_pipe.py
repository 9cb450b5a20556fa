"""Output that nobody reads any more (``| head``) is no error."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from wiredesk.crawlers.cli.standard_streams import discard_output


@contextmanager
def quiet_when_the_pipe_closes() -> Iterator[None]:
    """Ends the block quietly when stdout has been closed by its reader.

    click would turn that into exit status 1; and Python's own flush at exit would complain, so that stdout leads
    nowhere afterwards.
    """
    try:
        yield
    except BrokenPipeError:
        discard_output()

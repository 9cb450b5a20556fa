"""Importing Scrapy's HTTP handler without what it does only for old programs, so that fetching starts soon."""

from __future__ import annotations

import inspect
from typing import Any


def import_http_handler() -> None:
    """Import the download handler; classes that Scrapy keeps under an old name do not look up who defines them.

    Scrapy 2.19 makes three such classes when its HTTP handler is imported, and each reads the source of every frame of
    the stack for the name of one module: a tenth of the start of a fetch, and more of a crawl's, whose engine imports
    the handler from fifty frames down. It goes on without the name where that fails.
    """
    from scrapy.utils import deprecate

    real: Any = inspect
    shadow: Any = _WithoutStack()
    deprecate.inspect = shadow  # type: ignore[attr-defined]
    try:
        import wiredesk.crawlers.fetching.download_handler  # noqa: F401
    finally:
        deprecate.inspect = real  # type: ignore[attr-defined]


class _WithoutStack:
    """The module `inspect`, knowing nothing of who calls."""

    def stack(self) -> list[Any]:
        """Two frames, of no code."""
        return [(None,), (None,)]

    def getmodule(self, frame: Any) -> None:
        """The module of no code."""

    def __getattr__(self, name: str) -> Any:
        return getattr(inspect, name)

"""The stable API of wiredesk: everything that a program of yours imports is here, and only what is here is stable.

    from wiredesk import extract_article

    article = extract_article(html, "https://www.example.org/news/1")

Names are imported when they are first asked for, so that ``import wiredesk`` costs next to nothing. The subpackages
``wiredesk.crawlers``, ``wiredesk.pipelines`` and ``wiredesk.settings`` are internal: they may change in any version.
"""

from __future__ import annotations

TYPE_CHECKING = False
"""Type checkers take it for typing's, which is not imported: that would be most of the time until `__main__` has begun
and sees to Ctrl-C."""
if TYPE_CHECKING:
    from typing import Any

    from wiredesk.pipelines.article import Article as Article
    from wiredesk.pipelines.consumer import AsyncConsumer as AsyncConsumer
    from wiredesk.pipelines.consumer import Consumer as Consumer
    from wiredesk.pipelines.consumer import Delivery as Delivery
    from wiredesk.pipelines.consumer import GroupDeleted as GroupDeleted
    from wiredesk.pipelines.consumer import MalformedEntry as MalformedEntry
    from wiredesk.pipelines.consumer import RejectArticle as RejectArticle
    from wiredesk.pipelines.consumer import StopConsuming as StopConsuming
    from wiredesk.pipelines.consumer import TryLater as TryLater
    from wiredesk.pipelines.dates import ParsedDate as ParsedDate
    from wiredesk.pipelines.dates import parse_date as parse_date
    from wiredesk.pipelines.exporters import export as export
    from wiredesk.pipelines.extraction import Rejection as Rejection
    from wiredesk.pipelines.extraction import extract_article as extract_article
    from wiredesk.pipelines.extraction import extract_page as extract_page
    from wiredesk.pipelines.page import Page as Page
    from wiredesk.pipelines.site_profile import SiteProfile as SiteProfile
    from wiredesk.pipelines.urls.identity import article_id as article_id
    from wiredesk.pipelines.urls.identity import normalise_url as normalise_url
    from wiredesk.settings.errors import WiredeskError as WiredeskError

    __version__: str

_HOMES = {
    "Article": "pipelines.article",
    "AsyncConsumer": "pipelines.consumer",
    "Consumer": "pipelines.consumer",
    "Delivery": "pipelines.consumer",
    "GroupDeleted": "pipelines.consumer",
    "MalformedEntry": "pipelines.consumer",
    "Page": "pipelines.page",
    "ParsedDate": "pipelines.dates",
    "RejectArticle": "pipelines.consumer",
    "Rejection": "pipelines.extraction",
    "SiteProfile": "pipelines.site_profile",
    "StopConsuming": "pipelines.consumer",
    "TryLater": "pipelines.consumer",
    "WiredeskError": "settings.errors",
    "article_id": "pipelines.urls.identity",
    "export": "pipelines.exporters",
    "extract_article": "pipelines.extraction",
    "extract_page": "pipelines.extraction",
    "normalise_url": "pipelines.urls.identity",
    "parse_date": "pipelines.dates",
}
"""Public name → the internal module that defines it; ``__all__`` and the lazy import are made from it."""

__all__ = [*sorted(_HOMES), "__version__"]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for (PEP 562)."""
    if name == "__version__":
        from importlib.metadata import version  # noqa: PLC0415  # import wiredesk stays quick

        value: Any = version("wiredesk")
    elif name in _HOMES:
        import importlib  # noqa: PLC0415  # the same

        value = getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}; its names: {', '.join(__all__)}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})

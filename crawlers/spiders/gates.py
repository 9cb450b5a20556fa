"""Gates: pages to which a site redirects for now, before it shows what was asked for: log-ins, consent, checks."""

from __future__ import annotations

from urllib.parse import parse_qsl, unquote, urlsplit

from wiredesk.pipelines.extraction.page_kind.page_names import is_login_path

_MOST_PARAMETERS = 20
"""Parameters of an address that are looked at; a gate has three."""


def asks_back(asked: str, reached: str) -> bool:
    """Whether an address that was reached by a redirect is that of a gate: it carries the one that was asked for, to go
    back to it, or is called as log-ins are.

    >>> asks_back("https://bay.example/news/1", "https://bay.example/enter?to=%2Fnews%2F1")
    True
    >>> asks_back("https://bay.example/news/1", "https://bay.example/user/sign-in")
    True
    >>> asks_back("https://bay.example/?p=17", "https://bay.example/news/1?from=feed")
    False
    """
    try:
        path, there = urlsplit(asked).path.strip("/"), urlsplit(reached)
        values = [value for _, value in parse_qsl(there.query)[:_MOST_PARAMETERS]]
    except ValueError:
        return False
    if there.path.strip("/") == path:
        return False
    return is_login_path(there.path) or (bool(path) and any(_path_of(value) == unquote(path) for value in values))


def _path_of(value: str) -> str | None:
    """The path of an address in a parameter, which may have been encoded once more."""
    try:
        return urlsplit(unquote(value)).path.strip("/")
    except ValueError:
        return None

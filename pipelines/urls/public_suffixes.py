"""The Public Suffix List (publicsuffix.org): where in a host name the part begins that somebody registered.

Reads the list that the tldextract package brings along, without importing the package: that costs a quarter of a second
of CPU (it brings an HTTP client with it), and every worker and every single fetch would pay.
"""

from __future__ import annotations

import importlib.util
from functools import lru_cache
from pathlib import Path


def registered_name(host: str) -> str:
    """The public suffix of `host` and one label more (``bbc.co.uk``); `host` itself where that is a public suffix.

    `host` is a name in lower case, in ASCII (``xn--…``) or not. Private suffixes (``github.io``) count, and a top-level
    domain that the list does not know is a public suffix (the list's default rule).
    """
    labels = host.split(".")
    readable = [_readable(label) for label in labels]
    rules = _rules()
    for start in range(len(labels)):
        candidate = ".".join(readable[start:])
        if f"!{candidate}" in rules:  # an exception: one label less is the suffix
            return ".".join(labels[start:])
        if candidate in rules or f"*.{candidate.partition('.')[2]}" in rules:
            return ".".join(labels[max(start - 1, 0) :])
    return ".".join(labels[-2:])


def _readable(label: str) -> str:
    """The list writes international labels in their own script."""
    if not label.startswith("xn--"):
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except (UnicodeError, ValueError):
        return label


@lru_cache(maxsize=1)
def _rules() -> frozenset[str]:
    package = importlib.util.find_spec("tldextract")
    for folder in (package and package.submodule_search_locations) or ():
        snapshot = Path(folder, ".tld_set_snapshot")
        if snapshot.is_file():
            lines = map(str.strip, snapshot.read_text(encoding="utf-8").splitlines())
            return frozenset(line for line in lines if line and not line.startswith("//"))
    raise RuntimeError("tldextract's copy of the Public Suffix List is missing; reinstall tldextract")

"""The Public Suffix List (publicsuffix.org): where in a host name the part begins that somebody registered.

The list and its rules are those of the package publicsuffixlist, which imports nothing else: tldextract brings an HTTP
client along, and every worker and every single fetch would pay a quarter of a second of CPU for it.
"""

from __future__ import annotations

from functools import lru_cache

from publicsuffixlist import PublicSuffixList


def registered_name(host: str) -> str:
    """The public suffix of `host` and one label more (``bbc.co.uk``); `host` itself where that is a public suffix.

    `host` is a name in lower case, in ASCII (``xn--…``) or not. Private suffixes (``github.io``) count, and a top-level
    domain that the list does not know is a public suffix (the list's default rule).
    """
    labels = host.split(".")
    found = _suffixes().privatesuffix(".".join(map(_readable, labels)))
    return ".".join(labels[-len(found.split(".")) :]) if found else host


def _readable(label: str) -> str:
    """The list writes international labels in their own script."""
    if not label.startswith("xn--"):
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except (UnicodeError, ValueError):
        return label


@lru_cache(maxsize=1)
def _suffixes() -> PublicSuffixList:
    # Without the rules in punycode, which would double the time of loading: `_readable` decodes instead
    return PublicSuffixList(accept_encoded_idn=False)

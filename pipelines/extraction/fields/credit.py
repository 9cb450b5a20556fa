"""A name as a page credits it, whichever place of the page it was read from."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from lxml.etree import _Element

from wiredesk.pipelines.extraction.fields.name_kinds import is_organization

MAX_BYLINE = 220
"""Characters; a longer byline block holds the author's biography."""
_ACCOUNT = re.compile(r"[a-z0-9._-]+$")
"""The name of an account."""


class Credit(NamedTuple):
    """A name as credited, and where there are such: the address of its page, the line of the text that credits it, and
    the declared value (JSON-LD, meta tag) that it was cut out of."""

    name: str
    url: str | None = None
    line: str | None = None
    whole: str | None = None


def address_of(element: _Element) -> str | None:
    """The address that a link leads to, where it is a whole one."""
    href = element.get("href") or ""
    return href if href.startswith(("http://", "https://")) and len(href) < 500 else None


def persons(credits: Iterable[Credit]) -> list[Credit]:
    """The credits that name persons; an account's name ("mkl", "ann.smith") is only taken where nothing better is."""
    return [credit for credit in credits if not is_organization(credit.name) and not _ACCOUNT.match(credit.name)]

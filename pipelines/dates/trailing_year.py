"""The year behind the time, as C's ``asctime``, Java's ``Date`` and Twitter print it: "May 24 05:55:00 UTC 2016"."""

from __future__ import annotations

import re
from typing import Final

_TRAILING: Final = re.compile(
    r"(?P<time>\b\d{1,2}:\d\d(?::\d\d)?(?:\s?[AaPp]\.?[Mm]\.?)?"
    r"(?:\s(?:[A-Z]{2,5}(?:[+-]\d\d:?\d\d)?|[+-]\d{4}))?)\s(?P<year>(?:19|20)\d\d)(?![\d:./-]|\s\d)"
)
_DAY: Final = re.compile(r"(?<!\d)\d{1,2}(?!\d)")
_YEAR: Final = re.compile(r"(?<!\d)\d{4}(?!\d)")


def with_year_before_time(text: str) -> str:
    """The text with the year moved before the time, where the time follows a day without a year.

    `text` is normalized and bounded by the caller.

    >>> with_year_before_time("Jan 04 09:34 2021")
    'Jan 04 2021 09:34'
    """
    found = _TRAILING.search(text)
    if found is None:
        return text
    before = text[: found.start()]
    if _DAY.search(before) is None or _YEAR.search(before) is not None:
        return text
    return f"{before}{found['year']} {found['time']}{text[found.end() :]}"

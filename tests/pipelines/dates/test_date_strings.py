"""Every line of date_strings.tsv: what newsrooms print in some 90 languages, and what it means."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from wiredesk.pipelines.dates import parse_date

REFERENCE = datetime(2025, 3, 12, 15, 0, tzinfo=UTC)  # a Wednesday
TABLE = Path(__file__).with_name("date_strings.tsv")


@cache
def rows() -> list[list[str]]:
    lines = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    return [[*line.split("\t"), "", ""][:5] for line in lines]


@pytest.mark.parametrize("language", sorted({row[0] for row in rows()}))  # a test for each row would cost 5 s more
def test_date_strings(language: str) -> None:
    wrong = []
    for _, text, expected, precision, timezone_source in (row for row in rows() if row[0] == language):
        found = parse_date(text, languages=[language] if language else [], reference=REFERENCE)
        if expected == "-":
            is_right = found is None
        else:
            moment = datetime.fromisoformat(expected)
            is_right = found is not None and (
                (found.value.replace(tzinfo=None), found.value.utcoffset())
                == (moment.replace(tzinfo=None), moment.utcoffset())
                and (found.precision, found.timezone_source or "") == (precision, timezone_source)
            )
        if not is_right:
            wrong.append((text, expected, found))
    assert wrong == []


def test_table_is_large_and_broad() -> None:
    languages = {row[0].split("-")[0] for row in rows() if row[0]}
    assert len(rows()) >= 750
    assert len(languages) >= 80

"""Every line of date_strings.tsv: what newsrooms print in some 90 languages, and what it means."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from wiredesk.pipelines.dates import parse_date

REFERENCE = datetime(2025, 3, 12, 15, 0, tzinfo=UTC)  # a Wednesday
TABLE = Path(__file__).with_name("date_strings.tsv")


def rows() -> list[list[str]]:
    lines = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    return [[*line.split("\t"), "", ""][:5] for line in lines]


@pytest.mark.parametrize(("language", "text", "expected", "precision", "timezone_source"), rows())
def test_date_string(language: str, text: str, expected: str, precision: str, timezone_source: str) -> None:
    found = parse_date(text, languages=[language] if language else [], reference=REFERENCE)
    if expected == "-":
        assert found is None
        return
    moment = datetime.fromisoformat(expected)
    assert found is not None
    assert (found.value.replace(tzinfo=None), found.value.utcoffset()) == (
        moment.replace(tzinfo=None),
        moment.utcoffset(),
    )
    assert found.precision == precision
    assert (found.timezone_source or "") == timezone_source


def test_table_is_large_and_broad() -> None:
    languages = {row[0].split("-")[0] for row in rows() if row[0]}
    assert len(rows()) >= 750
    assert len(languages) >= 80

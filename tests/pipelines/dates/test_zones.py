"""Zones that a text names: abbreviations by region and language, offsets, cities."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from wiredesk.pipelines.dates import parse_date
from wiredesk.pipelines.dates.zones import zone_of

REFERENCE = datetime(2025, 7, 30, 15, 0, tzinfo=UTC)


def offset(text: str, language: str) -> float | None:
    """Hours east of UTC of the zone that the text names."""
    found = parse_date(text, languages=[language], reference=REFERENCE)
    assert found is not None
    assert (found.value.hour, found.value.minute) == (14, 5)
    if found.timezone_source is None:
        assert found.value.tzinfo is None
        return None
    assert found.timezone_source == "page"
    difference = found.value.utcoffset()
    assert difference is not None
    return difference / timedelta(hours=1)


@pytest.mark.parametrize(
    ("zone", "language", "hours"),
    [
        ("IST", "en", 5.5),
        ("IST", "hi", 5.5),
        ("IST", "he", 2),
        ("IST", "en-IL", 2),
        ("IST", "en-IE", 1),
        ("CST", "en-US", -6),
        ("CST", "zh", 8),
        ("BST", "en-GB", 1),
        ("BST", "bn", 6),
        ("AST", "ar", 3),
        ("AST", "en-CA", -4),
        ("PST", "en-US", -8),
        ("PST", "en-PH", 8),
        ("ET", "en-US", -4),  # daylight time in July
        ("EST", "en-US", -5),  # as written
        ("CET", "fr", 2),  # newspapers write CET all the year round
        ("MEZ", "de", 2),
        ("CEST", "en", 2),
        ("EAT", "sw", 3),
        ("WIB", "id", 7),
        ("WITA", "id", 8),
        ("WIT", "id", 9),
        ("TSİ", "tr", 3),
        ("мск", "ru", 3),
        ("MSK", "ru", 3),
        ("NPT", "ne", 5.75),
        ("GMT+3", "ar", 3),
        ("(GMT+03:00)", "en", 3),
        ("UTC-5", "es", -5),
        ("+0530", "en", 5.5),
        ("Baghdad time", "en", 3),
        ("Mecca time", "en", 3),
        ("بتوقيت غرينتش", "ar", 0),
        ("بتوقيت القاهرة", "ar", 3),  # summer time since 2023
        ("hora de Brasilia", "pt", -3),
        ("(hora peninsular)", "es", 2),
        ("heure de Paris", "fr", 2),
        ("به وقت کابل", "fa-AF", 4.5),
        ("北京时间", "zh", 8),
        ("Uhr", "de", None),
        ("local time", "en", None),
        ("hours", "en", None),
    ],
)
def test_zone_behind_the_time(zone: str, language: str, hours: float | None) -> None:
    assert offset(f"2025/07/12 14:05 {zone}", language) == hours


def test_zone_before_the_time() -> None:
    assert offset("2025/07/12 GMT 14:05", "en") == 0
    assert offset("2025/07/12 (GMT+7) 14:05", "vi") == 7


def test_lower_case_words_are_no_abbreviations() -> None:
    assert offset("12 juillet 2025 14:05 et autres", "fr") is None


def test_unknown_zone_names_are_refused() -> None:
    for name in ("Asia/Bagdad", "../etc/passwd", "\0", "x" * 5_000):
        with pytest.raises(ValueError, match="not an IANA time zone"):
            zone_of(name)

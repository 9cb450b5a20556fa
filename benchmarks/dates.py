"""Accuracy and time of ``wiredesk.pipelines.dates.parse_date`` beside ``dateparser.parse`` with the same language hint.

    python benchmarks/dates.py [TABLE.tsv]

Both read every line of tests/pipelines/dates/date_strings.tsv in one process. dateparser gets its best chance: the
language where it knows it (otherwise none), the reference as RELATIVE_BASE, the day as complete when it names one.
Days are compared in the page's own terms; "moment" also wants the time of day and, where the text names one, the zone.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import dateparser
from dateparser.languages.loader import LocaleDataLoader

from wiredesk.pipelines.dates import parse_date

REFERENCE = datetime(2025, 3, 12, 15, 0, tzinfo=UTC)
TABLE = Path(__file__).parents[1] / "tests/pipelines/dates/date_strings.tsv"


def read_table(path: Path) -> list[tuple[str, str, datetime | None, str]]:
    """Language, text, expected moment (None where nothing may be found) and precision of each line."""
    rows = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            language, text, expected, precision = [*line.split("\t"), ""][:4]
            rows.append((language, text, None if expected == "-" else datetime.fromisoformat(expected), precision))
    return rows


def dateparser_language(tag: str) -> list[str] | None:
    """The tag's language as dateparser spells it, or None where it has no data for it."""
    for name in (tag, tag.split("-")[0]):
        try:
            LocaleDataLoader().get_locale_map(languages=[name])
        except ValueError:
            continue
        return [name]
    return None


def by_dateparser(language: str, text: str) -> datetime | None:
    languages = dateparser_language(language) if language else None
    settings = {"RELATIVE_BASE": REFERENCE.replace(tzinfo=None), "PREFER_DATES_FROM": "past"}
    try:
        return dateparser.parse(text, languages=languages, settings=settings)
    except (ValueError, OverflowError, TypeError):
        return None


def by_wiredesk(language: str, text: str) -> datetime | None:
    found = parse_date(text, languages=[language] if language else [], reference=REFERENCE)
    return found.value if found else None


def judge(found: datetime | None, expected: datetime | None, precision: str) -> tuple[bool, bool]:
    """Whether the day is right, and whether the moment is, as far as the text tells it."""
    if found is None or expected is None:
        return (found is None) == (expected is None), (found is None) == (expected is None)
    relative = precision in ("hour", "minute", "second") and expected.utcoffset() == REFERENCE.utcoffset()
    if relative and found.tzinfo is None:  # dateparser leaves the zone of a relative date out
        found = found.replace(tzinfo=UTC)
    same_day = found.date() == expected.date()
    if precision == "day":
        return same_day, same_day
    same_zone = expected.tzinfo is None or found.utcoffset() == expected.utcoffset()
    return same_day, same_zone and found.replace(tzinfo=None, second=expected.second) == expected.replace(tzinfo=None)


def measure(
    name: str, parse: Callable[[str, str], datetime | None], rows: list[tuple[str, str, datetime | None, str]]
) -> str:
    for language, text, _, _ in rows:  # data of each language loaded: the steady state of a crawl
        parse(language, text)
    days = moments = 0
    times = []
    for language, text, expected, precision in rows:
        start = time.process_time()
        found = parse(language, text)
        times.append((time.process_time() - start) * 1000)
        same_day, same_moment = judge(found, expected, precision)
        days += same_day
        moments += same_moment
    times.sort()
    return (
        f"{name:12} {days / len(rows):8.3f} {moments / len(rows):8.3f} {statistics.median(times):10.3f}"
        f" {times[int(len(times) * 0.95)]:10.3f} {times[-1]:10.3f} {sum(times):10.0f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("table", nargs="?", type=Path, default=TABLE)
    rows = read_table(parser.parse_args().table)
    print(f"{len(rows)} date strings, {len({row[0].split('-')[0] for row in rows})} languages", file=sys.stderr)
    print(f"{'':12} {'day':>8} {'moment':>8} {'median ms':>10} {'p95 ms':>10} {'max ms':>10} {'total ms':>10}")
    print(measure("wiredesk", by_wiredesk, rows))
    print(measure("dateparser", by_dateparser, rows), flush=True)


if __name__ == "__main__":
    main()

# ruff: noqa: DTZ001 - a day, and a time of unknown zone, are naive on purpose
"""The rules of ``parse_date`` that no single date string shows."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from wiredesk.pipelines.dates import ParsedDate, parse_date

REFERENCE = datetime(2025, 3, 12, 15, 0, tzinfo=UTC)


def test_a_day_has_no_invented_time_or_zone() -> None:
    assert parse_date("12 March 2025", timezone="Asia/Baghdad", reference=REFERENCE) == ParsedDate(
        datetime(2025, 3, 12), "day"
    )


def test_the_site_gives_the_zone_that_the_text_leaves_out() -> None:
    found = parse_date("12 March 2025 14:05", timezone="Asia/Baghdad", reference=REFERENCE)
    assert found == ParsedDate(datetime(2025, 3, 12, 14, 5, tzinfo=ZoneInfo("Asia/Baghdad")), "minute", "site")


def test_the_zone_of_the_text_wins_over_the_site() -> None:
    found = parse_date("12 March 2025 14:05 GMT", timezone="Asia/Baghdad", reference=REFERENCE)
    assert found == ParsedDate(datetime(2025, 3, 12, 14, 5, tzinfo=UTC), "minute", "page")


def test_summer_time_follows_the_date() -> None:
    winter = parse_date("12 January 2025 14:05", timezone="Europe/Berlin", reference=REFERENCE)
    summer = parse_date("12 July 2024 14:05", timezone="Europe/Berlin", reference=REFERENCE)
    assert winter is not None
    assert summer is not None
    assert (winter.value.utcoffset(), summer.value.utcoffset()) == (timedelta(hours=1), timedelta(hours=2))


def test_an_unknown_zone_is_the_callers_mistake() -> None:
    with pytest.raises(ValueError, match="Asia/Bagdad"):
        parse_date("12 March 2025 14:05", timezone="Asia/Bagdad")


@pytest.mark.parametrize(
    ("languages", "date_order", "day", "ambiguous"),
    [
        (["en-US"], None, datetime(2025, 2, 3), False),
        (["en-GB"], None, datetime(2025, 3, 2), False),
        (["de"], None, datetime(2025, 3, 2), False),
        (["fil"], None, datetime(2025, 2, 3), False),
        (["en"], None, datetime(2025, 3, 2), True),
        ([], None, datetime(2025, 3, 2), True),
        (["en"], "MDY", datetime(2025, 2, 3), False),
        (["en-US"], "DMY", datetime(2025, 3, 2), False),
    ],
)
def test_day_and_month_order(languages: list[str], date_order: str | None, day: datetime, ambiguous: bool) -> None:
    found = parse_date("02/03/2025", languages=languages, date_order=date_order, reference=REFERENCE)  # type: ignore[arg-type]
    assert found == ParsedDate(day, "day", ambiguous=ambiguous)


def test_the_value_settles_the_order_where_it_can() -> None:
    assert parse_date("25/12/2024", languages=["en-US"], reference=REFERENCE) == ParsedDate(
        datetime(2024, 12, 25), "day"
    )
    # The 4th of December would lie in the future.
    assert parse_date("04/12/2025", reference=datetime(2025, 4, 20)) == ParsedDate(datetime(2025, 4, 12), "day")


def test_the_weekday_settles_the_order() -> None:
    assert parse_date("Sunday 02/03/2025", languages=["en"], reference=REFERENCE) == ParsedDate(
        datetime(2025, 3, 2), "day"
    )
    assert parse_date("Monday 02/03/2025", languages=["en"], reference=REFERENCE) == ParsedDate(
        datetime(2025, 2, 3), "day"
    )


def test_two_digit_years_are_the_latest_past_ones() -> None:
    assert parse_date("12.03.25", languages=["de"], reference=REFERENCE) == ParsedDate(datetime(2025, 3, 12), "day")
    assert parse_date("12.03.98", languages=["de"], reference=REFERENCE) == ParsedDate(datetime(1998, 3, 12), "day")


def test_a_missing_year_is_the_nearest_past_one_or_nothing() -> None:
    assert parse_date("12 November", languages=["en"], reference=REFERENCE) == ParsedDate(datetime(2024, 11, 12), "day")
    assert parse_date("12 November", languages=["en"]) is None
    # 12 November was a Sunday in 2023.
    assert parse_date("Sunday, 12 November", languages=["en"], reference=REFERENCE) == ParsedDate(
        datetime(2023, 11, 12), "day"
    )


def test_relative_dates_need_a_reference() -> None:
    assert parse_date("3 hours ago", languages=["en"]) is None
    assert parse_date("yesterday", languages=["en"]) is None


def test_relative_dates_keep_the_zone_of_the_reference() -> None:
    reference = datetime(2025, 3, 12, 15, 0, tzinfo=timezone(timedelta(hours=3)))
    found = parse_date("3 hours ago", languages=["en"], reference=reference)
    assert found == ParsedDate(datetime(2025, 3, 12, 12, 0, tzinfo=timezone(timedelta(hours=3))), "hour")


def test_relative_dates_in_the_zone_of_the_site() -> None:
    # 22:30 UTC is already the 13th in Baghdad, where yesterday is the 12th.
    reference = datetime(2025, 3, 12, 22, 30, tzinfo=UTC)
    found = parse_date("yesterday 14:05", languages=["en"], timezone="Asia/Baghdad", reference=reference)
    assert found == ParsedDate(datetime(2025, 3, 12, 14, 5, tzinfo=ZoneInfo("Asia/Baghdad")), "minute", "site")


def test_a_naive_reference_gives_naive_dates() -> None:
    found = parse_date("3 hours ago", languages=["en"], reference=datetime(2025, 3, 12, 15, 0))
    assert found == ParsedDate(datetime(2025, 3, 12, 12, 0), "hour")


def test_weeks_are_marked_as_ambiguous_and_months_refused() -> None:
    assert parse_date("2 weeks ago", languages=["en"], reference=REFERENCE) == ParsedDate(
        datetime(2025, 2, 26), "day", ambiguous=True
    )
    assert parse_date("2 months ago", languages=["en"], reference=REFERENCE) is None


def test_the_published_date_wins_over_the_update_wherever_it_stands() -> None:
    for text in (
        "Published: 10 March 2025 14:05 Updated: 11 March 2025 09:00",
        "Updated: 11 March 2025 09:00 Published: 10 March 2025 14:05",
        "10 March 2025 14:05 (updated 11 March 2025 09:00)",
    ):
        found = parse_date(text, languages=["en"], reference=REFERENCE)
        assert found is not None
        assert found.value == datetime(2025, 3, 10, 14, 5)


def test_the_label_tells_an_update_from_a_publication() -> None:
    updated = parse_date("Last updated: 11 March 2025", languages=["en"], reference=REFERENCE)
    published = parse_date("Publié le 11 mars 2025", languages=["fr"], reference=REFERENCE)
    plain = parse_date("11 March 2025", languages=["en"], reference=REFERENCE)
    assert updated is not None
    assert published is not None
    assert plain is not None
    assert (updated.label, published.label, plain.label) == ("updated", "published", None)


@pytest.mark.parametrize("text", ["14 March 2025", "1 January 1989", "12/05/2026", "2025-03-14T15:00:01Z", "in 3 days"])
def test_dates_out_of_range_are_refused(text: str) -> None:
    assert parse_date(text, languages=["en"], reference=REFERENCE) is None


def test_one_day_ahead_is_allowed_for_other_zones() -> None:
    assert parse_date("13 March 2025", languages=["en"], reference=REFERENCE) is not None


def test_without_a_reference_the_present_bounds_the_date() -> None:
    ahead = datetime.now(UTC) + timedelta(days=30)
    assert parse_date(ahead.strftime("%Y-%m-%d")) is None
    assert parse_date("2025-03-12") is not None


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("pl", "hr"),  # listopad: November in Poland, October in Croatia
        ("cs", "hr"),
    ],
)
def test_clashing_month_names_follow_the_language(first: str, second: str) -> None:
    text = "12. listopada 2024" if first == "pl" else "12. listopadu 2024"
    november = parse_date(text, languages=[first], reference=REFERENCE)
    october = parse_date("12. listopada 2024", languages=[second], reference=REFERENCE)
    assert november is not None
    assert october is not None
    assert (november.value.month, october.value.month) == (11, 10)


def test_a_clash_without_a_language_is_ambiguous() -> None:
    found = parse_date("12. listopad 2024", reference=REFERENCE)
    assert found is not None
    assert found.ambiguous


def test_text_in_another_language_than_the_page() -> None:
    found = parse_date("12 Mart 2025 Çarşamba 14:05", languages=["kmr"], reference=REFERENCE)
    assert found is not None
    assert found.value == datetime(2025, 3, 12, 14, 5)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\x00",
        "٣" * 10_000,
        "1" * 100_000,
        "12/" * 5_000,
        "12 March " * 2_000,
        "a" * 1_000_000,
        "\u202e12 March 2025\u0000",
        "ago " * 3_000,
        "٠" * 300,
        "😀" * 300,
        "3 hours " * 40,
        "12:05:" * 50,
        "\ud800",
        "12 ༡༢༣ ²³ ½ Ⅻ",
        "十" * 200,
        "፻" * 200,
    ],
)
def test_hostile_text_is_no_trouble(text: str) -> None:
    for languages in ([], ["en"], ["ar", "tr"], ["zh"], ["xx", "", "en_US.UTF-8"]):
        parse_date(text, languages=languages, reference=REFERENCE)


def test_only_the_beginning_of_a_long_text_is_read() -> None:
    assert parse_date("12 March 2025 " + "x " * 10_000, languages=["en"], reference=REFERENCE) is not None
    assert parse_date("x " * 10_000 + "12 March 2025", languages=["en"], reference=REFERENCE) is None


def test_importing_is_cheap() -> None:
    """dateparser takes 0.1 s to import and is loaded when it is first needed."""
    program = (
        "import sys, wiredesk.pipelines.dates; "
        "print({'dateparser', 'babel', 'regex'} & {m.split('.')[0] for m in sys.modules})"
    )
    assert (
        subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout == "set()\n"
    )


def test_dateparser_is_the_fallback() -> None:
    """Georgian Svan and other CLDR languages without a table of ours: dateparser knows Asturian."""
    assert parse_date("12 xineru 2025", languages=["ast"], reference=REFERENCE) == ParsedDate(
        datetime(2025, 1, 12), "day"
    )


def test_each_clock_of_a_line_with_both_dates_is_of_its_own_day():
    line = "Publisert 23. nov. 2026, kl. 12:34 Oppdatert 24. nov. 2026, kl. 08:00"
    found = {label: parse_date(line, languages=["nb"], label=label) for label in ("published", "updated")}
    assert {label: one and one.value.strftime("%d %H:%M") for label, one in found.items()} == {
        "published": "23 12:34",
        "updated": "24 08:00",
    }


def test_the_day_of_an_update_that_is_called_its_date_is_no_publication():
    found = parse_date("Updated Date: Tue, 24 Nov 2026 09:05 PM (IST)", languages=["hi"])
    assert found is not None
    assert found.label == "updated"

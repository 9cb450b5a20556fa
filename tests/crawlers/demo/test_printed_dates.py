"""The town's dates against independent knowledge of the calendars."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from wiredesk.crawlers.demo.printed_dates import print_date

MOMENT = datetime(2026, 11, 22, 10, 25, tzinfo=UTC)  # a Sunday; 1 Azar 1405 in Iran


@pytest.mark.parametrize(
    ("style", "printed"),
    [
        ("english", "November 22, 2026 10:25 am"),
        ("levantine", "الأحد 22 تشرين الثاني 2026 - 10:25"),
        ("sorani", "٢٢ی تشرینی دووەمی ٢٠٢٦ - ١٠:٢٥"),
        ("kurmanji", "22 Mijdar 2026, 10:25"),
        ("jalali", "یکشنبه ۱ آذر ۱۴۰۵ - ۱۰:۲۵"),
        ("portuguese", "22/11/2026 10h25"),
        ("french", "dimanche 22 novembre 2026 à 10h25"),
        ("turkish", "22 Kasım 2026 Pazar 10:25"),
    ],
)
def test_every_style(style, printed):
    assert print_date(style, MOMENT, MOMENT) == printed


def test_the_first_day_of_the_iranian_year():
    assert print_date("jalali", datetime(2026, 3, 21, 8, 0, tzinfo=UTC), MOMENT) == "شنبه ۱ فروردین ۱۴۰۵ - ۰۸:۰۰"


@pytest.mark.parametrize(
    ("age", "printed"),
    [
        (timedelta(seconds=5), "hace 1 minuto"),
        (timedelta(minutes=45), "hace 45 minutos"),
        (timedelta(hours=1, minutes=30), "hace 1 hora"),
        (timedelta(hours=3, minutes=18), "hace 3 horas"),
        (timedelta(hours=25), "hace 1 día"),
        (timedelta(days=9), "hace 9 días"),
    ],
)
def test_relative_dates_count_from_the_moment_of_the_request(age, printed):
    assert print_date("spanish-relative", MOMENT - age, MOMENT) == printed


def test_noon_and_midnight_in_twelve_hours():
    assert print_date("english", MOMENT.replace(hour=0), MOMENT).endswith("12:25 am")
    assert print_date("english", MOMENT.replace(hour=12), MOMENT).endswith("12:25 pm")

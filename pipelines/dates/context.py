"""What is known besides the text: the moment of reading, the order of day and month, the allowed range."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from pipelines.dates.calendars import Calendar, to_gregorian
from pipelines.dates.parsed_date import DateOrder

# News sites did not exist before; an earlier date on a page is a subject of the article, not its publication.
EARLIEST = date(1990, 1, 1)
# Zones reach from UTC-12 to UTC+14: where the reference's zone is not the page's, its date may be one day ahead.
TOLERANCE = timedelta(days=1)
# A year that is left out is looked for this far back; a weekday that is named settles which one.
_YEARS_BACK = 7

# Years in which each calendar's numbers are news dates: 1990 to 2099 in Gregorian terms. Hijri and Jalali would overlap
# from AH 1410 = 1990 and AP 1410 = 2031 on; range and reference tell them apart until then.
_JALALI_YEARS = range(1368, 1410)
_HIJRI_YEARS = range(1410, 1500)
_BUDDHIST_YEARS = range(2533, 2643)
_BIKRAM_SAMBAT_YEARS = range(2046, 2101)
_HEBREW_YEARS = range(5750, 5860)


@dataclass(slots=True)
class Context:
    """The circumstances of one ``parse_date`` call."""

    languages: tuple[str, ...]
    reference: datetime | None
    latest: date
    given_order: DateOrder | None
    date_order: DateOrder | None
    has_time: bool = False

    def allows(self, day: date) -> bool:
        """From 1990 to the day after the reference."""
        return EARLIEST <= day <= self.latest

    def century(self, year: int, calendar: Calendar = "gregorian") -> int:
        """The full form of a two-digit year: the latest one that is not in the future."""
        if calendar == "gregorian":
            return year + (2000 if 2000 + year <= self.latest.year else 1900)
        base = {"jalali": 1400, "hijri": 1400, "buddhist": 2500, "bikram-sambat": 2000, "bengali": 1400, "ethiopian": 2000}
        full = base.get(calendar, 2000) + year
        if calendar == "jalali" and year > 60:
            full -= 100
        return full

    def days(self, year: int, month: int, day: int) -> tuple[date, int] | None:
        """The allowed day that three numbers mean, by the calendar that the year belongs to, and its rank."""
        for calendar, rank in self._calendars(year):
            found = to_gregorian(calendar, year, month, day)
            if found and self.allows(found):
                return found, rank
        return None

    def _calendars(self, year: int) -> list[tuple[Calendar, int]]:
        calendars: list[tuple[Calendar, int]] = []
        if EARLIEST.year <= year <= self.latest.year:
            calendars.append(("gregorian", 0))
        if year in _BIKRAM_SAMBAT_YEARS and "ne" in self.languages:
            calendars.append(("bikram-sambat", 1))
        if year in _JALALI_YEARS:
            calendars.append(("jalali", 1))
        if year in _HIJRI_YEARS:
            calendars.append(("hijri", 1))
        if year in _BUDDHIST_YEARS:
            calendars.append(("buddhist", 1))
        return calendars

    def day_in(
        self, calendar: Calendar, year: int, month: int, day: int, era: str = ""
    ) -> tuple[date | None, int]:
        """The day in a month whose name belongs to ``calendar``, and its rank; ``era`` is what the text calls the year.

        Gregorian month names also go with Buddhist, Japanese and Minguo years.
        """
        if era in _ERA_OFFSETS:
            return to_gregorian("gregorian", year + _ERA_OFFSETS[era], month, day), 1
        if calendar == "gregorian":
            if year in _BUDDHIST_YEARS:
                return to_gregorian("buddhist", year, month, day), 1
            return to_gregorian("gregorian", year, month, day), 0
        if calendar == "ethiopian" and year > self.latest.year - 6:
            return None, 1
        return to_gregorian(calendar, year, month, day), 1

    def nearest_past(self, calendar: Calendar, month: int, day: int, weekday: int | None) -> date | None:
        """The latest such day up to the reference (and a day beyond); on ``weekday`` where one of the last years has it."""
        if self.reference is None:
            return None
        found: date | None = None
        for year in self._recent_years(calendar):
            candidate = to_gregorian(calendar, year, month, day)
            if candidate is None or not self.allows(candidate):
                continue
            if weekday is None or candidate.weekday() == weekday:
                return candidate
            found = found or candidate
        return found

    def _recent_years(self, calendar: Calendar) -> range:
        current = self.latest.year + _OFFSETS[calendar] + 1
        if calendar == "hijri":
            # 33 Hijri years are 32 solar ones; 1 Muharram 1446 was 7 July 2024.
            current = int((self.latest.year - 622) * 33 / 32) + 2
        return range(current, current - _YEARS_BACK - 2, -1)


# Gregorian year minus the calendar's year, at most (the year ends within the Gregorian one).
_OFFSETS: dict[Calendar, int] = {
    "gregorian": 0, "buddhist": 543, "jalali": -621, "hijri": 0, "ethiopian": -7, "bikram-sambat": 57, "bengali": -593,
    "hebrew": 3761,
}  # fmt: skip
# First year minus one of eras whose years go with Gregorian months: Japan's reigns since 1926, Taiwan's Minguo, and
# the Buddhist era.
_ERA_OFFSETS = {"reiwa": 2018, "heisei": 1988, "showa": 1925, "minguo": 1911, "buddhist": -543}

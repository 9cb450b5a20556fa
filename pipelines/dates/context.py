"""What is known besides the text: the moment of reading, the order of day and month, the allowed range."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from wiredesk.pipelines.dates.calendars import Calendar, to_gregorian
from wiredesk.pipelines.dates.parsed_date import DateOrder

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
# Kurdish years have the Jalali months and are counted from the fall of Nineveh: 2724 is AP 1403.
_KURDISH_OFFSET = 1321
_KURDISH_YEARS = range(1368 + _KURDISH_OFFSET, 1472 + _KURDISH_OFFSET)


@dataclass(slots=True)
class Context:
    """The circumstances of one ``parse_date`` call."""

    languages: tuple[str, ...]
    reference: datetime | None
    latest: date
    given_order: DateOrder | None
    date_order: DateOrder | None
    regions: frozenset[str] = frozenset()
    has_time: bool = False
    refused: bool = False
    """A date was read that lies outside the allowed range: nothing to ask another parser about."""

    def allows(self, day: date) -> bool:
        """From 1990 to the day after the reference."""
        return EARLIEST <= day <= self.latest

    def days(self, year: int, month: int, day: int) -> tuple[date, int] | None:
        """The allowed day that three numbers mean, by the calendar that the year belongs to, and its rank."""
        for calendar, full, rank in self._calendars(year):
            found = to_gregorian(calendar, full, month, day)
            if found and self.allows(found):
                return found, rank
            self.refused |= found is not None
        return None

    def _calendars(self, year: int) -> list[tuple[Calendar, int, int]]:
        """The calendars in which ``year``, of two or four digits, is one of news, with its four digits."""
        if year < 100:
            short: list[tuple[Calendar, int, int]] = [("gregorian", self.century(year), 0)]
            if "th" in self.languages:
                short.insert(0, ("buddhist", 2500 + year, 1))
            if "fa" in self.languages or "ps" in self.languages:
                short.insert(0, ("jalali", year + (1300 if year > 60 else 1400), 1))
            return short
        calendars: list[tuple[Calendar, int, int]] = [("gregorian", year, 0)] if year < 2200 else []
        if year in _BIKRAM_SAMBAT_YEARS and "ne" in self.languages:
            calendars.append(("bikram-sambat", year, 1))
        if year in _JALALI_YEARS:
            calendars.append(("jalali", year, 1))
        if year in _HIJRI_YEARS:
            calendars.append(("hijri", year, 1))
        if year in _BUDDHIST_YEARS:
            calendars.append(("buddhist", year, 1))
        return calendars

    def century(self, year: int) -> int:
        """The full form of a two-digit year: the latest one that is not in the future."""
        return year + (2000 if 2000 + year <= self.latest.year else 1900)

    def day_in(
        self, calendar: Calendar, year: int, month: int, day: int, era: str, languages: frozenset[str]
    ) -> tuple[date | None, int]:
        """The day in a month whose name belongs to ``calendar``, and its rank.

        ``era`` is what the text calls the year, ``languages`` are those of the month's name. Gregorian month names
        also go with Buddhist, Japanese and Minguo years. A year below 100 is short for the latest one past.
        """
        if era in _ERA_OFFSETS:
            return to_gregorian("gregorian", year + _ERA_OFFSETS[era], month, day), 1
        if calendar == "gregorian":
            if year in _BUDDHIST_YEARS or era == "buddhist":
                return to_gregorian("buddhist", year + (2500 if year < 100 else 0), month, day), 1
            if year < 100 and "th" in languages:
                thai = to_gregorian("buddhist", 2500 + year, month, day)
                if thai and self.allows(thai):
                    return thai, 1
            return to_gregorian("gregorian", self.century(year) if year < 100 else year, month, day), 0
        if calendar == "ethiopian" and (era == "gregorian" or "ER" in self.regions):
            return None, 1  # Eritrea gives Gregorian months the names that are Ethiopian ones in Tigray
        if year < 100:
            year += _CENTURIES[calendar] - (100 if calendar == "jalali" and year > 60 else 0)
        if calendar == "jalali" and year in _KURDISH_YEARS:
            year -= _KURDISH_OFFSET
        return to_gregorian(calendar, year, month, day), 1

    def nearest_past(self, calendar: Calendar, month: int, day: int, weekday: int | None) -> date | None:
        """The latest such day up to a day after the reference, on ``weekday`` where one of the last years has it.

        None without a reference.
        """
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
# First year minus one of eras whose years go with Gregorian months: Japan's reigns since 1926, Taiwan's Minguo.
_ERA_OFFSETS = {"reiwa": 2018, "heisei": 1988, "showa": 1925, "minguo": 1911}
# The century that a two-digit year of each calendar is short for; Jalali's changed in 2021.
_CENTURIES: dict[Calendar, int] = {
    "jalali": 1400, "hijri": 1400, "ethiopian": 2000, "bikram-sambat": 2000, "bengali": 1400, "hebrew": 5700,
}  # fmt: skip

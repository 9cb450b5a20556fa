"""Dates as the town's sites print them, each in the manner of its language and CMS."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Literal

from convertdate import persian

DateStyle = Literal[
    "english", "levantine", "sorani", "kurmanji", "jalali", "spanish-relative", "portuguese", "french", "turkish"
]

ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
PERSIAN_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")

LEVANTINE_MONTHS = "كانون الثاني,شباط,آذار,نيسان,أيار,حزيران,تموز,آب,أيلول,تشرين الأول,تشرين الثاني,كانون الأول".split(
    ","
)
ARABIC_DAYS = "الاثنين,الثلاثاء,الأربعاء,الخميس,الجمعة,السبت,الأحد".split(",")
SORANI_MONTHS = (
    "کانوونی دووەم,شوبات,ئازار,نیسان,ئایار,حوزەیران,تەمموز,ئاب,ئەیلوول,تشرینی یەکەم,تشرینی دووەم,کانوونی یەکەم".split(
        ","
    )
)
KURMANJI_MONTHS = "Çile,Sibat,Adar,Nîsan,Gulan,Hezîran,Tîrmeh,Tebax,Îlon,Cotmeh,Mijdar,Kanûn".split(",")
JALALI_MONTHS = "فروردین,اردیبهشت,خرداد,تیر,مرداد,شهریور,مهر,آبان,آذر,دی,بهمن,اسفند".split(",")
PERSIAN_DAYS = "دوشنبه,سه‌شنبه,چهارشنبه,پنجشنبه,جمعه,شنبه,یکشنبه".split(",")
FRENCH_MONTHS = "janvier,février,mars,avril,mai,juin,juillet,août,septembre,octobre,novembre,décembre".split(",")
FRENCH_DAYS = "lundi,mardi,mercredi,jeudi,vendredi,samedi,dimanche".split(",")
TURKISH_MONTHS = "Ocak,Şubat,Mart,Nisan,Mayıs,Haziran,Temmuz,Ağustos,Eylül,Ekim,Kasım,Aralık".split(",")
TURKISH_DAYS = "Pazartesi,Salı,Çarşamba,Perşembe,Cuma,Cumartesi,Pazar".split(",")
ENGLISH_MONTHS = "January,February,March,April,May,June,July,August,September,October,November,December".split(",")


def _english(moment: datetime, now: datetime) -> str:
    half = "am" if moment.hour < 12 else "pm"
    hour = moment.hour % 12 or 12
    return f"{ENGLISH_MONTHS[moment.month - 1]} {moment.day}, {moment.year} {hour}:{moment:%M} {half}"


def _levantine(moment: datetime, now: datetime) -> str:
    month = LEVANTINE_MONTHS[moment.month - 1]
    return f"{ARABIC_DAYS[moment.weekday()]} {moment.day} {month} {moment.year} - {moment:%H:%M}"


def _sorani(moment: datetime, now: datetime) -> str:
    month = SORANI_MONTHS[moment.month - 1]
    return f"{moment.day}ی {month}ی {moment.year} - {moment:%H:%M}".translate(ARABIC_DIGITS)


def _kurmanji(moment: datetime, now: datetime) -> str:
    return f"{moment.day} {KURMANJI_MONTHS[moment.month - 1]} {moment.year}, {moment:%H:%M}"


def _jalali(moment: datetime, now: datetime) -> str:
    year, month, day = persian.from_gregorian(moment.year, moment.month, moment.day)
    text = f"{PERSIAN_DAYS[moment.weekday()]} {day} {JALALI_MONTHS[month - 1]} {year} - {moment:%H:%M}"
    return text.translate(PERSIAN_DIGITS)


def _spanish_relative(moment: datetime, now: datetime) -> str:
    minutes = max(1, int((now - moment).total_seconds() // 60))
    if minutes < 60:
        return f"hace {minutes} minuto{'s' * (minutes != 1)}"
    if minutes < 24 * 60:
        return f"hace {minutes // 60} hora{'s' * (minutes // 60 != 1)}"
    days = minutes // (24 * 60)
    return f"hace {days} día{'s' * (days != 1)}"


def _portuguese(moment: datetime, now: datetime) -> str:
    return f"{moment:%d/%m/%Y} {moment.hour:02}h{moment:%M}"


def _french(moment: datetime, now: datetime) -> str:
    day = "1er" if moment.day == 1 else str(moment.day)
    weekday, month = FRENCH_DAYS[moment.weekday()], FRENCH_MONTHS[moment.month - 1]
    return f"{weekday} {day} {month} {moment.year} à {moment.hour}h{moment:%M}"


def _turkish(moment: datetime, now: datetime) -> str:
    month, weekday = TURKISH_MONTHS[moment.month - 1], TURKISH_DAYS[moment.weekday()]
    return f"{moment.day} {month} {moment.year} {weekday} {moment:%H:%M}"


_STYLES: dict[DateStyle, Callable[[datetime, datetime], str]] = {
    "english": _english,
    "levantine": _levantine,
    "sorani": _sorani,
    "kurmanji": _kurmanji,
    "jalali": _jalali,
    "spanish-relative": _spanish_relative,
    "portuguese": _portuguese,
    "french": _french,
    "turkish": _turkish,
}


def print_date(style: DateStyle, moment: datetime, now: datetime) -> str:
    """`moment` (aware, already in the site's zone) as a site of this style prints it when asked at `now`."""
    return _STYLES[style](moment, now)

"""Compiles ``vocabulary.json`` from the CLDR names that Babel carries and the tables in ``sources/``.

    python -m wiredesk.pipelines.dates.vocabulary.compile

CLDR (Unicode License v3) gives the month and weekday names of each language; the TOML files add what newsrooms print
besides: other spellings, inflected forms, other calendars, the words of relative times, labels and zones.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any

from wiredesk.pipelines.dates.normalization import fold

HERE = Path(__file__).parent
TARGET = HERE / "vocabulary.json"

# Our language -> the CLDR locales whose names it takes. Regional variants matter where the names differ: Arabic of
# the Levant and the Maghreb, Austrian German (Jänner), Dari, Valencian spellings; both scripts where two are in use.
CLDR_LOCALES: dict[str, list[str]] = {
    "af": ["af"], "am": ["am"], "ar": ["ar", "ar_LB", "ar_DZ", "ar_MA", "ar_TN", "ar_IQ"], "az": ["az", "az_Cyrl"],
    "be": ["be"], "bg": ["bg"], "bn": ["bn"], "bs": ["bs", "bs_Cyrl"], "ca": ["ca"], "ckb": ["ckb"], "cs": ["cs"],
    "cy": ["cy"], "da": ["da"], "de": ["de", "de_AT"], "el": ["el"], "en": ["en", "en_AU"], "es": ["es", "es_MX"],
    "et": ["et"], "eu": ["eu"], "fa": ["fa", "fa_AF"], "fi": ["fi"], "fil": ["fil"], "fr": ["fr", "fr_CA"],
    "ga": ["ga"], "gl": ["gl"], "gu": ["gu"], "ha": ["ha"], "he": ["he"], "hi": ["hi"], "hr": ["hr"], "hu": ["hu"],
    "hy": ["hy"], "id": ["id"], "ig": ["ig"], "is": ["is"], "it": ["it"], "ja": ["ja"], "ka": ["ka"], "kk": ["kk"],
    "km": ["km"], "kmr": ["ku"], "kn": ["kn"], "ko": ["ko"], "ky": ["ky"], "lo": ["lo"], "lt": ["lt"], "lv": ["lv"],
    "mk": ["mk"], "ml": ["ml"], "mn": ["mn"], "mr": ["mr"], "ms": ["ms"], "mt": ["mt"], "my": ["my"], "ne": ["ne"],
    "nl": ["nl"], "no": ["nb", "nn"], "om": ["om"], "or": ["or"], "pa": ["pa", "pa_Arab"], "pl": ["pl"], "ps": ["ps"],
    "pt": ["pt", "pt_PT"], "ro": ["ro"], "ru": ["ru"], "rw": ["rw"], "sd": ["sd"], "si": ["si"], "sk": ["sk"],
    "sl": ["sl"], "so": ["so"], "sq": ["sq"], "sr": ["sr", "sr_Latn"], "sv": ["sv"], "sw": ["sw"], "ta": ["ta"],
    "te": ["te"], "tg": ["tg"], "th": ["th"], "ti": ["ti"], "tk": ["tk"], "tr": ["tr"], "ug": ["ug"], "uk": ["uk"],
    "ur": ["ur"], "uz": ["uz", "uz_Cyrl"], "vi": ["vi"], "yo": ["yo"], "zh": ["zh", "zh_Hant"], "zu": ["zu"],
}  # fmt: skip

# Keys of a language table in sources/*.toml that hold "a|b|c" alternatives -> (kind, value, number) of the meaning.
UNITS = ("second", "minute", "hour", "day", "week", "month", "year")
WORDS: dict[str, tuple[str, str, int]] = {
    **{unit: ("unit", unit, 1) for unit in UNITS},
    "ago": ("ago", "", 0),
    "plural": ("plural", "", 0),  # units that mean several: "hours ago" without a number tells no hour
    "now": ("now", "", 0),
    "today": ("day", "", 0),
    "yesterday": ("day", "", 1),
    "before_yesterday": ("day", "", 2),
    "am": ("half", "am", 0),
    "pm": ("half", "pm", 0),
    "noon": ("half", "noon", 0),
    "night": ("half", "night", 0),
    "six_hours": ("half", "six", 0),
    "clock": ("clock", "", 0),
    "at": ("at", "", 0),  # may stand before a time: at, um, в
    "o_clock": ("at", "clock", 0),  # stands before nothing but a time: klo, pukul, الساعة
    "filler": ("filler", "", 0),
    "day_mark": ("mark", "day", 0),
    "month_mark": ("mark", "month", 0),
    "year_mark": ("mark", "year", 0),
    "published": ("label", "published", 0),
    "updated": ("label", "updated", 0),
}
# Keys that hold a list, one item a month or weekday; weeks begin with Monday.
LISTS: dict[str, tuple[str, str]] = {
    "months": ("month", "gregorian"),
    "months_jalali": ("month", "jalali"),
    "months_hijri": ("month", "hijri"),
    "months_ethiopian": ("month", "ethiopian"),
    "months_bikram_sambat": ("month", "bikram-sambat"),
    "months_bengali": ("month", "bengali"),
    "months_hebrew": ("month", "hebrew"),
    "weekdays": ("weekday", ""),
}
_BREAKS = re.compile(r"[\s.'\"-]+")
# One or two Latin letters mean too many things: only the sources may give them, not CLDR's narrow abbreviations.
_MIN_CLDR_LETTERS = 2

Table = dict[str, dict[str, set[str]]]


def phrase_key(text: str) -> str:
    """The form a word or phrase is looked up by: folded, its parts separated by single spaces."""
    return _BREAKS.sub(" ", fold(text)).strip()


def add(table: Table, phrase: str, meaning: str, language: str) -> None:
    """Enters one phrase; its meaning is written as ``kind/value/number``."""
    if key := phrase_key(phrase):
        table[key][meaning].add(language)


@cache
def cldr_locale(name: str) -> Any:
    """Babel's locale, loaded afresh.

    In Babel 2.18 reading one language's names writes some of them into the root data that later languages inherit
    (Igbo weekdays turn up in Italian), so nothing that was loaded earlier may be reused.
    """
    from babel import Locale, localedata  # noqa: PLC0415  # for developers

    localedata._cache.clear()
    return Locale.parse(name)


def add_cldr(table: Table) -> None:
    """Month and weekday names, wide and abbreviated, in the sentence form and the stand-alone form."""
    for language, locales in CLDR_LOCALES.items():
        for name in locales:
            locale = cldr_locale(name)
            for context in ("format", "stand-alone"):
                for width in ("wide", "abbreviated"):
                    for number, word in locale.months[context].get(width, {}).items():
                        if _usable(word):
                            add(table, word, f"month/gregorian/{number}", language)
                    for number, word in locale.days[context].get(width, {}).items():
                        if _usable(word):
                            add(table, word, f"weekday//{number}", language)


def add_cldr_units(table: Table) -> None:
    """The unit's name: what is left of CLDR's "{0} hours ago" without the number and the "ago" of the sources."""
    for language, locales in CLDR_LOCALES.items():
        agos = sorted(
            (phrase for phrase, meanings in table.items() if language in meanings.get("ago//0", ())),
            key=lambda phrase: -len(phrase),
        )
        fillers = {phrase for phrase, meanings in table.items() if language in meanings.get("filler//0", ())}
        for name in locales:
            for field, patterns in cldr_locale(name)._data["date_fields"].items():
                unit = field.split("-")[0]
                if unit in UNITS:
                    for pattern in set(patterns.get("past", {}).values()):
                        if words := _unit_words(pattern, agos, fillers):
                            add(table, words, f"unit/{unit}/1", language)


def _unit_words(pattern: str, agos: list[str], fillers: set[str]) -> str | None:
    if "{0}" not in pattern or pattern[0] in "-+\u2212\u2013\u200e\u200f":
        return None
    padded = f" {phrase_key(pattern.replace('{0}', ' 0 '))} "
    for ago in agos:
        if f" {ago} " in padded:
            rest = padded.replace(f" {ago} ", " ", 1).split("0")
            parts = [part.strip() for part in rest if part.strip()]
            if len(parts) > 1:
                parts = [part for part in parts if part not in fillers]
            return parts[0] if len(parts) == 1 and not any(map(str.isdigit, parts[0])) else None
    return None


def _usable(word: str) -> bool:
    # "3月", "Tháng 3" and "1-р сар" are numbers with a mark, which the grammar reads by itself.
    key = phrase_key(word)
    return not any(character.isdigit() for character in key) and (len(key) > _MIN_CLDR_LETTERS or not key.isascii())


def add_sources(table: Table) -> None:
    """Everything in ``sources/*.toml``."""
    for path in sorted((HERE / "sources").glob("*.toml")):
        for language, entries in tomllib.loads(path.read_text(encoding="utf-8")).items():
            for key, value in entries.items():
                add_entry(table, language, key, value, path.name)


def add_entry(table: Table, language: str, key: str, value: Any, origin: str) -> None:
    """One ``key = value`` line of a source. Raises ValueError that names the file where the key is unknown."""
    if key in WORDS:
        kind, word, number = WORDS[key]
        for phrase in value.split("|"):
            add(table, phrase, f"{kind}/{word}/{number}", language)
    elif key.endswith("_ago") and (unit := key.removesuffix("_ago")) in UNITS:  # "órája": unit and ago in one word
        for phrase in value.split("|"):
            add(table, phrase, f"unit/{unit}/1", language)
            add(table, phrase, "ago//0", language)
    elif key in LISTS:
        kind, word = LISTS[key]
        for number, phrases in enumerate(value, 0 if kind == "weekday" else 1):
            for phrase in phrases.split("|"):
                add(table, phrase, f"{kind}/{word}/{number}", language)
    elif key == "counted":  # "an hour", "ساعتين": the number is in the word
        for meaning, phrases in value.items():
            number, unit = meaning.split()
            for phrase in phrases.split("|"):
                add(table, phrase, f"unit/{unit}/{number}", language)
    elif key == "numbers":
        for number, phrases in value.items():
            for phrase in phrases.split("|"):
                add(table, phrase, f"number//{number}", language)
    elif key == "eras":
        for calendar, phrases in value.items():
            for phrase in phrases.split("|"):
                add(table, phrase, f"era/{calendar}/0", language)
    elif key == "zones":
        for zone, phrases in value.items():
            for phrase in phrases.split("|"):
                add(table, phrase, f"zone/{zone.replace('/', ':')}/0", language)
    else:
        raise ValueError(f"{origin}: [{language}] has an unknown key {key!r}")


def compiled() -> dict[str, dict[str, str]]:
    """Phrase -> meaning -> the languages in which the phrase has it, separated by spaces."""
    table: Table = defaultdict(lambda: defaultdict(set))
    add_cldr(table)
    add_sources(table)
    add_cldr_units(table)
    return {
        phrase: {meaning: " ".join(sorted(languages)) for meaning, languages in sorted(meanings.items())}
        for phrase, meanings in sorted(table.items())
    }


if __name__ == "__main__":
    TARGET.write_text(json.dumps(compiled(), ensure_ascii=False, indent=0) + "\n", encoding="utf-8")

"""BCP 47 tags as the keys of the vocabulary, and the order in which their readers write day and month."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from wiredesk.pipelines.dates.parsed_date import DateOrder

# Primary subtags whose tables are kept under another: macrolanguages, deprecated codes, close dialects.
_ALIASES = {
    "iw": "he", "in": "id", "tl": "fil", "nb": "no", "nn": "no", "ku": "kmr", "prs": "fa", "pes": "fa", "yue": "zh",
    "cmn": "zh", "sh": "sr", "cnr": "sr", "mo": "ro", "zsm": "ms", "arb": "ar", "apc": "ar", "arz": "ar", "ary": "ar",
    "acm": "ar", "uzn": "uz", "azj": "az", "azb": "fa", "npi": "ne", "pbt": "ps", "ekk": "et", "lvs": "lv",
    "sdh": "ckb", "zza": "kmr", "diq": "kmr", "bho": "hi", "mai": "hi", "pnb": "pa",
    "skr": "ur", "gsw": "de", "lb": "de",
}  # fmt: skip

# Regions of English (and Spanish, Filipino) where 3/12 is the 12th of March (CLDR short date formats, M/d/y).
_MONTH_FIRST_REGIONS = frozenset({"US", "PH", "PR", "GU", "AS", "VI", "UM", "MH", "FM", "PW"})
# Languages that write the year first, also when it has two digits (CLDR short date formats, y-M-d).
_YEAR_FIRST = frozenset({"zh", "ja", "ko", "hu", "lt", "mn", "fa", "ckb", "ps", "ne", "eu"})
_MONTH_FIRST = frozenset({"fil"})


@lru_cache(maxsize=512)
def vocabulary_languages(tags: tuple[str, ...]) -> tuple[str, ...]:
    """The vocabulary's keys for BCP 47 ``tags``, in their order. ``ku`` without a script means both Kurdish tables."""
    keys: list[str] = []
    for tag in tags:
        parts = tag.replace("_", "-").split("-")
        primary = parts[0].lower()
        keys.append(_ALIASES.get(primary, primary))
        if primary == "ku":
            keys.append("ckb")
    return tuple(dict.fromkeys(keys))


@lru_cache(maxsize=512)
def date_order_of(tags: tuple[str, ...]) -> DateOrder | None:
    """The order of day, month and year in the first tag's language and region; None where that is not settled.

    English without a region is not settled, nor is Canadian English (CLDR and the government say y-M-d, papers d/m
    and m/d).
    """
    if not tags:
        return None
    parts = tags[0].replace("_", "-").split("-")
    language = vocabulary_languages(tags[:1])[0]
    region = next((part.upper() for part in parts[1:] if len(part) == 2), None)
    if region in _MONTH_FIRST_REGIONS and language in {"en", "es", "fil"}:
        return "MDY"
    if language in _MONTH_FIRST:
        return "MDY"
    if language in _YEAR_FIRST:
        return "YMD"
    if language == "en" and (region is None or region == "CA"):
        return None
    return "DMY"


def regions_of(tags: tuple[str, ...]) -> frozenset[str]:
    """The ISO 3166 regions that the tags name: IQ of ar-IQ."""
    return frozenset(part.upper() for tag in tags for part in tag.replace("_", "-").split("-")[1:] if len(part) == 2)


def as_tags(languages: Iterable[str]) -> tuple[str, ...]:
    """The tags that look like tags; anything else is set aside, for they may come from a page's own markup."""
    return tuple(tag for tag in languages if isinstance(tag, str) and 2 <= len(tag) <= 35 and tag[:2].isalpha())

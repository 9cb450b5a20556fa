"""Time zones that a text names: offsets, abbreviations by language and region, cities."""

from __future__ import annotations

from datetime import UTC, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from wiredesk.pipelines.dates.tokens import Token

# Abbreviation -> IANA zone, or minutes east of UTC where the abbreviation itself says summer or winter time.
# Sources: tz database (abbreviation fields), CLDR metazones.
_ABBREVIATIONS: dict[str, str | int] = {
    "GMT": 0, "UTC": 0, "UT": 0, "Z": 0, "TU": 0, "TUC": 0, "CUT": 0,
    "WET": 0, "WEST": 60, "WAT": 60, "CET": "Europe/Paris", "CEST": 120, "MEZ": "Europe/Berlin", "MESZ": 120,
    "BST": 60, "CAT": 120, "SAST": 120, "EET": "Europe/Athens", "EEST": 180, "EAT": 180, "MSK": 180, "TRT": 180,
    "AST": -240, "ADT": -180, "NST": -210, "NDT": -150,
    "EST": -300, "EDT": -240, "CST": -360, "CDT": -300, "MST": -420, "MDT": -360, "PST": -480, "PDT": -420,
    "AKST": -540, "AKDT": -480, "HST": -600, "ET": "America/New_York", "PT": "America/Los_Angeles",
    "BRT": -180, "BRST": -120, "ART": -180, "CLT": "America/Santiago", "CLST": -180, "COT": -300, "PET": -300,
    "VET": -240, "BOT": -240, "ECT": -300, "PYT": "America/Asuncion", "UYT": -180, "GFT": -180,
    "IRST": 210, "IRDT": 270, "AZT": 240, "GET": 240, "AMT": 240, "GST": 240, "AFT": 270, "UZT": 300, "TMT": 300,
    "TJT": 300, "PKT": 300, "SLST": 330, "NPT": 345, "BDT": 360, "KGT": 360, "BTT": 360, "MMT": 390, "ICT": 420,
    "WIB": 420, "WITA": 480, "WIT": 540, "SGT": 480, "MYT": 480, "HKT": 480, "PHT": 480, "PHST": 480, "AWST": 480,
    "JST": 540, "KST": 540, "ACST": 570, "ACDT": 630, "AEST": 600, "AEDT": 660, "NZST": 720, "NZDT": 780,
    "ALMT": 300, "IDT": 180,
    "HNE": -300, "HAE": -240, "HNC": -360, "HAC": -300, "MSD": 240,
}  # fmt: skip
# What an abbreviation means in a language (or a language's region) instead.
_BY_LANGUAGE: dict[tuple[str, str], str | int] = {
    ("IST", "he"): 120, ("IST", "ga"): 60, ("CST", "zh"): 480, ("BST", "bn"): 360, ("PST", "fil"): 480,
    ("AST", "ar"): 180, ("AST", "ckb"): 180, ("AST", "kmr"): 180, ("GST", "ar"): 240, ("PST", "ur"): 300,
    ("ECT", "es"): -300, ("AMT", "pt"): -240,
}  # fmt: skip
_BY_REGION: dict[tuple[str, str], str | int] = {
    ("IST", "IL"): 120, ("IST", "IE"): 60, ("CST", "CN"): 480, ("CST", "TW"): 480, ("CST", "CU"): -300,
    ("BST", "BD"): 360, ("PST", "PH"): 480, ("PST", "PK"): 300, ("AST", "SA"): 180, ("AST", "KW"): 180,
    ("AST", "IQ"): 180, ("AST", "QA"): 180, ("AMT", "BR"): -240, ("EST", "AU"): 600, ("CST", "AU"): 570,
}  # fmt: skip
# India has by far the most newsrooms that print IST; Israel and Ireland are told by language or region.
_INDIA = 330
# Abbreviations that are also common words or initials: only right behind a time, in capitals.
_LONGEST_ABBREVIATION = 5


@lru_cache(maxsize=512)
def zone_of(name: str) -> ZoneInfo:
    """The IANA zone. Raises ValueError that names it where there is none."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError(f"{name!r} is not an IANA time zone (for example Asia/Baghdad)") from error


def abbreviation_zone(text: str, languages: tuple[str, ...], tags: tuple[str, ...]) -> tzinfo | None:
    """The zone of an abbreviation in capitals, by the page's region or language where it means several."""
    name = text.upper()
    for tag in tags:
        for part in tag.replace("_", "-").split("-")[1:]:
            if (name, part.upper()) in _BY_REGION:
                return _as_zone(_BY_REGION[name, part.upper()])
    for language in languages:
        if (name, language) in _BY_LANGUAGE:
            return _as_zone(_BY_LANGUAGE[name, language])
    if name == "IST":
        return _as_zone(_INDIA)
    return _as_zone(_ABBREVIATIONS[name]) if name in _ABBREVIATIONS else None


def _as_zone(value: str | int) -> tzinfo:
    return zone_of(value) if isinstance(value, str) else UTC if value == 0 else timezone(timedelta(minutes=value))


# Tokens between a time and its zone: a bracket, a comma, "hrs".
_REACH = 4


def find_zone(
    tokens: list[Token], start: int, end: int, languages: tuple[str, ...], tags: tuple[str, ...]
) -> tzinfo | None:
    """The zone named right behind the tokens ``start`` to ``end`` of a time, or right before them."""
    for position in range(end, min(end + _REACH, len(tokens))):
        token = tokens[position]
        if token.kind == "mark" and token.text in "+-":
            if position == end or (position == end + 1 and tokens[end].text in "("):
                return _offset(tokens, position) if not tokens[position].used else None
            return None
        if token.kind == "number":
            return None
        if token.kind == "word" and (zone := _zone_at(tokens, position, languages, tags)):
            return zone
        if token.kind == "word" and not (
            token.meaning("half") or token.meaning("clock") or token.meaning("filler") or token.meaning("at")
        ):
            break
        if token.kind == "mark" and token.text not in "(,.[":
            break
    for position in range(start - 1, max(start - 1 - _REACH, -1), -1):
        token = tokens[position]
        if token.kind == "word":
            if zone := _zone_at(tokens, position, languages, tags):
                return zone
            if not (token.meaning("clock") or token.meaning("at") or token.meaning("half")):
                return None
        elif (token.kind == "number" and not (token.used is False and _mark_before(tokens, position))) or (
            token.kind == "mark" and token.text not in "():,+-"
        ):
            return None
    return None


def _mark_before(tokens: list[Token], position: int) -> bool:
    return position > 0 and tokens[position - 1].kind == "mark" and tokens[position - 1].text in "+-"


def _zone_at(tokens: list[Token], position: int, languages: tuple[str, ...], tags: tuple[str, ...]) -> tzinfo | None:
    token = tokens[position]
    if meaning := token.meaning("zone"):
        zone: tzinfo | None = UTC if meaning.value in ("UTC", "Etc/GMT") else zone_of(meaning.value)
    elif token.upper and len(token.text) <= _LONGEST_ABBREVIATION and token.text.isascii():
        zone = abbreviation_zone(token.text, languages, tags)
    else:
        return None
    if zone is UTC and position + 1 < len(tokens) and tokens[position + 1].text in ("+", "-"):
        return _offset(tokens, position + 1) or zone
    return zone


def _offset(tokens: list[Token], position: int) -> tzinfo | None:
    """+3, +03, +0300, +03:00, +5.30 from its sign on."""
    if (
        position + 1 >= len(tokens)
        or tokens[position + 1].kind != "number"
        or (tokens[position + 1].spaced and len(tokens[position + 1].text) < 2)
    ):
        return None
    digits = tokens[position + 1].text
    if len(digits) == 4:
        hours, minutes = int(digits[:2]), int(digits[2:])
    elif len(digits) <= 2:
        hours, minutes = int(digits), 0
        if (
            position + 3 < len(tokens)
            and tokens[position + 2].text in (":", ".")
            and len(tokens[position + 3].text) == 2
            and tokens[position + 3].kind == "number"
        ):
            minutes = tokens[position + 3].value
    else:
        return None
    if hours > 14 or minutes > 59:
        return None
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(-offset if tokens[position].text == "-" else offset) if offset else UTC

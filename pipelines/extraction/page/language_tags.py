"""Language tags as pages declare them (BCP 47, RFC 5646), and the mistakes that are common in them."""

from __future__ import annotations

import re

_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,4}")

_ALIASES = {
    "iw": "he",
    "in": "id",
    "ji": "yi",
    "jp": "ja",
    "cn": "zh",
    "kr": "ko",
    "ua": "uk",
    "cz": "cs",
    "gr": "el",
    "dk": "da",
    "se": "sv",
    "vn": "vi",
    "fil": "tl",
    "sh": "sr",
    "mo": "ro",
    "sr-latn": "sr-Latn",
    "sr-cyrl": "sr-Cyrl",
    "eng": "en",
    "ger": "de",
    "deu": "de",
    "fra": "fr",
    "fre": "fr",
    "spa": "es",
    "ara": "ar",
    "tur": "tr",
    "rus": "ru",
    "per": "fa",
    "prs": "fa",
    "arb": "ar",
    "nor": "no",
    "kur": "ku",
    "sor": "ckb",
    "soranî": "ckb",
}
"""Subtags that mean another language than they say, and codes of ISO 639-2, by the tag that is meant."""


def declared_tag(value: str | None) -> str | None:
    """A declared language as a tidy tag: ``"EN_us"`` → ``"en-US"``; None where it is not a language tag."""
    if not value:
        return None
    match = _TAG.fullmatch(value.strip().split(",")[0].split(";")[0].strip())
    if match is None:
        return None
    parts = match[0].replace("_", "-").split("-")
    primary = parts[0].lower()
    if primary in ("und", "mul", "zxx", "xx"):
        return None
    primary = _ALIASES.get(primary, primary)
    script = next((part.title() for part in parts[1:] if len(part) == 4 and part.isalpha()), "")
    region = next((part.upper() for part in parts[1:] if len(part) == 2 or (len(part) == 3 and part.isdigit())), "")
    return "-".join(filter(None, (primary, script, region)))

"""The agency that a closing sentence thanks: "Reuters contributed to this report.", "Theo AFP", "(avec Reuters)"."""

from __future__ import annotations

import re
from typing import Final

from wiredesk.pipelines.extraction.lexicon.agencies import agency_name

MAX_SENTENCE: Final = 170
MAX_WORDS: Final = 7
"""Words of a line that only a preposition tells to be a credit; a longer one is a sentence that refers to an agency."""
MAX_NAME: Final = 4
_THANKS: Final = re.compile(
    r"contribut(?:ed|ing|es) to (?:this|the) (?:report|story|article)|\bwith (?:files|reporting|inputs?) (?:from|by)\b"
    r"|additional reporting (?:by|from)\b|syndicated feed|\b(?:collaboré|contribué) à ce|contribuyó (?:a|con) est"
    r"|contribuiu para est|a contribuit la|bidro(?:g|ro) til|bidrog till|haben? zu diesem|katkıda bulun|इनपुट"
    r"|в подготовке (?:материала|текста)|у підготовці|ساهمت? في|شاركت? في (?:إعداد|التغطية)"
    r"|در تهی(?:ه|هٔ|ۀ|ه‌ی) این|این گزارش .{0,40}(?:گرفته|استفاده)|के सहयोग से",
    re.I,
)
_BEHIND: Final = re.compile(
    r"^(?:theo|nguồn|dẫn theo|avec|d['’]après|με πληροφορίες|με στοιχεία|с информация (?:от|на)|по"
    r"|за (?:даними|інформацією|матеріалами)|паводле|amb informació|met (?:informatie|medewerking|dank)|na podstawie"
    r"|cu informa[țţt]ii|potrivit|med (?:uppgifter|information|opplysninger|oplysninger) (?:från|fra)|prema"
    r"|prenosi|prenaša|po poročanju|пренесува|преноси|dengan laporan|dilansir|mula sa|kutoka|na mashirika"
    r"|бо истинод|маълумотига|نقلاً? عن|با استفاده از|از خبرگزاری|بحوالہ|بشکریہ)(?!\w)",
    re.I,
)
_WORD: Final = re.compile(r"[^\s,;:()\[\]/«»\"“”]+")


def thanked_agency(line: str) -> str | None:
    """The usual name of the agency that a last line thanks, or None.

    >>> thanked_agency("The Associated Press contributed to this report."), thanked_agency("Theo Reuters")
    ('AP', 'Reuters')
    >>> thanked_agency("Reuters was the first to report the vote.") is None
    True
    """
    bare = line.strip(" \t()[]*—–-.…")
    words = _WORD.findall(bare[:MAX_SENTENCE])
    if not words or len(line) > MAX_SENTENCE:
        return None
    if _THANKS.search(bare) is None and not (len(words) <= MAX_WORDS and _BEHIND.match(bare)):
        return None
    for start in range(len(words)):
        for size in range(min(MAX_NAME, len(words) - start), 0, -1):
            phrase = re.sub(r"^(?:[dl]['’])", "", " ".join(words[start : start + size])).rstrip(".")
            name = agency_name(phrase)
            if name is not None and not phrase.islower():
                return name
            if name is not None and not phrase.isascii() and len(phrase) > 3:
                return name
    return None

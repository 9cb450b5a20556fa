"""Labels in front of names and sources: "By", "Von", "بقلم", "Source:", and the dates that stand beside them."""

from __future__ import annotations

import re

from wiredesk.pipelines.extraction.fields.east_asian_names import east_asian_names
from wiredesk.pipelines.extraction.fields.name_kinds import DESKS, ORGANIZATION_WORDS, is_named_organization
from wiredesk.pipelines.extraction.lexicon.agencies import AGENCIES
from wiredesk.pipelines.extraction.lexicon.language_files import phrases
from wiredesk.pipelines.extraction.lexicon.sentence_marks import ends_sentence
from wiredesk.pipelines.extraction.lexicon.word_lists import any_of
from wiredesk.pipelines.extraction.page.plain_text import is_small

DATE = re.compile(
    r"(?:\b(?:published|updated|posted|last (?:updated|modified|reviewed)|publié|mis à jour|veröffentlicht"
    r"|aktualisiert|publicado|actualizado)\b[\s:]*(?:on|at|le|am|el)?\s*)?"
    r"(?:\b(?:mon|tues?|wed(?:nes)?|thurs?|fri|sat(?:ur)?|sun)(?:day)?\b[.,]?\s*)?"
    r"(?:\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)(?:uary|ruary|ch|il|e|y|ust|tember|ober"
    r"|ember)?\b\.?\s+\d{1,2}(?:st|nd|rd|th)?\b(?:,?\s+\d{4}\b)?"
    r"|\b\d{1,2}(?:st|nd|rd|th|\.)?\s+(?:jan|feb|m[aä]r|apr|ma[iy]|jun|jul|aug|sep|sept|o[ck]t|nov"
    r"|de[cz])[^\W\d_]{0,7}\b\.?(?:,?\s+\d{4}\b)?"
    r"|\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b|\b\d{4}[./-]\d{1,2}[./-]\d{1,2}\b|\b\d{4}年\d{1,2}月\d{1,2}日)"
    r"(?:,?\s*(?:at\s+|um\s+|[-–—|]\s*)?\d{1,2}[:.h]\d{2}(?:\s?[ap]\.?m\.?)?(?:\s?(?:uhr|(?-i:[A-Z]{2,4})\b))?)?"
    r"|\b\d{1,2}:\d{2}(?:\s?[ap]\.?m\.?|\s?uhr)?\b|\b\d{1,3}\s?(?:-\s?)?(?:min(?:ute)?s?|sec)\b(?:\s?(?:read"
    r"|lesezeit|de lectura|de lecture))?|\b(?:reading time|lesezeit)\b[:\s]*"
    r"|\b\d+ (?:comments?|shares?|views?|hours? ago|days? ago|months? ago|years? ago|weeks? ago)\b",
    re.I,
)
"""Dates, times and reading times that share a line with the names."""
LABEL_END = r"(?:\s*[:：፦፡៖՝=＝/／|–—]\s*|\s+-\s*|-\s+)"
"""What stands between a label and a name, in the scripts of the world; a space does as well.

A hyphen without a space joins two names: "Per-Erik", "Ann-Marie".
"""
_LABEL = re.compile(
    rf"^[-–—|•·*(\[（\s]*(?:{any_of((*phrases('bylines.label'), *phrases('bylines.weak_label')))})"
    rf"(?:{LABEL_END}|\s+|[(]s[)]\s*:\s*)(?=\S)",
    re.I,
)
JOINT_LABEL = re.compile(
    rf"^[-–—|•·*\s]*(?:{any_of((*phrases('bylines.label'), *phrases('bylines.weak_label')))})"
    rf"\s?(?:[,/·・&+]|\b(?:{any_of((*phrases('bylines.conjunction'), 'y', 'e', 'i', 'a', 'u', 'и'))})\b)"
    rf"\s?(?:{any_of(phrases('bylines.other_trade'))})\s*[:：]\s*",
    re.I,
)
"""One who did both: "Text und Fotos: …", "Bài, ảnh: …"."""
SLASHED_LABEL = re.compile(
    rf"^[-–—|•·*\s]*(?:{any_of(label for label in phrases('bylines.label') if '/' in label)})(?:\s*[:：]\s*|\s+)", re.I
)
"""A label that holds the mark at which names are parted: "Autor/in: …"."""
_FIRST_WORDS = frozenset(phrase.split()[0] for phrase in (*phrases("bylines.label"), *phrases("bylines.weak_label")))
_WEAK_LABELS = frozenset(phrases("bylines.weak_label"))
HARD_SPLIT = re.compile(r"\s*(?:[;|\n\t•·●▪｜、،；／]|(?<!dpa)(?<!\d)/(?!\d)|\s[–—-]\s|\s\+\s)\s*")
_LATIN_LOWER_START = re.compile(r"^[a-zà-öø-ÿ]")


_CLOSING = re.compile(
    rf"^[-–—|•·*(\[\s]*(?P<name>[^\s,:]+(?:\s[^\s,:]+){{1,3}}),?\s(?:{any_of(phrases('bylines.closing_label'))})[.:]?$",
    re.I,
)
"""The label behind the name: "Ayşe Demir yazdı", "राम शर्मा की रिपोर्ट"."""
_PLACED = re.compile(
    r"^[Ff]rom\s(?P<name>[A-Z][^\W\d_]+(?:\s[A-Z][\w.'’-]{0,20}){1,3})(?:,|\s(?:in|at))\s(?:[A-Z][\w'’-]{1,20}\s?){1,3}$"
)
"""How West African papers sign: "From Ann Smith, Enugu"."""
MAX_DAY = 40
"""Characters of a date in any of its forms, with the time of day."""
MAX_SIGNED = 80
"""Characters of a line that is a name with a label behind it."""
_GLUED = re.compile(r"^Ngu(?=[A-Z][a-z])")
"""The label of Xhosa and Zulu is part of the name's word: "NguThandi Khumalo"."""


def strip_label(text: str) -> str:
    """The text without "By", "Von:", "بقلم" and their like in front, or "yazdı" behind."""
    if len(text) <= MAX_SIGNED:
        text = _GLUED.sub("", text)
        signed = _PLACED.match(text) or _CLOSING.match(text)
        if signed is not None and _is_signed(signed["name"]):
            return strip_label(signed["name"])
    for _ in range(3):
        match = _LABEL.match(text)
        if match is None or text.partition(",")[0].strip().casefold() in DESKS:
            return text  # "Mwandishi Wetu": our writer, whoever it is
        label = match[0].strip(" :：፦-–—|/.([（*•·").casefold()
        rest = text[match.end() :].strip()
        if label in ORGANIZATION_WORDS and not _MARKED.search(match[0]):
            return text  # "Redaktion Valley News"
        if rest.casefold() in AGENCIES or (" " not in rest and is_named_organization(rest)):
            return rest
        if label in _WEAK_LABELS and ":" not in match[0]:
            words = rest.split()
            if len(words) < 2 or _LATIN_LOWER_START.match(rest):
                return text
        text = _CIRCUMPOSED.sub("", rest) if label in ("ji aliyê", "ji hêla") else rest
    return text


_CIRCUMPOSED = re.compile(r"\sve(?!\w).*$")
"""What closes the Kurmanji label behind the name: "Ji aliyê Ann Lee ve"."""


def _is_signed(name: str) -> bool:
    """Whether no word in front of a closing label is in small letters, as those of sentences are."""
    return not any(is_small(word) and len(word) > 3 for word in name.split())


_MARKED = re.compile(r"[:：|–—/-]")


def begins_with_label(text: str) -> bool:
    """Whether the first word is one with which labels begin: a cheap test before :func:`has_label`."""
    words = text[:40].lstrip("-–—|•·*([（ \t\r\n\xa0").split(maxsplit=1)
    return bool(words) and (
        words[0].casefold().strip(":：") in _FIRST_WORDS or words[0][:4].isdigit() or words[0][:2].isdigit()
    )


_SOURCE = re.compile(rf"^[-–—|•·*(\[\s]*(?:{any_of(phrases('bylines.source_label'))})\s*[:：፦፡៖՝=＝／/|\-–—]", re.I)


def begins_with_source(text: str) -> bool:
    """Whether a line credits where the copy comes from rather than its author: "Source: …", "المصدر: …".

    The date may stand in front; a line that goes on with an author ("来源：… 作者：…") is a byline.
    """
    line = text[:200]
    if _SOURCE.match(line) is None:
        before, mark, behind = DATE.sub("\n", line, count=1).partition("\n")
        line = behind.lstrip(" ,|•·–—-)")
        if not mark or before.strip(" |•·-–—(") or _SOURCE.match(line) is None:
            return False
    if east_asian_names(line):
        return False
    return not any(_is_labelled(part) and _SOURCE.match(part) is None for part in HARD_SPLIT.split(line)[1:])


MAX_OTHER = 70
"""Characters of a line that credits a picture, a translation, a camera."""
_OTHER_TRADE = re.compile(
    rf"^\W{{0,3}}(?:{any_of(phrases('bylines.other_trade'))})(?:\s?[:：՝]\s?|\s(?:by|von|par|por|di)\s)(?=\S)", re.I
)


def credits_another_trade(line: str) -> bool:
    """Whether a line says who took the pictures, translated or edited, and nothing else: "Translation: Ann Lee"."""
    return len(line) <= MAX_OTHER and _OTHER_TRADE.match(line) is not None and not ends_sentence(line)


def has_label(text: str) -> bool:
    """Whether the text begins with "By", "Von", "بقلم" or the like before a name, maybe with its date in front."""
    line = text.strip()
    if len(line) <= MAX_SIGNED:
        signed = _PLACED.match(line) or _CLOSING.match(line)
        if _GLUED.match(line) is not None or (signed is not None and _is_signed(signed["name"])):
            return True
    if _LABEL.match(line) is not None:
        return strip_label(line) != line
    if east_asian_names(line):
        return True
    dated, mark, labelled = line[:200].partition("|")
    if mark and len(dated) < MAX_DAY and dated[:1].isdigit() and _is_labelled(labelled.strip()):
        return True  # "24. 11. 2026. u 13:05 h | Autor: S. Đukić"
    before, _, behind = DATE.sub("\n", line[:200], count=1).partition("\n")
    behind = behind.strip(" ,|•·–—-")
    return len(before) < 24 and (_is_labelled(behind) or SMALL_LABEL.match(behind) is not None)


SMALL_LABEL = re.compile(rf"^(?:{any_of(phrases('bylines.weak_label'))}|by|par|por|door|av)\s(?=[^\W\d_]\w{{2,20}}$)")
"""A label in small letters behind a date: then one word is enough ("06.11.2025 13:30 von Jana")."""


def _is_labelled(line: str) -> bool:
    return _LABEL.match(line) is not None and strip_label(line) != line

"""One name out of a part of a byline, without roles, dates, brackets and marks around it."""

from __future__ import annotations

import re

from wiredesk.pipelines.extraction.fields.name_kinds import ADMIN_ACCOUNT, NOBODY, ORGANIZATION_WORDS, is_organization
from wiredesk.pipelines.extraction.fields.person_names import looks_like_person
from wiredesk.pipelines.extraction.lexicon.agencies import AGENCIES
from wiredesk.pipelines.extraction.lexicon.language_files import phrases
from wiredesk.pipelines.extraction.lexicon.word_lists import any_of
from wiredesk.pipelines.extraction.page.plain_text import is_small

_ROLES = any_of(phrases("bylines.role"))
ROLE = re.compile(rf"(?<!\w)(?:{_ROLES})(?!\w)", re.I)
MAX_NAME = 80
MAX_WORDS = 8
"""A longer text is a sentence, not a name."""
_UPDATED_TAIL = re.compile(
    rf"(?:^|\s+|(?<=[a-zß-ÿа-я])(?=[A-ZА-Я]))(?:{any_of(phrases('bylines.date_label'))}|sponsored|medically reviewed by"
    r"|reviewed by|fact[- ]checked by|edited by)(?!\w).*$",
    re.I,
)
"""Where the dates or another trade begin; some systems glue the label to the name."""
_BEAT = any_of(phrases("bylines.beat"))
_BEATS = re.compile(rf"(?:[\s,–—|-]{{1,3}}(?:{_BEAT})){{1,2}}$", re.I)
_POST = re.compile(rf"[\s,–—|-]{{1,3}}(?:(?:{_ROLES}|{_BEAT})[\s,]{{1,2}}){{0,3}}(?P<last>{_ROLES})$", re.I)
"""What somebody is, behind the name: "Staff Writer", "Chief Sports Writer", "Senior Business Reporter"."""
_PARENTHESIS = re.compile(r"\s*[(\[（【][^()\[\]（）【】]{0,80}[)\]）】]\s*")
_TAIL_JUNK = re.compile(
    r"\s*(?:[-–—|,:/•·]+|\b(?:updated?|published|posted|on|at|in|follow|view profile|read more|read full bio"
    r"|more by|see more|bio|email|share|twitter|facebook|instagram|linkedin|rss|\d+ min(?:utes?)? read)\b.*)$",
    re.I,
)
_ON_BEHALF = re.compile(
    r"(?<=\w)\s(?:for the|für die|für den|pour le|para el|from (?:agency|agencies|wire|staff|news)"
    r"|(?-i:[Ff]or)(?=\s[A-Z]))\s.{3,}$",
    re.I,
)
"""For whom somebody writes: "Ann Smith for the Example Herald"."""
_CALL = re.compile(r"\b(?:share|follow|email|read|view|see)\b", re.I)
_QUOTED_TAIL = re.compile(r"(?<=\w)\s+(?:[^\W\d_]{2,5}\s+)?[«„][^»“”]{2,60}[»“”]?$")
"""The newsroom behind a name: "Ivan Petrov IA «Don»"; a nickname has the family name behind it."""
_WROTE = re.compile(r"\s(?:著|共著|編著|作)$")
_TRANSLATED = re.compile(r"\s(?:監訳|訳|翻訳|監修|絵|写真|イラスト)$")
"""Behind the names of books' authors in Japanese, and behind those of others."""
_DIGIT = re.compile(r"(?<=\s)\d")
_NAME_BEFORE_ROLE_CJK = re.compile(
    r"^([\u4e00-\u9fff\uac00-\ud7af]{2,4})\s*(?:특파원|기자|記者|记者|編輯|编辑|논설위원|선임기자|인턴기자|통신원)$"
)


def tidy_name(text: str) -> str:
    """One name without brackets, roles, dates and marks around it; empty where nothing that could be a name is left."""
    name = _PARENTHESIS.sub(" ", text).strip()
    if _TRANSLATED.search(name):
        return ""
    name = _WROTE.sub("", name)
    name = _UPDATED_TAIL.sub("", name)
    if " " in (newsroom := _QUOTED_TAIL.sub("", name)):
        name = newsroom
    name = _before_digits(name)
    name = _ON_BEHALF.sub("", name)
    cut = _TAIL_JUNK.sub("", name)
    if " " not in cut.strip() and cut[len(cut.rstrip()) :] != name[len(cut) :] and _CALL.search(name[len(cut) :]):
        return ""  # "Kindly share this story"
    name = cut.strip(" \t,;:.|•·*\"'“”„«»()[]<>-–—_/\\")
    match = _NAME_BEFORE_ROLE_CJK.match(name)
    if match:
        return match[1]
    if not name or len(name) > MAX_NAME or len(name.split()) > MAX_WORDS:
        return ""
    key = name.casefold()
    if (
        all(word in NOBODY for word in key.split())
        or key in NOBODY
        or ADMIN_ACCOUNT.search(key)
        or not any(letter.isalpha() for letter in name)
        or "://" in name
    ):
        return ""
    role = ROLE.search(name)
    post = _POST.search(name) if role is not None else None
    if post is not None and _is_person_with(name[: post.start()], post["last"]):
        return name[: post.start()].strip(" ,-–—|")  # "Ann Smith Staff Writer": the post has an organization's word
    if is_organization(name):
        return name
    if role is not None:
        before = name[: role.start()].strip(" ,-–—|")
        if (wire := before.split(" ")[0]).isupper() and wire.casefold() in AGENCIES and " " in before:
            return wire  # "AP National Writer"
        before = _BEATS.sub("", before)
        behind = name[role.end() :].strip(" ,:-–—|")
        if not before and 2 <= len(behind.split()) <= 3 and looks_like_person(behind) and not ROLE.search(behind):
            return behind  # "Redakteur Jan Meier"
        return before if len(before.split()) in (2, 3) and not is_small(before) and not ROLE.search(before) else ""
    return name


def _is_person_with(before: str, role: str) -> bool:
    """Whether what stands before somebody's post is a person's name, and no agency's or newsroom's."""
    name = before.strip(" ,-–—|")
    words = name.split()
    if len(words) not in (2, 3) or words[0].casefold() in AGENCIES or role.casefold() in ORGANIZATION_WORDS:
        return False
    return looks_like_person(name) and ROLE.search(name) is None


def _before_digits(name: str) -> str:
    """What stands before a date whose words no pattern knows: "Сергей Иванов 12 октября 2020"."""
    if not (digit := _DIGIT.search(name)):
        return name
    words = name[: digit.start()].split()
    while words and (is_small(words[-1]) or not any(map(str.isalpha, words[-1]))):
        words.pop()
    return " ".join(words) if len(words) > 1 else name

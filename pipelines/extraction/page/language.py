"""The language of an article: what the page declares, checked against the text itself.

Declared languages are often a template's default or a code of the wrong member of a family (``ku`` for Sorani, ``no``
for Nynorsk), so the text's script, its telling letters and its function words decide where they speak clearly.
Result: BCP 47 (RFC 5646), the shortest tag that tells the reader what is needed: ``ckb``, ``pt-BR``, ``sr-Latn``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from wiredesk.pipelines.extraction.page.language_tags import declared_tag
from wiredesk.pipelines.extraction.page.language_words import SAMPLE_CHARACTERS, WORDS, read_text
from wiredesk.pipelines.extraction.page.writing_systems import ONE_LANGUAGE, SCRIPT_MATES, prevailing_script

CLEAR_HITS = 8
"""Weighted hits of function words that are a clear sign even in a short text."""
WEAK_HITS = 1.8
"""Below this, evidence for a language that the page does not name may be chance."""
CLEAR_LEAD = 1.25
"""The first language must lead the second by this factor before the page's own declaration is overruled."""


_FAMILIES = (
    frozenset({"hr", "sr", "sr-Latn", "bs", "cnr"}),
    frozenset({"id", "ms"}),
    frozenset({"zu", "xh"}),
    frozenset({"es", "gl"}),
    frozenset({"hi", "sa", "bho", "mai"}),
    frozenset({"fa", "prs"}),
    frozenset({"zh", "yue"}),
)
"""So close that the declaration decides between them unless the text speaks very clearly."""


_HOMES = {"rs": "sr-Latn", "me": "sr-Latn", "ba": "bs", "hr": "hr", "id": "id", "my": "ms", "bn": "ms"}
"""The member of a family that is written in a country, where neither the text nor the page decides."""
_UNREAD_RELATIVES = (
    frozenset({"rw", "rn"}),
    frozenset({"kmr", "zza", "diq", "kiu"}),
    frozenset({"hi", "bho", "mai", "mag", "awa"}),
    frozenset({"es", "ast"}),
    frozenset({"hr", "sr-Latn", "bs", "cnr"}),
)
"""Relatives that no word list tells apart: a page in one of them is read as the other."""


def has_close_relative(language: str) -> bool:
    """Whether texts in another language are easily read as this one."""
    return any(language in family for family in (*_FAMILIES, *_UNREAD_RELATIVES))


def choose_language(
    declared: Iterable[str | None], text: str, *, usual: Iterable[str] = (), country: str | None = None
) -> str | None:
    """The article's language from what is declared (most trusted first) and a sample of its text.

    ``usual`` are the site's languages and ``country`` its ISO 3166-1 code: they decide where nothing else does.
    """
    tags = [tag for value in declared if (tag := declared_tag(value))]
    usual = [tag for value in usual if (tag := declared_tag(value))]
    script, scores, _ = read_text(text)
    named = _agreed(tags)
    if script is None:
        return _finish(named or next(iter(usual), None), named, script, country)
    if script not in WORDS:
        mates = SCRIPT_MATES.get(script, set())
        primary = (named or "").split("-")[0]
        language = primary if primary in mates and not (script == "han" and primary == "ko") else ONE_LANGUAGE[script]
        if script == "bengali" and len(re.findall("[ৰৱ]", text)) > 3:
            language = "as"
        return _finish(language, named, script, country)
    ranked = sorted(scores.items(), key=lambda row: -row[1])[:2]
    best, lead = ranked[0] if ranked else (None, 0.0)
    second = ranked[1][1] if len(ranked) > 1 else 0.0
    if best is None:
        return _finish(named or next(iter(usual), None), named, script, country)
    known = [_of_script(tag, script) for tag in (*tags, *usual)]
    candidates = [tag for tag in known if tag]
    for tag in candidates:
        primary = _key(tag, script)
        if primary == best:
            return _finish(best, tag, script, country)
        same_family = any(primary in family and best in family for family in _FAMILIES)
        if same_family and scores.get(primary, 0.0) * 1.15 >= lead:
            return _finish(primary, tag, script, country)
        unread = primary not in WORDS[script]
        if unread and any(primary in family and best in family for family in _UNREAD_RELATIVES):
            return _finish(primary, tag, script, country)
    home = _HOMES.get(country or "")
    if not candidates and home is not None and any({home, best} <= family for family in _FAMILIES):
        best = home if scores.get(home, 0.0) * 1.15 >= lead else best
    if lead >= CLEAR_HITS and lead >= second * CLEAR_LEAD:
        return _finish(best, None, script, country)
    for tag in candidates:
        primary = _key(tag, script)
        if primary not in WORDS[script] or scores.get(primary, 0.0) * 2 >= lead or lead < WEAK_HITS:
            return _finish(primary, tag, script, country)
    return _finish(best, None, script, country)


def language_of_body(language: str | None, text: str) -> str | None:
    """The language that the page was found to be in, unless the article's text is in a script that is not its own.

    What was read of the page before its text was known may have been all menu and promotion.
    """
    script = prevailing_script(text[:SAMPLE_CHARACTERS])
    if language is None or script is None or _of_script(language, script) is not None:
        return language
    return choose_language([language], text)


def _agreed(tags: list[str]) -> str | None:
    """The declared language that most places name; the earlier place wins a draw. A region is kept if one names it."""
    if not tags:
        return None
    votes = Counter(tag.split("-")[0] for tag in tags)
    most = max(votes.values())
    primary = next(tag.split("-")[0] for tag in tags if votes[tag.split("-")[0]] == most)
    return max((tag for tag in tags if tag.split("-")[0] == primary), key=len)


@lru_cache(maxsize=1_000)  # tags come from pages: there may be any number
def _of_script(tag: str, script: str) -> str | None:
    """The tag, made the family member of that script, or None where it names a language of another script."""
    primary = tag.split("-")[0]
    if primary == "ku":
        return "ckb" if script == "arabic" else "kmr" if script == "latin" else None
    if primary in ("kmr", "ckb"):
        return {"arabic": "ckb", "latin": "kmr"}.get(script)
    for name, lists in WORDS.items():
        languages = {language.split("-")[0] for language in lists}
        if primary in languages and name != script:
            if primary in {language.split("-")[0] for language in WORDS[script]}:
                return tag
            return None
    if primary in ONE_LANGUAGE.values() or any(primary in mates for mates in SCRIPT_MATES.values()):
        return None
    return tag


def _key(tag: str, script: str) -> str:
    primary = tag.split("-")[0]
    if primary == "sr":
        return "sr-Cyrl" if script == "cyrillic" else "sr-Latn"
    if primary == "no":
        return "nb"
    return primary


def _finish(language: str | None, tag: str | None, script: str | None, country: str | None) -> str | None:
    if not language:
        return None
    parts = language.split("-")
    primary = parts[0]
    if primary == "ku":
        return "ckb" if script == "arabic" else "kmr"
    if primary == "sr":
        if script in ("latin", "cyrillic"):
            return "sr-Cyrl" if script == "cyrillic" else "sr-Latn"
        return language
    if primary == "pt":
        region = (tag or "").rsplit("-", 1)[-1] if tag and "-" in tag else (country or "").upper()
        return "pt-BR" if region == "BR" else "pt"
    return primary

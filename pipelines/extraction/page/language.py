"""The language of an article: what the page declares, checked against the text itself.

Declared languages are often a template's default or a code of the wrong member of a family (``ku`` for Sorani, ``no``
for Nynorsk), so the text's script, its telling letters and its function words decide where they speak clearly.
Result: BCP 47 (RFC 5646), the shortest tag that tells the reader what is needed: ``ckb``, ``pt-BR``, ``sr-Latn``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from wiredesk.pipelines.extraction.lexicon.language_files import function_words
from wiredesk.pipelines.extraction.page.language_tags import declared_tag
from wiredesk.pipelines.extraction.page.writing_systems import ONE_LANGUAGE, SCRIPT_MATES, prevailing_script, script_of

SAMPLE_CHARACTERS = 1_600
"""Enough for about 250 words: more changes no decision and costs time."""
CLEAR_HITS = 8
"""Weighted hits of function words that are a clear sign even in a short text."""
WEAK_HITS = 1.8
"""Below this, evidence for a language that the page does not name may be chance."""
CLEAR_LEAD = 1.25
"""The first language must lead the second by this factor before the page's own declaration is overruled."""


def _words_by_script() -> dict[str, dict[str, list[str]]]:
    """The function words of each language by the script in which they are written: Uzbek has two."""
    found: dict[str, dict[str, list[str]]] = {}
    for language, words in function_words():
        for word in words:
            found.setdefault(script_of(word) or "latin", {}).setdefault(language, []).append(word)
    return found


_WORDS = _words_by_script()

_REPEATS = 3
"""Times that a word counts where the letters themselves are in question: broken ones give the same word again and
again."""
_INITIAL = 0.3
"""Weight of a single letter: in results and lists it is the initial of a name as often as a Czech preposition."""


def _weights(lists: Mapping[str, Iterable[str]]) -> dict[str, list[tuple[str, float]]]:
    """Word → (language, weight): a word of one language alone weighs 1, one of n languages 1/√n."""
    owners: dict[str, list[str]] = {}
    for language, words in lists.items():
        for word in sorted(set(words)):
            owners.setdefault(word, []).append(language)
    return {
        word: [
            (language, len(names) ** -0.5 * (_INITIAL if len(word) == 1 and word.isascii() else 1.0))
            for language in names
        ]
        for word, names in owners.items()
    }


_WEIGHTS = {script: _weights(lists) for script, lists in _WORDS.items()}

_TELLING: dict[str, tuple[tuple[str, re.Pattern[str], float], ...]] = {
    "arabic": (
        ("ckb", re.compile("[ێۆڵڕەڤ]"), 0.25),
        ("ur", re.compile("[ٹڈڑںےہ]"), 0.25),
        ("ps", re.compile("[ښځڅېۍړډټڼ]"), 0.5),
        ("sd", re.compile("[ڄڃٻڀڇڙڳڱ]"), 0.5),
        ("ug", re.compile("[ۈۇۋېھ]"), 0.15),
        ("ar", re.compile("[ةىأإي]"), 0.05),
        ("fa", re.compile("[پچژگ]"), 0.06),
    ),
    "cyrillic": (
        ("uk", re.compile("[їєґ]"), 0.4),
        ("be", re.compile("[ў]"), 0.5),
        ("ru", re.compile("[ыэё]"), 0.12),
        ("bg", re.compile("ъ"), 0.12),
        ("sr-Cyrl", re.compile("[ђћ]"), 0.6),
        ("mk", re.compile("[ѓќѕ]"), 0.7),
        ("kk", re.compile("[әұғқі]"), 0.15),
        ("tt", re.compile("[җ]"), 0.6),
        ("ky", re.compile("[ңөү]"), 0.1),
        ("tg", re.compile("[ҷӣӯ]"), 0.5),
        ("uz", re.compile("[ўқғҳ]"), 0.12),
    ),
    "latin": (
        ("tr", re.compile("[ığş]"), 0.06),
        ("az", re.compile("ə"), 0.2),
        ("kmr", re.compile("[êîû]"), 0.06),
        ("vi", re.compile("[ơưạảấầậắằặẹẻẽếềểệọỏốồổộớờởợụủứừửự]"), 0.1),
        ("pl", re.compile("[łąęśźż]"), 0.06),
        ("ro", re.compile("[ășțţ]"), 0.06),
        ("hu", re.compile("[őű]"), 0.2),
        ("is", re.compile("[þð]"), 0.1),
        ("cs", re.compile("[ěřů]"), 0.12),
        ("sk", re.compile("[ľĺŕô]"), 0.15),
        ("lv", re.compile("[āēīņļģķ]"), 0.06),
        ("lt", re.compile("[ėųįū]"), 0.08),
        ("mt", re.compile("[ħġċ]"), 0.15),
        ("yo", re.compile("[ẹọṣ]"), 0.06),
        ("de", re.compile("ß"), 0.2),
        ("es", re.compile("[ñ¿¡]"), 0.12),
        ("pt", re.compile("[ãõ]"), 0.12),
    ),
}
_WORD = re.compile(r"[^\s\d.,!?;:…\"()«»“”„।|/\[\]{}<>–—•،؛؟።፣-]+")
"""By what is no word: ``\\w`` would cut Indic words at their vowel signs."""
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")

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


def share_of_words(language: str, text: str) -> float | None:
    """How much of a text the function words of a language are, weighted, per word; None where none are looked for."""
    script, scores, words = read_text(text)
    if script is None or script not in _WORDS:
        return None
    return max(scores.get(language, 0.0), scores.get(language.split("-")[0], 0.0)) / max(words, 1)


def told_apart() -> set[str]:
    """The languages that an article's text can be found to be in."""
    of_words = {language for lists in _WORDS.values() for language in lists}
    return of_words.union(ONE_LANGUAGE.values(), *SCRIPT_MATES.values())


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
    if script not in _WORDS:
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
        unread = primary not in _WORDS[script]
        if unread and any(primary in family and best in family for family in _UNREAD_RELATIVES):
            return _finish(primary, tag, script, country)
    home = _HOMES.get(country or "")
    if not candidates and home is not None and any({home, best} <= family for family in _FAMILIES):
        best = home if scores.get(home, 0.0) * 1.15 >= lead else best
    if lead >= CLEAR_HITS and lead >= second * CLEAR_LEAD:
        return _finish(best, None, script, country)
    for tag in candidates:
        primary = _key(tag, script)
        if primary not in _WORDS[script] or scores.get(primary, 0.0) * 2 >= lead or lead < WEAK_HITS:
            return _finish(primary, tag, script, country)
    return _finish(best, None, script, country)


class TextReading(NamedTuple):
    """What the beginning of a text tells of its language."""

    script: str | None
    scores: Mapping[str, float]
    """For scripts of several languages, the score of each of them."""
    words: int
    """In all; 0 for other scripts."""


def read_text(text: str) -> TextReading:
    """What the first SAMPLE_CHARACTERS of a text tell of its language."""
    return _read_sample(text[:SAMPLE_CHARACTERS])


@lru_cache(maxsize=4)  # a page's sample is read for its language and once more for how sure that is
def _read_sample(sample: str) -> TextReading:
    script = prevailing_script(sample)
    scores: dict[str, float] = {}
    if script is None or script not in _WEIGHTS:
        return TextReading(script, scores, 0)
    lowered = sample.lower()
    words = _WORD.findall(lowered)
    scores = _of_words(Counter(words), script)
    rare = "".join(_NOT_ASCII.findall(lowered)) if script == "latin" else lowered
    for language, letters, weight in _TELLING.get(script, ()):
        hits = len(letters.findall(rare))
        if hits:
            scores[language] = scores.get(language, 0.0) + weight * hits
    return TextReading(script, scores, len(words))


def known_words(text: str) -> dict[str, float]:
    """By language, how many function words a text has, weighted as in `read_text`; single letters count nothing."""
    sample = text[:SAMPLE_CHARACTERS]
    script = prevailing_script(sample)
    if script is None or script not in _WEIGHTS:
        return {}
    words = {word: min(count, _REPEATS) for word, count in Counter(_WORD.findall(sample.lower())).items()}
    return _of_words({word: count for word, count in words.items() if len(word) > 1}, script)


def _of_words(words: Mapping[str, int], script: str) -> dict[str, float]:
    weights = _WEIGHTS[script]
    scores: dict[str, float] = {}
    for word, count in words.items():
        for language, weight in weights.get(word.replace("’", "'"), ()):
            scores[language] = scores.get(language, 0.0) + weight * min(count, 40)
    return scores


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
    for name, lists in _WORDS.items():
        languages = {language.split("-")[0] for language in lists}
        if primary in languages and name != script:
            if primary in {language.split("-")[0] for language in _WORDS[script]}:
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

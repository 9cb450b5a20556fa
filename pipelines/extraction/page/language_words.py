"""What the words and letters of a text tell of its language: function words, weighted, and telling letters."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from wiredesk.pipelines.extraction.lexicon.language_files import function_words
from wiredesk.pipelines.extraction.page.writing_systems import ONE_LANGUAGE, SCRIPT_MATES, prevailing_script, script_of

SAMPLE_CHARACTERS = 1_600
"""Enough for about 250 words: more changes no decision and costs time."""


def _words_by_script() -> dict[str, dict[str, list[str]]]:
    """The function words of each language by the script in which they are written: Uzbek has two."""
    found: dict[str, dict[str, list[str]]] = {}
    for language, words in function_words():
        for word in words:
            found.setdefault(script_of(word) or "latin", {}).setdefault(language, []).append(word)
    return found


WORDS: Final = _words_by_script()
"""Script → language → its function words."""

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


_WEIGHTS = {script: _weights(lists) for script, lists in WORDS.items()}

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


def share_of_words(language: str, text: str) -> float | None:
    """How much of a text the function words of a language are, weighted, per word; None where none are looked for."""
    script, scores, words = read_text(text)
    if script is None or script not in WORDS:
        return None
    return max(scores.get(language, 0.0), scores.get(language.split("-")[0], 0.0)) / max(words, 1)


def told_apart() -> set[str]:
    """The languages that an article's text can be found to be in."""
    of_words = {language for lists in WORDS.values() for language in lists}
    return of_words.union(ONE_LANGUAGE.values(), *SCRIPT_MATES.values())


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
    lowered = sample.lower().replace("ʻ", "‘").replace("ʼ", "’")  # as Uzbek is printed: "oʻz", "taʼlim"
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

"""Text as numbers, words with their meanings, and punctuation."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from wiredesk.pipelines.dates.normalization import fold
from wiredesk.pipelines.dates.tokens import Token, is_mark
from wiredesk.pipelines.dates.vocabulary import Meaning, Vocabulary

# A word is what is neither a digit, white space nor punctuation; combining marks belong to it, which \w leaves out.
_TOKEN = re.compile(
    r"([0-9]+)|([^\s0-9\u0021-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00a9\u00ab-\u00b4\u00b6-\u00b9\u00bb-\u00bf"
    r"\u2000-\u206f\u3000-\u3004\u3008-\u3020\u0589\u05f3\u05f4\u060c\u061b\u061f\u0964\u0965\u1361-\u1368]+)|(\S)"
)
# Scripts written without spaces between words (Thai, Lao, Burmese, Khmer, Chinese, Japanese), and Korean, which glues
# particles and counters: 3시간전.
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
# Letters that Arabic (and, in, to, the) and Hebrew (and, in, to, the, that, from) glue to the front of a word.
_ARABIC_PREFIXES = ("و", "ب", "ل")
_HEBREW_PREFIXES = "בהלשמוכ"
# Case endings are cut from a word of an inflecting language until a month or weekday is left; four letters are enough
# for the longest ending met (Turkish -'nda, Kazakh -ндағы is cut of its apostrophe form).
_LONGEST_ENDING = 4
_SHORTEST_STEM = 4


def tokenize(text: str, vocabulary: Vocabulary, languages: tuple[str, ...]) -> list[Token]:
    """The tokens of a normalised ``text``, words looked up; phrases of several words become one token.

    A word keeps its meanings in ``languages`` where it has any; otherwise, and without languages, those of the
    languages in which most words of the text are known.
    """
    tokens: list[Token] = []
    end = 0
    for match in _TOKEN.finditer(text):
        spaced = match.start() > end or end == 0
        end = match.end()
        number, word, mark = match.groups()
        if number and not spaced and tokens and tokens[-1].text + number in vocabulary.words:
            tokens[-1].text += number  # تشرين2, the second month of that name
        elif number:
            # Longer than a timestamp is no date; int() of a megabyte of digits would also be slow.
            tokens.append(Token("number", number, spaced, int(number) if len(number) <= 14 else -1))
        elif mark:
            tokens.append(Token("mark", mark, spaced))
        elif _UNSPACED.search(word):
            tokens.extend(_segments(word, spaced, vocabulary))
        else:
            upper = word.isupper()
            tokens.append(Token("word", fold(word) if not word.isascii() else word.lower(), spaced, upper=upper))
    if [len(token.text) for token in tokens[:3] if token.kind == "number"] in ([1, 2, 4], [2, 2, 4]):
        # 19 05 2024, the Yoruba short form: only at the head, where it cannot be part of a telephone number.
        tokens[1:3] = [Token("mark", "-", False), tokens[1], Token("mark", "-", False), tokens[2]]
    tokens = list(_with_meanings(tokens, vocabulary, frozenset(languages)))
    _settle_languages(tokens, languages)
    return tokens


def _segments(run: str, spaced: bool, vocabulary: Vocabulary) -> Iterator[Token]:
    """Cuts a run of an unspaced script at the longest known words; what is unknown between stays one token."""
    run = fold(run)
    start = position = 0
    while position < len(run):
        longest = min(vocabulary.longest_by_first_letter.get(run[position], 0), len(run) - position)
        for length in range(longest, 0, -1):
            word = run[position : position + length]
            if word in vocabulary.words or (length == len(run) - position and word in vocabulary.phrases):
                if start < position:
                    yield Token("word", run[start:position], spaced and start == 0)
                yield Token("word", word, spaced and position == 0)
                position += length
                start = position
                break
        else:
            position += 1
    if start < len(run):
        yield Token("word", run[start:], spaced and start == 0)


def _with_meanings(tokens: list[Token], vocabulary: Vocabulary, languages: frozenset[str]) -> Iterator[Token]:
    position = 0
    while position < len(tokens):
        token = tokens[position]
        if token.kind != "word":
            yield token
            position += 1
            continue
        length = 1
        for parts, meanings in vocabulary.phrases.get(token.text, ()):
            matched = _match_phrase(tokens, position, parts)
            if matched:
                token.meanings = meanings
                token.upper = all(part.upper for part in tokens[position : position + matched] if part.kind == "word")
                token.text = " ".join(parts)
                length = matched
                break
        else:
            token.meanings = _look_up(token.text, vocabulary, languages)
        yield token
        position += length


def _match_phrase(tokens: list[Token], position: int, parts: tuple[str, ...]) -> int:
    """How many tokens the phrase covers from ``position``, 0 where it does not stand there."""
    index = position
    for number, part in enumerate(parts):
        # A dot, apostrophe or hyphen may part the words of a phrase: a.m., п.п., п'ятниця.
        if number and is_mark(tokens, index, ".'\"-"):
            index += 1
        if index >= len(tokens) or (
            tokens[index].text != part and not _inflected(tokens[index].text, part, number, parts)
        ):
            return 0
        index += 1
    return index - position


def _inflected(word: str, part: str, number: int, parts: tuple[str, ...]) -> bool:
    """The last word of a phrase with a short case ending: کانوونی دووەمی."""
    return (
        0 < number == len(parts) - 1
        and len(part) >= _SHORTEST_STEM
        and word.startswith(part)
        and len(word) - len(part) <= 2
    )


def _look_up(word: str, vocabulary: Vocabulary, languages: frozenset[str]) -> tuple[Meaning, ...]:
    meanings = vocabulary.words.get(word, ())
    if meanings or len(word) < 3:
        return meanings
    first = word[0]
    if "\u0590" < first < "\u05ff":
        for cut in (1, 2):
            if word[cut - 1] in _HEBREW_PREFIXES and word[cut:] in vocabulary.words:
                return vocabulary.words[word[cut:]]
        return ()
    if first in _ARABIC_PREFIXES and word[1:] in vocabulary.words:
        return vocabulary.words[word[1:]]
    if not word.isascii() or languages - {"en"}:
        # One letter may also follow a stem of three: Kurmanji rbna for the abbreviation rbn.
        for cut in range(1, max(1, min(_LONGEST_ENDING, len(word) - _SHORTEST_STEM)) + 1 if len(word) > 3 else 1):
            stem = vocabulary.words.get(word[:-cut], ())
            known = tuple(
                meaning
                for meaning in stem
                if meaning.kind in {"month", "weekday"} and (meaning.languages & languages if languages else True)
            )
            if known:
                return known
    return ()


def _settle_languages(tokens: list[Token], languages: tuple[str, ...]) -> None:
    """Drops the meanings that words have only in other languages than the text's.

    Themes left untranslated and wrong ``lang`` attributes are common, so a word that the page's languages do not know
    is looked up in English, then in the language that knows most of the other such words.
    """
    preferred, first = frozenset(languages), frozenset(languages[:1])
    foreign = []
    for token in tokens:
        if not token.meanings:
            continue
        inside = tuple(meaning for meaning in token.meanings if meaning.languages & preferred)
        inside = inside or tuple(meaning for meaning in token.meanings if languages and "en" in meaning.languages)
        if inside:
            # The likeliest language goes first: "mar" is Tuesday and March in Spanish.
            token.meanings = tuple(sorted(inside, key=lambda meaning: not meaning.languages & first))
        else:
            foreign.append(token)
    if not foreign:
        return
    votes: Counter[str] = Counter()
    for token in foreign:
        weight = max(_WEIGHTS.get(meaning.kind, 1) for meaning in token.meanings)
        for language in frozenset().union(*(meaning.languages for meaning in token.meanings)):
            votes[language] += weight
    most = max(votes.values())
    winners = frozenset(language for language, count in votes.items() if count == most)
    for token in foreign:
        inside = tuple(meaning for meaning in token.meanings if meaning.languages & winners)
        token.meanings = inside or token.meanings
    # Little words and words like "today" are short and mean other things elsewhere (Ana, ma, do): in a language that
    # nobody named they count only where no word of the text is unknown, or for the grammar of a date beside a month.
    if any(token.kind == "word" and not token.meanings for token in tokens):
        dated = any(
            len(token.text) >= _SHORTEST_STEM and meaning.kind in {"month", "weekday"}
            for token in foreign
            for meaning in token.meanings
        )
        doubtful = _RELATIVE_KINDS if dated else _RELATIVE_KINDS | _GRAMMAR_KINDS
        for token in foreign:
            token.meanings = tuple(
                meaning for meaning in token.meanings if meaning.kind not in doubtful or "en" in meaning.languages
            )


_RELATIVE_KINDS = frozenset({"ago", "day", "now", "unit", "number"})
_GRAMMAR_KINDS = frozenset({"filler", "at", "clock", "half", "mark"})
# Month and weekday names tell more about the language than little words.
_WEIGHTS = {"month": 4, "weekday": 3, "unit": 2, "day": 2, "ago": 2}

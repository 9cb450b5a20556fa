"""The compiled vocabulary is what its sources say."""

from __future__ import annotations

import json

from wiredesk.pipelines.dates.normalization import fold
from wiredesk.pipelines.dates.vocabulary import compile as compiler
from wiredesk.pipelines.dates.vocabulary import load_vocabulary


def test_vocabulary_is_compiled_from_the_present_sources() -> None:
    """Where it fails: python -m wiredesk.pipelines.dates.vocabulary.compile"""
    assert json.loads(compiler.TARGET.read_text(encoding="utf-8")) == compiler.compiled()


def test_every_language_has_twelve_months() -> None:
    months: dict[str, set[int]] = {}
    vocabulary = load_vocabulary()
    for meanings in [*vocabulary.words.values(), *(m for phrases in vocabulary.phrases.values() for _, m in phrases)]:
        for meaning in meanings:
            if meaning.kind == "month" and meaning.value == "gregorian":
                for language in meaning.languages:
                    months.setdefault(language, set()).add(meaning.number)
    # Korean and Vietnamese number their months, Japanese and Chinese do both.
    assert {language for language, found in months.items() if found != set(range(1, 13))} == set()
    assert set(compiler.CLDR_LOCALES) - set(months) == {"ko"}


def test_spelling_variants_are_one_word() -> None:
    assert fold("Şubat") == fold("ŞUBAT") == "subat"
    assert fold("أغسطس") == fold("اغسطس")
    assert fold("مارس") == fold("مَارِس")
    assert fold("کانوونی") == fold("كانووني")
    assert fold("١٢") == fold("۱۲") == fold("१२") == "12"
    assert fold("３月") == "3月"
    assert fold("Ἰούλιος") == fold("ιουλιος")

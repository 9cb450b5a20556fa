"""Checks the language files, and shows what they do: ``python -m wiredesk.pipelines.extraction.lexicon_check``.

Without arguments all files are checked; with language tags only those, each with what its lists do to an example.
``--line TEXT`` shows what the lists do to a line of your own. Exit code 1: a file has a fault.
"""

from __future__ import annotations

import argparse
import re
import sys
import tomllib
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from wiredesk.pipelines.extraction.body.closing_lines import is_closing_line
from wiredesk.pipelines.extraction.body.closing_notes import is_closing_note
from wiredesk.pipelines.extraction.body.closing_promotion import is_promotion
from wiredesk.pipelines.extraction.body.head_lines import is_head_line
from wiredesk.pipelines.extraction.body.litter import is_litter
from wiredesk.pipelines.extraction.body.tail_lines import is_tail_line
from wiredesk.pipelines.extraction.fields.byline_labels import begins_with_source
from wiredesk.pipelines.extraction.fields.names import split_names
from wiredesk.pipelines.extraction.lexicon.counter_lines import is_counter_line
from wiredesk.pipelines.extraction.lexicon.cue_lines import BITS, cue_mask, is_cue_line, opens_with
from wiredesk.pipelines.extraction.lexicon.language_files import LISTS, SHARED, phrases_of, read_languages
from wiredesk.pipelines.extraction.lexicon.platforms import names_platform
from wiredesk.pipelines.extraction.page.language import choose_language
from wiredesk.pipelines.extraction.page.writing_systems import script_of

_TAG: Final = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?")
_LONGEST: Final = 60  # characters; a cue is the beginning of a line, not the line
_EDGES: Final = " \t.,;·•–—|*»«\u200b\u200c\u200d\u200e\u200f\ufeff"
"""Marks that the readers of lines take off, so that a phrase which has them at its ends is never met."""
_WHOLE: Final = ("bylines.nobody", "bylines.credential")
"""Lists of texts that are compared with fields as they are, punctuation included."""
_STARRED: Final = ("press_contacts", "own_work", "readers")
"""Lists in which a star stands for what may be there."""
_NAME: Final = "Ada Byron"
_TRIMMING: Final[tuple[tuple[str, str, Callable[[str], bool]], ...]] = (
    ("anywhere in a text", "body/litter.py", is_litter),
    ("at its head", "body/head_lines.py", lambda line: is_head_line(line, (), "")),
    ("at its end", "body/tail_lines.py", is_tail_line),
    ("at its end", "body/closing_lines.py", is_closing_line),
    ("at its end", "body/closing_notes.py", lambda line: is_closing_note(line, (), None, "")),
    ("at its end", "body/closing_promotion.py", is_promotion),
)
"""Where a line stands, and the module that then takes it off (see `trim_paragraphs`)."""


def faults(tag: str, content: Mapping[str, Any], shared: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong in one language's file; `shared` is the content of ``mul.toml``."""
    if _TAG.fullmatch(tag) is None:
        yield "the file's name is not a language tag such as tr, ckb or sr-Latn"
    names = {f"{key}.{inner}" for key, value in content.items() if isinstance(value, dict) for inner in value}
    names |= {key for key, value in content.items() if not isinstance(value, dict)}
    for name in sorted(names - LISTS.keys() - ({"precedence"} if tag == SHARED else set())):
        yield f"{name} is no list; there are {', '.join(LISTS)}"
    for name in LISTS.keys() & names:
        table, _, key = name.rpartition(".")
        if not isinstance((content[table] if table else content)[key], str):
            yield f"{name} is no text: write ''' with a phrase on each line"
            continue
        listed = phrases_of(dict(content), name)
        common = set() if tag == SHARED else set(phrases_of(dict(shared), name))
        for phrase in sorted({phrase for phrase in listed if listed.count(phrase) > 1}):
            yield f"{name}: {phrase!r} stands twice"
        for phrase in listed:
            if phrase in common:
                yield f"{name}: {phrase!r} stands in {SHARED}.toml already"
            yield from (f"{name}: {phrase!r} {fault}" for fault in _phrase_faults(name, phrase))


def _phrase_faults(name: str, phrase: str) -> Iterator[str]:
    if phrase != unicodedata.normalize("NFC", phrase):
        yield "is not in Unicode's normal form NFC"
    if phrase != phrase.lower():
        yield "is not in lower case"
    plain = phrase.strip("* ") if name in _STARRED else phrase
    if name not in _WHOLE and plain.strip(_EDGES) != plain and not phrase.endswith((".", " -")) and phrase[:1] != "-":
        yield "has marks at its ends"
    if name == "function_words":
        if script_of(phrase) is None:
            yield "is in a script that language.py does not know"
    elif len(phrase) < 2 and phrase.isascii() and name not in _WHOLE:
        yield "is too short to tell anything"
    if name.startswith("cues.") and len(phrase) > _LONGEST:
        yield f"is longer than {_LONGEST} characters: the beginning is enough"
    if "," in phrase and name != "cues.related":
        yield "has a comma: one phrase a line"


def describe(line: str) -> list[str]:
    """What the lists do to a line, one statement each."""
    said = [f"opens like {kind}: {_phrases_at(line, kind)}" for kind, bit in BITS.items() if cue_mask(line) & bit]
    if said:
        said.append("is a cue, not a sentence" if is_cue_line(line, sum(BITS.values())) else "is a sentence, not a cue")
    if is_counter_line(line):
        said.append("only counts")
    if names_platform(line):
        said.append("names a platform")
    if begins_with_source(line):
        said.append("credits a source")
    said += [f"alone {place}: taken off by {module}" for place, module, takes_off in _TRIMMING if takes_off(line)]
    said.append(f"names in it, were it a byline: {', '.join(split_names(line)) or 'none'}")
    said.append(f"language by its words: {choose_language([], line) or 'not clear'}")
    return said


def _phrases_at(line: str, kind: str) -> str:
    """The phrases of one kind of cue with which a line opens, each with its file."""
    return ", ".join(
        f"{phrase!r} in {tag}.toml"
        for tag, content in read_languages().items()
        for phrase in phrases_of(dict(content), f"cues.{kind}")
        if opens_with(line, phrase)
    )


def _show(title: str, line: str) -> None:
    print(f"{title}{line!r}")
    for statement in describe(line):
        print(f"    {statement}")


def _examples(content: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """A line made of the first phrase of each list of which a line can be made."""
    patterns = {
        "comment_headings": "{}",
        "author_headings": "{}",
        "counters": "1204 {}",
        "bylines.label": f"{{}}: {_NAME}",
        "bylines.desk": "{}",
    }
    patterns |= {name: "{}" for name in LISTS if name.startswith("cues.")}
    for name, pattern in (patterns | {"bylines.source_label": f"{{}}: {_NAME}"}).items():
        if listed := phrases_of(dict(content), name):
            yield name, pattern.format(listed[0])
    if words := phrases_of(dict(content), "function_words"):
        yield "function_words", " ".join(words[:24])


def main(arguments: list[str] | None = None) -> int:
    """Run the check; the exit code."""
    parser = argparse.ArgumentParser(description="Checks the files of words by language.")
    parser.add_argument("tags", nargs="*", help="language tags; without one, all files")
    parser.add_argument("--line", action="append", default=[], help="show what the lists do to this line")
    options = parser.parse_args(arguments)
    try:
        languages = read_languages()
    except tomllib.TOMLDecodeError:
        languages = {}
        for file in sorted((Path(__file__).parent / "lexicon" / "languages").glob("*.toml")):
            try:
                tomllib.loads(file.read_text("utf-8"))
            except tomllib.TOMLDecodeError as problem:
                print(f"{file.name}: {problem}")
        return 1
    unknown = [tag for tag in options.tags if tag not in languages]
    found = [f"{tag}: there is no file languages/{tag}.toml" for tag in unknown]
    for tag in options.tags or languages:
        if tag in languages:
            found += [f"{tag}: {fault}" for fault in faults(tag, languages[tag], languages[SHARED])]
    for tag in options.tags:
        for name, line in _examples(languages.get(tag, {})):
            _show(f"{tag} {name}, {len(phrases_of(languages[tag], name))} phrases, for example ", line)
    for line in options.line:
        _show("", line)
    for fault in found:
        print(f"FAULT {fault}")
    print(f"{len(options.tags or languages)} files checked, {len(found)} faults", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())

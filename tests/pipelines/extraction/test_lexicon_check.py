"""The files of words by language, and their check."""

from __future__ import annotations

import pytest

from wiredesk.pipelines.extraction.lexicon.language_files import LISTS, phrases, phrases_of, read_languages
from wiredesk.pipelines.extraction.lexicon_check import describe, faults, main


def test_the_files_that_are_shipped_have_no_faults():
    assert main([]) == 0


def test_every_list_is_used_by_some_language():
    assert all(phrases(name) for name in LISTS)


def test_a_file_holds_one_phrase_a_line():
    content = {"function_words": "at b\ncd", "cues": {"share": "\nsend this\n\npass it on\n"}}
    assert phrases_of(content, "cues.share") == ["send this", "pass it on"]
    assert phrases_of(content, "function_words") == ["at", "b", "cd"]
    assert phrases_of(content, "counters") == []


@pytest.mark.parametrize(
    ("tag", "content", "fault"),
    [
        ("german", {}, "is not a language tag"),
        ("de", {"cue": {"related": "mehr"}}, "cue.related is no list"),
        ("de", {"cues": {"shares": "mehr"}}, "cues.shares is no list"),
        ("de", {"counters": ["mal"]}, "is no text"),
        ("de", {"counters": "mal\nmal"}, "stands twice"),
        ("de", {"counters": "hits"}, "stands in mul.toml already"),
        ("de", {"counters": "Mal gelesen"}, "is not in lower case"),
        ("vi", {"counters": "tie\u0302\u0301ng"}, "normal form NFC"),
        ("de", {"bylines": {"label": "von »"}}, "marks at its ends"),
        ("de", {"bylines": {"label": "von, durch"}}, "one phrase a line"),
        ("de", {"cues": {"share": "t"}}, "too short"),
        ("xx", {"function_words": "ⴰⵢⵜ"}, "script"),
    ],
)
def test_faults_are_named(tag, content, fault):
    assert any(fault in found for found in faults(tag, content, {"counters": "hits"}))


def test_a_new_language_without_faults():
    content = {"function_words": "ja mit", "cues": {"related": "lies auch"}, "bylines": {"label": "vum"}}
    assert list(faults("lb", content, {})) == []


def test_a_line_is_described():
    assert {"opens like related: 'read also' in en.toml", "is a cue, not a sentence"} <= set(
        describe("Read also: Bridge opens")
    )
    assert describe("إقرأ أيضًا: خبر")[0].endswith(" in ar.toml"), "as its letters are folded"
    assert "only counts" in describe("1204 views")
    assert "credits a source" in describe("Source: ARA News")
    assert "alone at its end: taken off by body/tail_lines.py" in describe("Source: ARA News")
    assert "alone anywhere in a text: taken off by body/litter.py" in describe("Follow us on Facebook")
    assert not any("taken off" in said for said in describe("The council of the town has met on Monday."))


def test_an_unknown_language_ends_with_1(capsys):
    assert main(["tlh"]) == 1
    assert "languages/tlh.toml" in capsys.readouterr().out


def test_an_example_of_each_list(capsys):
    assert main(["sw", "--line", "Soma pia: Daraja jipya"]) == 0
    shown = capsys.readouterr().out
    assert (
        "sw cues.related, 20 phrases, for example 'soma zaidi'\n    opens like related: 'soma zaidi' in sw.toml\n"
        in shown
    )
    assert "'Soma pia: Daraja jipya'\n    opens like related: 'soma pia' in sw.toml\n" in shown


def test_tags_are_sorted_so_that_every_machine_reads_them_alike():
    assert list(read_languages()) == sorted(read_languages())

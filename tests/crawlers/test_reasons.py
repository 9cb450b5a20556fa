"""Every reason that can be given is in the list, is documented, and is given somewhere."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import get_args

import pytest

import wiredesk.crawlers.fetching.failure_reasons as failure_reasons
from wiredesk.crawlers.reasons import REASONS, days_remembered, detail_of, in_words, is_documented, table
from wiredesk.pipelines.extraction.rejection import RejectionReason
from wiredesk.pipelines.source_kinds import SourceKind

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs/reasons.md"


def test_what_extraction_and_download_say_is_on_the_list():
    given = {*get_args(RejectionReason), *(reason for _, reason in failure_reasons._REASONS)}
    assert {reason for reason in given if not is_documented(reason)} == set(), "not in crawlers/reasons.py"
    for problem in (None, ConnectionResetError(), failure_reasons.ForbiddenByRobots("robots", "no"), RuntimeError()):
        assert is_documented(failure_reasons.reason_of(problem))


def given_in_the_code() -> set[str]:
    """The reasons that stand as a string in some module besides the list; computed names are spelt out."""
    strings = {f"no_{kind}" for kind in get_args(SourceKind)}  # crawlers/site_tools/trial/policy.py
    for room in ("crawlers", "pipelines"):
        for path in (ROOT / room).rglob("*.py"):
            if path == ROOT / "crawlers/reasons.py":
                continue
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.JoinedStr) and node.values and getattr(node.values[0], "value", "") == "http_":
                    strings.add("http_NNN")
                elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                    strings.add(node.value)
        for script in (ROOT / room).rglob("*.lua"):
            strings.update(re.findall(r"'([a-z_]+)'", script.read_text("utf-8")))
    return strings


def test_every_reason_of_the_list_is_given_somewhere():
    assert REASONS.keys() - given_in_the_code() == set()


def test_what_is_counted_or_failed_is_on_the_list():
    pattern = r"""(?:dropped\[|\.fail\([^,()\n]*, ?|reason=|_closed\([^,\n]*, |_failed\([^,\n]*, )"([a-z_]+)\""""
    for path in (ROOT / "crawlers").rglob("*.py"):
        for name in re.findall(pattern, path.read_text("utf-8")):
            assert is_documented(name), f"{path.relative_to(ROOT)} gives {name}"


def test_statuses_are_a_family():
    assert is_documented("http_404")
    assert not is_documented("http_99")
    assert not is_documented("unheard_of")


def test_the_guide_prints_the_list():
    printed = DOCUMENT.read_text("utf-8")
    other = [row for row in table().splitlines() if row not in printed.splitlines()]
    assert other == [], "docs/reasons.md lacks rows that `python -m wiredesk.crawlers.reasons` prints"
    assert table() in printed, "docs/reasons.md has rows that `python -m wiredesk.crawlers.reasons` does not print"


def test_the_guide_to_the_extraction_names_the_reasons_that_it_gives():
    told = (ROOT / "docs/extraction.md").read_text("utf-8").partition("## When there is no article")[2]
    given = {reason for reason in get_args(RejectionReason) if not reason.startswith("extraction_")}
    assert given - set(re.findall(r"`(\w+)`", told.partition("\n## ")[0])) == set(), "docs/extraction.md"


@pytest.mark.parametrize(
    ("name", "days"),
    [("http_404", 7), ("http_410", 7), ("http_503", None), ("timeout", None), ("robots", 1), ("not_article", 30)],
)
def test_how_long_a_reason_is_remembered(name, days):
    assert days_remembered(name) == days


def test_words_for_people():
    assert in_words("http_404") == "status 404 (Not Found)"
    assert in_words("http_799") == "status 799"
    assert in_words("dns") == "the host name does not exist"
    assert in_words("something_new") == "something new"
    assert detail_of("timeout", "") == "no whole answer in time"
    assert detail_of("timeout", "took longer than 30 s") == "took longer than 30 s"

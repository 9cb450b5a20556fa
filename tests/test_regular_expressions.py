"""Every pattern takes a time in proportion to its text, whatever a stranger has written there.

Each pattern of the tree is tried with texts made of its own repeated parts. Patterns of extraction see texts that are
cut to a length first, so what counts there is the page: one with such a text in every place.
docs/decisions/2026-11-28-regular-expressions.md has the audit with tools.
"""

from __future__ import annotations

import html
import importlib
import json
import pkgutil
import re
import re._constants as ops
import re._parser as parser
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from wiredesk.pipelines.extraction import extract_article

ROOT = Path(__file__).resolve().parents[1]
SHORT, LONG = 400, 1_600
"""Characters. Four times the text may take four times as long; the square of it is sixteen times."""
TOO_MUCH, WORTH_A_LOOK = 8.0, 0.004
"""How many times longer is no longer in proportion, and the seconds below which nothing can be told."""
METHODS = ("match", "fullmatch", "search", "sub", "split", "findall", "finditer")
ANY = (" ", "\t", "a", "1", "-", ".", "<", "(", "\\", ":", "a ", " -", "A a ")
CUT_BEFORE = {"crawlers.site_tools.drafting.naming": 300}
"""Modules whose patterns see texts of at most so many characters, as they say; such a text takes no 50 ms."""


def patterns() -> Iterator[tuple[str, str, re.Pattern[Any]]]:
    """Module, name and pattern of each that a module holds by itself or in a table; those of extraction aside."""
    for room in ("settings", "pipelines", "crawlers"):
        package = importlib.import_module(f"wiredesk.{room}")
        for found in pkgutil.walk_packages(package.__path__, f"wiredesk.{room}."):
            place = found.name.removeprefix("wiredesk.")
            if place.startswith("pipelines.extraction") or place.endswith("__main__"):
                continue
            for name, value in vars(importlib.import_module(found.name)).items():
                yield from ((place, name, one) for one in _inside(value))


def _inside(value: Any) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, (tuple, list)) and len(value) < 100:
        for one in value:
            yield from _inside(one)


def _sample(tree: Any) -> str:
    """A short text that the tree matches, or nearly."""
    text = ""
    for op, value in tree:
        if op is ops.LITERAL:
            text += chr(value)
        elif op is ops.IN:
            text += next((one for one in ANY[:10] if re.fullmatch(_class(value), one)), chr(_first(value)))
        elif op in (ops.ANY, ops.NOT_LITERAL):
            text += "x"
        elif op is ops.BRANCH:
            text += _sample(value[1][0])
        elif op is ops.SUBPATTERN:
            text += _sample(value[3])
        elif op in (ops.MAX_REPEAT, ops.MIN_REPEAT, ops.POSSESSIVE_REPEAT):
            text += _sample(value[2]) * min(value[0], 50)
        elif op is ops.ATOMIC_GROUP:
            text += _sample(value)
    return text


_CATEGORIES = {
    ops.CATEGORY_DIGIT: r"\d", ops.CATEGORY_NOT_DIGIT: r"\D", ops.CATEGORY_SPACE: r"\s",
    ops.CATEGORY_NOT_SPACE: r"\S", ops.CATEGORY_WORD: r"\w", ops.CATEGORY_NOT_WORD: r"\W",
}  # fmt: skip


def _class(items: Any) -> str:
    inner = ""
    for op, value in items:
        if op is ops.LITERAL:
            inner += f"\\u{value:04x}" if value < 0x10000 else chr(value)
        elif op is ops.RANGE:
            inner += "-".join(re.escape(chr(end)) for end in value)
        elif op is ops.CATEGORY:
            inner += _CATEGORIES[value]
    return f"[{'^' if items[0][0] is ops.NEGATE else ''}{inner}]"


def _first(items: Any) -> int:
    return next((value if op is ops.LITERAL else value[0] for op, value in items if op in (ops.LITERAL, ops.RANGE)), 97)


def _repeats(tree: Any, before: str = "") -> Iterator[tuple[str, str]]:
    """What stands before each repetition, and what is repeated."""
    for op, value in tree:
        if op in (ops.MAX_REPEAT, ops.MIN_REPEAT, ops.POSSESSIVE_REPEAT):
            if value[1] >= 20:
                yield before, _sample(value[2]) or "a"
            yield from _repeats(value[2], before)
        elif op is ops.SUBPATTERN:
            yield from _repeats(value[3], before)
        elif op is ops.BRANCH:
            for branch in value[1][:10]:
                yield from _repeats(branch, before)
        before += _sample([(op, value)])


def _texts(pattern: re.Pattern[Any]) -> list[tuple[str, str]]:
    source = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    tree = parser.parse(source, pattern.flags & ~re.U if isinstance(pattern.pattern, bytes) else pattern.flags)
    whole = _sample(tree) or "a"
    return list(dict.fromkeys([*_repeats(tree), ("", whole), (whole, whole[-1]), *(("", one) for one in ANY[:7])]))[:16]


def _seconds(pattern: re.Pattern[Any], method: str, before: str, repeated: str, length: int) -> float:
    text: Any = before + repeated * (length // len(repeated)) + "\0"
    nothing: Any = ""
    if isinstance(pattern.pattern, bytes):
        text, nothing = text.encode(), b""
    began = time.thread_time()
    if method == "sub":
        pattern.sub(nothing, text)
    elif method == "finditer":
        list(pattern.finditer(text))
    else:
        getattr(pattern, method)(text)
    return time.thread_time() - began


def test_patterns_take_a_time_in_proportion_to_the_text():
    code = "\n".join(file.read_text("utf-8") for room in ("settings", "pipelines", "crawlers")
                     for file in (ROOT / room).rglob("*.py"))  # fmt: skip
    uses = set(re.findall(rf"(\w+)\.({'|'.join(METHODS)})\(", code))
    slow, count = [], 0
    for place, name, pattern in patterns():
        count += 1
        for method in [method for method in METHODS if (name, method) in uses] or ["search"]:
            for before, repeated in _texts(pattern):
                if (limit := CUT_BEFORE.get(place)) is not None:
                    if _seconds(pattern, method, before, repeated, limit) > 0.05:
                        slow.append((place, name, method, before, repeated))
                    continue
                if _seconds(pattern, method, before, repeated, SHORT) * 16 < WORTH_A_LOOK:
                    continue
                short = min(_seconds(pattern, method, before, repeated, SHORT) for _ in range(3))
                long = min(_seconds(pattern, method, before, repeated, LONG) for _ in range(3))
                if long > WORTH_A_LOOK and long > short * TOO_MUCH:
                    slow.append((place, name, method, before, repeated))
    assert count > 100
    assert slow == []


@pytest.mark.parametrize(
    ("pattern", "repeated"), [(r"\s+$", " "), (r"(?:a|aa)+b", "a"), (r"<[^>]*>", "<"), (r"x\d+\d+y", "1")]
)
def test_the_test_finds_what_is_slow(pattern, repeated):
    compiled = re.compile(pattern)
    assert any(one == repeated for _, one in _texts(compiled))
    before = next(before for before, one in _texts(compiled) if one == repeated)
    if pattern.startswith("(?:a"):
        assert _seconds(compiled, "search", before, repeated, 26) > 20 * _seconds(
            compiled, "search", before, repeated, 13
        )
    else:
        assert _seconds(compiled, "search", before, repeated, 4_000) > 8 * _seconds(
            compiled, "search", before, repeated, 1_000
        )


PUMPS = (
    " ", "\t ", "a", "A", "1", "-", ".", "<", "a-", "Ab ", "A a ", "1.", "1:1 ", "| ", "a@", "(", "«a", "<!--<",
    "00 Fe0\t", "admin", "@a.", "по ", "、", "published ", "\n \n", "<html=", "&amp;", "author\":[", "window.a{",
)  # fmt: skip
"""Texts that tools have found to be slow for some pattern when it sees all of them, and others of the kind."""
PROSE = (
    "<p>The council of the harbour agreed on Tuesday to repair the old bridge before the winter storms arrive.</p>" * 6
)
PLACES = (
    '<h1 class="{}">The bridge is mended</h1>', "<h1>The bridge {}</h1>", '<div class="byline">{}</div>', "<p>{}</p>",
    '<time datetime="{}">{}</time>', '<img src="/a.jpg" alt="{}">', "<figure><figcaption>{}</figcaption></figure>",
    '<div class="byline">By {}</div>', "<pre>{}</pre>", '<ul id="{}"><li>{}</li></ul>', "<p>HARBOUR {}</p>",
    '<meta name="author" content="{}">', '<meta name="date" content="{}">', "<title>{}</title>",
    '<meta property="og:title" content="{}">', '<meta name="keywords" content="{}">', "<script>{}</script>",
)  # fmt: skip


@pytest.mark.parametrize("pump", PUMPS)
def test_a_page_takes_no_time_whatever_is_repeated_where(pump):
    text = html.escape(pump * (8_000 // len(pump)))
    said = json.dumps({"@type": "NewsArticle", "headline": text, "author": text, "datePublished": text})
    parts = "".join(place.replace("{}", text) for place in PLACES)
    page = f'<html lang=en><script type="application/ld+json">{said}</script><article>{parts}{PROSE}</article></html>'
    began = time.process_time()
    extract_article(page.encode("utf-8"), "https://harbour.example/news/1")
    assert time.process_time() - began < 2

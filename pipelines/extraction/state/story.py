"""The page's own story in its state: the text of the object whose title is the page's headline."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple
from urllib.parse import unquote, urlsplit

from lxml.etree import _Element

from wiredesk.pipelines.extraction.page.plain_text import reading_length, squash
from wiredesk.pipelines.extraction.state.rich_text import TextReader
from wiredesk.pipelines.extraction.state.state_graph import read_state, walk
from wiredesk.pipelines.extraction.state.story_facts import story_authors, story_date
from wiredesk.pipelines.extraction.state.string_forms import is_running_text

LEVELS: Final = 5
"""Objects around a title in which its text may stand: ``{content: {title: …}, body: …}``."""
MOST_CANDIDATES: Final = 40
FAR: Final = 3.0
"""An object further out is taken if it holds this many times as much text: the first one held a teaser."""
LEAST_RUNNING: Final = 0.7
"""Of the characters of a story; the rest are labels, headings and list items."""
LONGEST: Final = 90
"""Characters that its longest paragraph has at least; a list of headlines has none so long."""
LEAST_ALONE: Final = 300
"""The same where there is no other: a shorter one is the story's summary."""
LEAST_REPEATED: Final = 80
"""Characters of a paragraph that no story has twice."""
LEAST_TITLE: Final = 12
"""Letters of a title that may be a part of the page's: shorter ones are names of sections."""
_LONGEST_TITLE: Final = 600


class Story(NamedTuple):
    """A story of the state; without paragraphs where it has none."""

    paragraphs: list[str]
    authors: Sequence[str] = ()
    published: str | None = None
    """As the state has it: mostly ISO 8601."""


def page_story(elements: Iterable[_Element], headlines: Sequence[str], url: str) -> Story:
    """The story with one of the `headlines`, or else with the page's address. `elements` are all of the page."""
    graph = read_state(elements)
    if not graph.roots:
        return Story([])
    wanted = [title for title in map(squash, headlines) if title]
    slug = _slug(url)
    titled: list[tuple[dict[str, Any], ...]] = []
    addressed: list[tuple[dict[str, Any], ...]] = []
    for around, value in walk(graph.roots):
        if not isinstance(value, str) or not around or not 3 < len(value) <= _LONGEST_TITLE:
            continue
        if len(titled) < MOST_CANDIDATES and _is_title(squash(value), wanted):
            titled.append(around)
        elif slug and len(addressed) < MOST_CANDIDATES and slug in value and _slug(value) == slug:
            addressed.append(around)
    reader = TextReader(graph, wanted)
    best: list[str] = []
    objects: tuple[dict[str, Any], ...] = ()
    size = 0
    seen: set[int] = set()
    for candidates in (titled, addressed):
        for level in range(LEVELS):
            for around in candidates:
                if level < len(around) and id(around[level]) not in seen:
                    seen.add(id(around[level]))
                    found = _body(reader, around[level], wanted)
                    length = sum(map(len, found))
                    if length > (size * (FAR if level else 1)):
                        best, size, objects = found, length, around[: level + 1]
        if best:
            break
    return Story(best, story_authors(graph, objects), story_date(graph, objects)) if best else Story([])


def _is_title(title: str, wanted: Sequence[str]) -> bool:
    """Whether a text is one of the headlines, or what one of them begins or ends with: the other is the site's name."""
    for headline in wanted:
        if title == headline:
            return True
        is_part = headline.startswith(title) or headline.endswith(title)
        if is_part and len(title) >= LEAST_TITLE and 2 * len(title) > len(headline):
            return True
    return False


def _body(reader: TextReader, node: dict[str, Any], wanted: Sequence[str]) -> list[str]:
    """The text of an object, without its title and what it repeats; none where most of it is labels."""
    found: dict[str, None] = {}
    for text in reader.paragraphs(node):
        if not found and _is_title(squash(text), wanted):
            continue
        if len(text) < LEAST_REPEATED:
            found[text + " " * len(found)] = None  # a label may stand twice
        else:
            found.setdefault(text)
    paragraphs = [text.rstrip() for text in found]
    running = sum(len(text) for text in paragraphs if is_running_text(text))
    longest = max(map(reading_length, paragraphs), default=0)
    if len(paragraphs) < 2 and longest < LEAST_ALONE:
        return []
    return paragraphs if longest >= LONGEST and running > LEAST_RUNNING * sum(map(len, paragraphs)) else []


def _slug(address: str) -> str:
    """The last part of an address that is no number and no file name of the system's."""
    try:
        path = urlsplit(address.strip()).path
    except ValueError:
        return ""
    parts = [part for part in unquote(path).split("/") if part]
    return parts[-1] if parts and len(parts[-1]) >= LEAST_TITLE else ""

"""Who wrote a story of the state and when it was published: fields of the objects between its title and its text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from wiredesk.pipelines.extraction.page.placeholders import is_placeholder
from wiredesk.pipelines.extraction.page.plain_text import squash
from wiredesk.pipelines.extraction.state.state_graph import StateGraph

AUTHOR_KEYS: Final = tuple(
    "authors author byline bylines authorname authornames credits creator creators writer writers writtenby reporter"
    " reporters journalist journalists autor autores autoren auteur auteurs autore autori".split()
)
"""Names of fields, as `squash` makes them, the most telling first."""
DATE_KEYS: Final = tuple(
    "datepublished publishedat publishdate publisheddate publicationdate publishedon publishedtime publishtime"
    " firstpublishedat firstpublished firstpublisheddate firstpublicationdate published pubdate displaydate releasedate"
    " publicationtime publishon date createdat datecreated".split()
)
_NAME_KEYS: Final = ("name", "displayname", "fullname", "title", "byline")
_FIRST_KEYS: Final = ("firstname", "givenname", "first")
_LAST_KEYS: Final = ("lastname", "familyname", "surname", "last")
_WITHIN: Final = ("by", "node", "nodes", "edges", "data", "attributes", "fields", "items", "author", "person", "user")
"""Names of fields below which lists of authors hold them: GraphQL, Strapi, Contentful, Arc."""
MOST_AUTHORS: Final = 10
LONGEST_NAME: Final = 120
_DEPTH: Final = 6
_LONGEST_DATE: Final = 80
_MOST_KEYS: Final = 400


def story_authors(graph: StateGraph, objects: Sequence[dict[str, Any]]) -> list[str]:
    """The names in the first field of authors that has any; ``objects``: inner before outer."""
    for value in _values(objects, AUTHOR_KEYS):
        found = dict.fromkeys(_names(graph, value, _DEPTH))
        if found:
            return list(found)[:MOST_AUTHORS]
    return []


def story_date(graph: StateGraph, objects: Sequence[dict[str, Any]]) -> str | None:
    """The text of the first field that says when a story was published."""
    for value in _values(objects, DATE_KEYS):
        told = graph.follow(value)
        if isinstance(told, dict) and len(told) == 1:  # {"$date": …}
            told = next(iter(told.values()))
        if isinstance(told, (str, int)) and not isinstance(told, bool) and 0 < len(str(told)) <= _LONGEST_DATE:
            return str(told)
    return None


def _values(objects: Sequence[dict[str, Any]], keys: Sequence[str]) -> Iterator[Any]:
    for one in objects:
        if len(one) <= _MOST_KEYS:
            named = _by_key(one)
            yield from (named[key] for key in keys if named.get(key))


def _by_key(one: dict[str, Any]) -> dict[str, Any]:
    return {squash(key): value for key, value in one.items() if isinstance(key, str) and len(key) <= _LONGEST_DATE}


def _names(graph: StateGraph, value: Any, depth: int) -> Iterator[str]:
    value = graph.follow(value)
    if isinstance(value, str):
        name = " ".join(value[: LONGEST_NAME + 1].split())
        if is_placeholder(name):
            return
        if 1 < len(name) <= LONGEST_NAME and "://" not in name and "<" not in name and not graph.is_reference(name):
            yield name
    elif isinstance(value, list) and depth:
        for one in value[:MOST_AUTHORS]:
            yield from _names(graph, one, depth - 1)
    elif isinstance(value, dict) and depth and len(value) <= _MOST_KEYS:
        named = _by_key(value)
        first, last = (next((named[key] for key in keys if named.get(key)), None) for keys in (_FIRST_KEYS, _LAST_KEYS))
        whole = next((named[key] for key in _NAME_KEYS if isinstance(named.get(key), str)), None)
        if whole is not None:
            yield from _names(graph, whole, 0)
        elif isinstance(first, str) and isinstance(last, str):
            yield from _names(graph, f"{first} {last}", 0)
        else:
            for key in _WITHIN:
                if named.get(key):
                    yield from _names(graph, named[key], depth - 1)

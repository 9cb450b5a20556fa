"""JSON-LD of a page: read once, bounded, and safe against broken or hostile markup.

Sources: JSON-LD 1.1 (W3C), schema.org.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

from wiredesk.pipelines.extraction.page.lenient_json import read_json
from wiredesk.pipelines.extraction.page.placeholders import is_placeholder

MAX_SCRIPT_CHARACTERS = 3_000_000
"""Longer scripts are not read: the longest honest one seen (a live blog) is below 1 MB."""
MAX_SCRIPTS = 40
MAX_NODES = 4_000
MAX_DEPTH = 12
"""Bounds of the walk: a page with more objects than this is a catalogue, and its article comes first."""

_ARTICLE_TYPES = {
    "newsarticle": 6,
    "reportagenewsarticle": 6,
    "opinionnewsarticle": 6,
    "analysisnewsarticle": 6,
    "backgroundnewsarticle": 6,
    "reviewnewsarticle": 6,
    "askpublicnewsarticle": 6,
    "advertisercontentarticle": 5,
    "satiricalarticle": 5,
    "liveblogposting": 6,
    "article": 5,
    "blogposting": 5,
    "techarticle": 4,
    "scholarlyarticle": 4,
    "medicalscholarlyarticle": 4,
    "report": 4,
    "socialmediaposting": 3,
    "discussionforumposting": 3,
    "creativework": 2,
    "review": 2,
    "recipe": 3,
    "claimreview": 3,
    "howto": 2,
    "podcastepisode": 2,
    "qapage": 1,
    "faqpage": 1,
    "videoobject": 1,
    "webpage": 1,
    "itempage": 1,
    "aboutpage": 1,
    "medicalwebpage": 2,
}
"""How much a type says that its object is the page's article."""

_LISTS = {"itemlistelement", "haspart", "relatedlink", "mentions", "comment", "citation", "isbasedon", "liveblogupdate"}
"""Below these properties lie other things than the page's own article."""

Node = dict[str, Any]


@dataclass(slots=True)
class StructuredData:
    """The JSON-LD objects of a page: ``article`` is the one that describes the page's article, or empty."""

    nodes: list[Node] = field(default_factory=list)
    article: Node = field(default_factory=dict)
    others: list[Node] = field(default_factory=list)
    """What may be the page's article if ``article`` is not, the best first."""
    by_id: dict[str, Node] = field(default_factory=dict)
    broken: bool = False
    """True where a script had to be repaired or could only be salvaged."""

    def resolve(self, value: Any) -> Any:
        """Follows ``{"@id": …}`` to the object that it stands for, and reads one that was written as a string."""
        if isinstance(value, str) and value.lstrip().startswith("{"):
            inner, _ = read_json(value[:_MAX_INNER])
            value = inner[0] if inner else value
        if isinstance(value, dict) and len(value) <= 2 and isinstance(value.get("@id"), str):
            return self.by_id.get(value["@id"], value)
        return value

    def without(self, is_other: Callable[[Node], bool]) -> None:
        """Forgets the objects that describe another page's article, and takes the next one for the page's own."""
        fitting = [self.article, *self.others] if self.article else []
        foreign = [node for node in fitting if is_other(node)]
        if foreign:
            self.article, *self.others = [node for node in fitting if node not in foreign] or [{}]
            self.nodes = [node for node in self.nodes if node not in foreign]

    def types(self, node: Node) -> set[str]:
        """The schema.org types of an object, in lower case, without the vocabulary's address."""
        return type_names(node)

    def of_type(self, *names: str) -> Iterator[Node]:
        """The objects of any of the types (lower case)."""
        wanted = set(names)
        return (node for node in self.nodes if type_names(node) & wanted)


_MAX_INNER: Final = 10_000
"""Characters of an object that a system has put into a string; an author or publisher has some hundred."""


def type_names(node: Node) -> set[str]:
    """The types of an object in lower case: ``"http://schema.org/NewsArticle"`` → ``{"newsarticle"}``."""
    found = node.get("@type", node.get("type"))
    values = found if isinstance(found, list) else [found]
    return {value.rsplit("/", 1)[-1].rsplit(":", 1)[-1].lower() for value in values[:10] if isinstance(value, str)}


def texts(value: Any) -> list[str]:
    """The strings of a property that may be a string, a number, an object with a name or ``@value``, or a list."""
    if isinstance(value, str):
        return [value] if value.strip() and not is_placeholder(value) else []
    if isinstance(value, bool) or value is None:
        return []
    if isinstance(value, (int, float)):
        return [str(value)]
    if isinstance(value, dict):
        for key in ("@value", "name", "headline", "url", "@id"):
            if isinstance(value.get(key), str):
                return texts(value[key])
        return []
    if isinstance(value, list):
        return [text for item in value[:100] if not isinstance(item, list) for text in texts(item)]
    return []


def first_text(value: Any) -> str | None:
    """The first string of a property, or None."""
    found = texts(value)
    return found[0] if found else None


def read_structured_data(scripts: Iterable[str], url: str) -> StructuredData:
    """Reads the texts of a page's ``application/ld+json`` scripts. Never raises; what cannot be read is left out.

    ``url`` is the page's own address: of several articles the one that names it is taken.
    """
    data = StructuredData()
    roots: list[tuple[Any, bool]] = []
    for number, script in enumerate(scripts):
        if number >= MAX_SCRIPTS:
            break
        if not script or len(script) > MAX_SCRIPT_CHARACTERS:
            continue
        values, broken = read_json(script)
        data.broken |= broken
        roots += [(value, False) for value in values]
    ranked: list[tuple[float, int, Node]] = []
    path = comparable(url)
    queue: list[tuple[Any, bool, int]] = [(value, False, 0) for value, _ in roots]
    at = 0
    while at < len(queue) and at < MAX_NODES:
        value, aside, depth = queue[at]
        at += 1
        if isinstance(value, list):
            if depth < MAX_DEPTH:
                queue += [(item, aside, depth + 1) for item in value[:500] if isinstance(item, (dict, list))]
            continue
        if not isinstance(value, dict):
            continue
        types = type_names(value)
        identifier = value.get("@id")
        if isinstance(identifier, str) and len(value) > 2:
            data.by_id.setdefault(identifier, value)
        if types:
            data.nodes.append(value)
            weight = max((_ARTICLE_TYPES.get(name, 0) for name in types), default=0)
            if weight:
                ranked.append((_fit(value, weight, aside, depth, path), -len(ranked), value))
        if depth < MAX_DEPTH:
            queue += [
                (child, aside or key.lower() in _LISTS, depth + 1)
                for key, child in value.items()
                if isinstance(child, (dict, list))
            ]
    ranked.sort(key=lambda row: row[:2], reverse=True)
    fitting = [node for score, _, node in ranked if score > 0]
    if fitting:
        data.article, *data.others = fitting
    return data


def _fit(node: Node, weight: int, aside: bool, depth: int, path: str) -> float:
    score = float(weight) - 0.1 * depth
    score += 2 * bool(node.get("headline")) + 1.5 * bool(node.get("datePublished")) + bool(node.get("author"))
    if aside:
        score -= 8
    addresses = [text for key in ("url", "mainEntityOfPage", "@id") for text in texts(node.get(key))[:3]]
    if any(comparable(address) == path for address in addresses):
        score += 3
    return score


def comparable(address: str) -> str:
    """Host and path of an address, without what may differ between two spellings of it."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return address
    host = (parts.netloc or "").lower().removeprefix("www.")
    return f"{host}{parts.path.rstrip('/')}"

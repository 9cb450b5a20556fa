"""What the names of keys and kinds tell of the values below them: text, another thing, a line, a part of a line."""

from __future__ import annotations

import re
from typing import Any, Final

from wiredesk.pipelines.extraction.page.element_kinds import INLINE

_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
HEADINGS: Final = ("heading", "subheading", "subtitle", "crosshead", "header", "title")
"""Keys of a heading that a block of text has above it."""
TEXT_KEYS: Final = frozenset(
    "text value content contents html body children data paragraph paragraphs items elements blocks nodes markup"
    " markdown richtext root document doc p copy texto contenido conteudo corpo cuerpo inhalt absatz texte contenu"
    " testo".split()
)
"""Keys whose short strings are text too; below others a string has to be running text."""
OTHER_WORDS: Final = frozenset(
    "image images img photo photos picture pictures thumbnail gallery video videos audio podcast embed iframe media"
    " ad ads advert advertisement advertising promo promotion promoted newsletter subscribe subscription related"
    " recommended"
    " recommendation recommendations teaser teasers latest popular trending similar next previous prev more comment"
    " comments discussion replies author authors byline bio contributor contributors writer credit credits caption"
    " captions copyright alt tag tags keyword keywords topic topics category categories section sections breadcrumb"
    " breadcrumbs menu nav navigation footer sidebar widget widgets banner seo meta metadata og twitter facebook social"
    " share sharing url uri href link links slug path src id uuid key hash css style styles script scripts class"
    " classname schema jsonld tracking analytics translations messages locale config settings consent cookie cookies"
    " legal terms privacy paywall poll quiz login error errors excerpt summary description teaser abstract amp plain"
    " plaintext search query cta button disclaimer playlist sponsor sponsored relation relations recirculation".split()
)
"""Words in the names of keys and kinds below which other things stand than an article's text."""
BLOCK_KINDS: Final = frozenset(
    "paragraph p heading header h1 h2 h3 h4 h5 h6 subheading crosshead subhead title quote blockquote pullquote list"
    " item listitem li ul ol block row cell tr td unstyled".split()
)
"""Words in the kind of a node that is a line of its own."""
INLINE_KINDS: Final = INLINE | frozenset("text link hyperlink textrun linebreak mention bold italic".split())
ELEMENTS: Final = frozenset(
    "p div h1 h2 h3 h4 h5 h6 ul ol li blockquote section article main header table tbody thead tr td th dl dt dd pre"
    " figure aside nav footer figcaption".split()
)
"""Names of HTML elements that are lines of their own."""
ASIDE: Final = frozenset({"aside", "nav", "footer", "figcaption"})
"""Those of them that hold other things than an article's text."""
_OF_A_STORY: Final = frozenset("url href link slug path permalink canonical date published publish pub".split())
"""Words in the names of fields that say where and when a story was published."""
_TAG_NAME = re.compile(r"[a-z][a-z0-9]{0,20}(?:[:-][a-z0-9]{1,20}){0,4}")


def field_name(key: str) -> str:
    """The name of a field; Apollo keeps the arguments of a query with it: ``body({"ads": false})``."""
    return key.partition("(")[0]


def name_words(name: str) -> set[str]:
    """The words of a name in small letters: "relatedStories" has "related" and "stories"."""
    return {word.lower() for word in _WORDS.findall(name[:80])}


def kind_words(node: dict[str, Any]) -> frozenset[str] | set[str]:
    """The words in what a node says of its kind."""
    for key in ("type", "_type", "nodeType", "__typename", "kind", "tag", "tagName", "@type", "component", "blockType"):
        value = node.get(key)
        if isinstance(value, str) and 0 < len(value) < 60:
            return name_words(value)
    return frozenset()


def is_dated_or_linked(node: dict[str, Any]) -> bool:
    """Whether an object has a field that says where or when a story was published."""
    return any(name_words(field_name(key)) & _OF_A_STORY for key in node)


def is_tagged(value: list[Any]) -> bool:
    """Whether a list is an element: its first entry is the name of one, or a name in front of attributes."""
    name = value[0]
    return name in INLINE or name in ELEMENTS or (isinstance(value[1], dict) and _TAG_NAME.fullmatch(name) is not None)

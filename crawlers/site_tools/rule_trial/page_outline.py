"""A kept page as a list of its texts, each of which can be pointed at, and the selectors that would find it again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from lxml.etree import _Element
from lxml.html import HtmlElement

from wiredesk.crawlers.site_tools.own_pages.selectors import ANCESTORS, elements_of, selectors_of
from wiredesk.crawlers.site_tools.rule_trial.trial import RuleField
from wiredesk.pipelines.archive.kept_page import KeptPage
from wiredesk.pipelines.extraction import rules
from wiredesk.pipelines.extraction.page.document import parse_document
from wiredesk.pipelines.extraction.page.plain_text import element_text, squash

LONGEST_SHOWN: Final = 240
"""Characters of a text that tell which one it is."""
MOST_TEXTS: Final = 1_500
"""Texts of a page that are listed: an article with a thousand comments has more, and none of them is looked for."""
OFFERS: Final = 6
"""Selectors offered of each kind: those that say most come first."""
_SILENT: Final = frozenset({"script", "style", "noscript", "template", "head", "title", "option", "svg"})
_INLINE: Final = frozenset(
    {"b", "strong", "i", "em", "u", "font", "small", "sub", "sup", "mark", "br", "abbr", "a", "span"}
)
_LEAST_USED: Final = 20  # letters of a text by which it is known again in the article's


@dataclass(frozen=True)
class PageText:
    """A text of the page: its element's number, its text, the element in CSS, and whether the article has it."""

    number: int
    text: str
    element: str
    used: bool


@dataclass(frozen=True)
class Offer:
    """A selector for the text that was pointed at, and how many elements of this page it finds."""

    selector: str
    count: int


def page_texts(kept: KeptPage, article_text: str) -> list[PageText]:
    """The texts of a page in their order; `article_text` is what was extracted of it. Raises PageRefused."""
    whole = squash(article_text)
    texts: list[PageText] = []
    for number, element in enumerate(elements_of(_tree(kept))):
        if _is_silent(element) or not _has_own_text(element) or _is_plain_inline(element):
            continue
        text = element_text(element, limit=LONGEST_SHOWN + 1)
        if not text:
            continue
        plain = squash(text[:LONGEST_SHOWN])
        shown = text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"
        texts.append(PageText(number, shown, _in_css(element), len(plain) >= _LEAST_USED and plain in whole))
        if len(texts) == MOST_TEXTS:
            break
    return texts


def offers_for(kept: KeptPage, number: int) -> tuple[str, dict[RuleField, list[Offer]]]:
    """The text of an element, and by rule the selectors that would find it, or what holds it.

    Raises LookupError where the page has no such element, PageRefused where it cannot be read.
    """
    tree = _tree(kept)
    element = next(islice(elements_of(tree), number, None), None)
    if element is None:
        raise LookupError(f"the page has no element {number}")
    around = [element, *islice(element.iterancestors(), ANCESTORS)]
    around = [one for one in around if one.tag not in ("html", "body")]
    own = _offers(tree, selectors_of([element]))
    whole = _offers(tree, selectors_of(reversed(around[1:] or around)))
    text = element_text(element, limit=LONGEST_SHOWN)
    return text, {
        "headline": own,
        "authors": own,
        "date": own,
        "remove": _offers(tree, selectors_of(around)),
        "body": whole,
    }


def _tree(kept: KeptPage) -> HtmlElement:
    return parse_document(kept.body, kept.url, kept.content_type).tree


def _offers(tree: HtmlElement, selectors: Iterator[str]) -> list[Offer]:
    offers: list[Offer] = []
    for selector in dict.fromkeys(selectors):
        if " " not in selector and "." not in selector and "#" not in selector and "[" not in selector:
            continue  # a bare tag says nothing
        offers.append(Offer(selector, len(rules.matches(tree, selector))))
        if len(offers) == OFFERS:
            break
    return offers


def _is_silent(element: _Element) -> bool:
    return element.tag in _SILENT or any(above.tag in _SILENT for above in element.iterancestors())


def _has_own_text(element: _Element) -> bool:
    return bool((element.text or "").strip()) or any((child.tail or "").strip() for child in element)


def _is_plain_inline(element: _Element) -> bool:
    """Whether an element only sets some words of a text apart, and has no name that a rule could use."""
    parent = element.getparent()
    named = any(element.get(name) for name in ("class", "id", "itemprop", "rel", "datetime"))
    return element.tag in _INLINE and not named and parent is not None and _has_own_text(parent)


def _in_css(element: _Element) -> str:
    classes = "".join(f".{name}" for name in (element.get("class") or "").split()[:2])
    return f"{element.tag}{classes}"[:60]

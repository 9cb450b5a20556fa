"""A site's own selectors (``[extract]`` of its definition), which win over everything that is found otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import Any

from cssselect import SelectorError
from lxml.cssselect import CSSSelector
from lxml.etree import XPath, XPathError, _Element
from lxml.html import HtmlElement

from wiredesk.pipelines.extraction.explanation import current_explanation, note_taker
from wiredesk.pipelines.extraction.page.block_reading import read_blocks
from wiredesk.pipelines.extraction.page.plain_text import clean_line, element_text
from wiredesk.pipelines.site_profile import ExtractRules

_XPATH_STARTS = ("/", "./", "(")
_HAD_EFFECT: ContextVar[dict[str, bool] | None] = ContextVar("selectors asked", default=None)


@contextmanager
def noting_selectors() -> Iterator[dict[str, bool]]:
    """Note in the body of the ``with`` which selectors are asked, and whether each finds anything that can be used."""
    asked: dict[str, bool] = {}
    token = _HAD_EFFECT.set(asked)
    try:
        yield asked
    finally:
        _HAD_EFFECT.reset(token)


def _note(selector: str, found: object) -> None:
    if (asked := _HAD_EFFECT.get()) is not None:
        asked[selector] = bool(found)


def without_effect(selectors: Iterable[str]) -> None:
    """What these selectors have found cannot be read as what it should be."""
    if (asked := _HAD_EFFECT.get()) is not None:
        asked.update({selector: False for selector in selectors if selector in asked})


class InvalidSelector(ValueError):
    """A selector that is neither valid CSS nor valid XPath; the message names it."""


@lru_cache(maxsize=2_000)
def compiled(selector: str) -> Callable[[Any], Any]:
    """The selector as a function from an element to its matches. Raises InvalidSelector."""
    try:
        return XPath(selector) if selector.startswith(_XPATH_STARTS) else CSSSelector(selector, translator="html")
    except (XPathError, SelectorError, ValueError, SyntaxError, TypeError, RecursionError) as problem:
        raise InvalidSelector(f"{selector!r} is no valid selector: {problem}") from None


def matches(tree: HtmlElement, selector: str) -> list[Any]:
    """The elements, attribute values or texts that a selector finds, in page order; none where it fails on the page."""
    try:
        return evaluated(tree, selector)
    except InvalidSelector:
        return []


def evaluated(tree: HtmlElement, selector: str) -> list[Any]:
    """As `matches`. Raises InvalidSelector for an XPath that fails: an unknown function or prefix is met only here."""
    try:
        found = compiled(selector)(tree)
    except XPathError as problem:
        raise InvalidSelector(f"{selector!r} is no valid selector: {problem}") from None
    if isinstance(found, list):
        return [one for one in found if isinstance(one, (_Element, str))]  # no namespaces, which are pairs
    return [found] if isinstance(found, str) and found else []


def remove_elements(tree: HtmlElement, selectors: Iterable[str]) -> None:
    """Takes the elements that the selectors find out of the tree; the text after them stays."""
    for selector in selectors:
        found = matches(tree, selector)
        _note(selector, found)
        if not found and (explanation := current_explanation()) is not None:
            explanation.idle_rules.append(f"remove = [{selector!r}]: no element found")
        for element in found:
            if isinstance(element, _Element) and element.getparent() is not None:
                if (notes := note_taker()) is not None:
                    notes.text(element_text(element), "remove", element=selector)
                element.drop_tree()  # type: ignore[attr-defined]


def first_text(tree: HtmlElement, selectors: Iterable[str]) -> str | None:
    """The text of the first match of the first selector that finds any."""
    return next(iter(all_texts(tree, selectors)), None)


def all_texts(tree: HtmlElement, selectors: Iterable[str]) -> list[str]:
    """The texts of all matches of the first selector that finds any; of ``<time>`` and ``<meta>`` their value."""
    for selector in selectors:
        texts = [text for match in matches(tree, selector) if (text := _text(match))]
        _note(selector, texts)
        if texts:
            return texts
    return []


def _text(match: Any) -> str:
    if isinstance(match, _Element):
        return (
            clean_line(match.get("datetime") or match.get("content") or "")
            or element_text(match)
            or clean_line(match.get("alt") or match.get("value") or "")
        )
    return clean_line(str(match))


def body_paragraphs(tree: HtmlElement, rules: ExtractRules) -> list[str]:
    """All paragraphs in the elements of the first body selector that finds text."""
    for selector in rules.body:
        paragraphs: list[str] = []
        taken: set[_Element] = set()
        for match in matches(tree, selector):
            if not isinstance(match, _Element):
                if text := clean_line(str(match)):
                    paragraphs.append(text)
            elif not any(above in taken for above in match.iterancestors()):
                taken.add(match)
                paragraphs += [block.text for block in read_blocks(match).blocks]
        _note(selector, paragraphs)
        if paragraphs:
            return paragraphs
    return []

"""The text of a page as trafilatura reads it: the second opinion where the model is in doubt."""

from __future__ import annotations

from copy import deepcopy
from typing import Final, cast

from lxml.etree import LxmlError, XPath
from lxml.html import HtmlElement
from trafilatura.core import _prepare_tree
from trafilatura.main_extractor import extract_content
from trafilatura.settings import Extractor
from trafilatura.xml import xmltotxt

from wiredesk.pipelines.extraction.page.block_walk import MAX_BLOCK_CHARACTERS
from wiredesk.pipelines.extraction.page.document import Document

LARGE_PAGE: Final = 12_000
"""Elements; a page with more (of 1,500 article pages none has) is not given to trafilatura, which alone would take more
than a second for it."""
_ENDLESS_NAMES: Final = XPath("//*[string-length(@class) > 5000 or string-length(@id) > 5000]")


def trafilatura_paragraphs(document: Document) -> list[str]:
    """The lines that trafilatura's main extractor finds, run on a copy of the shared tree."""
    if len(document.elements) > LARGE_PAGE:
        return []
    options = Extractor(fast=True, comments=False)
    try:
        tree = deepcopy(document.tree)
        for element in cast(list[HtmlElement], _ENDLESS_NAMES(tree)):  # which its patterns would search again and again
            element.attrib.clear()
        cleaned, _ = _prepare_tree(tree, options, document.url)
        found, _text = extract_content(cleaned, options)
        text = xmltotxt(found, False)
    except (LxmlError, ValueError, TypeError, AttributeError, LookupError, AssertionError, RecursionError):
        return []  # it has no guard of its own against hostile trees; the model's reading stands
    return [line for line in (line[:MAX_BLOCK_CHARACTERS].strip() for line in text.split("\n")) if line]

"""The article's text: which blocks of the page belong to it."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field

from lxml.etree import _Element
from trafilatura.core import _prepare_tree
from trafilatura.main_extractor import extract_content
from trafilatura.settings import Extractor
from trafilatura.xml import xmltotxt

from pipelines.extraction.document import Document


@dataclass(slots=True)
class Body:
    """The text of an article and how it was won."""

    paragraphs: list[str]
    method: str
    warnings: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n\n".join(self.paragraphs)


def read_body(document: Document) -> Body:
    options = Extractor(fast=True, comments=False)
    tree: _Element = deepcopy(document.tree)
    cleaned, _ = _prepare_tree(tree, options, document.url)
    found, _text = extract_content(cleaned, options)
    text = xmltotxt(found, False)
    return Body([line for line in (line.strip() for line in text.split("\n")) if line], "trafilatura")

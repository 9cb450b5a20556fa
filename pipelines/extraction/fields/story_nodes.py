"""The JSON-LD objects that describe one story: systems write several, and each states something else of it."""

from __future__ import annotations

from typing import Final

from wiredesk.pipelines.extraction.page.page_markup import PageMarkup
from wiredesk.pipelines.extraction.page.plain_text import clean_line, squash
from wiredesk.pipelines.extraction.page.structured_data import first_text, texts

MAX_OTHERS: Final = 4


def story_texts(page: PageMarkup, name: str) -> list[str]:
    """The strings of a property of the page's article, or else of another object with the same headline."""
    found = texts(page.structured.article.get(name))
    if found or not page.structured.others:
        return found
    wanted = squash(clean_line(first_text(page.structured.article.get("headline"))))
    for node in page.structured.others[:MAX_OTHERS] if wanted else ():
        if squash(clean_line(first_text(node.get("headline")))) == wanted and (found := texts(node.get(name))):
            return found
    return []

"""Refuses pages that are no articles: listings, error pages, log-ins, pages about the site."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from wiredesk.pipelines.extraction.body.article_body import Body
from wiredesk.pipelines.extraction.fields.fields import Fields
from wiredesk.pipelines.extraction.page.blocks import BlockPage
from wiredesk.pipelines.extraction.page.document import Document
from wiredesk.pipelines.extraction.page_kind.error_pages import refuse_error_pages, site_names
from wiredesk.pipelines.extraction.page_kind.listing_pages import is_listing
from wiredesk.pipelines.extraction.page_kind.page_names import is_service_name, is_service_path
from wiredesk.pipelines.extraction.page_kind.signs import PageSigns, page_signs
from wiredesk.pipelines.extraction.rejection import PageRefused
from wiredesk.pipelines.urls.syntax import is_splittable

SHORTEST: Final = 25
"""Characters of a body; shorter ones are labels, even where the page says that it is an article."""
SHORTEST_UNDECLARED: Final = 120
"""The same for pages that do not say what they are."""
SHORTEST_DATED: Final = 60
"""And for those of them that print a date between headline and text: news in a line."""


def refuse_other_pages(document: Document, fields: Fields, page: BlockPage, body: Body) -> None:
    """Raises PageRefused where the page is no article."""
    signs = page_signs(document, fields, page, body)
    refuse_error_pages(signs, document, fields, page, body)
    if not page.blocks and not body.paragraphs:
        cut = page.truncated or "truncated" in document.warnings
        raise PageRefused("empty", f"no visible text{' in the part that was read: too much markup' if cut else ''}")
    if is_listing(signs, document, page, body):
        raise PageRefused("listing", f"{signs.linked_headings} linked headings, {signs.text} characters of text")
    if not fields.headline:
        raise PageRefused("not_article", "the page has no headline")
    if _is_about_the_site(signs, fields, document):
        raise PageRefused("not_article", f"a page about the site: {fields.headline[:100]}")
    shortest = SHORTEST if signs.declared_article else SHORTEST_DATED if signs.dated else SHORTEST_UNDECLARED
    if signs.text < shortest:
        raise PageRefused("not_article", f"{signs.text} characters of text")


def _is_about_the_site(signs: PageSigns, fields: Fields, document: Document) -> bool:
    """Whether an undated page is called "Contact" or "About us", or lives at such an address and does not
    say that it is an article."""
    if signs.declared_by_data or signs.dated:
        return False
    if is_service_name(fields.headline or "", site_names(fields, document)):
        return True
    if signs.declared_article:
        return False  # its address alone is too little against what the page says
    return is_splittable(document.url) and is_service_path(urlsplit(document.url).path)

"""Listings: home pages, sections, tags, searches and authors, told by their rows of teasers and their address."""

from __future__ import annotations

from typing import Final

from wiredesk.pipelines.extraction.body.article_body import Body
from wiredesk.pipelines.extraction.page.blocks import BlockPage
from wiredesk.pipelines.extraction.page.document import Document
from wiredesk.pipelines.extraction.page.plain_text import reading_length, squash
from wiredesk.pipelines.extraction.page.teaser_rows import addresses_of, headline_lines
from wiredesk.pipelines.extraction.page_kind.signs import PageSigns

FEW_HEADINGS: Final = 3
LINKED_HEADINGS: Final = 6
"""Headings that are links between short texts that make a page a listing: few, if nothing suggests an article."""
TEASER: Final = 500
"""Characters; the longest usual teaser text in a listing."""
FEW_ROWS: Final = 2
LEAST_ROWS: Final = 4
MANY_ROWS: Final = 6
"""Teasers that make a listing: two where the address says so too, four below the name of a section, six below a
headline as an article has it."""
ONE_EACH: Final = 1.5
"""Paragraphs of a teaser that no link but "Read more" tells from the next."""
LEAST_SHARE: Final = 0.6
"""Of the text that is in teasers."""
HOME_TEXT: Final = 1_000
"""A home page with less text is none of a one-page site, whatever ``meta`` says of each of a site's pages."""
LIST_TEXT: Final = 600
LIST_LINES: Final = 10
"""A page with less text and more headlines that are links, and no date at its head, presents others' pages: a section
with its description, an author with the list of his articles."""


def is_listing(signs: PageSigns, document: Document, page: BlockPage, body: Body) -> bool:
    """Whether the page leads to articles and is none itself."""
    teasers = signs.linked_headings >= FEW_HEADINGS and (
        signs.longest < TEASER and signs.text < TEASER * signs.linked_headings
    )
    if teasers and signs.rows.count >= LEAST_ROWS and not addresses_of(signs.rows.links, document):
        teasers = False  # a table of contents
    if signs.listed_by_system and not signs.declared_by_data:
        return True
    if signs.home:
        # Nobody's article lives at the root of a site, but for one-page sites with a long text.
        return not signs.declared_article or teasers or (signs.text < HOME_TEXT and not signs.declared_by_data)
    if body.method == "state":
        return False  # a story with the page's own title: the teasers that the page shows stand around it
    if _is_in_rows(signs, document) or _is_directory(signs, page, body):
        return True
    if signs.declared_article:
        return teasers and signs.linked_headings >= LINKED_HEADINGS and signs.listing_url
    if signs.listing_url:
        # A word in the address is a sign and no proof: articles of many sites live below their topic.
        return teasers or (signs.longest < TEASER and (signs.named or signs.rows.count >= FEW_ROWS))
    return teasers and (signs.declared_listing or signs.text < TEASER * signs.linked_headings / 2)


def _is_in_rows(signs: PageSigns, document: Document) -> bool:
    """Whether the text is teasers. A digest of the day has such rows too, below a headline of its own."""
    rows = signs.rows
    if signs.declared_by_data or rows.count < LEAST_ROWS or rows.share < LEAST_SHARE or rows.mean > TEASER:
        return False
    if rows.headed < LEAST_ROWS and rows.paragraphs > ONE_EACH * rows.count:
        return False  # "View" below each part of a page does not make it a list
    # At the address of a tag, a search or an author, ``meta`` says nothing: it calls each page of the site an article.
    plain = not signs.named and not signs.listing_url
    if plain and (rows.count < MANY_ROWS or signs.declared_article or signs.dated):
        return False
    return addresses_of(rows.links, document) >= LEAST_ROWS


def _is_directory(signs: PageSigns, page: BlockPage, body: Body) -> bool:
    """Whether there is little text and much that leads to other pages."""
    if signs.declared_article or signs.dated or not (signs.named or signs.listing_url or not signs.headed):
        return False
    if signs.declared_listing and not signs.headed and signs.text < LIST_TEXT:
        return True  # the description of a section whose list is drawn by scripts
    lines = headline_lines(page)
    if len(lines) < LIST_LINES:
        return False
    linked = {squash(line.text) for line in lines}
    own = [text for text in body.paragraphs if squash(text) not in linked]
    return sum(map(reading_length, own)) < LIST_TEXT

"""Error and log-in pages, recognised by their names."""

from __future__ import annotations

import re
from typing import Final

from wiredesk.pipelines.extraction.body.article_body import Body
from wiredesk.pipelines.extraction.fields.fields import Fields
from wiredesk.pipelines.extraction.lexicon.language_files import phrases
from wiredesk.pipelines.extraction.lexicon.word_lists import any_of
from wiredesk.pipelines.extraction.page.blocks import BlockPage
from wiredesk.pipelines.extraction.page.document import Document
from wiredesk.pipelines.extraction.page.plain_text import reading_length
from wiredesk.pipelines.extraction.page_kind.page_names import is_error_name, is_login_name
from wiredesk.pipelines.extraction.page_kind.signs import HEADINGS, PageSigns
from wiredesk.pipelines.extraction.rejection import PageRefused

_ERROR = re.compile(
    r"\b(?:404|403|410|500|502|503)\b.{0,40}(?:error|not found|forbidden|unavailable|gone)"
    r"|^\W*(?:error\W*)?(?:404|403|500|503)\W*$"
    r"|^(?:oops|sorry)?\W*(?:the )?(?:page|article|content|file|story) (?:you .{0,40})?(?:was |is |could "
    r"|can)?\s?(?:not|n't|no longer) (?:be )?(?:found|available|exist)"
    r"|page not found|not found\W*$|^access denied|^forbidden|^service unavailable|^bad gateway|^internal server error"
    r"|^just a moment|^attention required|are you (?:a |not a )?(?:robot|human)|verify (?:that )?you are"
    r"|checking your browser"
    r"|^security check|^captcha|^one more step|^pardon our interruption|^request (?:blocked|rejected)"
    rf"|{any_of(phrases('pages.not_found'))}",
    re.I,
)
_TITLE_MARK: Final = re.compile(r"\s+[|–—·»-]+\s+|\s*\|\s*")
"""Parts the name of a page from that of its site in a title."""
_DECLARED_DATES: Final = ("json-ld", "meta", "rules", "state")
"""A page whose markup dates it is no error page; the URL and the clock in the page's head date error pages too."""
ERROR_TEXT: Final = 900
"""Characters. Error and log-in pages have less text; an article about errors has more."""


def refuse_error_pages(signs: PageSigns, document: Document, fields: Fields, page: BlockPage, body: Body) -> None:
    """Raises PageRefused (``error_page``) where a short page has the name of an error or log-in page."""
    if signs.text >= ERROR_TEXT or fields.date_published_source in _DECLARED_DATES:
        return
    names = [name for name in (fields.headline, title_of(document)) if name]
    for name in names:
        if _ERROR.search(name):
            raise PageRefused("error_page", name[:120])
    if not signs.dated:
        _refuse_by_words(names, site_names(fields, document), page, body)


def _refuse_by_words(names: list[str], sites: list[str], page: BlockPage, body: Body) -> None:
    """Raises PageRefused where a short page without a date has the name of an error or log-in page in any language."""
    told = [part for name in names for part in (name, *_TITLE_MARK.split(name))]
    for name in told:
        if is_error_name(name):
            raise PageRefused("error_page", name[:120])
        if is_login_name(name, sites):
            raise PageRefused("error_page", f"a login: {name[:100]}")
    if sum(map(reading_length, body.paragraphs)) < ERROR_TEXT / 2:
        for text in [block.text for block in page.blocks if block.tag in HEADINGS] + body.paragraphs[:1]:
            if is_error_name(text):
                raise PageRefused("error_page", text[:120])


def site_names(fields: Fields, document: Document) -> list[str]:
    """What the site may be called: its publisher, and all parts of the title but the first."""
    return [name for name in (fields.publisher or "", *_TITLE_MARK.split(title_of(document))[1:]) if name]


def title_of(document: Document) -> str:
    """The ``title`` of the page in one line, cut to what a title may be long."""
    return " ".join((document.tree.findtext("head/title") or "").split())[:300]

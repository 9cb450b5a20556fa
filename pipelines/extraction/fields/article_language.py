"""The language of an article: what the page declares of it and a sample of its text, and how its dates are read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from lxml.etree import _Element

from wiredesk.pipelines.extraction.page.language import choose_language, language_of_body
from wiredesk.pipelines.extraction.page.language_tags import declared_tag
from wiredesk.pipelines.extraction.page.language_words import SAMPLE_CHARACTERS
from wiredesk.pipelines.extraction.page.page_markup import PageMarkup
from wiredesk.pipelines.extraction.page.plain_text import clean_line, whole_text
from wiredesk.pipelines.extraction.page.structured_data import first_text
from wiredesk.pipelines.page import Evidence
from wiredesk.pipelines.site_profile import SiteProfile

LEAST_TEXT: Final = 200
"""Characters of a text that tells more of its language than the page's first paragraphs do."""
_DARI = re.compile(r"prs\b|fa-af\b", re.I)
_TEXT_TAGS = ("div", "span", "td", "br", "li", "h1", "h2", "article", "section", "font", "b", "a")
"""Elements that hold the text of a page without paragraphs."""


@dataclass(frozen=True, slots=True)
class ArticleLanguage:
    """The language of an article, and what it was told by."""

    tag: str | None
    """BCP 47 (RFC 5646), None where nothing tells it."""
    variety: str | None
    """The same, more narrowly where the page says so."""
    date_tags: list[str]
    """In which the printed dates are to be read, with the region where one is known ("en-GB": day first)."""
    declared: list[str | None]
    sample: str


def read_language(
    page: PageMarkup, tree: _Element, host: str, profile: SiteProfile | None, evidence: Evidence | None
) -> ArticleLanguage:
    """The language of a page's article; the site's languages and country decide where the page does not. Never raises.

    ``host`` is the page's own: its top-level domain may name a country.
    """
    country = (profile.country if profile else None) or _country(host)
    declared, sample = _declared_languages(page, evidence), _sample(tree, page)
    tag = choose_language(declared, sample, usual=profile.languages if profile else (), country=country)
    return ArticleLanguage(
        tag=tag,
        variety=_variety(tag, page.language),
        date_tags=_date_tags(tag, page.language, country),
        declared=declared,
        sample=sample,
    )


def language_of_text(
    found: str | None, declared: Sequence[str], text: str, profile: SiteProfile | None, host: str
) -> str | None:
    """The language that was ``found`` of the page, or the one of which the article's own ``text`` speaks clearly.

    The page around a text may speak another language than it: players, dialogs, readers' remarks.
    """
    found = language_of_body(found, text)
    if found is None or len(text) < LEAST_TEXT:
        return found
    if len(text) > SAMPLE_CHARACTERS and declared and declared[0].split("-")[0] == found.split("-")[0]:
        return found  # a long text was most of what the page's language was read from
    country = (profile.country if profile else None) or _country(host)
    own = choose_language(declared, text, usual=profile.languages if profile else (), country=country)
    own = _variety(own, next(iter(declared), ""))
    return found if own is None or own.split("-")[0] == found.split("-")[0] else own


def _declared_languages(page: PageMarkup, evidence: Evidence | None) -> list[str | None]:
    return [
        page.language,
        first_text(page.structured.article.get("inLanguage")),
        page.first_meta("og:locale"),
        page.first_meta("content-language", "language", "dc.language", "dcterms.language"),
        evidence.language if evidence else None,
    ]


def _variety(language: str | None, declared: str) -> str | None:
    """Dari where the page says so: its words hardly differ from those of Persian, with which its dates are read."""
    return "prs" if language is not None and language.split("-")[0] == "fa" and _DARI.match(declared) else language


def _sample(tree: _Element, page: PageMarkup) -> str:
    """Running text of the page for the language check: headline, description and paragraphs, else all text."""
    parts = [clean_line(page.first_meta("og:title")), clean_line(page.first_meta("og:description", "description"))]
    size = 0
    for element in tree.iter("p"):
        text = whole_text(element)[:1_000]
        if len(text) > 40:
            parts.append(text)
            size += len(text)
            if size > SAMPLE_CHARACTERS:
                break
    if size < 300:
        for piece in tree.itertext(*_TEXT_TAGS):
            if len(text := str(piece)) > 20:
                parts.append(text[:1_000])
                size += len(text)
                if size > SAMPLE_CHARACTERS:
                    break
    return " ".join(parts)


def _country(host: str) -> str | None:
    """The country of a host's top-level domain, where it is one of two letters."""
    end = host.rsplit(".", 1)[-1]
    return end if len(end) == 2 else None


def _date_tags(language: str | None, declared: str, country: str | None) -> list[str]:
    """Tags that say how printed dates are to be read: with the region where one is known ("en-GB": day first)."""
    tags: list[str] = []
    tag = declared_tag(declared)
    if language and country and len(country) == 2 and country not in ("io", "co", "me", "tv", "ai", "eu"):
        tags.append(f"{language.split('-')[0]}-{country.upper()}")
    elif tag and language and tag.split("-")[0] == language.split("-")[0]:
        tags.append(tag)
    if language:
        tags.append(language)
    return tags

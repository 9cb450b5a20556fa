"""All fields of an article but its body, read from one parsed page."""

from __future__ import annotations

from datetime import datetime
from itertools import islice
from typing import Final, Protocol
from urllib.parse import urlsplit

from lxml.etree import _Element

from wiredesk.pipelines.extraction.confidence.agreement import (
    author_measures,
    date_measures,
    headline_measures,
    language_measures,
)
from wiredesk.pipelines.extraction.dates.publication_date import read_dates
from wiredesk.pipelines.extraction.fields.access import is_accessible_for_free
from wiredesk.pipelines.extraction.fields.article_language import read_language
from wiredesk.pipelines.extraction.fields.byline import authors_from_text, read_credits
from wiredesk.pipelines.extraction.fields.closing_credit import closing_agency
from wiredesk.pipelines.extraction.fields.copy_credits import copy_lead
from wiredesk.pipelines.extraction.fields.description import read_description, without_byline
from wiredesk.pipelines.extraction.fields.fields import Fields
from wiredesk.pipelines.extraction.fields.headline import choose_headline
from wiredesk.pipelines.extraction.fields.images import read_images
from wiredesk.pipelines.extraction.fields.keywords import read_keywords
from wiredesk.pipelines.extraction.fields.labelled_lines import lines_after
from wiredesk.pipelines.extraction.fields.publisher import (
    declared_publisher,
    names_in_title,
    names_of_publisher,
    read_publisher,
)
from wiredesk.pipelines.extraction.fields.section import read_section
from wiredesk.pipelines.extraction.fields.site_address import names_of_its_own
from wiredesk.pipelines.extraction.fields.site_names import site_names
from wiredesk.pipelines.extraction.fields.source_credit import read_source_line, source_in_head
from wiredesk.pipelines.extraction.lexicon.agencies import agency_name
from wiredesk.pipelines.extraction.memory.field_memory import FieldMemory
from wiredesk.pipelines.extraction.page.article_pages import first_page
from wiredesk.pipelines.extraction.page.markup_reading import read_markup
from wiredesk.pipelines.extraction.page.page_markup import PageMarkup
from wiredesk.pipelines.extraction.page.plain_text import clean_line, squash
from wiredesk.pipelines.extraction.page.structured_data import type_names
from wiredesk.pipelines.extraction.state.declared_text import declared_text
from wiredesk.pipelines.page import Evidence
from wiredesk.pipelines.site_profile import SiteProfile
from wiredesk.pipelines.source_kinds import DateSource
from wiredesk.pipelines.urls.canonical_link import plausible_canonical
from wiredesk.pipelines.urls.identity import normalise_url

MAX_HEAD_LINES: Final = 8
"""Lines below the headline among which date, author and source stand."""


class ParsedPage(Protocol):
    """What the fields need of the one parse (:class:`~wiredesk.pipelines.extraction.page.document.Document`)."""

    @property
    def tree(self) -> _Element: ...

    @property
    def url(self) -> str: ...


def read_fields(
    document: ParsedPage,
    *,
    profile: SiteProfile | None = None,
    evidence: Evidence | None = None,
    evidence_source: DateSource = "feed",
    evidence_proves: bool = False,
    fetched_at: datetime | None = None,
    memory: FieldMemory | None = None,
) -> Fields:
    """Reads every field but the body. Never raises on any page; what the page does not say is None or empty.

    ``profile`` gives the site's time zone, name and languages; ``evidence`` (a feed entry, a sitemap row) fills only
    what the page lacks, and ``evidence_source`` is what a date read from it is marked with; where it is a full entry
    of the article (``evidence_proves``), ``verdicts`` tell which places of the page named the same. ``fetched_at``
    (aware) bounds the dates: nothing is published in the future; ``memory`` is what the site's articles have taught.
    """
    proof = evidence if evidence_proves else None
    page = read_markup(document.tree, document.url)
    host = _host(document.url)
    article = page.structured.article
    named = declared_publisher(page, profile)
    chosen = choose_headline(page, named, document.url, memory, proof.title if proof else None)
    headline, alternative = chosen.text, chosen.alternative
    publisher = read_publisher(page, profile, headline, document.url)
    page.anchor_at(headline)
    own_names = (
        site_names(page, named, host)
        | {squash(publisher or "")} - {""}
        | names_of_publisher(page)
        | names_in_title(page.title, headline)
    )
    certain = names_of_its_own(own_names, publisher, document.url)
    description = read_description(page, headline, certain)
    credits = read_credits(page, own_names, memory, proof.authors if proof else ())
    names = [squash(author.name) for author in credits.authors]
    if description is not None:
        description = None if squash(description) in names else without_byline(description, names)
    language = read_language(page, document.tree, host, profile, evidence)
    dates = read_dates(
        page,
        document.tree,
        document.url,
        languages=language.date_tags,
        profile=profile,
        evidence=evidence,
        evidence_source=evidence_source,
        proof=proof,
        fetched_at=fetched_at,
        memory=memory,
    )
    fields = Fields(
        headline=headline,
        alternative_headline=None if squash(alternative or "") == squash(description or "") else alternative,
        description=description,
        authors=credits.authors,
        byline=credits.byline,
        source=_source(credits.source, page, document.tree, language.tag),
        publisher=publisher,
        date_published=dates.published.rfc3339() if dates.published else None,
        date_modified=dates.modified.rfc3339() if dates.modified else None,
        date_published_raw=dates.published.raw if dates.published else None,
        date_published_local=dates.published.local_time() if dates.published else None,
        date_published_precision=dates.precision,
        date_published_source=dates.source,
        timezone_source=dates.timezone_source,
        language=language.variety,
        section=read_section(page, headline, certain, document.url, alternative),
        keywords=read_keywords(
            page,
            evidence.keywords if evidence else (),
            headline=headline or "",
            description=description or "",
            own_names=certain,
            authors=names,
            url=document.url,
        ),
        images=read_images(page, document.url, names),
        is_accessible_for_free=is_accessible_for_free(page),
        canonical_url=_canonical(page, document.tree, document.url),
        schema_types=sorted(type_names(article)),
        article_body=declared_text(article),
        copy_lead=copy_lead(page),
        own_names=frozenset(own_names),
        declared_languages=[tag for tag in language.declared if tag],
        verdicts=[*chosen.verdicts, *credits.verdicts, *dates.verdicts],
    )
    if fields.headline:
        fields.measures["headline"] = headline_measures(fields.headline, chosen.places, chosen.margin)
    if fields.authors:
        fields.measures["authors"] = author_measures(fields.authors, credits.readings)
    if dates.source is not None:
        fields.measures["date_published"] = date_measures(dates.source, dates.agreeing, dates.differing)
    if language.tag is not None:
        fields.measures["language"] = language_measures(language.tag, language.declared, language.sample)
    if evidence is not None:
        _fill(fields, evidence)
    return fields


def _source(credited: str | None, page: PageMarkup, tree: _Element, language: str | None) -> str | None:
    """The agency of the byline, of a line "Source: …" or of the closing line; it comes before a desk."""
    if credited is not None and agency_name(credited) is not None:
        return credited
    line = read_source_line(page, tree)
    if line is None and page.heading is not None:
        line = source_in_head(islice(lines_after(page.heading), MAX_HEAD_LINES))
    if line is not None and (credited is None or agency_name(line) is not None):
        return line
    return closing_agency(page, language) or credited


def _fill(fields: Fields, evidence: Evidence) -> None:
    if not fields.headline and evidence.title:
        fields.headline = clean_line(evidence.title) or None
    if not fields.description and evidence.description:
        fields.description = clean_line(evidence.description) or None
    if not fields.authors:
        fields.authors = [author for name in evidence.authors[:20] for author in authors_from_text(name)]
        fields.source = fields.source or next(
            (agency for one in fields.authors if (agency := agency_name(one.name))), None
        )


def _canonical(page: PageMarkup, tree: _Element, url: str) -> str | None:
    """The declared canonical URL, where it can be right; of a further page of an article, that of the first."""
    declared = None
    for href in (*page.links.get("canonical", ())[:2], *page.meta.get("ogurl", ())[:1]):
        if (declared := plausible_canonical(href, url)) is not None:
            break
    if (declared is None or declared == normalise_url(url)) and (first := first_page(tree, url)) is not None:
        return plausible_canonical(first, url) or declared
    return declared


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""

"""From a page to its article: parse, fields, body, and the decision whether it is an article at all."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC
from types import MappingProxyType
from typing import NamedTuple

from lxml.etree import LxmlError

from wiredesk.pipelines.article import (
    Article,
    ExtractionRecord,
    derived_fields,
)
from wiredesk.pipelines.extraction import rules
from wiredesk.pipelines.extraction.body.article_body import Body, read_body
from wiredesk.pipelines.extraction.body.body_trimming import trim_paragraphs
from wiredesk.pipelines.extraction.body.standfirst import summary_of
from wiredesk.pipelines.extraction.body.whole_summary import whole_summary
from wiredesk.pipelines.extraction.confidence.agreement import BY_RULE, body_measures, language_measures
from wiredesk.pipelines.extraction.confidence.field_confidence import FIELDS as CONFIDENT_FIELDS
from wiredesk.pipelines.extraction.confidence.field_confidence import confidence
from wiredesk.pipelines.extraction.explanation import (
    counting_left_out,
    current_explanation,
    note_article,
    note_dropped,
)
from wiredesk.pipelines.extraction.field_overrides import (
    apply_copy,
    apply_rules,
    apply_signature,
    apply_story,
    note_idle_rules,
)
from wiredesk.pipelines.extraction.fields.article_language import language_of_text
from wiredesk.pipelines.extraction.fields.copy_credits import read_copy_credits
from wiredesk.pipelines.extraction.fields.field_reading import read_fields
from wiredesk.pipelines.extraction.fields.fields import Fields
from wiredesk.pipelines.extraction.fields.lone_signature import (
    Signed,
    lone_signature,
    signature_below,
    signed_with_paper,
)
from wiredesk.pipelines.extraction.memory.site_memory import SiteMemory
from wiredesk.pipelines.extraction.memory.source_reliability import Verdict
from wiredesk.pipelines.extraction.page.block_reading import read_blocks
from wiredesk.pipelines.extraction.page.blocks import BlockPage
from wiredesk.pipelines.extraction.page.collector_pause import collector_paused
from wiredesk.pipelines.extraction.page.document import parse_document
from wiredesk.pipelines.extraction.page.page_hints import PageHints
from wiredesk.pipelines.extraction.page.plain_text import in_standard_letters, squash, without_controls
from wiredesk.pipelines.extraction.page_kind.decision import refuse_other_pages
from wiredesk.pipelines.extraction.page_kind.special_kinds import special_kinds
from wiredesk.pipelines.extraction.rejection import PageRefused, Rejection
from wiredesk.pipelines.page import Page
from wiredesk.pipelines.site_profile import SiteProfile
from wiredesk.pipelines.source_kinds import BY_TYPE
from wiredesk.pipelines.urls.identity import article_id
from wiredesk.pipelines.urls.same_site import registrable_domain

VERSION = "9"
"""Of the extraction: raised when a change can give another text for the same page."""

_OWN_FIELDS = {"schema_types", "article_body", "copy_lead", "measures", "verdicts", "own_names", "declared_languages"}
"""Fields that steer the assembly and are not fields of the article as they stand."""


class Reading(NamedTuple):
    """What came of a page, and what it proves about the places of its site's pages (`source_reliability`)."""

    result: Article | Rejection
    verdicts: list[Verdict]
    left_out: dict[str, tuple[int, int]]
    """Rule (`explanation.RULES`) → texts and characters that it has left out; empty where an explanation is written."""
    selectors: Mapping[str, bool] = MappingProxyType({})
    """Selector of the site's own that was asked → whether it has found anything that can be used."""


def read_page(page: Page, site: SiteProfile | None, memory: SiteMemory | None = None) -> Reading:
    """Reads one page. Never raises on any page content: what cannot be an article becomes a Rejection.

    Raises InvalidSelector when the site's own rules are wrong: that is the definition's fault, not the page's.
    """
    with counting_left_out() as left_out, rules.noting_selectors() as asked:
        return _read(page, site, memory)._replace(left_out=left_out.counts, selectors=asked)


def _read(page: Page, site: SiteProfile | None, memory: SiteMemory | None) -> Reading:
    try:
        with collector_paused():
            return _assemble(page, site, memory)
    except PageRefused as refused:
        return Reading(refused.rejection, [], {})
    except rules.InvalidSelector:
        raise
    except (RecursionError, ValueError, TypeError, AttributeError, LookupError, AssertionError, LxmlError) as problem:
        # A page that finds a hole in a library costs that page alone, and says so.
        return Reading(Rejection(reason="unparsable", detail=f"{type(problem).__name__}: {problem}"[:300]), [], {})


def _assemble(page: Page, site: SiteProfile | None, memory: SiteMemory | None) -> Reading:
    document = parse_document(page.body, page.url, page.content_type)
    if site is not None:
        rules.remove_elements(document.tree, site.extract.remove)
    kind = BY_TYPE.get(page.discovered_via.type)
    fields = read_fields(
        document,
        profile=site,
        evidence=page.evidence,
        evidence_source=(kind.dates if kind else None) or "feed",
        evidence_proves=kind is not None and kind.proves,
        fetched_at=page.fetched_at,
        memory=memory.fields if memory is not None else None,
    )
    if site is not None:
        apply_rules(fields, document, site, page.fetched_at)
    blocks = read_blocks(document.tree)
    ruled = rules.body_paragraphs(document.tree, site.extract) if site is not None and site.extract.body else []
    engine = site.extract.engine if site is not None else "auto"
    if site is not None:
        note_idle_rules(fields, document, site, bool(ruled))
    body = Body(ruled, "rules") if ruled else read_body(document, blocks, hints_of(fields), engine)
    if body.story is not None:
        apply_story(fields, body.story, site, page.fetched_at)
    if memory is not None and not ruled:
        own = memory.without_recurring(body.paragraphs)
        note_dropped("recurring", body.paragraphs, own)
        body.paragraphs = own
    if not ruled:
        refuse_other_pages(document, fields, blocks, body)
        if body.standfirst and squash(body.standfirst) != squash(fields.alternative_headline or ""):
            fields.description = summary_of(
                fields.description,
                body.standfirst,
                is_called=body.called_standfirst,
                opening=" ".join(body.paragraphs[:2]),
            )
    if fields.description:
        fields.description = whole_summary(fields.description, blocks, body.paragraphs)
    paragraphs = body.paragraphs if ruled else _trimmed(body.paragraphs, fields)
    copy = read_copy_credits(
        paragraphs,
        body.paragraphs,
        language=fields.language,
        above=fields.copy_lead,
        own_names=fields.own_names,
        bold=next((block.strong_characters for block in body.blocks if [block.text] == paragraphs[:1]), 0),
    )
    paragraphs = copy.paragraphs
    apply_copy(fields, copy)
    if not ruled and (signed := _signature(fields, body, paragraphs, blocks)) is not None:
        note_dropped("tail_line", [*signed.paragraphs, signed.line], signed.paragraphs)
        apply_signature(fields, signed)
        paragraphs = signed.paragraphs
    text = in_standard_letters(without_controls("\n\n".join(paragraphs))).strip()
    fields.headline = in_standard_letters(fields.headline or "")
    if not fields.headline or not text:
        return Reading(Rejection(reason="not_article", detail="no headline" if text else "no text"), [], {})
    names = {squash(author.name) for author in fields.authors}
    fields.body_text, fields.dateline = text, None if squash(copy.place or "") in names else copy.place
    language = language_of_text(fields.language, fields.declared_languages, text, site, registrable_domain(page.url))
    if language is not None and language != fields.language:
        fields.language = language
        fields.measures["language"] = language_measures(language, fields.declared_languages, text)
    special = special_kinds(document, fields, blocks, body)
    article = Article(
        **fields.model_dump(exclude=_OWN_FIELDS),
        id=article_id(fields.canonical_url or page.url),
        site=(site.id if site is not None else "") or registrable_domain(page.url),
        url=page.url,
        requested_url=page.requested_url,
        **derived_fields(fields),
        fetched_at=page.fetched_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        http_status=page.http_status,
        discovered_via=page.discovered_via,
        extraction=ExtractionRecord(
            method=body.method,
            version=VERSION,
            warnings=list(dict.fromkeys((*document.warnings, *body.warnings, *special))),
            confidence=_confidence(fields, body, text),
        ),
    )
    note_article(article)
    return Reading(article, fields.verdicts, {})


def _confidence(fields: Fields, body: Body, text: str) -> dict[str, float]:
    """How surely each field is right that can be told of."""
    measures = dict(fields.measures)
    if body.method == "rules":
        measures["body_text"] = BY_RULE
    elif body.expected_f1 is not None:
        measures["body_text"] = body_measures(body.expected_f1, body.doubt, body.method, len(text))
    found = {name: confidence(name, measures[name]) for name in CONFIDENT_FIELDS if name in measures}
    if (explanation := current_explanation()) is not None:
        explanation.measures, explanation.confidence = measures, found
    return found


def hints_of(fields: Fields) -> PageHints:
    """What the fields tell the body step: texts that are the article's, but not of its body."""
    return PageHints(
        headline=fields.headline or "",
        description=fields.description or "",
        article_body=fields.article_body or "",
        authors=tuple(author.name for author in fields.authors),
        publisher=fields.publisher or "",
    )


def _trimmed(paragraphs: list[str], fields: Fields) -> list[str]:
    return trim_paragraphs(
        paragraphs,
        headline=fields.headline or "",
        byline=fields.byline,
        authors=[author.name for author in fields.authors],
        date_raw=fields.date_published_raw,
        publisher=fields.publisher,
        section=fields.section,
    )


def _signature(fields: Fields, body: Body, kept: list[str], page: BlockPage) -> Signed | None:
    """The signature at the end of the text, or below it where nobody else is named as its author."""
    if (signed := lone_signature(kept, fields.own_names)) is not None:
        return signed
    if any(author.type == "person" for author in fields.authors):
        return None
    read = [*body.paragraphs, *signed_with_paper(body.blocks, page, fields.own_names)]
    return signature_below(read, kept, fields.own_names)

"""What changes the fields after they were read: the site's own selectors, the data that the text came from, and what
the text itself says at its ends."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from wiredesk.pipelines.extraction import rules
from wiredesk.pipelines.extraction.confidence.agreement import BY_RULE
from wiredesk.pipelines.extraction.dates.date_reading import date_from_text
from wiredesk.pipelines.extraction.explanation import current_explanation
from wiredesk.pipelines.extraction.fields.byline import authors_from_text
from wiredesk.pipelines.extraction.fields.copy_credits import CopyCredits
from wiredesk.pipelines.extraction.fields.fields import Fields
from wiredesk.pipelines.extraction.fields.lone_signature import Signed
from wiredesk.pipelines.extraction.fields.own_desks import is_other_source
from wiredesk.pipelines.extraction.lexicon.agencies import agency_name
from wiredesk.pipelines.extraction.page.document import Document
from wiredesk.pipelines.extraction.page.plain_text import squash
from wiredesk.pipelines.extraction.state.story import Story
from wiredesk.pipelines.site_profile import SiteProfile
from wiredesk.pipelines.source_kinds import DateSource


def apply_story(fields: Fields, story: Story, site: SiteProfile | None, fetched_at: datetime) -> None:
    """Fills the author and the date from the data that the text comes from, where the page has none of its own."""
    if not fields.authors:
        authors = [author for name in story.authors for author in authors_from_text(name)]
        authors = [author for author in authors if squash(author.name) not in fields.own_names]
        if authors:
            fields.authors = list({author.name: author for author in authors}.values())
            fields.byline = "; ".join(story.authors)[:500]
    if story.published is not None and fields.date_published_source in (None, "url"):
        languages = [fields.language] if fields.language else site.languages if site is not None else []
        _date(fields, story.published, "state", languages, site, fetched_at)


def _date(
    fields: Fields,
    text: str,
    source: DateSource,
    languages: Sequence[str],
    site: SiteProfile | None,
    fetched_at: datetime,
) -> bool:
    """Takes the date of a text over; False where it holds none."""
    found = date_from_text(text, languages=languages, profile=site, fetched_at=fetched_at)
    if found is None:
        return False
    moment, fields.timezone_source = found
    fields.date_published = moment.rfc3339()
    fields.date_published_local = moment.local_time()
    fields.date_published_raw = text[:200]
    fields.date_published_source = source
    fields.date_published_precision = moment.precision
    fields.measures.pop("date_published", None)
    return True


def apply_rules(fields: Fields, document: Document, site: SiteProfile, fetched_at: datetime) -> None:
    """Lets the site's own selectors overrule the fields."""
    tree, own = document.tree, site.extract
    if own.headline and (headline := rules.first_text(tree, own.headline)):
        fields.headline = headline
        fields.measures["headline"] = BY_RULE
        if fields.alternative_headline == headline:
            fields.alternative_headline = None
    if own.authors and (names := rules.all_texts(tree, own.authors)):
        authors = [author for name in names for author in authors_from_text(name)]
        if authors:
            fields.authors = list({author.name: author for author in authors}.values())
            fields.byline = "; ".join(names)[:500]
            fields.measures["authors"] = BY_RULE
        else:
            rules.without_effect(own.authors)
    if own.date and (text := rules.first_text(tree, own.date)):
        languages = [fields.language] if fields.language else site.languages
        if _date(fields, text, "rules", languages, site, fetched_at):
            fields.measures["date_published"] = BY_RULE
        else:
            rules.without_effect(own.date)


def note_idle_rules(fields: Fields, document: Document, site: SiteProfile, ruled: bool) -> None:
    """Note the site's own rules that had no effect on this page: an element may have been renamed."""
    if (explanation := current_explanation()) is None:
        return
    own = site.extract
    found = {name for name, measures in fields.measures.items() if measures is BY_RULE}
    for name, key, selectors in (
        ("headline", "headline", own.headline),
        ("authors", "authors", own.authors),
        ("date", "date_published", own.date),
    ):
        if selectors and key not in found:
            texts = rules.all_texts(document.tree, selectors)
            why = f"nothing in {texts[0][:80]!r} can be read" if texts else "no element found"
            explanation.idle_rules.append(f"{name} = {selectors}: {why}")
    if own.body and not ruled:
        explanation.idle_rules.append(f"body = {own.body}: no text found")


def apply_copy(fields: Fields, copy: CopyCredits) -> None:
    """Adds what the copy credits: a known agency comes before a desk of the byline, a reporter before the site."""
    if copy.reporters and not any(author.type == "person" for author in fields.authors):
        fields.authors = [author for name in dict.fromkeys(copy.reporters) for author in authors_from_text(name)]
        fields.measures.pop("authors", None)
    offers = [fields.source, copy.source, copy.closing_source]
    desk = fields.source is not None and agency_name(fields.source) is None
    if desk and fields.source in {author.name for author in fields.authors}:
        offers = [*offers[1:], fields.source]
    persons = [author.name for author in fields.authors if author.type == "person"]
    fields.source = next((name for name in offers if name and is_other_source(name, fields.own_names, persons)), None)


def apply_signature(fields: Fields, signed: Signed) -> None:
    """Adds the author whom nothing but the name below the text tells."""
    if not any(author.type == "person" for author in fields.authors):
        fields.authors = [author for name in signed.names for author in authors_from_text(name)]
        fields.byline = fields.byline or signed.line
        fields.measures.pop("authors", None)

"""From an answer to an article, in the same steps for crawls, trials and single URLs.

The steps are `refusal` (does the answer give a page at all?), `fetched_page`, `read_article` and `relation_to` (does
the page stand for itself, for the version that named it, or does it name another?). Who asked decides what follows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from enum import Enum, auto

from scrapy.http import Response

from wiredesk.crawlers.fetching.exchanges import KEPT, exchange_of
from wiredesk.crawlers.fetching.indexing_rules import is_noarchive, is_noindex
from wiredesk.crawlers.fetching.redirect_scope import PERMANENT
from wiredesk.crawlers.fetching.response_headers import header_text
from wiredesk.crawlers.fetching.statuses import ACCEPTED, WHOLE
from wiredesk.crawlers.listings.lead import Lead
from wiredesk.crawlers.sites.definition import SiteDefinition
from wiredesk.crawlers.spiders.canonical import same_headline
from wiredesk.crawlers.spiders.fetched_page import FetchedPage, Version, names_another
from wiredesk.pipelines.archive.capture import Capture
from wiredesk.pipelines.desk import Desk
from wiredesk.pipelines.extraction import Rejection
from wiredesk.pipelines.page import Page
from wiredesk.pipelines.publishing.known_article import KnownArticle
from wiredesk.pipelines.publishing.validators import Validators
from wiredesk.pipelines.tracing.trace import Trace
from wiredesk.settings.environment import Environment


class Relation(Enum):
    """What a page is to the version (AMP, print, mobile) that named it, and to the page that it names itself."""

    OWN = auto()
    """It stands for itself, and nothing named it."""
    SAME = auto()
    """It is the article that the version which named it carries."""
    ANOTHER = auto()
    """It is another article than the version which named it."""
    NAMES_ANOTHER = auto()
    """It is itself a version, and names the article's own page."""


def refusal(response: Response, definition: SiteDefinition | None, *, user_agent: str) -> str | None:
    """The reason, of the table of reasons, why an answer is no page to read; None where it is one."""
    if response.status not in WHOLE and response.status != ACCEPTED:
        return f"http_{response.status}"
    if definition is not None and definition.fetch.meta_robots and is_noindex(response, user_agent=user_agent):
        return "noindex"
    return None


def fetched_page(
    response: Response,
    lead: Lead,
    environment: Environment,
    known: KnownArticle | None = None,
    alternate: Version | None = None,
) -> FetchedPage:
    """The page of an answer, with what the lead says of it. `alternate`: the version that has named it, if any."""
    page = Page(
        url=response.url,
        requested_url=lead.url,
        http_status=response.status,
        content_type=header_text(response, "Content-Type"),
        body=response.body,
        fetched_at=datetime.now(UTC),
        discovered_via=lead.via,
        evidence=lead.evidence,
    )
    aliases = {lead.url, response.url, *response.meta.get("redirect_urls", ())}
    validators = Validators(header_text(response, "ETag"), header_text(response, "Last-Modified"))
    moved = all(reason in PERMANENT for reason in response.meta.get("redirect_reasons", ()))
    capture = capture_of(response, lead, environment)
    return FetchedPage(page, lead, known, validators, tuple(aliases), alternate, moved, capture)


def capture_of(response: Response, lead: Lead, environment: Environment) -> Capture | None:
    """The page as it was on the wire, to be kept; None where nothing is kept. Of a page that asks not to be archived
    it holds nothing (`is_unwanted`)."""
    exchange = exchange_of(response)
    if exchange is None:
        return None
    if not environment.archive_noarchive:
        tags = [value.decode("latin-1") for value in response.headers.getlist("X-Robots-Tag")]
        if is_noarchive(tags, response.body, user_agent=environment.user_agent):
            return Capture((), lead.url, is_unwanted=True)
    kept = response.meta.get(KEPT)
    return Capture((exchange,), lead.url, lead.evidence, lead.section, () if kept is None else (kept,))


async def read_article(
    desk: Desk,
    fetched: FetchedPage,
    definition: SiteDefinition | None,
    trace: Trace | None = None,
    on_selectors: Callable[[Mapping[str, bool]], object] | None = None,
) -> Version | Rejection:
    """Extract the article of a page, by the rules of the site's definition where there is one; noted in `trace`.
    `on_selectors`: as in `Desk.extract`."""
    found = await desk.extract(fetched.page, definition.profile if definition else None, trace, on_selectors)
    if isinstance(found, Rejection):
        return found
    if fetched.lead.section:
        found = found.model_copy(update={"section": fetched.lead.section})
    return fetched.version(found)


def relation_to(version: Version, alternate: Version | None, definition: SiteDefinition | None) -> Relation:
    """What the page of `version` is to `alternate`, which named it; with None, whether it names another page."""
    if alternate is not None:
        same = same_headline(alternate.article.headline, version.article.headline)
        return Relation.SAME if same else Relation.ANOTHER
    stripped = definition.urls.strip_params if definition else ()
    return Relation.NAMES_ANOTHER if names_another(version.article, stripped) else Relation.OWN


def joined(version: Version, alternate: Version) -> Version:
    """The version that stands, known by the addresses of both."""
    return replace(version, aliases=tuple({*version.aliases, *alternate.aliases}))

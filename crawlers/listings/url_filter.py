"""Which URLs of a listing are leads: on the site, allowed by its definition, within the dates asked for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from wiredesk.crawlers.crawl.crawl_options import CrawlOptions
from wiredesk.crawlers.listings.lead import Lead
from wiredesk.crawlers.listings.url_shapes import has_id_or_slug, shape
from wiredesk.crawlers.sites.definition import SiteDefinition, Source
from wiredesk.pipelines.urls.identity import normalise_url

_AGE_OF_THE_WEB = 40_000.0
"""Days, more than a century: what a definition may write for "any age" is more than a date can go back."""


class UrlFilter:
    """The rules of one crawl of one site."""

    def __init__(self, definition: SiteDefinition, options: CrawlOptions, in_scope: Callable[[str], bool]) -> None:
        self._definition = definition
        self._options = options
        self._in_scope = in_scope
        self._zone = ZoneInfo(definition.timezone) if definition.timezone else None

    def scoped(self, leads: Iterable[Lead]) -> Iterator[Lead]:
        """Leads on the site itself that its definition allows, with their URLs in normal form."""
        rules = self._definition.urls
        for lead in leads:
            if not self._in_scope(lead.url) or (urlsplit(lead.url).path in ("", "/") and not urlsplit(lead.url).query):
                continue
            lead.url = normalise_url(lead.url, rules.strip_params)
            yield lead

    def in_zone(self, lead: Lead) -> Lead:
        """The lead with the times that name no zone read in that of the site."""
        return lead if self._zone is None else lead.in_zone(self._zone)

    def dated(self, leads: Iterable[Lead], source: Source | None) -> Iterator[Lead]:
        """Leads within `--since`, `--until`, the source's `max_age` and the definition's URL rules."""
        rules, oldest = self._definition.urls, None
        if source is not None and source.max_age is not None:
            oldest = datetime.now(UTC) - timedelta(days=min(source.max_age, _AGE_OF_THE_WEB))
        for lead in leads:
            moment = lead.newest
            if source is not None and source.section:
                lead.section = source.section
            if self._options.is_outside(moment) or (moment is not None and oldest is not None and moment < oldest):
                continue
            if rules.allow and not any(re.search(pattern, lead.url) for pattern in rules.allow):
                continue
            if any(re.search(pattern, lead.url) for pattern in rules.deny):
                continue
            yield lead


def likely_articles(leads: list[Lead]) -> list[Lead]:
    """The leads of a sitemap without the sections and static pages that general ones list among the articles.

    Where most URLs have a number or a slug, those that have neither (``/sport/``, ``/about-us``) are other pages.
    """
    telling = [lead for lead in leads if lead.via.type == "news-sitemap" or has_id_or_slug(shape(lead.url))]
    return telling if len(telling) > len(leads) / 2 else leads

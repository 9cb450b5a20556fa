"""When the article was published and modified: the choice among everything that the page says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from pipelines.article import DatePrecision, DateSource
from pipelines.extraction.moments import EARLIEST, Moment, read_moment
from pipelines.extraction.page_markup import PageMarkup
from pipelines.extraction.structured_data import first_text
from pipelines.page import Evidence
from pipelines.site_profile import SiteProfile

_META_PUBLISHED = (
    "article:published_time", "og:article:published_time", "og:published_time", "article:published", "datepublished", "parsely-pub-date", "sailthru.date", "date",
    "pubdate", "publishdate", "publish-date", "publish_date", "publication_date", "published_time", "dc.date.issued", "dcterms.issued", "dc.date", "dcterms.date",
    "dcterms.created", "dc.date.created", "cxenseparse:recs:publishtime", "article.published", "citation_publication_date", "citation_date", "dc.date.published",
    "originalpublicationdate", "published", "published-date", "article_date_original", "displaydate", "ptime", "og:pubdate", "rnews:datepublished", "created",
)  # fmt: skip
_META_MODIFIED = (
    "article:modified_time", "og:updated_time", "article:modified", "datemodified", "dcterms.modified", "dc.date.modified", "lastmod", "last-modified", "modified_time",
    "revised", "updated_time", "last_modified",
)  # fmt: skip


@dataclass(slots=True)
class PublicationDates:
    """The two dates and how the first was won."""

    published: Moment | None = None
    modified: Moment | None = None
    source: DateSource | None = None
    timezone_source: Literal["page", "site"] | None = None

    @property
    def precision(self) -> DatePrecision | None:
        """How exact the publication date is as given: ``day`` where its time has no zone."""
        if self.published is None:
            return None
        return self.published.precision if self.published.zone_known else "day"


def read_dates(
    page: PageMarkup, *, profile: SiteProfile | None, evidence: Evidence | None, fetched_at: datetime | None
) -> PublicationDates:
    """Chooses the publication date; the modification date never stands in for it."""
    limit = (fetched_at or datetime.now(UTC)) + timedelta(days=1)
    result = PublicationDates()
    article = page.structured.article

    def usable(text: str | None) -> Moment | None:
        moment = read_moment(text)
        return moment if moment is not None and EARLIEST <= moment.instant() <= limit else None

    tries: list[tuple[DateSource, str | None]] = [("json-ld", first_text(article.get("datePublished")))]
    tries += [("meta", value) for name in _META_PUBLISHED for value in page.meta.get(name, ())[:1]]
    tries += [
        ("meta", element.get("content") or element.get("datetime"))
        for element in page.properties.get("datepublished", ())[:2]
    ]
    tries += [("time", element.get("datetime")) for element in page.times[:5]]
    tries += [("feed", evidence.date_published if evidence else None)]
    for source, text in tries:
        moment = usable(text)
        if moment is not None:
            result.published, result.source = moment, source
            break
    modified = [
        first_text(article.get("dateModified")),
        *(v for name in _META_MODIFIED for v in page.meta.get(name, ())[:1]),
    ]
    result.modified = next((moment for text in modified if (moment := usable(text)) is not None), None)
    zone = profile.timezone if profile else None
    if result.published is not None and isinstance(result.published.value, datetime):
        if result.published.zone_known:
            result.timezone_source = "page"
        elif zone:
            result.published = result.published.in_zone(zone)
            result.timezone_source = "site" if result.published.zone_known else None
    if result.modified is not None and zone:
        result.modified = result.modified.in_zone(zone)
    return result

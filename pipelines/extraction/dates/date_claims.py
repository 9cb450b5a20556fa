"""What a page's markup declares about the dates of its article: JSON-LD, meta tags, microdata, marked elements."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.etree import _Element

from wiredesk.pipelines.extraction.dates.date_reading import DateReader
from wiredesk.pipelines.extraction.dates.machine_dates import EARLIEST, Moment, read_moment
from wiredesk.pipelines.extraction.page.named_search import NamedSearch
from wiredesk.pipelines.extraction.page.page_markup import PageMarkup, meta_key, naming
from wiredesk.pipelines.extraction.page.plain_text import element_text
from wiredesk.pipelines.extraction.page.structured_data import first_text
from wiredesk.pipelines.source_kinds import DateSource

META_PUBLISHED = tuple(
    map(
        meta_key,
        (
            "article:published_time", "og:article:published_time", "og:published_time", "article:published",
            "datePublished",
            "parsely-pub-date", "sailthru.date", "publishdate", "publication_date", "published_time",
            "pubdate", "dc.date.issued", "dcterms.issued", "publish_time",
            "cXenseParse:recs:publishtime", "citation_publication_date", "citation_date",
            "citation_online_date", "dc.date.published", "date_published",
            "originalpublicationdate", "published", "published-date", "article_date_original", "displaydate",
            "ptime", "og:pubdate",
            "rnews:datepublished", "article:post_date", "og:article:published", "firstpublished",
            "releasedate", "og:release_date", "weibo:article:create_at", "prism.publicationDate",
            "article:create_at",
            "vr:published_time", "shareaholic:article_published_time", "mediator_published_time",
            "og:video:release_date", "video:release_date",
            "bt:pubdate", "dateposted", "posted", "issued", "xdate", "article-date", "publish",
        ),
    )
)  # fmt: skip
"""Names of meta tags that hold a publication date, the most trusted first."""
META_DATE = tuple(
    map(
        meta_key,
        (
            "date", "dc.date", "dcterms.date", "dcterms.created", "dc.date.created", "dc.created",
            "date.created", "created", "event_date",
        ),
    )
)  # fmt: skip
"""Names of meta tags that hold some date of the page: half of those on the development pages are the day of the print
issue, of the last change or of the file. What is printed at the headline is better than they."""
META_MODIFIED = tuple(
    map(
        meta_key,
        (
            "article:modified_time", "og:updated_time", "article:modified", "datemodified", "dcterms.modified",
            "dc.date.modified", "lastmod",
            "last-modified", "modified_time", "revised", "updated_time", "article:updated_time", "bt:moddate",
            "date.modified", "modificationdate",
        ),
    )
)  # fmt: skip

_names_publication = NamedSearch("publi posted entry-date created pubdate pub-date erstell fecha-pub")
names_update = NamedSearch("modif updat actuali aktualis gencelle изменен revis last-edit lastedit")
_SAYS_PUBLISHED = re.compile(r"publi(?:sh|cation).*(?:date|time)|(?:date|time).*publi(?:sh|cation)")
_SAYS_ELSE = re.compile(r"modif|updat|last|expir|unpub|current|print")
"""Names of meta tags that a site made up itself ("w-published-date")."""
_ENTRY_DATES = frozenset({"entry-date", "post-date", "published"})
"""Classes by which themes of WordPress name the date of an entry."""
MAX_DATE_TEXT = 160
"""Characters: a line with both dates, a byline and the reading time fits; a paragraph does not."""


def published_claims(page: PageMarkup, reader: DateReader) -> Iterator[tuple[DateSource, Moment]]:
    """What the page's markup declares to be the publication date, most trusted first."""
    article = page.structured.article

    def read(source: DateSource, text: str | None) -> Iterator[tuple[DateSource, Moment]]:
        moment = reader.markup(text)
        if moment is not None:
            yield source, moment

    yield from read("json-ld", first_text(article.get("datePublished")))
    for name in META_PUBLISHED:
        for value in page.meta.get(name, ())[:1]:
            yield from read("meta", value)
    for name in page.meta:
        if _SAYS_PUBLISHED.search(name) and not _SAYS_ELSE.search(name) and name not in META_PUBLISHED:
            moment = read_moment(page.meta[name][0])
            if moment is not None and EARLIEST <= moment.instant() <= reader.latest:
                yield "meta", moment
    marked_up = page.properties.get("datepublished", ())[:3]
    for element in marked_up:
        if len(marked_up) == 1 or not page.is_aside(element):
            text = element.get("content") or element.get("datetime") or element_text(element, limit=MAX_DATE_TEXT)
            yield from read("time" if element.tag == "time" else "meta", text)
    for element in (*page.properties.get("created", ())[:3], *page.properties.get("datecreated", ())[:3]):
        if element.get("property") and not page.is_aside(element):  # RDFa, as Drupal marks the day of a node
            yield from read("meta", element.get("content"))
    for element in page.times[:12]:
        name = naming(element)
        marked = element.get("pubdate") is not None or _names_publication(name)
        if marked and not names_update(name) and not page.is_aside(element):
            yield from read("time", element.get("datetime") or element_text(element, limit=MAX_DATE_TEXT))
    for element in page.times[:12]:
        if _is_only_date(element) and not page.is_aside(element):
            yield from read("time", element.get("datetime"))
    for element in page.dates[:40]:
        title = element.get("title")  # hAtom
        if title and "published" in element.get("class", "").split() and not page.is_aside(element):
            yield from read("time", title)
    for key in ("dateCreated", "uploadDate"):
        yield from read("json-ld", first_text(article.get(key)))
    for node in page.structured.of_type(
        "webpage", "newsarticle", "article", "videoobject", "claimreview", "imageobject"
    ):
        if node is not article and "imageobject" not in str(node.get("@type", "")).lower():
            yield from read("json-ld", first_text(node.get("datePublished")))
            break


def _is_only_date(element: _Element) -> bool:
    """Whether a ``time`` is called both the entry's date and its update.

    hAtom asks for an update of every entry, so themes of WordPress call the publication both where nothing was changed.
    """
    names = element.get("class", "").lower().split()
    return "updated" in names and not _ENTRY_DATES.isdisjoint(names)


def vague_claims(page: PageMarkup, reader: DateReader) -> Iterator[tuple[DateSource, Moment]]:
    """Meta tags that hold some date of the page, without a word about what happened on it."""
    for name in META_DATE:
        for value in page.meta.get(name, ())[:1]:
            moment = reader.markup(value)
            if moment is not None:
                yield "meta", moment


def modified_claim(page: PageMarkup, reader: DateReader) -> Moment | None:
    texts = [first_text(page.structured.article.get("dateModified"))]
    texts += [value for name in META_MODIFIED for value in page.meta.get(name, ())[:1]]
    texts += [
        element.get("content") or element.get("datetime") for element in page.properties.get("datemodified", ())[:1]
    ]
    best: Moment | None = None
    for text in texts:
        moment = read_moment(text)
        if moment is None or not EARLIEST <= moment.instant() <= reader.latest:
            continue
        if moment.zone_known:
            return moment
        best = best or moment
    return best

"""IPTC ninjs 3.0 (https://iptc.org/std/ninjs/ninjs-schema_3.0.json): the article as news systems exchange it.

docs/article.md has the mapping field by field. The models hold only the properties that we fill, by the standard's
names; unknown ones are refused here as they are by the standard's schema.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Literal
from urllib.parse import quote, urlsplit

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from wiredesk.pipelines.article import Article, Author, Image
from wiredesk.pipelines.exporters.jsonl import json_line

SCHEMA_URL = "http://www.iptc.org/std/ninjs/ninjs-schema_3.0.json#"  # the schema's own $id


class NinjsPart(BaseModel):
    """Base of the objects here: property names in lower camel case, as ninjs 3 has them."""

    model_config = ConfigDict(extra="forbid", alias_generator=to_camel, validate_by_name=True)


class Standard(NinjsPart):
    """What the document conforms to."""

    name: str = "ninjs"
    version: str = "3.0"
    schema_uri: str = Field(default=SCHEMA_URL, alias="schema")


class Text(NinjsPart):
    """A headline, description or body with its role."""

    role: str | None = None
    content_type: str | None = None
    char_count: int | None = None
    word_count: int | None = None
    value: str


class Named(NinjsPart):
    """A person, organisation, subject or source by name."""

    name: str
    rel: str | None = None
    role: str | None = None
    uri: str | None = None


class AltId(NinjsPart):
    """Another identifier of the same content."""

    role: str
    value: str


class Rendition(NinjsPart):
    """One form of a picture."""

    name: str
    href: str
    width: int | None = None
    height: int | None = None


class Association(NinjsPart):
    """A picture that belongs to the article."""

    name: str
    uri: str
    type: Literal["picture"] = "picture"
    rel: str | None = None
    by: str | None = None
    descriptions: list[Text] | None = None
    renditions: list[Rendition] | None = None


class Ninjs(NinjsPart):
    """The document."""

    uri: str
    standard: Standard = Field(default_factory=Standard)
    type: Literal["text"] = "text"
    representation_type: Literal["full"] = "full"
    version: str
    version_created: str
    first_created: str | None = None
    content_created: str | None = None
    pub_status: Literal["usable"] = "usable"
    language: str | None = None
    title: str | None = None
    by: str | None = None
    located: str | None = None
    headlines: list[Text]
    descriptions: list[Text] | None = None
    bodies: list[Text]
    people: list[Named] | None = None
    organisations: list[Named] | None = None
    subjects: list[Named] | None = None
    info_sources: list[Named] | None = None
    alt_ids: list[AltId]
    associations: list[Association] | None = None


def to_ninjs(article: Article) -> str:
    """The article as one line of ninjs 3.0 JSON."""
    return json_line(ninjs(article).model_dump(mode="json", by_alias=True, exclude_none=True))


def ninjs(article: Article) -> Ninjs:
    """The article as a ninjs 3.0 document. What ninjs has no place for (extraction, hashes) is left out."""
    persons = [author for author in article.authors if author.type == "person"]
    organizations = [author for author in article.authors if author.type == "organization"]
    return Ninjs(
        uri=_uri(article.canonical_url or article.url),
        version=str(article.revision),
        version_created=_version_created(article),
        first_created=_moment(article.date_published),
        content_created=_moment(article.date_published),
        language=article.language,
        title=article.headline,
        by=article.byline or ", ".join(author.name for author in article.authors) or None,
        located=article.dateline,
        headlines=[
            Text(role="main", content_type="text/plain", value=article.headline),
            *(_texts("alternative", article.alternative_headline) or ()),
        ],
        descriptions=_texts("summary", article.description),
        bodies=[_body(article)],
        people=[_author(author) for author in persons] or None,
        organisations=[_author(author) for author in organizations] or None,
        subjects=_subjects(article) or None,
        info_sources=_sources(article) or None,
        alt_ids=_alt_ids(article),
        associations=[_picture(place, image) for place, image in enumerate(article.images)] or None,
    )


def _version_created(article: Article) -> str:
    """When this version came to be: as the page says; for what it does not say, when we first saw it."""
    said = article.date_modified or (article.date_published if article.revision == 1 else None)
    return _moment(said) or article.fetched_at


def _body(article: Article) -> Text:
    words = len(re.findall(r"\w+", article.body_text))
    return Text(
        role="main",
        content_type="text/plain",
        char_count=len(article.body_text),
        word_count=words,
        value=article.body_text,
    )


def _texts(role: str, value: str | None) -> list[Text] | None:
    return [Text(role=role, content_type="text/plain", value=value)] if value else None


def _author(author: Author) -> Named:
    return Named(name=author.name, rel="author", uri=_uri(author.url) if author.url else None)


def _subjects(article: Article) -> list[Named]:
    section = [Named(name=article.section, rel="section")] if article.section else []
    return section + [Named(name=keyword, rel="keyword") for keyword in article.keywords]


def _sources(article: Article) -> list[Named]:
    publisher = [Named(name=article.publisher, role="publisher")] if article.publisher else []
    return publisher + ([Named(name=article.source, role="agency")] if article.source else [])


def _alt_ids(article: Article) -> list[AltId]:
    ids = [AltId(role="wiredesk", value=article.id), AltId(role="url", value=article.url)]
    if article.near_duplicate_of:
        ids.append(AltId(role="copyOf", value=article.near_duplicate_of.id))
    return ids


def _picture(place: int, image: Image) -> Association:
    return Association(
        name="lead image" if place == 0 else f"image {place + 1}",
        uri=_uri(image.url),
        rel="lead" if place == 0 else "illustration",
        by=image.credit,
        descriptions=_texts("caption", image.caption),
        renditions=[Rendition(name="original", href=_uri(image.url), width=image.width, height=image.height)],
    )


def _moment(value: str | None) -> str | None:
    """An RFC 3339 date-time; None for a date alone: ninjs would require a time, and that is not known."""
    if value is None or "T" not in value:
        return None
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return None
    return value


def _uri(url: str) -> str:
    """A URL as an RFC 3986 URI: what pages write in other scripts or with blanks is percent-encoded."""
    try:
        host = urlsplit(url).hostname or ""
        ascii_host = host.encode("idna").decode() if not host.isascii() else host
    except (ValueError, UnicodeError):
        host = ascii_host = ""
    safe = quote(url, safe="%/:=&?~#+!$,;'@()*[]")
    return safe.replace(quote(host, safe=""), ascii_host, 1) if host and not host.isascii() else safe

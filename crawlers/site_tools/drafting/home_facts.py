"""What a home page says about its site: name, languages, country, software."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from wiredesk.crawlers.site_tools.drafting.content_system import content_system
from wiredesk.crawlers.site_tools.trial.visit import HomePage
from wiredesk.pipelines.exporters.terminal import one_line
from wiredesk.pipelines.extraction.page.document import parse_document
from wiredesk.pipelines.extraction.page.language_tags import declared_tag
from wiredesk.pipelines.extraction.page.markup_reading import read_markup
from wiredesk.pipelines.extraction.page.page_markup import PageMarkup
from wiredesk.pipelines.extraction.page.plain_text import clean_line
from wiredesk.pipelines.extraction.page.structured_data import first_text
from wiredesk.pipelines.extraction.rejection import PageRefused

MAX_NAME = 80
"""Characters; longer "names" are slogans."""
_ORGANISATIONS = ("newsmediaorganization", "organization", "website", "corporation")


@dataclass
class HomeFacts:
    """All optional; tags and codes as the page writes them, made tidy where that is possible."""

    title: str | None = None
    names: list[tuple[str, str]] = field(default_factory=list)
    """(name, where it stands)"""
    language: str | None = None
    locale: str | None = None
    countries: list[tuple[str, str]] = field(default_factory=list)
    """(ISO 3166-1 code in lower case, where it stands)"""
    system: str | None = None
    """the content management system"""


def read_home_facts(home: HomePage) -> HomeFacts:
    """Read the home page; never raises: what cannot be parsed gives no facts."""
    try:
        document = parse_document(home.body, home.url, home.headers.get("content-type"))
    except PageRefused:
        return HomeFacts(system=content_system("", None, home.headers))
    markup = read_markup(document.tree, home.url)
    generator = markup.first_meta("generator")
    return HomeFacts(
        title=clean_line(markup.title, limit=300),
        names=list(_names(markup)),
        language=declared_tag(markup.language),
        locale=declared_tag(markup.first_meta("og:locale")),
        countries=list(_countries(markup)),
        system=content_system(home.body.decode("utf-8", "replace"), generator, home.headers),
    )


def _names(markup: PageMarkup) -> list[tuple[str, str]]:
    found: list[tuple[str | None, str]] = [(markup.first_meta("og:site_name"), "og:site_name")]
    found += [(first_text(node.get("name")), "JSON-LD") for node in markup.structured.of_type(*_ORGANISATIONS)][:3]
    found.append((markup.first_meta("application-name", "apple-mobile-web-app-title"), "application-name"))
    return [(line, where) for name, where in found if (line := site_name(name))]


def site_name(text: str | None) -> str | None:
    """`text` as a site's name on one line; None where it cannot be one."""
    line = clean_line(one_line(text), limit=300) if text else None
    if not line or len(line) > MAX_NAME or "://" in line or not any(map(str.isalpha, line)):
        return None
    return line


def _countries(markup: PageMarkup) -> list[tuple[str, str]]:
    found: list[tuple[Any, str]] = []
    for node in markup.structured.of_type(*_ORGANISATIONS):
        address = markup.structured.resolve(node.get("address"))
        if isinstance(address, dict):
            found.append((first_text(address.get("addressCountry")), "JSON-LD address"))
    region = markup.first_meta("geo.region") or ""
    found.append((markup.first_meta("geo.country") or region.partition("-")[0], "geo meta tag"))
    return [(code.strip().lower(), where) for code, where in found if isinstance(code, str) and len(code.strip()) == 2]

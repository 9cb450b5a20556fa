"""The definition of one site: what its TOML file may say."""

from __future__ import annotations

import re
from typing import Annotated
from urllib.parse import urlsplit

from cssselect import HTMLTranslator, SelectorError
from lxml import etree
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from wiredesk.crawlers.fetching.host_limits import HostLimits
from wiredesk.crawlers.sites.standard_codes import check_country, check_host, check_language, check_timezone
from wiredesk.pipelines.site_profile import ExtractRules, SiteProfile
from wiredesk.pipelines.source_kinds import SourceKind
from wiredesk.pipelines.urls.same_site import is_same_site
from wiredesk.pipelines.urls.syntax import comparable_host


def _check_http_url(value: str) -> str:
    try:
        parts = urlsplit(value)
        whole = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:  # a port that is no number, brackets around no IPv6 address
        whole = False
    if not whole or any(letter.isspace() or not letter.isprintable() for letter in value):
        raise ValueError(f"{value!r} is not an http or https URL; write it whole, e.g. https://example.org/")
    return value


def _check_regular_expression(value: str) -> str:
    try:
        re.compile(value)
    except (re.error, RecursionError, OverflowError) as problem:
        raise ValueError(f"{value!r} is not a regular expression: {problem}") from None
    return value


def _check_selector(value: str) -> str:
    # lxml and cssselect cost more to import than all definitions to read, and few definitions have a selector.
    is_xpath = value.startswith(("/", "./", "("))
    try:
        etree.XPath(value if is_xpath else HTMLTranslator().css_to_xpath(value))
    except (SelectorError, etree.XPathError, ValueError, RecursionError) as problem:
        raise ValueError(f"{value!r} is no {'XPath' if is_xpath else 'CSS selector'}: {problem}") from None
    return value


HttpUrl = Annotated[str, AfterValidator(_check_http_url), Field(json_schema_extra={"format": "uri"})]
RegularExpression = Annotated[
    str, AfterValidator(_check_regular_expression), Field(json_schema_extra={"format": "regex"})
]
Selector = Annotated[str, AfterValidator(_check_selector)]
Country = Annotated[str, AfterValidator(check_country)]
Language = Annotated[str, AfterValidator(check_language)]
TimeZone = Annotated[str, AfterValidator(check_timezone)]
Host = Annotated[str, AfterValidator(check_host)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)


class Source(_Table):
    """A listing that names the site's articles (``[[sources]]``)."""

    type: SourceKind = Field(description="what is found at the URL")
    url: HttpUrl = Field(description="where it is")
    section: str | None = Field(default=None, description="name of the section its articles belong to")
    max_age: float | None = Field(default=None, gt=0, description="days; older entries are left out")


class UrlRules(_Table):
    """Which URLs are articles (``[urls]``): regular expressions searched in the whole URL."""

    allow: list[RegularExpression] = Field(default_factory=list, description="an article's URL matches one of these")
    deny: list[RegularExpression] = Field(default_factory=list, description="and none of these")
    strip_params: list[str] = Field(default_factory=list, description="query parameters that do not name an article")


class FetchRules(_Table):
    """How the site is fetched (``[fetch]``)."""

    delay: float | None = Field(default=None, ge=0, description="seconds between requests to one host; default 2")
    concurrency: int | None = Field(default=None, ge=1, le=64, description="requests in flight to one host; default 1")
    daily_requests: int | None = Field(default=None, ge=1, description="requests to one host in a day; default 10000")
    headers: dict[str, str] = Field(default_factory=dict, description="sent with every request to the site")
    robots: bool = Field(default=True, description="obey robots.txt")
    meta_robots: bool = Field(default=False, description="also leave out pages marked noindex")
    max_size: int = Field(default=10_000_000, ge=10_000, description="bytes of a decompressed body")
    timeout: float = Field(default=30, gt=0, description="seconds for a whole answer")
    max_articles: int | None = Field(default=None, ge=1, description="articles fetched in one crawl; default 2000")
    render: bool = Field(default=False, description="run the page's JavaScript in a browser first")

    @property
    def limits(self) -> HostLimits:
        """How much may be asked of each of the site's hosts."""
        return HostLimits(self.delay, self.concurrency, self.daily_requests)


_A_YEAR = 525_600.0
"""Minutes; what a definition writes for "never" would be a date that no calendar has. `enabled = false` says never."""


class Schedule(_Table):
    """How often ``crawl --due`` looks at the site (``[schedule]``); between the two it adapts to what is published."""

    shortest: float = Field(default=10, gt=0, le=_A_YEAR, description="minutes between two visits at the least")
    longest: float = Field(default=1440, gt=0, le=_A_YEAR, description="minutes between two visits at the most")


class Expectations(_Table):
    """What is usual for the site (``[expect]``); ``sites check`` compares."""

    articles_per_day: float | None = Field(default=None, ge=0, description="new articles on a usual day")
    longest_silence: float | None = Field(default=None, gt=0, description="hours between two new articles")
    headline: float | None = Field(default=None, ge=0, le=1, description="share of articles that have one")
    authors: float | None = Field(default=None, ge=0, le=1, description="share of articles that credit somebody")
    date: float | None = Field(default=None, ge=0, le=1, description="share of articles that have one")


class CheckedExtractRules(ExtractRules):
    """``[extract]`` as a file may hold it: every selector parses."""

    headline: list[Selector] = Field(default_factory=list, description="selectors of the headline")
    body: list[Selector] = Field(
        default_factory=list, description="selectors of the element that holds the article's text"
    )
    authors: list[Selector] = Field(default_factory=list, description="selectors of the byline or of each author")
    date: list[Selector] = Field(default_factory=list, description="selectors of the publication date")
    remove: list[Selector] = Field(default_factory=list, description="elements taken out before anything else is read")


class SiteDefinition(SiteProfile):
    """One site. Only ``url`` is required; the rest is discovered or defaulted."""

    url: HttpUrl = Field(description="the home page")
    domains: list[Host] = Field(default_factory=list, description="further hosts of the site, with their subdomains")
    country: Country | None = Field(default=None, description="ISO 3166-1 alpha-2, lower case")
    languages: list[Language] = Field(default_factory=list, description="BCP 47, the usual one first")
    timezone: TimeZone | None = Field(default=None, description="IANA name, e.g. Asia/Baghdad")
    extract: CheckedExtractRules = Field(default_factory=CheckedExtractRules)
    facts: str | None = Field(default=None, description="where the facts of this definition come from")
    enabled: bool = Field(default=True, description="whether a crawl without names includes the site")
    reason: str | None = Field(default=None, description="why it is not enabled")
    sources: list[Source] = Field(
        default_factory=list,
        description="listings that name articles; discovered on the home page and in robots.txt where none is given",
    )
    urls: UrlRules = Field(default_factory=UrlRules)
    fetch: FetchRules = Field(default_factory=FetchRules)
    schedule: Schedule = Field(default_factory=Schedule)
    expect: Expectations = Field(default_factory=Expectations)

    @property
    def profile(self) -> SiteProfile:
        """The part of the definition that extraction uses, as a model of its own that can travel to a worker."""
        return SiteProfile.model_validate(self.model_dump(include=set(SiteProfile.model_fields)))

    @property
    def hosts(self) -> set[str]:
        """The host names that belong to the site: that of ``url`` and the ``domains``, in lower case."""
        return {(urlsplit(self.url).hostname or "").lower(), *(domain.lower() for domain in self.domains)}

    def includes_host(self, host: str) -> bool:
        """Whether `host` is one of `hosts` or below one (``sport.example.org`` of ``www.example.org``)."""
        own = {comparable_host(known) for known in self.hosts}
        labels = comparable_host(host).split(".")
        return any(".".join(labels[start:]) in own for start in range(len(labels)))

    def is_sent_headers(self, url: str) -> bool:
        """Whether a request for `url` has the headers of ``[fetch]``: one to the site, or to where its sources are."""
        host = urlsplit(url).hostname or ""
        listed = {urlsplit(source.url).hostname for source in self.sources}
        return host in listed or self.includes_host(host) or is_same_site(url, self.url)

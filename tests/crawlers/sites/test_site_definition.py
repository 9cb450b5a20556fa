"""The definition as a model: its hosts and the checks that hold wherever it is made."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from wiredesk.crawlers.sites.definition import SiteDefinition
from wiredesk.pipelines.urls.syntax import comparable_host


@pytest.mark.parametrize(
    ("host", "comparable"),
    [
        ("WWW.Example.ORG.", "example.org"),
        ("www.de", "www.de"),
        ("bücher.example", "xn--bcher-kva.example"),
        ("xn--bcher-kva.example", "xn--bcher-kva.example"),
        ("localhost", "localhost"),
        ("::1", "::1"),
    ],
)
def test_hosts_are_compared_in_one_spelling(host: str, comparable: str) -> None:
    assert comparable_host(host) == comparable


def test_a_site_owns_its_hosts_and_what_is_below_them() -> None:
    site = SiteDefinition(url="https://www.example.org/", domains=["Example.net"])
    assert site.hosts == {"www.example.org", "example.net"}
    for own in ("example.org", "www.example.org", "sport.example.org", "WWW.EXAMPLE.NET", "m.example.net"):
        assert site.includes_host(own), own
    for foreign in ("notexample.org", "org", "example.org.evil.test", ""):
        assert not site.includes_host(foreign), foreign


def test_one_host_under_a_public_suffix_does_not_own_the_suffix() -> None:
    assert not SiteDefinition(url="https://www.de/").includes_host("spiegel.de")


@pytest.mark.parametrize(
    "url", ["example.org", "ftp://example.org/", "https://", "https://a b.org/", "https://a.org:99999/", "javascript:1"]
)
def test_urls_that_cannot_be_crawled(url: str) -> None:
    with pytest.raises(ValidationError, match="is not an http or https URL"):
        SiteDefinition(url=url)


@pytest.mark.parametrize("selector", ["h1", "h1.title > a:first-child", "//h1", "./h1", "(//h1)[1]", "//h1/text()"])
def test_selectors_that_parse(selector: str) -> None:
    definition = SiteDefinition.model_validate({"url": "https://a.org/", "extract": {"headline": [selector]}})
    assert definition.extract.headline == [selector]


@pytest.mark.parametrize("selector", ["", "h1[", "> a", "h1:nth-child(x)", "//h1[", "//", "/h1/@", "("])
def test_selectors_that_do_not(selector: str) -> None:
    with pytest.raises(ValidationError, match=r"is no (CSS selector|XPath)"):
        SiteDefinition.model_validate({"url": "https://a.org/", "extract": {"headline": [selector]}})


@pytest.mark.parametrize("minutes", [525_601.0, 1e10, 1e307])
def test_a_schedule_has_dates_that_there_are(minutes: float) -> None:
    """Such a pause ended `crawl --due` and `sites list`: year 21040 is out of range."""
    with pytest.raises(ValidationError):
        SiteDefinition.model_validate({"url": "https://example.org/", "schedule": {"longest": minutes}})

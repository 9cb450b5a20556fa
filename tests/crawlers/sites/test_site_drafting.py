"""What is read from a home page and a few articles: name, country, time zone, languages, and how sure each is."""

from __future__ import annotations

import json
import time
import tomllib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wiredesk.crawlers.crawl.summary import SiteSummary
from wiredesk.crawlers.listings.lead import Lead
from wiredesk.crawlers.listings.wordpress import WordPressPosts
from wiredesk.crawlers.site_tools.drafting.draft import Draft, draft_definition
from wiredesk.crawlers.site_tools.drafting.draft_toml import draft_toml
from wiredesk.crawlers.site_tools.drafting.evidence import Vote, decide
from wiredesk.crawlers.site_tools.drafting.naming import site_id
from wiredesk.crawlers.site_tools.trial.visit import FoundSource, HomePage, Sample, SiteVisit
from wiredesk.crawlers.sites.definition import SiteDefinition
from wiredesk.pipelines.article import Article, DiscoveredVia, ExtractionRecord
from wiredesk.pipelines.page import Evidence

VIA = DiscoveredVia(type="feed")


def sample(**more) -> Sample:
    facts = {"date_published": "2026-11-20T10:30:00+03:00", "timezone_source": "page", "language": "ar"} | more
    article = Article(
        id="1", site="x", url="https://example.org/1", requested_url="https://example.org/1",
        headline="The bridge is repaired", body_text="Long text. " * 100, content_hash="x",
        fetched_at="2026-11-20T10:30:00Z", discovered_via=VIA, extraction=ExtractionRecord(method="rules", version="1"),
        **facts,
    )  # fmt: skip
    return Sample(article, Lead(url=article.url, via=VIA, evidence=Evidence(title="The bridge is repaired")))


def draft(url: str, head: str = "", *samples: Sample, lang: str = "", **visit) -> Draft:
    page = f'<html lang="{lang}"><head>{head}</head><body><h1>News</h1></body></html>'
    seen = SiteVisit(
        SiteDefinition(url=url), SiteSummary(site="x"), samples=list(samples), home=HomePage(url, 200, page.encode()),
        **visit,
    )  # fmt: skip
    return draft_definition(seen, today=date(2026, 11, 22))


@pytest.mark.parametrize(
    ("url", "head", "lang", "country", "timezone"),
    [
        ("https://example.iq/", "", "ar", "iq", "Asia/Baghdad"),
        ("https://example.co.uk/", "", "en", "gb", None),  # the articles' offset is not Britain's
        ("https://example.com/", "", "ar-IQ", None, None),  # a tag's region alone is too little
        ("https://example.com/", '<meta property="og:locale" content="ar_IQ"><meta name="geo.region" content="IQ-BG">',
         "ar-IQ", "iq", "Asia/Baghdad"),
        ("https://example.com/", '<meta property="og:locale" content="en_US">', "en-US", None, None),
        ("https://example.tv/", "", "tr", None, None),  # sold to everybody
        ("https://example.ru/", "", "ru", "ru", "Europe/Moscow"),  # of eleven, the one that has the dates' offset
        ("https://example.com/", '<script type="application/ld+json">{"@type": "NewsMediaOrganization", "name": "Town",'
         '"address": {"@type": "PostalAddress", "addressCountry": "KE"}}</script>', "", "ke", "Africa/Nairobi"),
    ],
)  # fmt: skip
def test_country_and_time_zone_only_where_there_is_evidence(url, head, lang, country, timezone):
    definition = draft(url, head, sample(), lang=lang).definition
    assert (definition.country, definition.timezone) == (country, timezone)


def test_what_is_not_sure_is_shown_but_not_written():
    found = draft("https://example.co.uk/", "", sample())
    assert found.findings["timezone"].value == "Europe/London"
    assert found.findings["timezone"].confidence < 0.7
    assert "+03:00" in found.findings["timezone"].because
    assert found.definition.timezone is None


def settings(answer):
    return WordPressPosts().read_settings(json.dumps(answer).encode())


def test_wordpress_knows_its_time_zone_and_name():
    said = settings({"name": "Town Crier", "timezone_string": "Asia/Baghdad", "gmt_offset": 3})
    definition = draft("https://example.com/", "<title>Home - Town Crier</title>", settings=said).definition
    assert (definition.name, definition.timezone, definition.country) == ("Town Crier", "Asia/Baghdad", "iq")
    nonsense = settings({"name": {"a": 1}, "timezone_string": "Mars/Base", "gmt_offset": "x"})
    definition = draft("https://example.com/", settings=nonsense).definition
    assert (definition.name, definition.timezone, definition.country) == (None, None, None)


@pytest.mark.parametrize(
    ("head", "feed", "name"),
    [
        ('<meta property="og:site_name" content="Town Crier">', None, "Town Crier"),
        ("<title>Town Crier | News from the harbour and the whole county</title>", "Town Crier » Feed", "Town Crier"),
        ("<title>Latest news, sport and weather from everywhere you want it</title>", None, None),
        ("<title>Town Crier</title>", "RSS: TOWN CRIER", "Town Crier"),
    ],
)
def test_the_name_by_agreement(head, feed, name):
    sources = [FoundSource("feed", "https://example.com/feed", 9, None, feed)]
    assert draft("https://example.com/", head, sources=sources).definition.name == name


@pytest.mark.parametrize("title", [":" * 200_000 + "!", "Town Crier" + " " * 200_000 + "x", "x" + " |" * 100_000])
def test_a_title_made_to_hold_up_the_drafting_is_read_at_once(title):
    sources = [FoundSource("feed", "https://example.com/feed", 9, None, title)]
    begun = time.process_time()
    draft("https://example.com/", f"<title>{title}</title>", sources=sources, settings=settings({"name": title}))
    assert time.process_time() - begun < 1  # it took minutes


def test_languages_by_the_articles_themselves():
    samples = [sample(language="ckb")] * 3 + [sample(language="ar")] * 2
    definition = draft("https://example.com/", "", *samples, lang="en").definition
    assert definition.languages == ["ckb", "ar"]
    assert draft("https://example.com/", "", lang="en").definition.languages == [], "a template's default"


def test_the_definition_reads_back_and_holds_what_robots_txt_wishes():
    found = draft(
        "https://example.iq/",
        '<meta property="og:site_name" content="A &quot;Town&quot; \\ &#x202e;x">',
        sample(),
        crawl_delay=2.5,
        sources=[FoundSource("feed", "https://example.iq/a\nurl = 'x'", 3)],
    )
    text = draft_toml(found.definition, [FoundSource("feed", "https://example.iq/a\nurl = 'x'", 3)])
    read = tomllib.loads(text)
    assert SiteDefinition.model_validate({**read, "id": found.definition.id}) == found.definition
    assert read["fetch"] == {"delay": 2.5}
    assert "\u202e" not in text
    assert "sources" not in read


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://www.rudaw.net/", "rudaw.net"),
        ("http://127.0.0.1:8080/", "127.0.0.1-8080"),
        ("https://example.org/arabic/", "example.org-arabic"),
        ("https://bücher.example/", "xn--bcher-kva.example"),
    ],
)
def test_ids(url, name):
    assert site_id(url) == name


def test_evidence_adds_up_and_contradicts():
    one, two = Vote("iq", 0.9, "domain"), Vote("tr", 0.85, "address")
    found = decide([one])
    assert found is not None
    assert found.confidence == 0.9
    both = decide([one, two])
    assert both is not None
    assert not both.is_sure
    assert both.because == "domain; but address: tr"
    assert decide([]) is None


@given(st.lists(st.builds(Vote, st.sampled_from("abc"), st.floats(0.01, 0.99), st.just("x")), min_size=1, max_size=8))
def test_a_confidence_is_a_probability(votes):
    found = decide(votes)
    assert found is not None
    assert 0 <= found.confidence <= 0.99


@given(st.binary(max_size=400), st.text(max_size=40))
def test_no_home_page_raises(body, name):
    seen = SiteVisit(SiteDefinition(url="https://example.org/"), SiteSummary(site="x"),
                     home=HomePage("https://example.org/", 200, body), settings=settings({"name": name}))  # fmt: skip
    found = draft_definition(seen)
    tomllib.loads(draft_toml(found.definition, []))

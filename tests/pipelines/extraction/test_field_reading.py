"""The other fields of whole pages, and pages that do harm."""

from __future__ import annotations

import json
from types import SimpleNamespace

import lxml.html
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.pipelines.extraction.html_pages import FETCHED, PARAGRAPH, fields, ld, page
from wiredesk.pipelines.article import Article
from wiredesk.pipelines.extraction.assembly import _OWN_FIELDS
from wiredesk.pipelines.extraction.fields.field_reading import read_fields
from wiredesk.pipelines.extraction.fields.fields import Fields
from wiredesk.pipelines.site_profile import SiteProfile

_tags = st.sampled_from(
    [
        "h1",
        "p",
        "div",
        "span",
        "time",
        "a",
        "meta",
        "figure",
        "img",
        "figcaption",
        "aside",
        "footer",
        "article",
        "title",
        "li",
        "td",
    ]
)
_attributes = st.sampled_from(
    [
        "class='byline'", "class='date'", "rel='author'", "itemprop='author'", "itemprop='datePublished'",
        "datetime='2026-01-01T10:00'",
        "property='og:title'", "content='By Ann Smith'", "name='author'", "content='2026-11-01'", "href='/author/x'", "src='http://[bad'",
        "name='date'", "property='article:published_time'", "lang='xx'", "srcset=', ,a 1w'", "href='http://['",
    ]
)  # fmt: skip
_pieces = st.one_of(
    st.tuples(_tags, st.lists(_attributes, max_size=3), st.text(max_size=30)).map(
        lambda t: f"<{t[0]} {' '.join(t[1])}>{t[2]}"
    ),
    _tags.map(lambda tag: f"</{tag}>"),
    st.sampled_from(
        [PARAGRAPH, "<script type='application/ld+json'>{\"@type\":[", "1.2.2024", "By Bob Jones", "\x00", "&#xD800;"]
    ),
)


def test_images_lead_first_with_caption_and_credit_without_pixels():
    head = "<meta property='og:image' content='https://news.example.org/i/bridge-1200x630.jpg'>"
    body = (
        "<h1>Bridge</h1><figure><img src='/i/bridge.jpg' width='800' height='400'>"
        "<figcaption>The bridge at dawn <span class='credit'>Photo: Ann Smith</span></figcaption></figure>"
        "<figure><img data-src='/i/mayor-portrait.jpg' src='data:image/gif;base64,AAAA'></figure>"
        "<img src='https://count.example.net/pixel.gif' width='1' height='1'><img src='javascript:alert(1)'>"
    )
    images = fields(page(head, body)).images
    assert [image.url for image in images] == [
        "https://news.example.org/i/bridge-1200x630.jpg",
        "https://news.example.org/i/mayor-portrait.jpg",
    ]
    assert (images[0].caption, images[0].credit) == ("The bridge at dawn", "Ann Smith")


def test_section_and_keywords():
    head = ld(articleSection=["Town", "Bridges"], keywords="bridge, river; town,bridge")
    found = fields(page(head))
    assert (found.section, found.keywords) == ("Town", ["bridge", "river", "town"])


def test_section_of_the_breadcrumbs():
    trail = {
        "@type": "BreadcrumbList",
        "itemListElement": [{"position": 2, "name": "Town"}, {"position": 1, "name": "Home"}],
    }
    assert fields(page(f'<script type="application/ld+json">{json.dumps(trail)}</script>')).section == "Town"


@pytest.mark.parametrize(
    ("said", "meaning"), [(True, True), ("False", False), ("http://schema.org/False", False), (None, None), ("x", None)]
)
def test_access(said, meaning):
    assert fields(page(ld(isAccessibleForFree=said))).is_accessible_for_free is meaning


@pytest.mark.parametrize(
    "address", ["https://news.example.org/", "https://other.example.com/a/b-c-d", "javascript:alert(1)", "{{url}}"]
)
def test_implausible_canonical_urls_are_refused(address):
    assert fields(page(f"<link rel='canonical' href='{address}'>")).canonical_url is None


def test_publisher():
    assert fields(page("<meta property='og:site_name' content='Town News'>")).publisher == "Town News"
    assert fields(page(), profile=SiteProfile(name="The Town News")).publisher == "The Town News"


@settings(max_examples=150, deadline=None)
@given(
    st.lists(_pieces, max_size=30),
    st.sampled_from(["https://a.example/2026/11/19/x", "", "http://[", "file:///x", "https://a.example/?p=1"]),
)
def test_no_page_raises(pieces, url):
    tree = lxml.html.document_fromstring("<html><body>" + "".join(pieces).replace("\x00", "") + "</body></html>")
    found = read_fields(SimpleNamespace(tree=tree, url=url), fetched_at=FETCHED)
    assert isinstance(found, Fields)


def test_a_catalogue_of_bylines_and_dates_stays_cheap():
    crowd = (
        "<div class='byline'>By Ann Smith</div><span class='date'>1 May 2026</span><a href='/author/x'>X Y</a>" * 5_000
    )
    assert isinstance(fields(page(body=crowd)), Fields)


def test_a_site_name_with_letters_that_hosts_cannot_have_is_known_by_its_host() -> None:
    head = "<title>Dicle Postası - Sur'da esnaf çarşının açılmasını bekliyor</title>"
    found = fields(page(head, language="tr"), url="https://www.diclepostasi.com/haber/20417")
    assert found.headline == "Sur'da esnaf çarşının açılmasını bekliyor"


def test_every_field_is_one_of_the_article_or_steers_its_assembly():
    """Article refuses any other; a field of a wrong name would make every page unparsable."""
    assert set(Fields.model_fields) - _OWN_FIELDS <= set(Article.model_fields)
    assert set(Fields.model_fields) >= _OWN_FIELDS

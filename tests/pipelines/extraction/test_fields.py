"""The fields of whole pages."""

from __future__ import annotations

import json
from types import SimpleNamespace

import lxml.html
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.pipelines.extraction.html_pages import FETCHED, PARAGRAPH, fields, page
from wiredesk.pipelines.article import Article
from wiredesk.pipelines.extraction.assembly import _OWN_FIELDS
from wiredesk.pipelines.extraction.fields.fields import Fields, read_fields
from wiredesk.pipelines.page import Evidence
from wiredesk.pipelines.site_profile import SiteProfile


def ld(**properties: object) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **properties})}</script>'


# --- headline ------------------------------------------------------------------------------------


def test_the_site_s_name_is_taken_off_the_headline():
    head = "<title>Bridge to be repaired - Town News</title><meta property='og:site_name' content='Town News'>"
    assert fields(page(head)).headline == "Bridge to be repaired"


def test_the_logo_s_heading_is_no_headline():
    head = "<title>Bridge to be repaired | Town News</title><meta property='og:title' content='Bridge to be repaired'>"
    body = "<h1>Town News</h1><h2>Bridge to be repaired</h2>"
    assert fields(page(head, body)).headline == "Bridge to be repaired"


@pytest.mark.parametrize(
    ("title", "body"),
    [
        (
            "旧桥下月重新开放 两侧增设步道--河畔快讯",
            "<div class='bt'>旧桥下月重新开放 两侧增设步道</div><a href='/'>河畔快讯</a>",
        ),
        (
            "旧桥下月重新开放 两侧增设步道-河畔网",
            "<a href='/'>河畔网</a><div class='t'>旧桥下月重新开放 两侧增设步道</div>",
        ),
        ("旧桥下月重新开放 两侧增设步道_河畔网", "<div class='t'>旧桥下月重新开放 两侧增设步道</div>"),
        (
            "河畔网 - 旧桥下月重新开放 两侧增设步道",
            "<h1><a href='/'>河畔网</a></h1><h2>旧桥下月重新开放 两侧增设步道</h2>",
        ),
    ],
)
def test_a_site_s_name_behind_any_mark_is_taken_off(title: str, body: str) -> None:
    assert fields(page(f"<title>{title}</title>", body)).headline == "旧桥下月重新开放 两侧增设步道"


def test_a_box_that_holds_title_byline_and_day_is_no_headline() -> None:
    body = (
        "<div class='title-box'><div class='story-title'><h2>Council repairs the old bridge at last</h2></div>"
        "<p class='who'>Valley Reader</p><span>Posted: 11-08 12:00</span></div>"
    )
    assert fields(page("<title>Council repairs the old bridge at last</title>", body)).headline == (
        "Council repairs the old bridge at last"
    )


@pytest.mark.parametrize(
    "logo", ["<h1>Navigation and service</h1>", "<h1 class='sr-only'>All the news of the valley</h1>"]
)
def test_a_heading_that_repeats_what_the_markup_says_beats_one_for_navigation(logo: str) -> None:
    head = "<title>Press - Ferry stuck in the ice for a week</title>"
    head += "<meta property='og:title' content='Ferry stuck in the ice for a week'>"
    assert fields(page(head, f"{logo}<h1>Ferry stuck in the ice for a week</h1>")).headline == (
        "Ferry stuck in the ice for a week"
    )


def test_a_headline_is_not_cut_at_a_dash_that_is_printed_in_it() -> None:
    head = "<title>Wine tastings from January – May in the old mill - Town News</title>"
    body = "<h1><a href='/'>Town News</a></h1><h1>Wine tastings from January – May in the old mill</h1>"
    assert fields(page(head, body)).headline == "Wine tastings from January – May in the old mill"


def test_a_day_at_the_edge_is_no_part_of_the_headline() -> None:
    assert fields(page(body="<h1>23.01.2022 - Ferry stuck in the ice</h1>")).headline == "Ferry stuck in the ice"
    assert fields(page(body="<h1>27.01.2022Ferry stuck in the ice</h1>")).headline == "Ferry stuck in the ice"


def test_an_attribute_that_ends_at_a_quotation_mark_in_it_is_not_the_whole_headline() -> None:
    title = 'Mayor calls the bridge "a disgrace"'
    head = f'<meta property="og:title" content="{title}"><title>{title}</title>'
    assert fields(page(head)).headline == 'Mayor calls the bridge "a disgrace"'


def test_a_title_in_english_letters_is_not_that_of_a_story_in_another_script() -> None:
    head = "<meta property='og:title' content='पुराने पुल की मरम्मत अगले महीने शुरू होगी'>"
    head += "<meta property='og:description' content='नगर परिषद ने कहा कि पुल अगले महीने तक बंद रहेगा और नावें चलेंगी'>"
    body = "<h1>Repair of the old bridge to begin next month</h1>"
    assert fields(page(head, body)).headline == "पुराने पुल की मरम्मत अगले महीने शुरू होगी"


def test_the_publisher_s_other_headline_is_the_alternative() -> None:
    head = "<meta property='og:title' content='Old bridge to be repaired in May, council says'>"
    head += "<title>Old bridge to be repaired in May, council says | Town News</title>"
    found = fields(page(head, "<h1>Council votes for repair of the old bridge</h1>"))
    two = {"Old bridge to be repaired in May, council says", "Council votes for repair of the old bridge"}
    assert {found.headline, found.alternative_headline} == two
    stated = fields(page(ld(headline="Old bridge to be repaired", alternativeHeadline="No crossing in May")))
    assert (stated.headline, stated.alternative_headline) == ("Old bridge to be repaired", "No crossing in May")


def test_names_of_site_and_section_and_cut_titles_are_no_alternative() -> None:
    head = "<meta property='og:title' content='Old bridge to be repaired in…'><title>Town News and Views</title>"
    found = fields(page(head, "<h1>Old bridge to be repaired in May</h1><h1>More from the region and valley</h1>"))
    assert (found.headline, found.alternative_headline) == ("Old bridge to be repaired in May", None)


@pytest.mark.parametrize(("declared", "language"), [("prs", "prs"), ("fa-AF", "prs"), ("fa", "fa"), ("fa-IR", "fa")])
def test_dari_is_told_by_the_page_s_own_word(declared: str, language: str) -> None:
    story = "شورای شهر گفت که پل تا ماه آینده برای رفت و آمد بسته است و این کار از بهار آغاز می‌شود."
    html = f"<html lang='{declared}'><body><h1>پل کهنه شهر ترمیم می‌شود</h1><p>{story}</p></body></html>"
    assert (fields(html.encode()).language or "").split("-")[0] == language


def test_invisible_and_direction_characters_leave_the_headline():
    body = "<h1>Bridge\u202e to\u200b be\x07 re\u00adpaired &amp; opened</h1>"
    assert fields(page(body=body)).headline == "Bridge to be repaired & opened"


def test_persian_joiners_stay():
    assert fields(page(body="<h1>پل شهر تعمیر می\u200cشود</h1>", language="fa")).headline == "پل شهر تعمیر می\u200cشود"


# --- authors -------------------------------------------------------------------------------------


def names(found: Fields) -> list[tuple[str, str]]:
    return [(author.name, author.type) for author in found.authors]


def test_authors_of_json_ld_are_split_and_cleaned():
    head = ld(headline="B", author=[{"@type": "Person", "name": "By Ann Smith and Bob Jones"}])
    assert names(fields(page(head))) == [("Ann Smith", "person"), ("Bob Jones", "person")]


def test_an_agency_is_an_organization_and_the_source():
    found = fields(page(ld(author=[{"name": "Ann Smith"}, {"@type": "Person", "name": "dpa"}])))
    assert names(found) == [("Ann Smith", "person"), ("dpa", "organization")]
    assert found.source == "dpa"


def test_the_publisher_is_an_author_only_when_nobody_else_is_credited():
    publisher = {"@type": "Organization", "name": "Town News"}
    head = ld(author=publisher, publisher=publisher)
    assert names(fields(page(head))) == [("Town News", "organization")]
    byline = "<h1>Bridge</h1><div class='byline'>By <a rel='author' href='/ann'>Ann Smith</a></div>"
    assert names(fields(page(head, byline))) == [("Ann Smith", "person")]


def test_the_byline_as_printed():
    body = "<h1>Bridge</h1><p class='byline'>By Ann Smith, Political Editor</p>"
    found = fields(page(body=body))
    assert found.byline == "By Ann Smith, Political Editor"
    assert names(found) == [("Ann Smith", "person")]


def test_a_line_without_any_class_is_read_behind_the_headline():
    assert names(fields(page(body="<h1>الجسر</h1><div>بقلم: أحمد علي</div>", language="ar"))) == [
        ("أحمد علي", "person")
    ]


def test_a_credit_in_the_last_paragraphs():
    html = page(body="<h1>Bridge</h1>").replace(b"</main>", b"<p><em>Reporting by: Ann Smith</em></p></main>")
    found = fields(html)
    assert (names(found), found.byline) == ([("Ann Smith", "person")], "Reporting by: Ann Smith")


def test_a_page_without_headings_or_classes():
    head = "<title>Le Courrier - Le pont sera repeint</title><meta property='og:site_name' content='Le Courrier'>"
    body = "<table><tr><td><font size=4><b>Le pont sera repeint</b></font><br><font>19 novembre 2026</font><br>"
    body += "<font>par Awa Ndiaye</font><hr></td></tr></table>"
    found = fields(page(head, body, language="fr"))
    assert (found.headline, found.date_published) == ("Le pont sera repeint", "2026-11-19")
    assert names(found) == [("Awa Ndiaye", "person")]


def test_the_installation_s_account_is_nobody():
    head = ld(author={"@type": "Person", "name": "zpadmin"}) + "<meta name='author' content='zpadmin'>"
    assert fields(page(head)).authors == []


def test_a_full_name_in_print_is_better_than_one_word_in_json_ld():
    head = ld(author={"@type": "Person", "name": "KatieS"})
    assert names(fields(page(head, "<h1>Bridge</h1><p class='byline'>By Ann Smith</p>"))) == [("Ann Smith", "person")]
    assert names(fields(page(head, "<h1>Bridge</h1>"))) == [("KatieS", "person")]


def test_whoever_uses_the_installation_s_account_is_the_site():
    head = ld(author={"@type": "Person", "name": "Ilanga D", "url": "https://news.example.org/author/admin/"})
    body = "<h1>Bridge</h1><div class='byline'>By Ilanga D</div>"
    signed = page(head, body).replace(b"</main>", b"<p><strong>Ann Smith</strong></p></main>")
    assert names(fields(signed)) == [("Ann Smith", "person")]
    assert names(fields(page(head, body))) == [("Ilanga D", "organization")]


@pytest.mark.parametrize("line", ["تابعونا على فيسبوك", "Follow us on Telegram", "Lesen Sie auch: Anna Schmidt"])
def test_cue_lines_among_bylines_are_nobody(line):
    assert fields(page(body=f"<h1>Bridge</h1><div class='author-box'>{line}</div>")).authors == []


def test_an_agency_s_full_name_is_no_person():
    head = ld(author={"@type": "Person", "name": "SID"})
    found = fields(page(head, "<h1>Bridge</h1><p class='author'>SID Nachrichtenagentur</p>"))
    assert names(found) == [("SID", "organization")]


def test_authors_in_comments_and_teasers_are_not_the_article_s():
    body = "<h1>Bridge</h1>"
    tail = "<div class='comments'><span class='author'>Angry Reader</span></div>"
    html = page(body=body).replace(b"</main>", f"</main>{tail}".encode())
    assert fields(html).authors == []


# --- dates ---------------------------------------------------------------------------------------


def test_time_and_zone_are_kept():
    found = fields(page(ld(datePublished="2026-11-19T08:05:00+03:00", dateModified="2026-11-19T10:00:00+03:00")))
    assert found.date_published == "2026-11-19T08:05:00+03:00"
    assert found.date_modified == "2026-11-19T10:00:00+03:00"
    assert found.date_published_precision == "second"
    assert (found.date_published_source, found.timezone_source) == ("json-ld", "page")
    assert found.date_published_raw == "2026-11-19T08:05:00+03:00"


def test_a_time_without_a_zone_gives_only_its_day():
    found = fields(page(ld(datePublished="2026-11-19T08:05:00")))
    assert (found.date_published, found.date_published_precision, found.timezone_source) == ("2026-11-19", "day", None)


def test_the_site_s_zone_completes_a_time():
    found = fields(page(ld(datePublished="2026-11-19T08:05:00")), profile=SiteProfile(timezone="Asia/Baghdad"))
    assert (found.date_published, found.timezone_source) == ("2026-11-19T08:05:00+03:00", "site")


def test_local_time_with_a_false_z_gives_way_to_the_other_claim():
    head = ld(datePublished="2026-11-19T08:05:00Z")
    head += "<meta property='article:published_time' content='2026-11-19T08:05:00+03:00'>"
    assert fields(page(head)).date_published == "2026-11-19T08:05:00+03:00"


@pytest.mark.parametrize(
    ("stated", "zone", "published", "local"),
    [
        ("Thu, 19 Nov 2026 08:05:00 +0300", None, "2026-11-19T08:05:00+03:00", None),
        ("Thu, 19 Nov 2026 18:05:00 +0300", None, "2026-11-19", "2026-11-19T08:05"),  # of the update
        ("Thu, 19 Nov 2026 18:05:00 +0300", "Asia/Baghdad", "2026-11-19T08:05:00+03:00", None),
        ("Thu, 19 Nov 2026 05:05:00 +0000", "Asia/Baghdad", "2026-11-19T05:05:00+00:00", None),
        ("Thu, 19 Nov 2026 05:05:00 +0000", None, "2026-11-19T05:05:00+00:00", None),
    ],
)
def test_a_feeds_date_of_an_update_does_not_replace_the_printed_clock(stated, zone, published, local):
    html = page(body="<h1>Bridge</h1><div class='post-date'>19 November 2026 08:05</div>")
    profile = SiteProfile(timezone=zone) if zone else None
    found = fields(html, evidence=Evidence(date_published=stated), profile=profile)
    assert (found.date_published, found.date_published_local) == (published, local)


def test_a_bare_day_is_completed_by_a_claim_that_agrees():
    head = (
        ld(datePublished="2026-11-19") + "<meta property='article:published_time' content='2026-11-19T08:05:00+03:00'>"
    )
    assert fields(page(head)).date_published == "2026-11-19T08:05:00+03:00"


@pytest.mark.parametrize(
    ("line", "local"),
    [
        ("Published: 19 November 2026 08:05. Updated: 19 November 2026 11:30", "2026-11-19T08:05"),
        ("Published: 18 November 2026 08:05", None),
        ("Updated: 19 November 2026 11:30", None),
    ],
)
def test_a_bare_day_gets_the_clock_of_the_printed_line(line, local):
    found = fields(page(ld(datePublished="2026-11-19"), f"<h1>Bridge</h1><p>{line}</p>"))
    assert (found.date_published, found.date_published_local) == ("2026-11-19", local)


def test_a_time_called_entry_date_and_updated_at_once_is_the_publication():
    body = '<h1>Bridge</h1><time class="entry-date updated" datetime="2026-11-19T08:05:00+03:00">19.11.2026</time>'
    assert fields(page(body=body)).date_published == "2026-11-19T08:05:00+03:00"
    both = body.replace("entry-date updated", "entry-date published") + (
        '<time class="updated" datetime="2026-11-20T08:05:00+03:00">20.11.2026</time>'
    )
    assert fields(page(body=both)).date_published == "2026-11-19T08:05:00+03:00"


def test_the_modification_date_never_stands_in():
    head = ld(dateModified="2026-11-19T10:00:00+03:00")
    assert fields(page(head, "<h1>Bridge</h1><p>Last updated 19 November 2026</p>")).date_published is None


@pytest.mark.parametrize("text", ["2027-05-01T10:00:00Z", "1970-01-01T00:00:00Z", "nonsense", "0000-00-00"])
def test_what_cannot_be_a_date_is_left_out(text):
    found = fields(page(f"<meta name='date' content='{text}'>"))
    assert found.date_published is None
    assert found.date_published_raw is None


def test_the_date_printed_under_the_headline():
    found = fields(page(body="<h1>Bridge</h1><div class='post-date'>19 November 2026</div>"))
    assert (found.date_published, found.date_published_source) == ("2026-11-19", "text")


@pytest.mark.parametrize(
    ("printed", "day"),
    [("20260304", "2026-03-04"), ("202603041020", "2026-03-04"), ("20260304102000", "2026-03-04"), ("20261304", None)],
)
def test_a_date_that_a_script_was_to_make_readable(printed, day):
    assert fields(page(body=f"<h1>Bridge</h1><span class='date'>{printed}</span>")).date_published == day


def test_teasers_dates_are_not_the_article_s():
    teaser = "<aside class='related'><span class='date'>1 January 2020</span></aside>"
    assert fields(page(body=f"<h1>Bridge</h1>{teaser}")).date_published is None


def test_the_day_in_the_url():
    found = fields(page(body="<h1>Bridge</h1>"), "https://news.example.org/2026/11/19/bridge")
    assert (found.date_published, found.date_published_source) == ("2026-11-19", "url")


def test_the_feed_fills_only_what_the_page_lacks():
    evidence = Evidence(date_published="Thu, 19 Nov 2026 08:05:00 +0300", title="Feed title", authors=["Ann Smith"])
    found = fields(page(), evidence=evidence)
    assert (found.date_published, found.date_published_source) == ("2026-11-19T08:05:00+03:00", "feed")
    assert names(found) == [("Ann Smith", "person")]
    found = fields(page(ld(datePublished="2026-11-18T08:00:00Z", headline="Page title")), evidence=evidence)
    assert (found.date_published, found.headline) == ("2026-11-18T08:00:00+00:00", "Page title")


def test_the_feed_gives_the_time_of_the_day_that_the_page_prints():
    body = "<h1>Bridge</h1><div class='post-date'>19 November 2026</div>"
    evidence = Evidence(date_published="2026-11-19T08:05:00+03:00")
    assert fields(page(body=body), evidence=evidence).date_published == "2026-11-19T08:05:00+03:00"
    evidence = Evidence(date_published="2026-11-02T08:05:00+03:00")
    assert fields(page(body=body), evidence=evidence).date_published == "2026-11-19"


# --- the rest ------------------------------------------------------------------------------------


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


def test_a_clock_without_a_zone_is_a_field_of_its_own():
    found = fields(page(ld(datePublished="2026-11-19 08:05:30")))
    assert (found.date_published, found.date_published_local) == ("2026-11-19", "2026-11-19T08:05:30")
    assert (found.date_published_precision, found.timezone_source) == ("day", None)
    printed = fields(page("", "<h1>Bridge</h1><div class='post-date'>November 19, 2026, 08:05</div>"))
    assert (printed.date_published, printed.date_published_local) == ("2026-11-19", "2026-11-19T08:05")
    zoned = fields(page(ld(datePublished="2026-11-19 08:05:30")), profile=SiteProfile(timezone="Asia/Baghdad"))
    assert (zoned.date_published, zoned.date_published_local) == ("2026-11-19T08:05:30+03:00", None)
    assert fields(page(ld(datePublished="2026-11-19"))).date_published_local is None


def test_publisher():
    assert fields(page("<meta property='og:site_name' content='Town News'>")).publisher == "Town News"
    assert fields(page(), profile=SiteProfile(name="The Town News")).publisher == "The Town News"


def test_language_is_that_of_the_text():
    german = (
        "Der Rat der Stadt hat am Montag beschlossen, dass die alte Brücke vor dem Winter repariert werden soll. " * 2
    )
    assert fields(page(language="en-US", paragraph=german)).language == "de"


# --- no page does harm ---------------------------------------------------------------------------

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


def test_on_a_page_without_headings_the_element_that_is_called_the_title_is_the_headline() -> None:
    """Tables of older systems, whose title tag is the site's name on every page."""
    head = "<title>Voice of the North</title>"
    cells = "<td class='boxtitle'>Latest news of the town and the region</td>"
    title = "<span id='ctl00_lblTitle'><font size=5>Council repairs the old bridge</font></span>"
    found = fields(page(head, f"<table><tr>{cells}</tr><tr>{cells}</tr></table>{title}"))
    assert found.headline == "Council repairs the old bridge"


def test_every_field_is_one_of_the_article_or_steers_its_assembly():
    """Article refuses any other; a field of a wrong name would make every page unparsable."""
    assert set(Fields.model_fields) - _OWN_FIELDS <= set(Article.model_fields)
    assert set(Fields.model_fields) >= _OWN_FIELDS

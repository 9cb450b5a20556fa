"""JSON-LD as publishers print it, broken or hostile."""

import json

from hypothesis import given
from hypothesis import strategies as st

from wiredesk.pipelines.extraction.page.lenient_json import read_json
from wiredesk.pipelines.extraction.page.structured_data import read_structured_data

URL = "https://news.example.org/a/bridge"


def read(*scripts):
    return read_structured_data(scripts, URL)


def test_the_article_is_found_in_a_graph_and_references_are_followed():
    data = read(
        json.dumps(
            {
                "@graph": [
                    {"@type": "WebPage", "name": "x"},
                    {"@type": "NewsArticle", "headline": "Bridge", "author": {"@id": "#ann"}},
                    {"@type": "Person", "@id": "#ann", "name": "Ann Smith"},
                ]
            }
        )
    )
    assert data.article["headline"] == "Bridge"
    assert data.resolve(data.article["author"])["name"] == "Ann Smith"


def test_of_several_articles_the_one_of_this_page_is_taken():
    data = read(
        json.dumps([{"@type": "NewsArticle", "headline": "Other", "url": "https://news.example.org/a/other"}]),
        json.dumps({"@type": "NewsArticle", "headline": "Mine", "mainEntityOfPage": {"@id": URL}}),
    )
    assert data.article["headline"] == "Mine"


def test_articles_in_lists_of_teasers_are_not_the_page_s_own():
    data = read(json.dumps({"@type": "ItemList", "itemListElement": [{"@type": "NewsArticle", "headline": "Teaser"}]}))
    assert data.article == {}


def test_broken_scripts_are_mended():
    for broken in (
        '<!-- {"@type": "NewsArticle", "headline": "Bridge"} -->',
        '/*<![CDATA[*/ {"@type": "NewsArticle", "headline": "Bridge"} /*]]>*/',
        '{"@type": "NewsArticle", "headline": "Bridge",}',
        '{"@type": "NewsArticle", "headline": "Bridge"};',
        '{"@type": "WebSite"}{"@type": "NewsArticle", "headline": "Bridge"}',
        "{&quot;@type&quot;: &quot;NewsArticle&quot;, &quot;headline&quot;: &quot;Bridge&quot;}",
        '{"@type": "NewsArticle", "headline": "Bridge", "description": "it\\\'s"}',
        '{"@type": "NewsArticle", "headline": "Bridge", "articleBody": "He said "no" to it"}',
        '{"@type": "NewsArticle", "headline": "Bridge", "articleBody": "cut of',
    ):
        data = read(broken)
        assert data.article.get("headline") == "Bridge", broken
        assert data.broken


def test_comments_of_javascript_are_left_out():
    data = read(
        '{"@type": "NewsArticle", // the type\n"headline": "Bridge",\n  //"articleSection": "", // section\n'
        '"url": "https://news.example.org/a/bridge",\n"width": "1000", // in pixels\n"datePublished": "2026-11-28"}'
    )
    assert data.article == {
        "@type": "NewsArticle",
        "headline": "Bridge",
        "url": "https://news.example.org/a/bridge",
        "width": "1000",
        "datePublished": "2026-11-28",
    }


def test_quotation_marks_within_the_text_do_not_end_it():
    data = read(
        '{"@type": "NewsArticle", "headline": "The "new" bridge, the "old" town", "keywords": ["a "b" c", "d"],'
        ' "author": [{"@type": "Person", "name": "Ann "Red" Smith"}], "datePublished":"2026-11-28"}'
    )
    assert data.article["headline"] == 'The "new" bridge, the "old" town'
    assert data.article["keywords"] == ['a "b" c', "d"]
    assert data.article["author"][0]["name"] == 'Ann "Red" Smith'
    assert data.article["datePublished"] == "2026-11-28"


def test_a_forgotten_comma_joins_no_values():
    data = read(
        '{"@type": "NewsArticle", "headline": "The new bridge"\n "datePublished": "2026-11-28", "a": "b "c" d"}'
    )
    wanted = {"@type": "NewsArticle", "headline": "The new bridge", "datePublished": "2026-11-28"}
    assert data.article == wanted


def test_a_headline_that_a_quotation_mark_cuts_is_not_salvaged():
    data = read('{"@type": "NewsArticle", "headline": "The "new" bridge", "datePublished": "2026-11-28", "x": {')
    assert "headline" not in data.article
    assert data.article["datePublished"] == "2026-11-28"


def test_an_object_that_was_written_as_a_string_is_read():
    data = read_structured_data([], "")
    assert data.resolve('{ "@type": "Person", "name": "Alice Wu" }') == {"@type": "Person", "name": "Alice Wu"}
    assert data.resolve("{Alice Wu") == "{Alice Wu"
    assert data.resolve("Alice Wu") == "Alice Wu"


def test_line_breaks_in_strings_are_no_fault():
    data = read('{"@type": "NewsArticle", "headline": "Bridge\nrepaired"}')
    assert data.article["headline"] == "Bridge\nrepaired"
    assert not data.broken


def test_deep_nesting_and_huge_numbers_do_no_harm():
    assert read("[" * 100_000).article == {}
    assert read('{"a":' * 50_000 + "1" + "}" * 50_000).article == {}
    assert read("1" * 10_000).article == {}


@given(st.text(max_size=300))
def test_no_text_raises(text):
    read_structured_data([text, '{"@type": "NewsArticle", "author": ' + text], URL)
    read_json(text)


_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["@type", "@id", "@graph", "author", "headline", "datePublished", "publisher", "url", "name", "image"]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


@given(_values)
def test_no_value_raises(value):
    read_structured_data([json.dumps(value)], URL)

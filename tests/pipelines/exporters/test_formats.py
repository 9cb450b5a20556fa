"""The export formats, each on an ordinary and on a hostile article."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import lxml.html
import pytest
from queue_writer import copy_of, make_article

from wiredesk.pipelines.article import Article, Author, Image
from wiredesk.pipelines.exporters import FORMATS, export
from wiredesk.pipelines.exporters.article_schema import article_json_schema, schema_text
from wiredesk.pipelines.exporters.html import direction
from wiredesk.pipelines.exporters.terminal import terminal_safe

REPOSITORY = Path(__file__).parents[3]

FULL = make_article(
    7,
    headline="Drought in Hasakah",
    description="Farmers wait for rain.",
    body_text="The wells are dry.\n\nRain is not in sight.",
    authors=[Author(name="Amina Haddad", url="https://example.org/amina"), Author(name="AFP", type="organization")],
    byline="By Amina Haddad and AFP",
    dateline="Hasakah, Syria",
    source="AFP",
    publisher="Example News",
    date_published="2026-08-31T10:00:00+03:00",
    date_modified="2026-08-31T12:30:00+03:00",
    language="ar",
    section="Region",
    keywords=["drought", "water"],
    images=[
        Image(url="https://example.org/a b.jpg", caption="A dry well", credit="A. Haddad", width=800, height=600),
        Image(url="https://example.org/2.jpg"),
    ],
    near_duplicate_of=copy_of("article-1", 0.93),
    revision=2,
    event="update",
    changed=["body_text"],
)

HOSTILE = make_article(
    8,
    headline='<script>alert(1)</script>\x1b[31m"quoted"',
    body_text="<img src=x onerror=alert(1)>\x9b2J\n\n</p></article><script>bad()</script>\u202e",
    description="=HYPERLINK(1)",
    url="javascript:alert(1)",
    authors=[Author(name="<b>Bobby\x07</b>", url="javascript:alert(2)")],
    images=[Image(url="javascript:alert(3)", caption="<i>")],
    language='"><script>',
)


def test_json_lines_hold_every_field_and_come_back_equal():
    line = export(FULL, "jsonl")
    assert line.endswith("\n")
    assert line.count("\n") == 1
    assert Article.model_validate_json(line) == FULL
    assert set(json.loads(line)) == set(Article.model_fields)
    assert Article.model_validate_json(export(HOSTILE, "jsonl")) == HOSTILE


def test_text_is_for_reading():
    assert export(FULL, "text").split("\n\n") == [
        "Drought in Hasakah",
        "\n".join(
            [
                "Site:     Example News",
                "Date:     2026-08-31T10:00:00+03:00",
                "Changed:  2026-08-31T12:30:00+03:00",
                "By:       Amina Haddad, AFP",
                "Source:   AFP",
                "Place:    Hasakah, Syria",
                "Language: ar",
                "Section:  Region",
                "Keywords: drought, water",
                "URL:      https://example.org/news/7",
                "Id:       article-7 revision 2 (update)",
                "Copy of:  article-1 (93% alike)",
            ]
        ),
        "Farmers wait for rain.",
        "The wells are dry.",
        "Rain is not in sight.",
        "",
    ]


@pytest.mark.parametrize("format", FORMATS)
def test_no_format_prints_control_characters(format):
    printed = export(HOSTILE, format)
    assert terminal_safe(printed) == printed
    assert "\x1b" not in printed


def test_html_from_hostile_text_holds_no_markup_of_its_own():
    fragment = lxml.html.fragment_fromstring(export(HOSTILE, "html"))
    assert {element.tag for element in fragment.iter()} == {"article", "h1", "p", "span"}
    assert not [name for element in fragment.iter() for name in element.attrib if name.startswith("on")]
    assert "javascript:" not in export(HOSTILE, "html")
    assert fragment.findtext("h1") == '<script>alert(1)</script>"quoted"'
    assert fragment.get("lang") == '"><script>'


def test_html_has_language_direction_and_the_lead_image():
    fragment = lxml.html.fragment_fromstring(export(FULL, "html"))
    assert (fragment.get("lang"), fragment.get("dir")) == ("ar", "rtl")
    assert fragment.xpath("string(.//figure/img/@src)") == "https://example.org/a b.jpg"
    assert fragment.xpath(".//time/@datetime") == ["2026-08-31T10:00:00+03:00"]
    assert [paragraph.text for paragraph in fragment.xpath("p[not(@class)]")] == [
        "The wells are dry.",
        "Rain is not in sight.",
    ]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("ckb", "rtl"),
        ("kmr", "ltr"),
        ("ku-Arab", "rtl"),
        ("az-Latn", "ltr"),
        ("fa-IR", "rtl"),
        ("pt-BR", "ltr"),
        (None, "auto"),
    ],
)
def test_direction(language, expected):
    assert direction(language) == expected


# What https://iptc.org/std/ninjs/ninjs-schema_3.0.json allows, in so far as we fill it: it refuses other properties.
NINJS_PROPERTIES = set(
    """uri standard type representationType version versionCreated firstCreated contentCreated pubStatus language title
    by located headlines descriptions bodies people organisations subjects infoSources altIds associations""".split()
)


def test_ninjs_maps_every_field_it_has_a_place_for():
    document = json.loads(export(FULL, "ninjs"))
    assert set(document) == NINJS_PROPERTIES
    assert document["uri"] == "https://example.org/news/7"
    assert document["standard"] == {
        "name": "ninjs",
        "version": "3.0",
        "schema": "http://www.iptc.org/std/ninjs/ninjs-schema_3.0.json#",
    }
    assert (document["type"], document["representationType"], document["pubStatus"]) == ("text", "full", "usable")
    assert (document["version"], document["versionCreated"]) == ("2", "2026-08-31T12:30:00+03:00")
    assert document["headlines"] == [
        {"role": "main", "contentType": "text/plain", "value": "Drought in Hasakah"},
    ]
    body = document["bodies"][0]
    assert (body["charCount"], body["wordCount"]) == (41, 9)
    assert document["people"] == [{"name": "Amina Haddad", "rel": "author", "uri": "https://example.org/amina"}]
    assert document["organisations"] == [{"name": "AFP", "rel": "author"}]
    assert document["infoSources"] == [
        {"name": "Example News", "role": "publisher"},
        {"name": "AFP", "role": "agency"},
    ]
    assert {"role": "copyOf", "value": "article-1"} in document["altIds"]
    lead = document["associations"][0]
    assert lead["uri"] == "https://example.org/a%20b.jpg"
    assert lead["renditions"] == [{"name": "original", "href": lead["uri"], "width": 800, "height": 600}]


def test_ninjs_invents_no_time_for_a_date_alone():
    document = json.loads(export(make_article(date_published="2026-08-31", url="https://مثال.example/خبر 1"), "ninjs"))
    assert "firstCreated" not in document
    assert document["versionCreated"] == "2026-08-31T10:00:00Z"  # when it was fetched
    assert document["uri"] == "https://xn--mgbh0fb.example/%D8%AE%D8%A8%D8%B1%201"


def test_a_format_that_does_not_exist_is_named():
    with pytest.raises(ValueError, match=r"'xml'.*jsonl"):
        export(FULL, "xml")


def test_the_committed_schema_is_that_of_the_model():
    committed = (REPOSITORY / "docs/article.schema.json").read_text("utf-8")
    assert committed == schema_text(), (
        f"run: {sys.executable} -m pipelines.exporters.article_schema > docs/article.schema.json"
    )


def test_the_schema_asks_for_every_field_and_refuses_none():
    schema = article_json_schema()
    assert set(schema["required"]) == set(Article.model_fields)
    assert '"additionalProperties": false' not in json.dumps(schema)


def test_articles_are_valid_by_the_schema():
    jsonschema = pytest.importorskip("jsonschema", reason="jsonschema is not installed")
    jsonschema.Draft202012Validator.check_schema(article_json_schema())
    for article in (FULL, HOSTILE, make_article()):
        jsonschema.Draft202012Validator(article_json_schema()).validate(json.loads(export(article, "jsonl")))

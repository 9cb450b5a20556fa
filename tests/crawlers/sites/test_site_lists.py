"""Lists of sites in and out: what people have, and what strangers may have put into it."""

from __future__ import annotations

import csv
import io
import tomllib
from contextlib import suppress

import pytest

from wiredesk.crawlers.site_tools.lists import site_list
from wiredesk.crawlers.site_tools.lists.site_export import export_sites
from wiredesk.crawlers.site_tools.lists.site_list import read_site_list
from wiredesk.crawlers.sites.definition import ExtractRules, SiteDefinition, Source
from wiredesk.settings.errors import UsageProblem


def read(text: str | bytes, name: str = "list", **options):
    sites = read_site_list(text.encode() if isinstance(text, str) else text, name, **options)
    return [(site.address, site.feed) for site in sites]


OPML = """<?xml version="1.0" encoding="UTF-8"?><opml version="1.0"><head><title>Mine</title></head><body>
<outline text="Syria"><outline text="Harbour &amp; Sea" type="rss" xmlUrl="https://harbour.example/feed"
  htmlUrl="https://harbour.example/"/><outline title="Island" xmlUrl="https://island.example/rss?f=1&p=2"/></outline>
<outline type="link" text="Hill" url="https://hill.example/"/><outline text="an empty folder"/></body></opml>"""


def test_an_opml_of_a_feed_reader():
    assert read(OPML) == [
        ("https://harbour.example/", "https://harbour.example/feed"),
        ("https://island.example/", "https://island.example/rss?f=1&p=2"),
        ("https://hill.example/", None),
    ]
    assert read(OPML.encode("utf-16"), "x.opml") == read(OPML)


@pytest.mark.parametrize("text", [
    '<!DOCTYPE o [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;">]>'
    '<opml><body><outline text="&c;" htmlUrl="https://a.example/"/></body></opml>',
    '<!DOCTYPE o [<!ENTITY x SYSTEM "file:///etc/passwd">]><opml><outline text="&x;" htmlUrl="https://a.example/"/></opml>',
    '<!DOCTYPE o SYSTEM "http://127.0.0.1:1/evil.dtd"><opml><outline htmlUrl="https://a.example/"/></opml>',
])  # fmt: skip
def test_hostile_xml_is_no_danger(text):
    assert read(text, "evil.opml") == [("https://a.example/", None)]


def test_deep_and_large_opml_is_bounded(monkeypatch):
    deep = "<opml>" + "<outline text='x'>" * 100_000 + "<outline htmlUrl='https://a.example/'/>"
    with suppress(UsageProblem):  # the parser stops at a depth of its own
        read(deep, "deep.opml")
    monkeypatch.setattr(site_list, "MOST_SITES", 10)
    with pytest.raises(UsageProblem, match="more than 10 sites; split it"):
        read("<opml>" + "<outline htmlUrl='https://a.example/'/>" * 11 + "</opml>")


@pytest.mark.parametrize("text", [
    "name,website,country\nHarbour,https://harbour.example/,sy\n\nIsland,island.example,gr\n",
    "\ufeffName;Website\r\nHarbour;https://harbour.example/\r\n;\r\nIsland;island.example\r\n",
    "Harbour\thttps://harbour.example/\nIsland\tisland.example\n",
    '"Harbour, daily",https://harbour.example/\n"Island",island.example\n',
])  # fmt: skip
def test_csv_as_spreadsheets_write_it(text):
    assert read(text, "sites.csv") == [("https://harbour.example/", None), ("island.example", None)]
    assert read(text.encode("utf-16"), "sites.csv") == read(text, "sites.csv")


@pytest.mark.parametrize("sign", [";", "|"])
def test_csv_with_the_line_by_which_excel_names_what_stands_between_cells(sign):
    rows = ["sep=" + sign, "name;feed;website", "A, the paper;https://a.example/feed;https://a.example/"]
    text = "\r\n".join([rows[0], *(row.replace(";", sign) for row in rows[1:]), ""])
    assert read(text, "sites.csv") == [("https://a.example/", "https://a.example/feed")]


def test_csv_with_feeds_and_ids():
    text = "id,feed,url\nharbour,https://harbour.example/feed,\nhill,,https://hill.example/\n"
    sites = read_site_list(text.encode(), "sites.csv")
    assert [(site.line, site.address, site.feed, site.id) for site in sites] == [
        (2, "https://harbour.example/", "https://harbour.example/feed", "harbour"),
        (3, "https://hill.example/", None, "hill"),
    ]
    assert read("caf\xe9,https://a.example/".encode("latin-1"), "x.csv") == [("https://a.example/", None)]


def test_plain_lines_with_notes():
    text = "# my sites\nhttps://harbour.example/  the harbour\n\n   island.example\nhill.example/ku # Kurdish\n"
    assert read(text) == [("https://harbour.example/", None), ("island.example", None), ("hill.example/ku", None)]


@pytest.mark.parametrize(("text", "name", "said"), [
    ("", "x", "no site in it, read as list"),
    ("<html><body>Hello</body></html>", "x", "no site in it, read as opml"),
    ("{", "x.toml", "x.toml: Invalid"),
    ("a = 1", "x.toml", "no tables"),
    ("x" * 300, "x.opml", "is no OPML"),
    ('a,"b\nc', "x.csv", "no site in it"),
])  # fmt: skip
def test_what_is_no_list_is_said_to_be_none(text, name, said):
    with pytest.raises(UsageProblem, match=said):
        read(text, name)


def sites() -> list[SiteDefinition]:
    return [
        SiteDefinition(id="harbour", url="https://harbour.example/", name="Harbour <b> & Sea", languages=["ar", "ckb"],
                       country="sy", timezone="Asia/Damascus", extract={"body": ["article.text"]},
                       sources=[Source(type="feed", url="https://harbour.example/feed?a=1&b=2")]),
        SiteDefinition(id="hill.example", url="https://hill.example/", name='=HYPERLINK("http://evil.example")',
                       enabled=False, reason="it\nhas closed"),
    ]  # fmt: skip


def test_what_is_written_is_read_back():
    found = {"hill.example": ["https://hill.example/rss"]}
    opml = export_sites(sites(), "opml", found)
    assert read(opml, "x.opml") == [
        ("https://harbour.example/", "https://harbour.example/feed?a=1&b=2"),
        ("https://hill.example/", "https://hill.example/rss"),
    ]
    assert read(export_sites(sites(), "opml", {}), "x.opml")[1] == ("https://hill.example/", None)
    text = export_sites(sites(), "csv", found)
    assert [row["name"] for row in csv.DictReader(io.StringIO(text))] == [
        "Harbour <b> & Sea", '\'=HYPERLINK("http://evil.example")',
    ]  # fmt: skip
    assert [address for address, _ in read(text, "x.csv")] == ["https://harbour.example/", "https://hill.example/"]
    toml = export_sites(sites(), "toml", found)
    tables = tomllib.loads(toml)["sites"]
    assert [SiteDefinition.model_validate({**table, "id": id}, strict=True) for id, table in tables.items()] == sites()
    assert [site.definition for site in read_site_list(toml.encode(), "-")] == list(tables.values())


def test_extraction_rules_are_part_of_what_goes_over():
    assert isinstance(sites()[0].extract, ExtractRules)

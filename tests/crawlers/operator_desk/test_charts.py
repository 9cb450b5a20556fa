"""Bar charts as SVG."""

from __future__ import annotations

from lxml import etree

from wiredesk.crawlers.operator_desk.charts import HEIGHT, bars, outline, shares
from wiredesk.crawlers.operator_desk.page_templates import quoting


def test_bars_are_as_high_as_their_share_of_the_highest():
    drawn = etree.fromstring(bars([0, 5, 10], ["Mon", "Tue", "Wed"], "New articles"))
    rects = drawn.findall("rect")
    assert [int(rect.get("height")) for rect in rects] == [1, HEIGHT // 2, HEIGHT]
    assert [rect.find("title").text for rect in rects] == ["Mon: 0", "Tue: 5", "Wed: 10"]
    assert drawn.get("aria-label") == "New articles: 15 in all, at most 10 (Wed)"


def test_an_outline_has_the_same_bars():
    drawn = etree.fromstring(outline([0, 5, 10], ["Mon", "Tue", "Wed"], "New"))
    assert drawn.find("path").get("d") == "M0 60v-1h10V60zM12 60v-30h10V60zM24 60v-60h10V60z"
    assert drawn.get("aria-label") == "New: 15 in all, at most 10 (Wed)"


def test_days_that_went_wrong_are_marked():
    drawn = etree.fromstring(bars([1, 1], ["a", "b"], "x", [False, True]))
    assert [rect.get("class") for rect in drawn.findall("rect")] == ["good", "bad"]


def test_labels_of_strangers_are_text():
    drawn = etree.fromstring(bars([1], ['"><script>'], '"><b>'))
    assert drawn.find("rect/title").text == '"><script>: 1'
    assert drawn.find("script") is None


def test_shares_are_drawn_from_nothing_to_all():
    drawn = etree.fromstring(shares([("Mon", 0.5), ("Tue", None), ("Wed", 1.0)], "Share"))
    rects = drawn.findall("rect")
    assert [int(rect.get("height")) for rect in rects] == [HEIGHT // 2, 1, HEIGHT]
    assert [rect.find("title").text for rect in rects] == ["Mon: 50%", "Tue: not told", "Wed: 100%"]
    assert drawn.get("aria-label") == "Share: 2 days, the least 50% (Mon)"
    assert etree.fromstring(shares([("Mon", None)], "Share")).get("aria-label") == "Share: none told"


def test_what_strangers_wrote_stays_apart_in_a_sentence():
    text = "“هەواڵ <b>”, 515 characters; “ok”"
    assert quoting(text) == "“<bdi>هەواڵ &lt;b&gt;</bdi>”, 515 characters; “<bdi>ok</bdi>”"

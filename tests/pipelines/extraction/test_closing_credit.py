"""Agencies and signatures at the end of an article, and last lines that credit nobody."""

from __future__ import annotations

import pytest

from tests.pipelines.extraction.html_pages import PARAGRAPH, fields, page
from wiredesk.pipelines.extraction.fields.fields import Fields

URL = "https://valleynews.example.org/town/bridge-to-be-repaired"


def read(last: str, first: str = "") -> Fields:
    head = f"<h1>Old bridge to be repaired before winter</h1>{first}"
    return fields(page("", head).replace(b"</main>", f"{last}</main>".encode()), URL)


def persons(found: Fields) -> list[str]:
    return [one.name for one in found.authors if one.type == "person"]


@pytest.mark.parametrize(
    ("line", "source"),
    [
        ("<p>(dpa)</p>", "dpa"),
        ("<p>dpa/AFP</p>", "dpa"),
        ("<div class='text-right'>kel/AFP</div>", "AFP"),
        ("<p>(VN mit dpa)</p>", "dpa"),
        ("<p>Mit Material der dpa</p>", "dpa"),
        ("<p>Mit Agenturmaterial (dpa)</p>", "dpa"),
        ("<p>(avec AFP)</p>", "AFP"),
        ("<p>Avec AFP</p>", "AFP"),
        ("<p><em>EFE</em></p>", "EFE"),
        ("<p>— Bernama</p>", "Bernama"),
        ("<p>The meeting of the ministers of the five countries begins on Monday in Munich. — AFP</p>", "AFP"),
        ("<p>(With inputs from PTI)</p>", "PTI"),
        ("<p>PTI SKL MNK</p>", "PTI"),
        ("<p>(इनपुट: पीटीआई)</p>", "PTI"),
        ("<p>（来源：新华社）</p>", "Xinhua"),
        ("<p>Via Mesopotamia Wire</p>", "Mesopotamia Wire"),
        ("<p>via <a href='https://wire.example/'>Mesopotamia Wire</a></p>", "Mesopotamia Wire"),
        ("<p>*Com informações da Agência Brasil</p>", "Agência Brasil"),
        (f"<p>{PARAGRAPH} (FR mit dpa)</p>", "dpa"),
    ],
)
def test_the_closing_line_names_the_agency(line, source):
    found = read(line)
    assert (found.source, persons(found)) == (source, [])


@pytest.mark.parametrize(
    "line",
    [
        "<p>Mehr</p>",
        "<p>- Trend</p>",
        "<p>via GIPHY</p>",
        "<p>Via the old road to the river</p>",
        "<figure><figcaption>The bridge. Source: Reuters</figcaption></figure>",
        "<div class='image__caption'>The bridge.<br>Source: Reuters</div>",
        "<p>The council met AFP in the town hall.</p>",
        "<p>Quelle: © www.valley.example</p>",
        "<aside><p>(dpa)</p></aside>",
    ],
)
def test_other_last_lines_name_none(line):
    assert read(line).source is None


@pytest.mark.parametrize(
    "block",
    [
        "<p>Reporting by: Mara Lind, Jo Berg</p><p>Source: ARA News</p>",
        "<table><tr><td><b>Reporting by: Mara Lind, Jo Berg</b><br><b>Source: ARA News</b></td></tr></table>",
        "<table><tr><td><b>Reporting by: Mara Lind, Jo Berg<br>Source: ARA News</b></td></tr></table>",
        "<p><b>Reporting by: Mara Lind and Jo Berg</b><br><b>Editing by: Al Ost</b><br><b>Source: ARA News</b></p>",
    ],
)
def test_a_signature_block_gives_authors_and_source(block):
    found = read(block)
    assert (persons(found), found.source) == (["Mara Lind", "Jo Berg"], "ARA News")


@pytest.mark.parametrize("line", ["(Reporting by Mara Lind; editing by Jo Berg)", "– Mara Lind, AFP", "Mara Lind/dpa"])
def test_signatures_with_marks_and_agencies(line):
    assert persons(read(f"<p>{line}</p>")) == ["Mara Lind"]


def test_an_agency_comes_before_a_desk():
    found = read("<p>Quelle: dpa</p>", "<p class='byline'>Von der Online-Redaktion</p>")
    assert found.source == "dpa"

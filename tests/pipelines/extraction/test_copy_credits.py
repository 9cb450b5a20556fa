"""What the copy credits at its two ends: place, agency, reporter, source."""

from __future__ import annotations

import pytest
from html_pages import PARAGRAPH

from wiredesk import Article, extract_article
from wiredesk.pipelines.extraction.fields.closing_credit import agency_at_the_end

URL = "https://www.valleycourier.example/town/2026/council-repairs-the-old-bridge"
CHINESE = "市议会周一晚上决定，在冬天到来之前修复河上的旧桥，因为工程师警告说桥墩出现了裂缝。"
JAPANESE = "市議会は月曜日の夜、冬が来る前に古い橋を修理することを決めた。技術者が橋脚の亀裂を警告していたためである。"
ARABIC = "قرر مجلس المدينة يوم الاثنين إصلاح الجسر القديم فوق النهر قبل حلول الشتاء، كما قال رئيس البلدية في حديث له."
KOREAN = "시의회는 월요일 저녁 낡은 다리를 수리하기로 결정했다. 기술자들이 교각의 균열을 경고했기 때문이다."


def article(*paragraphs: str, language: str = "en", head: str = "", above: str = "", author: str = "") -> Article:
    byline = f"<div class=byline>{author}</div>" if author else ""
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    html = (
        f"<html lang={language}><head><meta property='og:type' content='article'>"
        f"<meta property='og:site_name' content='Valley Courier'>{head}</head>"
        f"<body><article><h1>Council repairs the old bridge</h1>{byline}<div>{above}{text}</div></article>"
    )
    found = extract_article(html.encode(), URL)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("language", "first", "text", "names", "place", "source"),
    [
        ("ja", "【ソウル＝山田太郎】", JAPANESE, ["山田太郎"], "ソウル", None),
        ("ja", "【ワシントン共同】", JAPANESE, [], "ワシントン", "Kyodo"),
        ("ja", "［東京　３日　ロイター］ - ", JAPANESE, [], "東京", "Reuters"),
        ("zh", "〔記者王小明／台北報導〕", CHINESE, ["王小明"], "台北", None),
        ("zh", "本报讯（记者 王小明 李强）", CHINESE, ["王小明", "李强"], None, None),
        ("zh", "晨华晚报讯 （记者 王小明）", CHINESE, ["王小明"], None, None),
        ("zh", "新华社5月3日电 ", CHINESE, [], None, "Xinhua"),
        ("ko", "[부산=한강스포츠 김민수 기자] ", KOREAN, ["김민수"], "부산", "한강스포츠"),
        ("ko", "[한강경제=김민수 기자] ", KOREAN, ["김민수"], None, "한강경제"),
    ],
)
def test_reporters_place_and_agency_at_the_head(
    language: str, first: str, text: str, names: list[str], place: str | None, source: str | None
) -> None:
    found = article(first + text, text, text, language=language)
    assert ([one.name for one in found.authors if one.type == "person"], found.dateline, found.source) == (
        names,
        place,
        source,
    )


@pytest.mark.parametrize(
    ("language", "ending", "text", "names"),
    [
        ("ja", "（山田太郎）", JAPANESE, ["山田太郎"]),
        ("ja", "（編集委員・山田\u3000太郎）", JAPANESE, ["山田太郎"]),
        ("ja", "【山田太郎記者】", JAPANESE, ["山田太郎"]),
        ("ja", "（敬称略）", JAPANESE, []),
        ("zh", "（记者 王小明）", CHINESE, ["王小明"]),
        ("zh", "（完）", CHINESE, []),
    ],
)
def test_the_reporter_behind_the_last_sentence(language: str, ending: str, text: str, names: list[str]) -> None:
    found = article(text, text, text + ending, language=language)
    assert [one.name for one in found.authors if one.type == "person"] == names


def test_a_reporter_of_the_copy_comes_before_the_site_and_behind_a_byline() -> None:
    author = '{"@type":"Organization","name":"Valley Courier"}'
    owner = f'<script type="application/ld+json">{{"@type":"NewsArticle","author":{author}}}</script>'
    copy = (f"【ソウル＝山田太郎】{JAPANESE}", JAPANESE, JAPANESE)
    assert [one.name for one in article(*copy, language="ja", head=owner).authors] == ["山田太郎"]
    assert [one.name for one in article(*copy, language="ja", author="鈴木一郎記者").authors] == ["鈴木一郎"]


@pytest.mark.parametrize(
    ("line", "place", "source"),
    [
        ("Bad Talheim -", "Bad Talheim", None),
        ("TALHEIM –", "Talheim", None),
        ("ARA News", None, "ARA News"),
        ("LAGOS (Reuters) -", "Lagos", "Reuters"),
    ],
)
def test_a_dateline_in_a_paragraph_of_its_own(line: str, place: str | None, source: str | None) -> None:
    found = article(line, PARAGRAPH, PARAGRAPH, PARAGRAPH)
    assert (found.dateline, found.source) == (place, source)
    assert found.body_text.startswith(PARAGRAPH)


def test_a_dateline_above_the_first_paragraph() -> None:
    found = article(PARAGRAPH, PARAGRAPH, PARAGRAPH, above="<strong>Medan</strong> - ", language="id")
    assert found.dateline == "Medan"


@pytest.mark.parametrize("line", ["SUMMARY:", "Ladies first –", "What we know:", "By the river"])
def test_a_subheading_is_no_dateline(line: str) -> None:
    assert article(line, PARAGRAPH, PARAGRAPH, PARAGRAPH).dateline is None


def test_a_heading_in_capitals_is_no_dateline() -> None:
    assert article(PARAGRAPH, "ANN SMITH: HOW I LEFT SCHOOL", PARAGRAPH, PARAGRAPH).dateline is None


@pytest.mark.parametrize(
    ("ending", "language", "source"),
    [
        ("Source: Valley Radio", "en", "Valley Radio"),
        ("Fuente: Radio del Valle", "es", "Radio del Valle"),
        ("--(بترا)", "ar", "Petra"),
        ("DPA", "de", "dpa"),
        ("(vyp/kna)", "de", "KNA"),
        ("Source: Getty Images, photo: Ann Smith", "en", None),
    ],
)
def test_the_source_behind_the_text(ending: str, language: str, source: str | None) -> None:
    assert article(PARAGRAPH, PARAGRAPH, PARAGRAPH, ending, language=language).source == source


def test_initials_of_editors_are_no_agency() -> None:
    assert agency_at_the_end("(vyp/kna)", "id") is None
    assert agency_at_the_end("(vyp/kna)", "de") == "KNA"


def test_an_agency_in_brackets_behind_the_last_sentence() -> None:
    assert article(PARAGRAPH, PARAGRAPH, f"{PARAGRAPH} (ats/nxp)", language="fr").source == "SDA"


def test_the_source_comes_before_the_desk_of_the_byline() -> None:
    found = article(PARAGRAPH, PARAGRAPH, PARAGRAPH, "Fuente: Radio del Valle", language="es", author="Por Redacción")
    assert found.source == "Radio del Valle"


@pytest.mark.parametrize(
    ("first", "place"),
    [
        ("<strong>Ebersdorf.</strong> ", "Ebersdorf"),
        ("<b>Bad Ebersdorf –</b> ", "Bad Ebersdorf"),
        ("<strong>Update.</strong> ", None),
        ("<strong>Ebersdorf. That is where the council met.</strong> ", None),
        ("Ebersdorf. ", None),
    ],
)
def test_a_place_in_bold_type_at_the_head(first: str, place: str | None) -> None:
    assert article(first + PARAGRAPH, PARAGRAPH, PARAGRAPH, language="de").dateline == place


def test_a_place_and_an_agency_in_a_paragraph_of_their_own() -> None:
    found = article("حمص - نورث برس", ARABIC, ARABIC, ARABIC, language="ar")
    assert (found.dateline, found.source) == ("حمص", "North Press")
    assert found.body_text.startswith(ARABIC[:30])

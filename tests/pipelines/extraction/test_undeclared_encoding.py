"""Pages that name neither their encoding nor their language: the words of the text tell both."""

from __future__ import annotations

import pytest

from tests.pipelines.extraction.regional_pages import regional_page
from wiredesk.pipelines.extraction.page.charset import decode_page

SCRIPT = "<script>var title = 'Überschrift'; window.data = {id: 1, name: 'ñandú'};</script>" * 40
"""More bytes beyond ASCII in front of the text than a sample of the page would hold."""


@pytest.mark.parametrize(
    ("language", "encoding"),
    [
        ("he", "cp1255"),
        ("ar", "cp1256"),
        ("ur", "cp1256"),
        ("ru", "cp1251"),
        ("ru", "koi8_r"),
        ("ru", "cp866"),
        ("kk", "cp1251"),
        ("tr", "cp1254"),
        ("es", "cp1252"),
        ("fr", "cp1252"),
        ("pt", "cp1252"),
        ("id", "cp1252"),
    ],
)
@pytest.mark.parametrize("script", ["", SCRIPT])
def test_its_words_tell_the_encoding(language: str, encoding: str, script: str) -> None:
    paragraphs = regional_page(language, "aspnet").paragraphs
    html = f"<html><head>{script}</head><body>{''.join(f'<div><p>{text}</p></div>' for text in paragraphs)}"
    data = html.encode(encoding, "xmlcharrefreplace")
    assert decode_page(data, None)[0].partition("<body>")[2] == data.decode(encoding).partition("<body>")[2]


@pytest.mark.parametrize("language", ["ru", "ar", "hi", "th", "am", "es"])
@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_mark_begins_with_a_title_in_any_script(language: str, encoding: str) -> None:
    page = regional_page(language, "aspnet")
    html = f"<html><head><title>{page.headline} {page.paragraphs[0]}</title></head><body><p>{page.paragraphs[1]}</p>"
    assert decode_page(html.encode(encoding), None) == (html, encoding)


@pytest.mark.parametrize("encoding", ["gb18030", "shift_jis", "euc_kr"])
def test_east_asian_text_is_not_read_as_letters_of_one_byte(encoding: str) -> None:
    text = {
        "gb18030": "市政府今天宣布新的图书馆将于下个月开放，居民们对此表示欢迎。",
        "shift_jis": "市は今日、新しい図書館が来月に開館すると発表し、住民は歓迎している。",
        "euc_kr": "시는 오늘 새 도서관이 다음 달에 문을 연다고 발표했으며 주민들은 이를 환영했다.",
    }[encoding]
    html = f"<html><body>{f'<p>{text}</p>' * 8}"
    assert text in decode_page(html.encode(encoding), None)[0]

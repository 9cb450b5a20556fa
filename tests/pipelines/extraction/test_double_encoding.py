"""Pages that were encoded in UTF-8 twice are read as they were meant; all others stay as they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wiredesk.pipelines.extraction.page.charset import TWICE_UTF_8, decode_page
from wiredesk.pipelines.extraction.page.double_encoding import encoded_once

TEXTS = {
    "en": "“It’s the doctors’ day”, she said – and the nurses’ too… It’s late.",
    "es": "El año pasado llovió más aquí, según la comisión de señales.",
    "ar": "قالت الوزارة إن المياه ستعود إلى الأحياء القديمة يوم الخميس.",
    "ku": "Şaredariyê got ku av dê vegere taxên kevn û gundên nêzîk.",
    "ru": "Министерство сообщило, что вода вернётся в четверг.",
    "hi": "मंत्रालय ने कहा कि पानी गुरुवार को लौटेगा।",
}


def twice(text: str, misread_as: str) -> str:
    raw = text.encode()
    if misread_as == "cp1252":  # as browsers read it: five bytes have no character there and stay as they are
        return "".join(chr(b) if b in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else bytes([b]).decode("cp1252") for b in raw)
    return raw.decode(misread_as)


@pytest.mark.parametrize("misread_as", ["latin-1", "cp1252"])
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_text_that_was_encoded_twice_is_mended(text: str, misread_as: str) -> None:
    page = twice(text, misread_as)
    assert encoded_once(page, page.encode()) == text
    assert decode_page(page.encode(), None) == (text, TWICE_UTF_8)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_text_that_was_encoded_once_stays(text: str) -> None:
    assert encoded_once(text, text.encode()) == text


def test_an_article_about_wrong_encodings_keeps_its_examples() -> None:
    text = "Old exports show â€™ where an apostrophe was, and Ã© for é."
    assert encoded_once(text, text.encode()) == text


def test_capitals_before_a_closing_quotation_mark_stay() -> None:
    text = "« CAFÉ » et « ÉTÉ\xa0» et « BEAUTÉ\xa0» et « SANTÉ\xa0» et « LIBERTÉ\xa0» et « QUALITÉ» et « CITÉ»"
    assert encoded_once(text, text.encode()) == text


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_no_text_raises_and_nothing_grows(text: str) -> None:
    assert len(encoded_once(text, text.encode())) <= len(text)

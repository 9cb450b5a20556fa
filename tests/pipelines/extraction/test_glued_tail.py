"""A line that is glued to the last sentence goes."""

from __future__ import annotations

import pytest

from tests.pipelines.extraction.trimmed_text import FIRST, SECOND, trim


def test_the_address_of_a_site_behind_the_last_sentence_goes():
    assert trim("One.", "The quay is open.www.pier.example") == ["One.", "The quay is open."]
    assert trim("One.", "Read it all on www.pier.example") == ["One.", "Read it all on www.pier.example"]


@pytest.mark.parametrize(
    "tail",
    [
        " Ultimo aggiornamento: 22:07 © RIPRODUZIONE RISERVATA",
        " READ MORE",
        " (End)",
        "부산=김민수 기자 minsu@post.example",
    ],
)
def test_a_line_that_is_glued_to_the_last_sentence_goes(tail: str) -> None:
    assert trim(FIRST, SECOND + tail) == [FIRST, SECOND]


def test_in_chinese_no_blank_parts_it() -> None:
    last = "市长说，这座桥会在冬天到来之前修好，居民都很高兴。"
    assert trim(FIRST, f"{last}返回搜狐，查看更多") == [FIRST, last]


@pytest.mark.parametrize("tail", [" Read more books, he said.", " (The end)", " It was over"])
def test_a_last_sentence_that_begins_alike_stays(tail: str) -> None:
    assert trim(FIRST, SECOND + tail) == [FIRST, SECOND + tail]
